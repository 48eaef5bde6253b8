/**
 * Rules for every source file: it opens with its purpose, stays short, and leaves SQL, the environment and the terminal
 * to their places.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { describe, test } from 'node:test'
import { rootPath } from '../support/documents.ts'
import { readSources } from '../support/sources.ts'

const maxLines = 300
/** Longer because they are tables: their length is their content. */
const tables = ['model/errors/errors.ts', 'model/errors/violation.ts', 'http/openapi/texts.ts']

/** An entry of the package names what is public, wherever it is. */
const entries = ['sdk/client.ts', 'sdk/webhooks.ts']

const maxColumns = 120
/** Released migrations are never edited, and an address in an attribute cannot be broken. Nothing is added here. */
const longLines = [
  { file: 'src/store/migrations/0002.ts', start: 'create index messages_campaign_replied' },
  { file: 'src/store/migrations/0004.ts', start: "('events', 'seq', 'seq')" },
  { file: 'src/store/migrations/0004.ts', start: "execute format('alter index %I rename" },
  { file: 'src/store/migrations/0004.ts', start: "execute format('select setval(" },
  { file: 'src/store/migrations/0004.ts', start: "execute format('alter table %I attach" },
  { file: 'src/store/migrations/0028.ts', start: 'and (other.created_at < endpoints.created_at' },
]

const sql =
  /\b(?:select\s[\s\S]{1,400}?\sfrom\s+\w|insert\s+into\s+\w|update\s+\w+\s+set\s|delete\s+from\s+\w|create\s+table\s)/i

const sources = readSources()

const pathsWhere = (isMatch: (source: (typeof sources)[number]) => boolean) =>
  sources.filter(isMatch).map((source) => source.path)

/** The string and template literals of a file, where its SQL would be. */
function literalsOf(code: string): string {
  return (code.match(/`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'/g) ?? []).join('\n')
}

describe('source files', () => {
  test('there are some', () => {
    assert.ok(sources.length > 80)
  })

  test('each opens with its purpose', () => {
    assert.deepEqual(
      pathsWhere(({ text }) => !/^(?:#!.*\n)?(?:\/\*\*\s|\/\/ )/.test(text)),
      [],
    )
  })

  test(`none is longer than ${maxLines} lines, tables apart`, () => {
    assert.deepEqual(
      pathsWhere(({ text, path }) => text.trimEnd().split('\n').length > maxLines && !tables.includes(path)),
      [],
    )
  })

  test(`no line is longer than ${maxColumns} columns`, () => {
    const files = globSync(
      ['{src,sandbox,drawing,phone}/**/*.{ts,tsx,js,css,html}', 'sdk/{client,webhooks}/*.ts', 'sdk/*.ts'],
      {
        cwd: rootPath,
      },
    ).map((path) => path.split(sep).join('/'))
    const long = files.flatMap((path) => {
      const lines = readFileSync(rootPath + path, 'utf8').split('\n')
      return lines.flatMap((line, index) => (line.length > maxColumns ? [{ path, index, line }] : []))
    })
    const isExpected = ({ path, line }: (typeof long)[number]) =>
      longLines.some(({ file, start }) => file === path && line.trimStart().startsWith(start))
    assert.deepEqual(
      long.filter((one) => !isExpected(one)).map(({ path, index }) => `${path}:${index + 1}`),
      [],
    )
    assert.equal(long.length, longLines.length, 'the list names only lines that are still longer')
    assert.ok(files.length > 650, String(files.length))
  })

  test('SQL is in the store and nowhere else', () => {
    assert.deepEqual(
      pathsWhere(({ path, code }) => !path.startsWith('store/') && sql.test(literalsOf(code))),
      [],
    )
    assert.ok(pathsWhere(({ code }) => sql.test(literalsOf(code))).length > 5, 'it is found where it is')
  })

  test('only the commands read the environment and write to the terminal', () => {
    assert.deepEqual(
      pathsWhere(
        ({ path, code }) =>
          !path.startsWith('cli') &&
          path !== 'sdk/webhooks/receive.ts' &&
          /\bprocess\.env\b|\bconsole\.|process\.std(?:out|err)/.test(code),
      ),
      [],
    )
  })

  test('time, randomness and ids come from outside in the pure model', () => {
    assert.deepEqual(
      pathsWhere(
        ({ path, code }) => path.startsWith('model/') && /\bDate\.now\(|new Date\(\)|Math\.random\(/.test(code),
      ),
      [],
    )
  })

  test('nothing is exported by default, re-exported or left to another day', () => {
    assert.deepEqual(
      pathsWhere(({ path, code }) => !entries.includes(path) && /^export (?:default\b|\*|(?:type )?\{)/m.test(code)),
      [],
    )
    assert.deepEqual(
      pathsWhere(({ text }) => /\b(?:TODO|FIXME|XXX|HACK)\b/.test(text)),
      [],
    )
  })

  test('an hour, a day and a pause are defined once', () => {
    const said = /\b3_?600_?000\b|\b86_?400_?000\b|\b60 \* 60\b|\b24 \* 60\b|=> setTimeout\(resolve, \w+\)\)/
    // A setting's default is a text; a migration is never edited.
    const separate = /^(?:model|sandbox|drawing)\/time\.ts$|^store\/migrations\/\d{4}\.ts$/
    assert.deepEqual(
      pathsWhere(({ path, code }) => !separate.test(path) && said.test(code.replace(/'[^'\n]*'/g, ''))),
      [],
    )
  })

  test('no folder or file collects unrelated functions', () => {
    assert.deepEqual(
      pathsWhere(({ path }) => /(?:^|\/)(?:utils?|helpers?|common|misc|index)(?:\/|\.ts$)/.test(path)),
      [],
    )
  })
})

describe('test files', () => {
  test('have one style: named imports of node:test, `test` for a test and `describe` for a group', () => {
    const files = globSync('test/**/*.ts', { cwd: rootPath }).map((path) => ({
      path,
      text: readFileSync(rootPath + path, 'utf8'),
    }))
    const imports = files.flatMap(({ path, text }) =>
      [...text.matchAll(/^import (.+) from 'node:test'$/gm)].map(([, names = '']) => ({ path, names })),
    )
    assert.ok(imports.length > 250, String(imports.length))
    assert.deepEqual(
      imports.filter(({ names }) => !/^(?:type )?\{[^}]*\}$/.test(names) || /\b(?:it|suite)\b/.test(names)),
      [],
    )
  })
})
