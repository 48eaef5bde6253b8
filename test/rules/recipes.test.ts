/**
 * The recipes of CONTRIBUTING.md against the code: each names tests that exist, and its requirements hold for
 * everything that is there already.
 */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Config, loadConfig, settings } from '../../src/config/config.ts'
import { eventTypes } from '../../src/model/events/event.ts'
import { migrations } from '../../src/store/migrations/migrations.ts'
import { readDocument, rootPath, sectionOf } from '../support/documents.ts'
import { readSources } from '../support/sources.ts'
import { openTestStore } from '../support/store.ts'

const contributing = readDocument('CONTRIBUTING.md')
const sources = readSources()
const codeUnder = (folder: string) =>
  sources.flatMap(({ path, code }) => (path.startsWith(folder) ? [code] : [])).join('\n')

function textOf(...patterns: string[]): string {
  return globSync(patterns, { cwd: rootPath })
    .map((path) => readFileSync(join(rootPath, path), 'utf8'))
    .join('\n')
}

describe('recipes', () => {
  const recipes = sectionOf(contributing, '# Recipes').split(/^## /m).slice(1)

  test('there is one for each of the common changes, with steps and the tests that check them', () => {
    assert.deepEqual(
      recipes.map((recipe) => recipe.split('\n')[0]),
      ['message type', 'store method', 'event', 'lane', 'migration', 'setting', 'sandbox rule'].map(
        (what) => `A new ${what}`,
      ),
    )
    for (const recipe of recipes) {
      assert.match(recipe, /^1\. /m)
      assert.match(recipe, /`test\/[\w/-]+\.test\.ts`/, recipe)
    }
  })

  test('every file that they name is there', () => {
    const named = [...contributing.matchAll(/`((?:src|sandbox|test)\/[\w/.-]*)`/g)].map(([, path = '']) => path)
    assert.ok(named.length > 30, String(named.length))
    assert.deepEqual(
      named.filter((path) => globSync(path.replace(/\/$/, ''), { cwd: rootPath }).length === 0),
      [],
    )
  })
})

describe('a store method', () => {
  /** Reached by tests of test/contract through HTTP alone. Nothing is added here. */
  const throughHttp = [
    'ownEndpoints',
    'hasMembers',
    'changePassword',
    'removeTotp',
    'apiKeys',
    'countApiKeys',
    'deleteApiKey',
    'useApiKey',
    'replaceTemplate',
    'editTemplate',
    'learningBots',
    'mediaUpload',
    'putMediaUpload',
    'deleteMediaUpload',
    'claimFact',
  ]

  test('is tested by the contract, on every database', async () => {
    await using ctx = await openTestStore()
    const methods = Object.keys(ctx.store)
    assert.ok(methods.length > 150, String(methods.length))
    const contract = textOf('test/contract/*.ts')
    const unshown = methods.filter((name) => !new RegExp(`\\b${name}\\b`).test(contract))
    assert.deepEqual(unshown.sort(), throughHttp.toSorted())
  })
})

describe('an event', () => {
  test('is emitted by the store, and received by a test', () => {
    const [store, tests] = [codeUnder('store/'), textOf('test/contract/*.ts', 'test/flow/*.ts')]
    assert.deepEqual(
      eventTypes.filter((type) => !store.includes(`'${type}'`)),
      [],
    )
    assert.deepEqual(
      eventTypes.filter((type) => !new RegExp(`['"\`]${type}['"\`]`).test(tests)),
      [],
    )
  })
})

describe('a lane', () => {
  const makers = sources.filter(({ path, code }) => !path.startsWith('queue/') && /\bcreateLane</.test(code))

  test('knows its work in flight, and its window has bounds', () => {
    assert.ok(makers.length >= 5, String(makers.length))
    for (const { path, code } of makers) {
      assert.match(code, /trackInFlight</, path)
      assert.match(code, /concurrency: /, path)
      assert.match(code, /createWindow\(|concurrency: \w*[wW]indow/, path)
    }
  })

  test('is woken by the poll: every kind of due work has a handler', () => {
    const due = sources.find(({ code }) => /export type DueKind = /.test(code))
    const kinds = [...(/export type DueKind = ([^\n]+)/.exec(due?.code ?? '')?.[1] ?? '').matchAll(/'(\w+)'/g)]
    assert.ok(kinds.length >= 5, String(kinds.length))
    const hearing = sources.filter(({ path }) => !path.startsWith('store/')).map(({ code }) => code)
    const unanswered = kinds.filter(
      ([, kind]) =>
        !hearing.some((code) => new RegExp(`\\bdue\\.${kind}\\b|[{,] ?${kind}\\b[^}]*\\}[^=]*Due\\b`).test(code)),
    )
    assert.deepEqual(
      unanswered.map(([, kind]) => kind),
      [],
    )
  })
})

describe('a migration', () => {
  /** Of every released step: its statements never change. A release appends its new steps. */
  const releasedSums = [
    'a570cb8a5248b091',
    'eaa4130c34d3ad97',
    '9965af19e0ee159b',
    '1410953af3a7c59a',
    '2aff4583cf758e9c',
    '386db2a1d21a4a22',
    'dcd64c76611b6765',
    '3940586bd2c73e6e',
    'ff9e1b5daba3cbea',
    '52262aeda8edd325',
    'c1731973c1f4f771',
    '69547cf7cf759e91',
    'f16624d3e3f9ea9f',
    '84591a30932e220f',
    '89fce1bfd8172298',
    '00fa4a93f40bd349',
    'f21b6350fd46f890',
    '362b7f16b4479978',
    'abf717acf2738265',
    '9def5751f678a394',
    '3f0e455f5951c08f',
    'c35f59f3271d96e8',
    'dd24fed8fa9901da',
    'cfcf32d34cfe5479',
    '1fa18a35787b811c',
    '1119559dc1bf92d1',
    '66a05b36e7be37b3',
    'd45abb70e9b05d47',
  ]

  /** Of the statements alone: comments and blanks may change. */
  const sumOf = ({ number: _, name: __, ...runs }: (typeof migrations)[number]) => {
    const statements = JSON.stringify(runs, (_key, value: unknown) =>
      typeof value === 'string' ? value.replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim() : value,
    )
    return createHash('sha256').update(statements).digest('hex').slice(0, 16)
  }

  test('has the next number, in a file of that number', () => {
    assert.deepEqual(
      migrations.map(({ number }) => number),
      Array.from(migrations, (_, index) => index + 1),
    )
    const files = sources.flatMap(({ path }) => /migrations\/(\d{4})\.ts$/.exec(path)?.[1] ?? [])
    assert.deepEqual(
      files,
      migrations.map(({ number }) => String(number).padStart(4, '0')),
    )
  })

  test('is never edited once it was released', () => {
    const sums = migrations.map(sumOf)
    assert.deepEqual(sums.slice(0, releasedSums.length), releasedSums, `the sums are ${JSON.stringify(sums)}`)
    assert.ok(releasedSums.length <= sums.length)
  })
})

describe('a setting', () => {
  test('has a test of its own', () => {
    const tests = readDocument('test/unit/config.test.ts')
    assert.deepEqual(
      Object.keys(settings).filter((name) => !tests.includes(name)),
      [],
    )
  })

  test('is read by the code', () => {
    const loaded = loadConfig({})
    assert.ok(loaded.ok)
    const fields = Object.keys(loaded.config) as (keyof Config)[]
    assert.ok(fields.length > 30, String(fields.length))
    const readers = sources.filter(({ path }) => !/^config/.test(path)).map(({ code }) => code)
    assert.deepEqual(
      fields.filter((field) => !readers.some((code) => new RegExp(`\\b${field}\\b`).test(code))),
      [],
    )
  })
})
