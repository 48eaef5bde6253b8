/**
 * Renders the chart of deploy/helm: no Helm is a package of the registry. It knows the part of Go's templates that the chart uses (values,
 * `if`, `range`, `define`, `include` and a handful of functions) and throws at anything else, so that what it renders is not guessed.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments, stringify } from 'yaml'

type Scope = { dot: unknown; variables: Map<string, unknown> }
type Node =
  | { kind: 'text'; text: string }
  | { kind: 'value'; source: string }
  | { kind: 'if'; source: string; then: Node[]; otherwise: Node[] }
  | { kind: 'range'; source: string; names: string[]; body: Node[] }
type Token = { kind: 'text' | 'action'; text: string }

export type Manifest = { apiVersion: string; kind: string; metadata: { name: string } } & Record<string, unknown>
export type Values = Record<string, unknown>

/** `changes` replace top-level values, as `--set` and `--values` do; of an object its members. */
export function renderChart(folder: string, changes: Values = {}, release = 'recado'): Manifest[] {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8')
  const chart = parse(read('Chart.yaml')) as Record<string, string>
  const root = {
    Values: merged(parse(read('values.yaml')) as Values, changes),
    Release: { Name: release, Namespace: 'default', Service: 'Helm' },
    Chart: { Name: chart.name, Version: chart.version, AppVersion: String(chart.appVersion) },
  }
  const defined = new Map<string, Node[]>()
  const paths = globSync('templates/*', { cwd: folder }).sort()
  const bodies = paths.map((path) => ({ path, nodes: parseTemplate(read(path), defined) }))
  const scope = { dot: root, variables: new Map<string, unknown>([['$', root]]) }
  return bodies.flatMap(({ path, nodes }) => {
    const text = render(nodes, scope, defined)
    return path.endsWith('.yaml') ? manifestsOf(text, path) : []
  })
}

function merged(values: Values, changes: Values): Values {
  for (const name of Object.keys(changes)) if (!(name in values)) throw new Error(`the chart has no value ${name}`)
  const isObject = (value: unknown): value is Values =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const changed = changes[name]
      if (changed === undefined) return [name, value]
      return [name, isObject(value) && isObject(changed) ? { ...value, ...changed } : changed]
    }),
  )
}

function manifestsOf(text: string, path: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = [...document.errors, ...document.warnings]
    if (error) throw new Error(`${path}: ${error.message}\n${text}`)
    const manifest: unknown = document.toJS()
    return manifest === null ? [] : [manifest as Manifest]
  })
}

// ── templates ───────────────────────────────────────────────

function parseTemplate(source: string, defined: Map<string, Node[]>): Node[] {
  const tokens = tokensOf(source)
  const nodes = parseBody(tokens, defined)
  if (tokens.length > 0) throw new Error(`an end too many before ${tokens[0]?.text}`)
  return nodes
}

/** Trims as `{{-` and `-}}` say; comments are dropped. */
function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  const action = /\{\{(-?)\s*((?:"(?:[^"\\]|\\.)*"|\/\*[\s\S]*?\*\/|(?!\}\})[\s\S])*?)\s*(-?)\}\}/g
  let at = 0
  let trimsNext = false
  const addText = (text: string, trimsEnd: boolean) => {
    const begun = trimsNext ? text.trimStart() : text
    tokens.push({ kind: 'text', text: trimsEnd ? begun.trimEnd() : begun })
  }
  for (const { index, 0: whole, 1: before, 2: text = '', 3: after } of source.matchAll(action)) {
    addText(source.slice(at, index), before === '-')
    if (!text.startsWith('/*')) tokens.push({ kind: 'action', text })
    at = index + whole.length
    trimsNext = after === '-'
  }
  addText(source.slice(at), false)
  return tokens
}

/** Up to the `end` or `else` that belongs to it, which stays. */
function parseBody(tokens: Token[], defined: Map<string, Node[]>): Node[] {
  const nodes: Node[] = []
  for (let token = tokens[0]; token !== undefined; token = tokens[0]) {
    const { kind, text } = token
    if (kind === 'action' && /^(?:end|else)\b/.test(text)) return nodes
    tokens.shift()
    if (kind === 'text') nodes.push({ kind: 'text', text })
    else if (text.startsWith('if ')) nodes.push(parseIf(text.slice(3), tokens, defined))
    else if (text.startsWith('range ')) nodes.push(parseRange(text.slice(6), tokens, defined))
    else if (text.startsWith('define ')) defined.set(JSON.parse(text.slice(7)), parseBlock(tokens, defined))
    else nodes.push({ kind: 'value', source: text })
  }
  return nodes
}

function parseBlock(tokens: Token[], defined: Map<string, Node[]>): Node[] {
  const body = parseBody(tokens, defined)
  if (tokens.shift()?.text !== 'end') throw new Error('an end is missing')
  return body
}

function parseIf(source: string, tokens: Token[], defined: Map<string, Node[]>): Node {
  const then = parseBody(tokens, defined)
  const next = tokens.shift()?.text
  if (next === 'end') return { kind: 'if', source, then, otherwise: [] }
  if (next !== 'else') throw new Error(`if ${source}: ${next}`)
  return { kind: 'if', source, then, otherwise: parseBlock(tokens, defined) }
}

function parseRange(text: string, tokens: Token[], defined: Map<string, Node[]>): Node {
  const { names = '', source = '' } = /^(?<names>\$[\w$, ]+) := (?<source>.+)$/.exec(text)?.groups ?? {}
  if (names === '') throw new Error(`range ${text}`)
  return { kind: 'range', source, names: names.split(/, */), body: parseBlock(tokens, defined) }
}

function render(nodes: Node[], scope: Scope, defined: Map<string, Node[]>): string {
  const read = (source: string) => evaluate(source, scope, defined)
  const textOf = (node: Node): string => {
    switch (node.kind) {
      case 'text':
        return node.text
      case 'value':
        return String(read(node.source) ?? '')
      case 'if':
        return render(isTruthy(read(node.source)) ? node.then : node.otherwise, scope, defined)
      case 'range':
        return renderEach(node, entriesOf(read(node.source)), scope, defined)
    }
  }
  return nodes.map(textOf).join('')
}

function renderEach(
  { names, body }: Extract<Node, { kind: 'range' }>,
  entries: [unknown, unknown][],
  scope: Scope,
  defined: Map<string, Node[]>,
): string {
  const texts = entries.map(([key, value]) => {
    const variables = new Map(scope.variables)
    if (names.length === 2) variables.set(names[0] ?? '', key)
    variables.set(names.at(-1) ?? '', value)
    return render(body, { dot: value, variables }, defined)
  })
  return texts.join('')
}

function isTruthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Of a map in the order of its keys, as Go has it. */
function entriesOf(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return [...value.entries()]
  return Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1))
}

// ── expressions ─────────────────────────────────────────────

/** A pipeline: the value of each command is the last argument of the next. */
function evaluate(source: string, scope: Scope, defined: Map<string, Node[]>): unknown {
  const words = [...source.matchAll(/"(?:[^"\\]|\\.)*"|[()|]|[^\s()|]+/g)].map(([word]) => word)
  const value = pipeline()
  if (words.length > 0) throw new Error(`${source}: ${words.join(' ')} is left`)
  return value

  function pipeline(): unknown {
    let value: unknown
    for (let isFirst = true; ; isFirst = false) {
      const terms = isFirst ? command() : [...command(), value]
      const [name, ...given] = terms
      value = typeof name === 'function' ? name(...given) : name
      if (words[0] !== '|') return value
      words.shift()
    }
  }

  function command(): unknown[] {
    const terms: unknown[] = []
    while (words.length > 0 && words[0] !== '|' && words[0] !== ')') terms.push(term(words.shift() ?? ''))
    return terms
  }

  function term(word: string): unknown {
    if (word === '(') {
      const value = pipeline()
      if (words.shift() !== ')') throw new Error(`${source}: a bracket is missing`)
      return value
    }
    if (word.startsWith('"')) return JSON.parse(word)
    if (/^\d+$/.test(word)) return Number(word)
    if (word.startsWith('.')) return memberOf(scope.dot, word)
    if (word.startsWith('$')) {
      const [name = '', ...path] = word.split('.')
      if (!scope.variables.has(name)) throw new Error(`there is no ${name}`)
      return memberOf(scope.variables.get(name), `.${path.join('.')}`)
    }
    return functionOf(word, scope, defined)
  }
}

/** A name that does not exist is a mistake here, where Go would render `<no value>`. */
function memberOf(value: unknown, path: string): unknown {
  const names = path.split('.').filter((name) => name !== '')
  return names.reduce<unknown>((from, name) => {
    if (typeof from !== 'object' || from === null || !(name in from)) throw new Error(`there is no ${path}`)
    return (from as Record<string, unknown>)[name]
  }, value)
}

function functionOf(name: string, { variables }: Scope, defined: Map<string, Node[]>): (...given: never[]) => unknown {
  const functions: Record<string, (...given: never[]) => unknown> = {
    include(template: string, dot: unknown) {
      const body = defined.get(template)
      if (body === undefined) throw new Error(`there is no template ${template}`)
      return render(body, { dot, variables: new Map([...variables, ['$', dot]]) }, defined)
    },
    quote: (value: unknown) => JSON.stringify(String(value)),
    toYaml: (value: unknown) => stringify(value).trimEnd(),
    nindent: (count: number, text: string) => `\n${text.replaceAll(/^(?=.)/gm, ' '.repeat(count))}`,
    printf: (format: string, ...given: unknown[]) => format.replaceAll('%s', () => String(given.shift())),
    default: (fallback: unknown, value: unknown) => (isTruthy(value) ? value : fallback),
    eq: (one: unknown, other: unknown) => one === other,
    list: (...items: unknown[]) => items,
    trunc: (count: number, text: string) => text.slice(0, count),
    trimSuffix: (suffix: string, text: string) => (text.endsWith(suffix) ? text.slice(0, -suffix.length) : text),
    required(sentence: string, value: unknown) {
      if (value === undefined || value === null || value === '') throw new Error(sentence)
      return value
    },
  }
  const found = functions[name]
  if (found === undefined) throw new Error(`the chart uses ${name}, which is not known here`)
  return found
}
