/**
 * The code uses the field's words, one for one thing: those of the glossary in ARCHITECTURE.md are used by exported
 * names, and private words for which the field has one are in no identifier.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Each private word with the field's one. */
const banned: Record<string, string> = {
  tell: 'emit, notify or report',
  telling: 'emit',
  hear: 'handle, or on…',
  hears: 'accepts',
  heard: 'received or reported',
  insist: 'retry until stored',
  unite: 'merge',
  united: 'merged',
  manner: 'concurrency',
  apart: 'split by, separate',
  house: 'services',
  ground: 'deps',
  closers: 'disposers',
  hasten: 'expedite',
  bury: 'reap',
  pulse: 'heartbeat',
  census: 'membership',
  hungry: 'wants more',
  owes: 'stalled',
  addressees: 'recipients',
  furnish: 'populate',
  depart: 'start delivery',
  journey: 'delivery plan',
  strike: 'inject',
  doubt: 'uncertainty',
  most: 'max',
  speak: 'render',
  kept: 'stored or retained',
  gone: 'removed or purged',
  judge: 'evaluate or validate',
}

/**
 * Members that are stored or public: of rows' JSON, of the API, of answers, of texts; and words with another meaning
 * elsewhere.
 */
const spoken = /^(?:heardAt|hears|most|gone|isGone|BotGoneError|goneReason|mostFrequent|kept)$/

const partsOf = (name: string) => name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g)?.map((part) => part.toLowerCase()) ?? []

const codeOf = (path: string) =>
  readFileSync(root + path, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$|'(?:[^'\\\n]|\\.)*'/gm, '')

/** Names that a file declares: of types, functions and variables, of parameters and members. */
function declaredIn(code: string): string[] {
  const known =
    /\b(?:function\*?|const|let|type|class|interface)\s+([A-Za-z_]\w*)|(?<=[{(,;[\n]\s*(?:readonly |async |\.\.\.)?)([a-zA-Z_]\w*)(?=\??[:(]|<\w+>\()/g
  return [...code.matchAll(known)].flatMap(([, name, member]) => name ?? member ?? [])
}

function exportedOf(folders: string): string[] {
  return globSync(`src/${folders}/**/*.ts`, { cwd: root }).flatMap((path) =>
    [...codeOf(path).matchAll(/^export (?:async )?(?:function\*?|const|type|class) (\w+)/gm)].flatMap(
      ([, name]) => name ?? [],
    ),
  )
}

function glossary(): { word: string; names: string[] }[] {
  const text = readFileSync(`${root}ARCHITECTURE.md`, 'utf8')
  const section = /^## Glossary\n([\s\S]*?)(?=^## )/m.exec(`${text}\n## `)?.[1] ?? ''
  const rows = section.split('\n').filter((line) => /^\|(?! word|---| ---)/i.test(line))
  return rows.map((row) => {
    const [, word = '', , names = ''] = row.split('|').map((cell) => cell.trim())
    return { word, names: [...names.matchAll(/`(\w+)`/g)].flatMap(([, name]) => name ?? []) }
  })
}

const pathsOf = () =>
  globSync('{src,sandbox}/**/*.{ts,js}', { cwd: root }).filter((path) => !path.includes('node_modules'))

describe('glossary', () => {
  const [rows, exported] = [glossary(), new Set(exportedOf('{store,queue,model}'))]

  test('it has some thirty words, each once', () => {
    assert.ok(rows.length >= 25 && rows.length <= 40, `${rows.length} words`)
    assert.equal(new Set(rows.map(({ word }) => word)).size, rows.length)
  })

  test('each word is used by an exported name of store, queue or model, and the names in its row exist', () => {
    const used = new Set([...exported].flatMap((name) => [name.toLowerCase()]))
    const unused = rows.filter(({ word }) => {
      const joined = word.replace(/[^a-z]/gi, '').toLowerCase()
      return ![...used].some((name) => name.includes(joined))
    })
    assert.deepEqual(
      unused.map(({ word }) => word),
      [],
    )
    assert.deepEqual(
      rows.flatMap(({ word, names }) =>
        names.length > 0 ? names.filter((name) => !exported.has(name)) : [`none for ${word}`],
      ),
      [],
    )
  })

  test('no identifier has a private word for which the field has one', () => {
    const found = pathsOf().flatMap((path) =>
      declaredIn(codeOf(path))
        .filter((name) => !name.includes('_') && !spoken.test(name))
        .flatMap((name) =>
          partsOf(name)
            .filter((part) => Object.hasOwn(banned, part))
            .map((part) => `${path}: ${name} (${part}: say ${banned[part]})`),
        ),
    )
    assert.deepEqual([...new Set(found)], [])
  })

  test('gateway and sandbox have one grammar: heads of files in block comments, members without readonly', () => {
    const texts = pathsOf().map((path) => [path, readFileSync(root + path, 'utf8')] as const)
    const wrong = texts.flatMap(([path, text]) => [
      ...(/^(?:#!.*\n)?\/\*\*\s/.test(text) ? [] : [`${path}: head`]),
      ...(path.endsWith('.ts') && /^\s+readonly [a-zA-Z_[]/m.test(codeOf(path)) ? [`${path}: readonly`] : []),
    ])
    assert.deepEqual(wrong, [])
  })

  test('the names of a file are found', () => {
    const code =
      'export function hear(told: string) {}\nconst { a } = b\ntype T = {\n  hears(x: 1): void\n  readonly pulse?: 1\n}'
    assert.deepEqual(declaredIn(code), ['hear', 'told', 'T', 'hears', 'x', 'pulse'])
  })
})
