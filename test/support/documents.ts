/** The documents for the rules tests: the pages, their fenced blocks, and the curl commands that readers paste. */
import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Page = { path: string; text: string }
export type Block = { language: string; text: string }

const root = new URL('../../', import.meta.url)
export const rootPath = fileURLToPath(root)

/** Every page for readers, with its path relative to the root. */
export function readPages(): Page[] {
  const paths = globSync(['*.md', 'docs/**/*.md'], { cwd: rootPath })
  const slashed = paths.map((path) => path.split(sep).join('/')).sort()
  return slashed.map((path) => ({ path, text: readDocument(path) }))
}

export function readDocument(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** Fenced blocks, including those indented within a list. */
export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', language = '', body = '']) => ({
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
}

/** The text between a heading and the next one of its level or above. */
export function sectionOf(text: string, heading: string): string {
  const level = /^#+/.exec(heading)?.[0].length ?? 1
  const [, after = ''] = text.split(`\n${heading}\n`)
  return after.split(new RegExp(`^#{1,${level}} `, 'm'))[0] ?? ''
}

/** As GitHub makes them of headings. */
export function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

export type Curl = {
  method: string
  url: string
  headers: Record<string, string>
  body: string | undefined
  /** Names and values; `@` before a value names a file of the repository. */
  form: [string, string][]
}

/** Parses a command as the shell would pass it, with `$NAME` replaced; supports only the options that the pages use. */
export function parseCurl(command: string, variables: Record<string, string>): Curl {
  const words = shellWords(command, variables)
  const curl: Curl = { method: '', url: '', headers: {}, body: undefined, form: [] }
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    if (!word.startsWith('-')) curl.url = word
    // It shows what comes as it comes.
    else if (word === '-N') continue
    else applyOption(curl, word, words[++at] ?? '')
  }
  curl.method ||= curl.body === undefined && curl.form.length === 0 ? 'GET' : 'POST'
  return curl
}

function applyOption(curl: Curl, option: string, value: string): void {
  if (option === '-X') curl.method = value
  else if (option === '-d') curl.body = value
  else if (option === '-F') curl.form.push([value.split('=', 1)[0] ?? '', value.slice(value.indexOf('=') + 1)])
  else if (option === '-u') curl.headers.authorization = `Basic ${btoa(value)}`
  else if (option === '-H') {
    const colon = value.indexOf(':')
    curl.headers[value.slice(0, colon).toLowerCase()] = value.slice(colon + 1).trim()
  } else throw new Error(`the pages' curl has no option ${option}`)
}

function shellWords(command: string, variables: Record<string, string>): string[] {
  const joined = command.replaceAll('\\\n', ' ')
  return [...joined.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g)].map(
    ([, verbatim, quoted, bare]) => verbatim ?? withValues(quoted ?? bare ?? '', variables),
  )
}

function withValues(text: string, variables: Record<string, string>): string {
  return text.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => {
    const value = variables[name]
    if (value === undefined) throw new Error(`the pages name $${name}, which nobody sets`)
    return value
  })
}
