/**
 * Who may import whom, as ARCHITECTURE.md shows it. An area is a folder of src, or a file that stands in src itself.
 * `values` may be called; `types` may only be named, since what stands behind them is handed in by app/start.ts.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Import, importsOf, readSources } from '../support/sources.ts'

type Allowed = { values: string[]; types?: string[] } | 'everything'

const allowed: Record<string, Allowed> = {
  model: { values: [] },

  queue: { values: ['model'] },
  store: { values: ['model'] },
  channel: { values: ['model'] },
  outgoing: { values: ['model'] },

  // The flows meet only in the store, which they are given.
  outbound: { values: ['model', 'queue', 'channel', 'outgoing'], types: ['store', 'metrics/metrics.ts'] },
  inbound: { values: ['model', 'channel'], types: ['store'] },
  webhooks: { values: ['model', 'queue', 'outgoing'], types: ['store'] },
  media: { values: ['model', 'queue', 'channel', 'outgoing'], types: ['store'] },
  skills: { values: ['model', 'queue', 'outgoing'], types: ['store', 'outbound', 'webhooks'] },

  campaigns: { values: ['model', 'queue', 'outgoing'], types: ['store'] },

  templates: { values: ['model'], types: ['channel', 'store', 'outgoing', 'metrics/metrics.ts'] },

  access: { values: ['model'], types: ['store'] },

  http: {
    values: ['model', 'access', 'campaigns', 'outbound', 'inbound', 'webhooks'],
    types: ['templates', 'store', 'outgoing', 'config/config.ts', 'metrics/metrics.ts'],
  },

  // A second opinion of the Cloud API: sharing code would mean sharing mistakes.
  sandbox: { values: [] },

  'config/config.ts': { values: ['config/text.ts', 'model', 'outgoing'] },
  'config/text.ts': { values: ['model', 'outgoing', 'store'] },
  'metrics/metrics.ts': { values: ['model', 'metrics'], types: ['store'] },
  metrics: { values: ['model'], types: ['store'] },
  'version.ts': { values: [] },
  'app/logger.ts': { values: ['model'], types: ['store'] },
  'app/retention-schedule.ts': { values: [], types: ['config/config.ts', 'metrics/metrics.ts', 'store'] },
  'app/clock.ts': { values: [], types: [] },
  'app/secrets.ts': { values: [], types: ['config/config.ts', 'store'] },
  'app/demo.ts': { values: ['model', 'sandbox'], types: ['store'] },
  'app/bootstrap.ts': { values: ['app/demo.ts', 'app/secrets.ts', 'webhooks'], types: ['config/config.ts', 'store'] },
  'app/workers.ts': 'everything',
  'app/services.ts': 'everything',
  'app/start.ts': 'everything',
  cli: 'everything',
  'cli.ts': { values: ['cli'] },
}

/** Packages that only one place may know, so that it can be replaced there. */
const keepers: Record<string, string[]> = {
  'node:sqlite': ['store/'],
  pg: ['store/'],
  'node:http': ['sandbox/', 'egress/', 'http/', 'channel/'],
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

function isAllowed({ from, to, isTypeOnly }: Import): boolean {
  const [area, target] = [areaOf(from), areaOf(to)]
  const rule = allowed[area]
  if (area === target || rule === 'everything') return true
  return rule !== undefined && (rule.values.includes(target) || (isTypeOnly && rule.types?.includes(target) === true))
}

const named = ({ from, to }: Import) => `${from} -> ${to}`

describe('imports', () => {
  test('every area is in the table, and the table names no others', () => {
    assert.deepEqual([...new Set(sources.map(({ path }) => areaOf(path)))].sort(), Object.keys(allowed).sort())
  })

  test('each area imports what the table allows', () => {
    assert.deepEqual(imports.filter((one) => one.isOurs && !isAllowed(one)).map(named), [])
  })

  test('only the demo, the wiring and the commands know the sandbox', () => {
    const knowing = imports.filter(
      ({ from, to, isOurs }) => isOurs && areaOf(to) === 'sandbox' && areaOf(from) !== 'sandbox',
    )
    assert.deepEqual([...new Set(knowing.map(({ from }) => areaOf(from)))].sort(), [
      'app/start.ts',
      'cli',
      'app/demo.ts',
    ])
  })

  test('the model needs nothing of the machine but chance and addresses', () => {
    const builtIn = imports.filter(({ from, to }) => areaOf(from) === 'model' && to.startsWith('node:'))
    assert.deepEqual(
      [...new Set(builtIn.map(({ to }) => to))].filter((to) => !['node:crypto', 'node:net'].includes(to)),
      [],
    )
  })

  for (const [name, places] of Object.entries(keepers)) {
    test(`${name} is known in ${places.join(' and ')} only`, () => {
      const elsewhere = imports.filter(({ from, to }) => to === name && !places.some((place) => from.startsWith(place)))
      assert.deepEqual(elsewhere.map(named), [])
    })
  }

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
      importsOf('http/one.ts', code).map(({ to, isTypeOnly }) => [to, isTypeOnly]),
      [
        ['http/a.ts', true],
        ['x/b.ts', true],
        ['http/c.ts', false],
        ['http/e.ts', false],
        ['package', false],
        ['http/d.ts', false],
        ['http/f.ts', false],
      ],
    )
  })
})
