/**
 * One bot gets all that several clients can send, with a deep queue, a high pace and a slow webhook; another's single messages go on as if
 * nothing were. The gateway is a process of its own, as in life.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openCrashSite } from '../support/crash.ts'
import { request, sandboxMessages, textOf } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const rounds = 6

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`one bot is flooded; another's messages leave as before (${store})`, async () => {
    await using site = await openCrashSite(undefined, store === 'PostgreSQL' ? await freeDatabase() : undefined)
    const quiet = await makeNeighbour(site)
    const send = (bot: string, userId: string, text: string) =>
      request(`${site.gateway.url}/v1/bots/${bot}/messages`, 'POST', { type: 'text', userId, text }, { authorization })

    /** From the request to the phone, ms: the middle of several. */
    async function timeOf(name: string): Promise<number> {
      const took: number[] = []
      for (let n = 0; n < rounds; n++) {
        const userId = `59397000${String(1_000 + n)}`
        const startedAt = performance.now()
        assert.equal((await send(quiet, userId, `${name} ${n}`)).status, 200)
        for (;;) {
          const shown = sandboxMessages(await site.control('GET', `/_sandbox/messages?to=${userId}`))
          if (shown.some((one) => textOf(one) === `${name} ${n}`)) break
          assert.ok(performance.now() - startedAt < 10_000, `${name} ${n} is not on the phone`)
          await sleep(2)
        }
        took.push(performance.now() - startedAt)
      }
      return took.toSorted((a, b) => a - b)[rounds / 2] ?? 0
    }

    site.receiver.answer((_received, response) => void setTimeout(() => response.end('ok'), 500))
    const alone = await timeOf('alone')
    let isFlooding = true
    let flooded = 0
    const flood = Array.from({ length: 8 }, async (_, client) => {
      for (let n = 0; isFlooding; n++) {
        const { status } = await send('crash', `59398${String(client * 100_000 + (n % 500)).padStart(7, '0')}`, `${n}`)
        if (status === 200) flooded += 1
      }
    })
    await site.untilCount("select count(*) from messages where bot_id = 'crash'", (count) => count > 100)
    const amid = await timeOf('amid')
    isFlooding = false
    await Promise.all(flood)
    assert.ok(flooded > 100, `${flooded} were a flood`)
    // Some milliseconds alone; the clients, the sandbox and other tests share the processors with it.
    assert.ok(amid < 12 * alone + 300, `${Math.round(amid)} ms amid the flood, ${Math.round(alone)} ms alone`)
  })
}

/** Another bot, on another number of the sandbox. */
async function makeNeighbour(site: Awaited<ReturnType<typeof openCrashSite>>): Promise<string> {
  const phoneNumberId = '100000000000002'
  const added = { phoneNumberId, wabaId: '200000000000002', displayNumber: '593990000002' }
  await site.control('POST', '/_sandbox/numbers', added)
  const channel = {
    graphUrl: site.sandbox.url,
    graphVersion: 'v25.0',
    phoneNumberId,
    wabaId: '200000000000002',
    accessToken: 'token',
    appSecret: 'sandbox-app-secret',
    verifyToken: 'sandbox-verify-token',
  }
  const made = await request(
    `${site.gateway.url}/manage/v1/bots`,
    'POST',
    { id: 'quiet', name: 'Quiet', channel },
    { authorization: 'Bearer an-admin-token-for-tests' },
  )
  assert.equal(made.status, 201, JSON.stringify(made.body))
  return 'quiet'
}
