/**
 * More than may wait: refused as a whole with the time to return, by bot and in all, and earlier answers are repeated.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const phones = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => String(593_980_000_000 + from + index))

for (const store of ['SQLite', 'PostgreSQL']) {
  describe(`overload on ${store}`, () => {
    let gateway: Gateway
    /** Of the bot `demo`, for its own bound. */
    let refusals = 0

    before(async () => {
      gateway = await startGateway(
        {
          RECADO_QUEUE_MAX_PER_BOT: '60',
          RECADO_QUEUE_MAX: '80',
          RECADO_CLIENT_ID: 'everybody',
          RECADO_CLIENT_SECRET: 'a-secret-for-tests',
          ...(store === 'PostgreSQL' && { RECADO_DATABASE_URL: await freeDatabase() }),
        },
        { sandbox: { rules: { window: false } } },
      )
      await makeBot(gateway, 'quiet', '100000000000002')
      // Nothing leaves: Meta refuses for pace, and refused messages wait.
      await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 130429, times: 'always' })
    })
    after(() => gateway?.[Symbol.asyncDispose]())

    const sendTo = (bot: string, destinations: string[], headers: Record<string, string> = {}) =>
      gateway.call(
        'POST',
        `/v2/whatsapp/${bot}/hsm`,
        { elementName: 'demo_text', language: 'es', destinations, parameters: ['Ana', '7'] },
        headers,
      )

    test('a request of any size fits into an empty queue; the next is refused as a whole, with the time to return', async () => {
      const keyed = await sendTo('demo', phones(50), { 'idempotency-key': 'first' })
      assert.equal(idsOf(keyed).length, 50)
      // A message accepted during the count may count twice, until the next count.
      const further = await eventually(async () => {
        const answer = await sendTo('demo', phones(10, 100))
        if (answer.status === 429) refusals += 1
        return answer.status === 200 && answer
      }, 'ten more fit')
      assert.equal(idsOf(further).length, 10)
      // What counts twice has a longer time to return, until the next count.
      const refused = await eventually(async () => {
        const answer = await sendTo('demo', phones(20, 200), { 'accept-language': 'pt' })
        assert.equal(answer.status, 429)
        refusals += 1
        return answer.headers.get('retry-after') === '1' && answer
      }, 'a refusal with the time that the backlog takes')
      assert.equal((refused.body.error as { code: string }).code, 'R4291')
      assert.match(String((refused.body.message as string[])[0]), /O Bot tem mensagens demais/)
      const waiting = await backlog(gateway)
      assert.equal(waiting, 60, 'nothing of it was stored')
      const replayed = await sendTo('demo', phones(50), { 'idempotency-key': 'first' })
      assert.deepEqual(idsOf(replayed), idsOf(keyed))
      assert.equal(replayed.headers.get('idempotency-replayed'), 'true')
      const conflict = await sendTo('demo', phones(51), { 'idempotency-key': 'first' })
      assert.equal(conflict.status, 422)
    })

    test('another bot is not refused for it, until all together are too many', async () => {
      const send = (text: string) =>
        gateway.call(
          'POST',
          '/v1/bots/quiet/messages',
          { type: 'text', userId: phones(1, 300)[0], text },
          { authorization: `Basic ${btoa('everybody:a-secret-for-tests')}` },
        )
      for (let n = 1; n <= 20; n++) await eventually(async () => (await send(`${n}`)).status === 200, `${n} of 20`)
      const refused = await send('more')
      assert.equal(refused.status, 503)
      assert.equal((refused.body.error as { code: string }).code, 'R5031')
      assert.equal(refused.headers.get('retry-after'), '5')
      const { body } = await gateway.call('GET', '/metrics')
      assert.ok(String(body.text).includes(`recado_overloaded_total{bot="demo",by="bot"} ${refusals}\n`), 'each counts')
      assert.match(String(body.text), /recado_overloaded_total\{bot="quiet",by="whole"\} [1-9]/)
    })

    test("a bot's own bound, and it recovers by itself when the backlog has left", async () => {
      await gateway.control('DELETE', '/_sandbox/faults')
      // A changed bot may be mended: waiting messages are tried at once.
      await gateway.manage('PATCH', '/manage/v1/bots/demo', { maxQueued: 10 })
      const answer = await eventually(async () => {
        const tried = await sendTo('demo', phones(8, 400))
        return tried.status === 200 && tried
      }, 'room again')
      assert.equal(idsOf(answer).length, 8)
      assert.equal((await gateway.manage('GET', '/manage/v1/bots/demo')).body.maxQueued, 10)
    })
  })
}

async function backlog(gateway: Gateway): Promise<number> {
  const { body } = await gateway.call('GET', '/metrics')
  const of = (what: string) =>
    Number(new RegExp(`recado_backlog\\{what="${what}"\\} (\\d+)`).exec(String(body.text))?.[1])
  return of('queued') + of('sending')
}

/** On a number of its own at Meta: messages that Meta refuses finally would not wait. */
async function makeBot(gateway: Gateway, id: string, phoneNumberId: string): Promise<void> {
  const number = { phoneNumberId, wabaId: '200000000000002', displayNumber: '593990000002' }
  assert.ok((await gateway.control('POST', '/_sandbox/numbers', number)).status < 300)
  const made = await gateway.manage('POST', '/manage/v1/bots', {
    id,
    name: id,
    channel: {
      graphUrl: gateway.sandboxUrl,
      phoneNumberId,
      wabaId: '200000000000002',
      accessToken: 'token',
      appSecret: 'sandbox-app-secret',
      verifyToken: 'sandbox-verify-token',
    },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
}
