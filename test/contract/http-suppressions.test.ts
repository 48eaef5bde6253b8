/**
 * The list of those who want no marketing, through HTTP: who sees and changes which entries, its pages and filters, and
 * files in and out.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { BotScope, Role } from '../../src/model/access/roles.ts'
import { type Answer, openTestHttp, type TestHttp } from '../support/http.ts'
import { signedIn } from '../support/signed-in.ts'
import { tieredBackends } from '../support/store.ts'

const path = '/manage/v1/suppressions'
const ana = '593987654321'

type Entry = { id: string; botId: string | null; userId: string | null; source: string; detail: string | null }
type Ask = (method: 'GET' | 'POST' | 'DELETE', url: string, body?: object) => Promise<Answer>

async function user(http: TestHttp, id: string, role: Role, bots: BotScope): Promise<Ask> {
  const headers = await signedIn(http, id, [{ role, bots }])
  return (method, url, body) => http.inject(method, url, { auth: undefined, headers, ...(body && { body }) })
}

const operator =
  (http: TestHttp): Ask =>
  (method, url, body) =>
    http.inject(method, url, body && { body })

const listed = async (ask: Ask, query = '') =>
  ((await ask('GET', `${path}${query}`)).json.results as Entry[]).map(({ botId, userId }) => `${botId} ${userId}`)
const errorOf = ({ status, json }: Answer) => [status, json.error?.key]

for (const backend of tieredBackends.slice(0, 2)) {
  describe(`who gets no marketing, through HTTP (${backend.name})`, () => {
    test('an entry is made, listed, found by any spelling, and taken off', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ask = operator(http)
      const made = await ask('POST', path, { botId: 'demo', userId: '+593 98-765-4321', note: 'Por teléfono' })
      assert.equal(made.status, 201, made.text)
      const { since, ...entry } = made.json as Entry & { since: string }
      assert.deepEqual(entry, { id: entry.id, botId: 'demo', userId: ana, source: 'api', detail: 'Por teléfono' })
      assert.equal(since, new Date(http.now.at).toISOString())
      assert.equal((await ask('POST', path, { botId: 'demo', userId: ana })).json.id, entry.id)
      assert.deepEqual(await listed(ask, '?bot=demo&person=%2B593987654321'), [`demo ${ana}`])
      assert.deepEqual(await listed(ask, '?person=593900000000'), [])
      assert.equal((await ask('DELETE', `${path}/${entry.id}`)).status, 204)
      assert.deepEqual(errorOf(await ask('DELETE', `${path}/${entry.id}`)), [404, 'NOT_FOUND'])
      assert.deepEqual(await listed(ask), [])
    })

    test('pages follow each other without a gap', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ask = operator(http)
      const csv = Array.from({ length: 7 }, (_, n) => `59390000000${n}`).join('\n')
      assert.equal((await ask('POST', `${path}/import`, { botId: 'demo', csv })).json.added, 7)
      const seen: string[] = []
      let after = ''
      do {
        const { json } = await ask('GET', `${path}?limit=3${after && `&after=${after}`}`)
        seen.push(...(json.results as Entry[]).map(({ userId }) => String(userId)))
        after = json._metadata.next ?? ''
      } while (after !== '')
      assert.deepEqual(seen, csv.split('\n').toReversed())
    })

    test('what is wrong is named by its field', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ask = operator(http)
      for (const [body, field] of [
        [{ userId: 'nobody' }, 'userId'],
        [{ userId: ana, note: 'x'.repeat(201) }, 'note'],
        [{ userId: ana, word: 'x' }, 'word'],
      ] as const) {
        const { status, json } = await ask('POST', path, body)
        assert.deepEqual([status, Object.keys(json.validationError)], [422, [field]])
      }
      const many = Array.from({ length: 20_001 }, (_, n) => `5939${String(n).padStart(8, '0')}`).join('\n')
      const { status, json } = await ask('POST', `${path}/import`, { csv: many })
      assert.deepEqual([status, Object.keys(json.validationError)], [422, ['csv']])
      assert.deepEqual(errorOf(await ask('POST', path, { botId: 'nobody', userId: ana })), [404, 'BOT_NOT_FOUND'])
    })

    test('a file adds its good rows, says what is wrong with the others, and comes out as it goes in', async () => {
      await using http = await openTestHttp({}, backend.open())
      const ask = operator(http)
      const csv = [
        'teléfono;nota',
        `+593 98 765 4321;"Carta; 3 de mayo"`,
        '0987654321;local',
        '5.9E+11;',
        '',
        '593900000001',
        `${ana};otra vez`,
      ].join('\r\n')
      const { json } = await ask('POST', `${path}/import`, { botId: 'demo', csv })
      const { problems, ...figures } = json as { problems: { line: number; reasons: { es: string }[] }[] }
      assert.deepEqual(figures, { rows: 5, added: 2, bad: 2 })
      assert.deepEqual(
        problems.map(({ line }) => line),
        [3, 4],
      )
      assert.match(problems[1]?.reasons[0]?.es ?? '', /notación científica/)
      const out = await http.inject('GET', `${path}/export?bot=demo&separator=,`)
      assert.match(String(out.headers['content-disposition']), /suppressions\.csv/)
      assert.match(out.text, /^\ufeffperson,detail,bot,source,since\r\n/)
      assert.match(out.text, /593987654321,Carta; 3 de mayo,demo,csv,/)
      const again = await ask('POST', `${path}/import`, { csv: out.text })
      assert.deepEqual([again.json.rows, again.json.added, again.json.bad], [2, 2, 0], again.text)
      assert.deepEqual((await listed(ask)).length, 4)
    })

    test('a role for one bot sees and changes that bot’s list, and not that of all', async () => {
      await using http = await openTestHttp({}, backend.open())
      const all = operator(http)
      for (const botId of ['demo', 'other', undefined])
        assert.equal((await all('POST', path, { ...(botId && { botId }), userId: ana })).status, 201)
      const own = await user(http, 'own', 'marketing', ['demo'])
      assert.deepEqual(await listed(own), [`demo ${ana}`])
      assert.deepEqual(errorOf(await own('GET', `${path}?bot=other`)), [403, 'FORBIDDEN_BOT'])
      assert.deepEqual(errorOf(await own('POST', path, { userId: ana })), [403, 'FORBIDDEN_ROLE'])
      assert.deepEqual(errorOf(await own('POST', `${path}/import`, { csv: ana })), [403, 'FORBIDDEN_ROLE'])
      assert.deepEqual(errorOf(await own('POST', path, { botId: 'other', userId: ana })), [403, 'FORBIDDEN_BOT'])
      assert.doesNotMatch((await own('GET', `${path}/export`)).text, /other/)
      const entries = (await all('GET', path)).json.results as Entry[]
      for (const { id, botId } of entries)
        assert.equal((await own('DELETE', `${path}/${id}`)).status, botId === 'demo' ? 204 : 404)
      assert.deepEqual(await listed(all), [`null ${ana}`, `other ${ana}`])
      const viewer = await user(http, 'seer', 'viewer', 'all')
      assert.equal((await listed(viewer)).length, 2)
      assert.deepEqual(errorOf(await viewer('POST', path, { botId: 'demo', userId: ana })), [403, 'FORBIDDEN_ROLE'])
    })

    test('the trail has every change, and names the person by a hash alone', async () => {
      await using http = await openTestHttp({}, backend.open())
      const admin = await user(http, 'root', 'admin', 'all')
      const made = await admin('POST', path, { botId: 'demo', userId: ana })
      await admin('POST', `${path}/import`, { botId: 'demo', csv: '593900000001' })
      await admin('DELETE', `${path}/${made.json.id}`)
      await admin('GET', `${path}/export`)
      const trail = (await admin('GET', '/manage/v1/audit')).json.results as { operation: string }[]
      const names = trail.map(({ operation }) => operation).filter((name) => name.includes('suppressions'))
      assert.equal(names.length, 4, JSON.stringify(names))
      assert.doesNotMatch(JSON.stringify(trail), new RegExp(ana))
    })
  })
}
