/** The command line's pure parts: language, texts, completion, the progress of a campaign, following events. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Api } from '../../src/cli/api.ts'
import { progressLine } from '../../src/cli/campaign-progress.ts'
import { completionsOf } from '../../src/cli/completion.ts'
import { languageOf } from '../../src/cli/frame/language.ts'
import { sayIn, type TextKey, texts } from '../../src/cli/frame/say.ts'
import { tableOf, visible } from '../../src/cli/frame/terminal.ts'
import { createProgram } from '../../src/cli/program.ts'
import { type Event, followEvents } from '../../src/cli/tail.ts'

test('the language is that of --lang, else of the environment, else English', () => {
  assert.equal(languageOf(['send', '--lang', 'pt'], { LANG: 'es_EC.UTF-8' }), 'pt')
  assert.equal(languageOf(['--lang=es'], {}), 'es')
  assert.equal(languageOf([], { LC_ALL: '', LC_MESSAGES: 'pt_BR', LANG: 'es' }), 'pt')
  assert.equal(languageOf([], { LC_ALL: 'C', LANG: 'es' }), 'en')
  assert.equal(languageOf(['--lang', 'fr'], { LANG: 'es_MX' }), 'es')
  assert.equal(languageOf(['send', '--', '--lang', 'pt'], {}), 'en')
})

describe('texts', () => {
  const namesIn = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()

  test('each has the same values in all three languages', () => {
    const entries = Object.entries(texts)
    assert.ok(entries.length > 150, String(entries.length))
    for (const [key, { en, es, pt }] of entries) {
      assert.deepEqual([namesIn(es), namesIn(pt)], [namesIn(en), namesIn(en)], key)
      assert.ok(en !== '' && es !== '' && pt !== '', key)
    }
  })

  test('values are filled in, and what looks like a value within a value stays', () => {
    const say = sayIn('es')
    assert.equal(say('file_no_json', { path: '{reason}', reason: 'x' }), '{reason} no es JSON: x')
  })
})

test('a table has aligned columns, and text from outside cannot command the terminal', () => {
  assert.equal(
    tableOf([
      ['a', 'bb'],
      ['ccc', 'd'],
    ]),
    'a    bb\nccc  d',
  )
  assert.equal(visible('a\u001b[2Jb\nc'), 'a [2Jb c')
})

describe('completion', () => {
  const program = createProgram({ say: sayIn('en'), language: 'en' })

  test('offers commands, then those of a group, options, and the values of an option', () => {
    assert.deepEqual(completionsOf(program, ['cam']), ['campaign'])
    assert.deepEqual(completionsOf(program, ['campaign', 're']), ['report', 'resume'])
    assert.deepEqual(completionsOf(program, ['completion', '']), ['bash', 'zsh', 'fish'])
    assert.deepEqual(completionsOf(program, ['send', '--lang', 'p']), ['pt'])
    assert.ok(completionsOf(program, ['send', '--wa']).includes('--wait'))
    assert.deepEqual(completionsOf(program, ['send', '--bot', '']), [])
  })

  test('does not offer what is hidden', () => {
    assert.ok(!completionsOf(program, ['comp']).includes('complete'))
  })
})

test("a campaign's progress has a bar, a rate and the time that is left", () => {
  const counts = { rows: 100, waiting: 40, queued: 10 } as never
  const campaign = { _id: 'c', name: 'n', status: 'IN_PROGRESS', rowCount: 100, isImported: true, counts }
  const say = (key: TextKey, values = {}) => `${key} ${JSON.stringify(values)}`
  const line = progressLine(say, campaign, { done: 50, ms: 5_000 })
  assert.deepEqual(JSON.parse(line.replace('campaign_progress ', '')), {
    bar: '█'.repeat(12) + '░'.repeat(12),
    percent: 50,
    done: 50,
    rows: 100,
    rate: '10.0',
    left: '0:05',
  })
  assert.match(progressLine(say, campaign, { done: 0, ms: 0 }), /"left":"–"/)
})

test('following events shows each once, oldest first, also one that is written late', async () => {
  const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString()
  const event = (id: string, second: number): Event => ({
    id,
    at: at(second),
    botId: 'b',
    type: 'read',
    userId: null,
    messageId: null,
  })
  const stored = [event('e1', 1)]
  const asked: unknown[] = []
  const get = async (_path: string, query: { from?: string; after?: string }) => {
    asked.push(query.from)
    const since = stored.filter((one) => query.from === undefined || one.at >= query.from)
    const newest = since.sort((a, b) => (a.at < b.at ? 1 : -1))
    const start = Number(query.after ?? 0)
    const next = start + 2 < newest.length ? String(start + 2) : null
    return { _metadata: { next }, results: newest.slice(start, start + 2) }
  }
  const next = followEvents({ get: get as Api['get'] }, {}, undefined, stored[0])
  const ids = async () => (await next()).map(({ id }) => id)
  assert.deepEqual(await ids(), [], 'what was there before is not shown')
  stored.push(event('e2', 20), event('e3', 21), event('e4', 22))
  assert.deepEqual(await ids(), ['e2', 'e3', 'e4'])
  stored.push(event('late', 19))
  assert.deepEqual(await ids(), ['late'])
  assert.deepEqual(await ids(), [])
  assert.equal(asked.at(-1), at(12))
})
