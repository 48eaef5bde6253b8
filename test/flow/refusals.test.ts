/** Requests refused at the door are listed without what they said: by whom, of which bot, for which fields. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually, type Gateway, person, request, startGateway } from '../support/gateway.ts'
import { testBot } from '../support/store.ts'

type Listed = { code: string; operation: string; botId?: string; count: number; fields?: string[]; caller: object }

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
  await gateway.app.store.putBot(testBot({ id: 'other' }))
})
after(() => gateway?.[Symbol.asyncDispose]())

const listed = async (query = '', token?: string): Promise<Listed[]> => {
  const headers = token === undefined ? undefined : { authorization: `Bearer ${token}` }
  const path = `/manage/v1/refusals${query}`
  const answer = headers
    ? await request(gateway.url + path, 'GET', undefined, headers)
    : await gateway.manage('GET', path)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.results as Listed[]
}

const invalid = (text: unknown, botId = 'demo') =>
  gateway.call('POST', `/v1/bots/${botId}/messages`, { type: 'text', userId: person, text })

describe('refused requests', () => {
  test('are listed with code and fields, and never with a value; alike ones are one row', async () => {
    for (let n = 0; n < 3; n++) assert.equal((await invalid(['a secret of hers'])).status, 422)
    const ofFields = (rows: Listed[]) => rows.filter(({ fields }) => fields?.includes('text'))
    const rows = await eventually(async () => {
      const found = ofFields(await listed('?botId=demo'))
      return found.reduce((sum, { count }) => sum + count, 0) === 3 && found
    }, 'all three are listed')
    const [row] = rows
    assert.deepEqual(
      [row?.code, row?.operation, row?.botId, row?.caller],
      ['E0422', 'POST /v1/bots/{botId}/messages', 'demo', { kind: 'client', id: 'demo', name: 'Demo' }],
    )
    assert.ok(!JSON.stringify(rows).includes('secret') && !JSON.stringify(rows).includes(person))
  })

  test('what was read, what went well, and what strangers asked are not', async () => {
    await gateway.call('GET', '/v1/bots/demo/messages/msg_none')
    await gateway.sendText(person, 'goes well')
    await request(`${gateway.url}/v1/bots/demo/messages`, 'POST', {}, { authorization: 'Basic bm86Ym9keQ==' })
    await gateway.call('POST', '/v1/bots/nobodys/messages', { type: 'text', userId: person, text: 'x' })
    await eventually(async () => (await listed()).some(({ botId }) => botId === 'nobodys'), 'the last one is listed')
    const codes = (await listed()).map(({ operation, code }) => `${operation} ${code}`)
    assert.ok(codes.every((one) => one.startsWith('POST /v1/bots/{botId}/messages') && !one.endsWith('401')))
  })

  test('a caller sees those of its own bots', async () => {
    const key = async (bots: unknown) => {
      const grants = [{ role: 'viewer', bots }]
      const made = await gateway.manage('POST', '/manage/v1/api-keys', { name: 'looks', grants })
      assert.equal(made.status, 201, JSON.stringify(made.body))
      return String(made.body.apiKey)
    }
    const own = await listed('', await key(['demo']))
    assert.ok(own.length > 0 && own.every(({ botId }) => botId === 'demo'), JSON.stringify(own))
    assert.deepEqual(await listed('?botId=demo', await key(['other'])), [])
  })

  test('a program in a loop fills nothing', async () => {
    const send = (n: number) => invalid(['x'], `bot-${n}`)
    for (let n = 0; n < 700; n += 50) await Promise.all(Array.from({ length: 50 }, (_none, index) => send(n + index)))
    const count = async () => (await listed('?limit=500')).length + (await listed('?limit=500&to=2000-01-01')).length
    await eventually(async () => (await count()) === 500, 'a page is full')
    const rows = gateway.rows("select count(*) as n from refusals where about_bot like 'bot-%'")
    assert.ok(Number(rows[0]?.n) <= 620, `${rows[0]?.n} rows`)
  })
})
