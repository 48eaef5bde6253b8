/**
 * No quota of RECADO_QUOTAS is ever exceeded, also when two requests ask for the last item at once: by HTTP, in one
 * process and in two on one database. Existing items may be changed and replaced, and a deletion makes room.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { defaultQuotas, type Quota } from '../../src/model/quota.ts'
import { type Answer, anyBot, type TestHttp } from '../support/http.ts'
import { openHttpPair } from '../support/http-pair.ts'
import { tableRows } from '../support/markdown.ts'
import { tieredBackends } from '../support/store.ts'

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Asked = { method: Method; url: string; body?: object }
type Adding = {
  prepare?(http: TestHttp): Promise<unknown>
  /** The maximum, including those that the test's set-up creates. */
  most: number
  /** The current number. */
  seeded: number
  add(n: number): Asked
  added: number
  /** A change of the n-th. */
  again?(n: number): Asked
  /** Deletes the item that this answer created. */
  remove?(answer: Answer, n: number): Asked
}

const ofBot = '/manage/v1/bots/demo'
const views = '/manage/v1/views'
const notesOf = `${ofBot}/conversations/593987654321/notes`
const message = { kind: 'messages', messages: [{ type: 'text', text: 'Hola' }] }
const channel = (n: number) => {
  return { phoneNumberId: `88${n}`, wabaId: '1', accessToken: 'a', appSecret: 'b', verifyToken: 'c' }
}
const drafting = '/v1/bots/demo/templates?sendToAprove=false'

const table: Record<
  Exclude<Quota, 'campaigns'> | 'templates, as clients make them' | 'endpoints, as clients make them',
  Adding
> = {
  bots: {
    most: 6,
    seeded: 3,
    add: (n) => ({ method: 'POST', url: '/manage/v1/bots', body: { id: `bot_${n}`, name: 'B', channel: channel(n) } }),
    added: 201,
    again: (n) => ({ method: 'PATCH', url: `/manage/v1/bots/bot_${n}`, body: { name: 'C' } }),
  },
  clients: {
    most: 5,
    seeded: 2,
    add: (n) => ({ method: 'POST', url: '/manage/v1/clients', body: { id: `client_${n}`, name: 'C', bots: 'all' } }),
    added: 201,
    again: (n) => ({ method: 'PATCH', url: `/manage/v1/clients/client_${n}`, body: { name: 'D' } }),
    remove: (_answer, n) => ({ method: 'DELETE', url: `/manage/v1/clients/client_${n}` }),
  },
  users: {
    most: 3,
    seeded: 0,
    add: (n) => {
      return { method: 'POST', url: '/manage/v1/users', body: { email: `a${n}@example.com`, name: 'A', grants: [] } }
    },
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `/manage/v1/users/${json.userId}` }),
  },
  keys: {
    most: 3,
    seeded: 0,
    add: () => {
      return {
        method: 'POST',
        url: '/manage/v1/api-keys',
        body: { name: 'K', grants: [{ role: 'viewer', bots: 'all' }] },
      }
    },
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `/manage/v1/api-keys/${json.keyId}` }),
  },
  secrets: {
    most: 4,
    seeded: 1,
    add: () => {
      return { method: 'POST', url: '/manage/v1/clients/client_other/secrets', body: { overlapSeconds: 3_600 } }
    },
    added: 201,
  },
  endpoints: {
    most: 3,
    seeded: 0,
    add: (n) => {
      const body = { url: `https://hook.example.com/${n}`, events: ['read'] }
      return { method: 'POST', url: `${ofBot}/endpoints`, body }
    },
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `${ofBot}/endpoints/${json.id}` }),
  },
  'endpoints, as clients make them': {
    most: 3,
    seeded: 0,
    add: (n) => {
      const events = [['message'], ['read'], ['failed'], ['reply'], ['delivered_user']][n] ?? []
      if (n === 0)
        return { method: 'POST', url: '/v1/bots/demo/webhook', body: { webhookUrl: 'https://hook.example.com/m' } }
      const body = { webhooks: [{ url: `https://hook.example.com/${n}`, events }] }
      return { method: 'POST', url: '/v1/bots/demo/events/webhook', body }
    },
    added: 200,
    again: () => {
      const body = { webhooks: [{ url: 'https://hook.example.com/1', events: ['read', 'failed'] }] }
      return { method: 'POST', url: '/v1/bots/demo/events/webhook', body }
    },
  },
  skills: {
    most: 3,
    seeded: 0,
    add: (n) => ({ method: 'PUT', url: `${ofBot}/skills/${n}`, body: message }),
    added: 200,
    again: (n) => ({ method: 'PUT', url: `${ofBot}/skills/${n}`, body: { ...message, name: 'S' } }),
    remove: (_answer, n) => ({ method: 'DELETE', url: `${ofBot}/skills/${n}` }),
  },
  quick_answers: {
    most: 3,
    seeded: 0,
    add: (n) => ({ method: 'PUT', url: `${ofBot}/quick-answers/a${n}`, body: { text: 'Hola {{name}}' } }),
    added: 200,
    again: (n) => ({ method: 'PUT', url: `${ofBot}/quick-answers/a${n}`, body: { text: 'Buenas' } }),
    remove: (_answer, n) => ({ method: 'DELETE', url: `${ofBot}/quick-answers/a${n}` }),
  },
  views: {
    most: 3,
    seeded: 0,
    add: (n) => ({ method: 'POST', url: views, body: { page: 'messages', name: `v${n}`, filters: {} } }),
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `${views}/${json.id}` }),
  },
  shared_views: {
    most: 3,
    seeded: 0,
    add: (n) => ({ method: 'POST', url: views, body: { page: 'messages', name: `s${n}`, filters: {}, shared: true } }),
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `${views}/${json.id}` }),
  },
  notes: {
    most: 3,
    seeded: 0,
    prepare: (http) => http.inject('POST', '/v1/bots/demo/users/593987654321/cache', { body: { params: { a: 1 } } }),
    add: (n) => ({ method: 'POST', url: notesOf, body: { text: `nota ${n}` } }),
    added: 201,
    remove: ({ json }) => ({ method: 'DELETE', url: `${notesOf}/${json.id}` }),
  },
  templates: {
    most: 4,
    seeded: 1,
    add: (n) => {
      const body = { category: 'UTILITY', components: [{ type: 'BODY', text: 'Hola a todos' }] }
      return { method: 'PUT', url: `${ofBot}/templates/t_${n}/es`, body }
    },
    added: 200,
    again: (n) => {
      const body = { category: 'UTILITY', components: [{ type: 'BODY', text: 'Hola de nuevo' }] }
      return { method: 'PUT', url: `${ofBot}/templates/t_${n}/es`, body }
    },
    remove: (_answer, n) => ({ method: 'DELETE', url: `${ofBot}/templates/t_${n}/es` }),
  },
  'templates, as clients make them': {
    most: 4,
    seeded: 1,
    add: (n) => {
      const body = { elementName: `d_${n}`, language: 'es', category: 'UTILITY', template: 'Hola a todos' }
      return { method: 'POST', url: drafting, body }
    },
    added: 200,
    again: (n) => {
      const body = { elementName: `d_${n}`, language: 'es', category: 'UTILITY', template: 'Hola de nuevo' }
      return { method: 'POST', url: drafting, body }
    },
  },
}

const request = (http: TestHttp, { method, url, ...call }: Asked) => http.inject(method, url, call)

for (const backend of tieredBackends.slice(0, 2)) {
  describe(`the maximum number (${backend.name})`, () => {
    for (const [name, { prepare, most: max, seeded, add, added, again, remove }] of Object.entries(table)) {
      test(name, async () => {
        const of = name.split(',')[0] as Quota
        await using pair = await openHttpPair(backend, { quotas: { ...defaultQuotas, [of]: max } })
        const { one, other } = pair
        await prepare?.(one)
        let n = 0
        for (; n < max - seeded - 1; n++) {
          const answer = await request(one, add(n))
          assert.equal(answer.status, added, answer.text)
        }
        const last = [n++, n++]
        const answers = await Promise.all([request(one, add(last[0] ?? 0)), request(other, add(last[1] ?? 0))])
        assert.deepEqual(
          answers.map(({ status }) => status).sort(),
          [added, 409],
          answers.map(({ text }) => text).join(),
        )
        const full = answers.find(({ status }) => status === 409)
        assert.deepEqual([full?.json.error.key, full?.json.quota], ['QUOTA_FULL', { of, most: max }])
        if (again !== undefined) assert.ok((await request(one, again(0))).status < 300, 'what is there may be changed')
        if (remove === undefined) return
        const at = answers.findIndex(({ status }) => status === added)
        const removed = await request(one, remove(answers[at] as Answer, last[at] ?? 0))
        assert.ok(removed.status < 300, removed.text)
        assert.equal((await request(one, add(n++))).status, added, 'there is room again')
        assert.equal((await request(one, add(n))).status, 409)
      })
    }

    test('only campaigns that have not ended count', async () => {
      await using pair = await openHttpPair(backend, { quotas: { ...defaultQuotas, campaigns: 3 } })
      const statuses: number[] = []
      for (let n = 0; n < 2; n++) statuses.push((await upload(pair.one)).status)
      statuses.push(...(await Promise.all([upload(pair.one), upload(pair.other)])).map(({ status }) => status).sort())
      assert.deepEqual(statuses, [200, 200, 200, 409])
      const full = await upload(pair.other)
      assert.deepEqual(full.json.quota, { of: 'campaigns', most: 3 })
      const [first] = await pair.one.store.activeCampaigns(pair.one.now.at)
      const canceled = await pair.one.inject('POST', `/v1/campaigns/${first?.id}/cancel`)
      assert.equal(canceled.status, 200, canceled.text)
      while (await pair.one.store.sweepCanceledCampaign(first?.id ?? '', 100, pair.one.now.at));
      assert.equal((await upload(pair.one)).status, 200)
    })

    test('endpoints that lost their last event, and for which nothing waits, do not count', async () => {
      await using pair = await openHttpPair(backend, { quotas: { ...defaultQuotas, endpoints: 3 } })
      const { one: http } = pair
      const register = async (n: number, ...events: string[]) => {
        const body = { webhooks: [{ url: `https://hook.example.com/${n}`, events }] }
        return (await http.inject('POST', '/v1/bots/demo/events/webhook', { body })).status
      }
      for (let n = 0; n < 20; n++) {
        assert.equal(await register(3 * n, 'read'), 200)
        assert.equal(await register(3 * n + 1, 'failed'), 200)
        assert.equal(await register(3 * n + 2, 'read', 'failed', 'reply'), 200, `round ${n}`)
      }
      assert.ok((await http.store.endpoints('demo')).length <= 3)
    })
  })
}

/** A campaign for later: none of it begins. */
async function upload(http: TestHttp) {
  const form = new FormData()
  const fields = { campaignName: 'Mayo', elementName: 'greeting', botId: 'demo', scheduledAt: '2027-11-07T05:31:56Z' }
  for (const [key, value] of Object.entries(fields)) form.append(key, value)
  form.append('archivo', new Blob(['phone,nombre,pedido\n593987654321,Ana,A-1\n']), 'lista.csv')
  const payload = form as unknown as string
  const answer = await http.app.inject({
    method: 'POST',
    url: '/v1/hsm/file',
    headers: { authorization: anyBot },
    payload,
  })
  return { status: answer.statusCode, json: JSON.parse(answer.body) }
}

test('every quota is in docs/bounds.md, with its default', () => {
  const page = readFileSync(new URL('../../docs/bounds.md', import.meta.url), 'utf8')
  const reported = tableRows(page, 'Quotas').map(([name = '', max = '']) => [
    name.replaceAll('`', ''),
    Number(max.replaceAll(',', '')),
  ])
  assert.deepEqual(Object.fromEntries(reported), defaultQuotas)
})
