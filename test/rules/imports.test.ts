/**
 * Who may import whom, as ARCHITECTURE.md shows it. An area is a folder of src, or a file directly in src. `values` may
 * be called; `types` may only be named, since src/app passes the values behind them.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDocument, sectionOf } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'
import { type Import, importsOf, readSources, readTestSources, type Source } from '../support/sources.ts'

type Allowed = { values: string[]; types?: string[] } | 'everything'

const allowed: Record<string, Allowed> = {
  model: { values: [] },

  queue: { values: ['model'] },
  store: { values: ['model'] },
  channel: { values: ['model'] },
  egress: { values: ['model'] },
  metrics: { values: ['model'], types: ['store'] },
  config: { values: ['model', 'egress', 'store'] },

  // The flows meet only in the store, which is passed to them.
  outbound: { values: ['model', 'queue', 'channel', 'egress'], types: ['store', 'metrics'] },
  inbound: { values: ['model', 'channel'], types: ['store'] },
  webhooks: { values: ['model', 'queue', 'egress'], types: ['store'] },
  media: { values: ['model', 'queue', 'channel', 'egress'], types: ['store'] },
  skills: { values: ['model', 'queue', 'egress'], types: ['store', 'outbound', 'webhooks'] },
  stream: { values: ['model', 'queue'], types: ['store'] },
  campaigns: { values: ['model', 'queue', 'egress'], types: ['store'] },
  templates: { values: ['model'], types: ['channel', 'store', 'egress', 'metrics'] },
  number: { values: ['model'], types: ['channel', 'store'] },
  access: { values: ['model'], types: ['store'] },
  diagnostics: { values: ['model', 'channel'], types: ['store', 'egress'] },

  http: {
    values: ['model', 'access', 'campaigns', 'outbound', 'inbound', 'webhooks', 'version.ts'],
    types: ['templates', 'number', 'diagnostics', 'store', 'egress', 'config', 'metrics', 'stream', 'media'],
  },

  // A second implementation of the Cloud API: sharing code would mean sharing mistakes.
  sandbox: { values: [] },

  // It runs in others' programs: a browser, a bot.
  sdk: { values: [] },

  // A message as WhatsApp draws it, for the phone and for the console; it knows neither.
  drawing: { values: [] },
  // The sandbox's page: it has no way to the sandbox but the control API.
  phone: { values: ['drawing'] },

  // It runs in a browser, and has no way to the gateway but the published client. It shows examples as texts.
  console: { values: ['sdk', 'drawing', 'examples'] },

  'version.ts': { values: [] },
  app: 'everything',
  testing: { values: ['app', 'config', 'model'] },
  demo: { values: ['app', 'model', 'queue', 'testing'], types: ['config'] },
  cli: 'everything',
  'cli.ts': { values: ['cli'] },
  'recado.ts': { values: ['app', 'config'] },
}

/**
 * The rooms of the two large areas, ground first: a room may import those of the floors below it. `''`: the files
 * directly in the area. Rooms on one floor do not import each other.
 */
const bounds: Record<string, string[][]> = {
  store: [
    ['sql'],
    ['installation', 'events', 'leases', 'migrations'],
    ['sealing', 'deliveries', 'conversations', 'figures', 'sqlite'],
    ['bots', 'messages', 'costs'],
    ['campaigns', 'consent', 'media', 'skills', 'standing', 'views'],
    ['outbound', 'templates', 'users', 'lists', 'erasure', 'retention', 'postgres'],
    ['inbox', 'overview', 'settings'],
    ['access', 'inbound', 'rotation'],
    ['deletion'],
    [''],
    ['copy'],
  ],
  http: [['limits'], ['kit'], ['openapi'], ['access', 'api', 'ops'], ['manage'], ['']],
}

/** Packages that only one place may import, so that it can be replaced there. */
const keepers: Record<string, string[]> = {
  'node:sqlite': ['store/'],
  pg: ['store/'],
  'node:http': ['sandbox/', 'egress/', 'http/', 'channel/', 'testing/', 'demo/'],
  undici: ['egress/', 'channel/', 'sandbox/'],
  'ipaddr.js': ['egress/', 'model/'],
  commander: ['cli.ts', 'cli/'],
  'prom-client': ['metrics/metrics.ts', 'metrics/'],
}

const sources = readSources()
const imports = sources.flatMap((source) => source.imports)

function areaOf(path: string): string {
  const slash = path.indexOf('/')
  return slash < 0 ? path : path.slice(0, slash)
}

/** The folder below the area; empty for files directly in the area. */
function roomOf(path: string): string {
  return path.split('/').slice(1, -1)[0] ?? ''
}

function floorOf(path: string): number {
  return (bounds[areaOf(path)] ?? []).findIndex((rooms) => rooms.includes(roomOf(path)))
}

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const [area, target] = [areaOf(from), areaOf(to)]
  const rule = allowed[area]
  if (area === target || rule === 'everything') return true
  return rule !== undefined && (rule.values.includes(target) || (isTypeOnly && rule.types?.includes(target) === true))
}

/** The rest after repeatedly removing files that import none of the rest, and files that none of the rest imports. */
function circlesOf(files: readonly Pick<Source, 'path' | 'imports'>[]): string[][] {
  let left = new Map(files.map(({ path, imports }) => [path, imports.map(({ to }) => to)]))
  for (let before = -1; left.size !== before; ) {
    before = left.size
    const imported = new Set([...left.values()].flat())
    left = new Map(
      [...left].filter(([path]) => imported.has(path)).map(([path, to]) => [path, to.filter((one) => left.has(one))]),
    )
    left = new Map([...left].filter(([, to]) => to.length > 0))
  }
  return left.size === 0 ? [] : [[...left.keys()]]
}

const named = ({ from, to }: Import) => `${from} -> ${to}`

describe('imports', () => {
  test('every area is in the table, and the table names no others', () => {
    assert.deepEqual([...new Set(sources.map(({ path }) => areaOf(path)))].sort(), Object.keys(allowed).sort())
  })

  test('each area imports what the table allows', () => {
    assert.deepEqual(imports.filter((one) => one.isOurs && !isAllowed(one)).map(named), [])
  })

  for (const [area, rooms] of Object.entries(bounds)) {
    const own = sources.filter(({ path }) => areaOf(path) === area)

    test(`every room of ${area} is in the table, and the table names no others`, () => {
      assert.deepEqual([...new Set(own.map(({ path }) => roomOf(path)))].sort(), rooms.flat().sort())
    })

    test(`each room of ${area} imports those of lower floors only, types included`, () => {
      const up = own
        .flatMap((source) => source.imports)
        .filter(({ from, to }) => areaOf(to) === area && roomOf(from) !== roomOf(to) && floorOf(to) >= floorOf(from))
      assert.deepEqual(up.map(named), [])
    })
  }

  test('ARCHITECTURE.md shows the floors of the store as they are', () => {
    const rows = tableRows(sectionOf(readDocument('ARCHITECTURE.md'), '## Layout')).filter(([bound]) =>
      /^\d+$/.test(bound ?? ''),
    )
    const shown = rows.map(([, rooms = '']) => [...rooms.matchAll(/`([a-z]+)`/g)].map(([, room = '']) => room).sort())
    assert.deepEqual(
      shown,
      (bounds.store ?? []).map((rooms) => rooms.filter((room) => room !== '').sort()),
    )
  })

  test('no file is on a circle of imports, types included', () => {
    assert.deepEqual(circlesOf(sources), [])
    const tests = readTestSources()
    assert.ok(tests.length > 200)
    assert.deepEqual(circlesOf(tests), [])
  })

  test('a circle is found, whatever its length and whatever leads into it', () => {
    const of = (path: string, ...to: string[]) => ({
      path,
      imports: to.map((one) => ({ from: path, to: one, isOurs: true, isTypeOnly: true, isDeferred: false })),
    })
    const line = [of('a.ts', 'b.ts'), of('b.ts', 'c.ts', 'd.ts'), of('c.ts', 'd.ts'), of('d.ts')]
    assert.deepEqual(circlesOf(line), [])
    assert.deepEqual(circlesOf([...line, of('e.ts', 'a.ts'), of('f.ts', 'f.ts')]), [['f.ts']])
    assert.deepEqual(circlesOf([of('a.ts', 'b.ts'), of('b.ts', 'c.ts'), of('c.ts', 'd.ts'), of('d.ts', 'b.ts')]), [
      ['b.ts', 'c.ts', 'd.ts'],
    ])
  })

  test('only the wiring and the commands import the sandbox', () => {
    const knowing = imports.filter(
      ({ from, to, isOurs }) => isOurs && areaOf(to) === 'sandbox' && areaOf(from) !== 'sandbox',
    )
    assert.deepEqual([...new Set(knowing.map(({ from }) => areaOf(from)))].sort(), ['app', 'cli'])
  })

  test('the model needs nothing of the machine but randomness and addresses', () => {
    const builtIn = imports.filter(({ from, to }) => areaOf(from) === 'model' && to.startsWith('node:'))
    assert.deepEqual(
      [...new Set(builtIn.map(({ to }) => to))].filter((to) => !['node:crypto', 'node:net'].includes(to)),
      [],
    )
  })

  for (const [name, places] of Object.entries(keepers)) {
    test(`${name} is imported in ${places.join(' and ')} only`, () => {
      const elsewhere = imports.filter(
        ({ from, to }) => to === name && !places.some((position) => from.startsWith(position)),
      )
      assert.deepEqual(elsewhere.map(named), [])
    })
  }

  // With the store, the schemas and the client it takes 1.0 s of CPU until a command begins; without, 0.25 s.
  test('a command loads the gateway only when it needs it', () => {
    const bySource = new Map(sources.map((source) => [source.path, source]))
    const loaded = new Map<string, string>([['cli/main.ts', '']])
    for (const path of loaded.keys())
      for (const { to, isTypeOnly, isDeferred } of bySource.get(path)?.imports ?? [])
        if (!isTypeOnly && !isDeferred && !loaded.has(to)) loaded.set(to, path)
    const light = /^(cli|config|model|sandbox|egress\/allow-list|version|store\/postgres\/address)\b|^node:/
    const heavy = [...loaded].filter(([path]) => !light.test(path) || /^(model\/template|sandbox\/server)\b/.test(path))
    assert.deepEqual(
      heavy.map(([path]) => path).filter((path) => !['commander', 'ipaddr.js'].includes(path)),
      [],
    )
  })

  test('the reader of imports sees every form of them', () => {
    const code = [
      `import type { A } from './a.ts'`,
      `import { type B, type C } from '../x/b.ts'`,
      `import {\n  c,\n  type D,\n} from './c.ts'`,
      `import './d.ts'`,
      `export { e } from './e.ts'`,
      `import * as all from 'package'`,
      `const later = await import('./f.ts')`,
      `export const notOne = { from: 'nowhere' }`,
      `export type Other = 'a' | 'b'`,
    ].join('\n')
    assert.deepEqual(
      importsOf('http/one.ts', code).map(({ to, isTypeOnly, isDeferred }) => [to, isTypeOnly, isDeferred]),
      [
        ['http/a.ts', true, false],
        ['x/b.ts', true, false],
        ['http/c.ts', false, false],
        ['http/e.ts', false, false],
        ['package', false, false],
        ['http/d.ts', false, false],
        ['http/f.ts', false, true],
      ],
    )
  })
})
