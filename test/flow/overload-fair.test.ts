/**
 * One bot gets all that several clients can send, with a deep queue, a high rate and a slow webhook; another's single
 * messages are not affected. The gateway is a process of its own, as in production.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCrashSite } from '../support/crash.ts'
import { eventually, request, sandboxMessages, textOf } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const rounds = 6

for (const store of ['SQLite', 'PostgreSQL']) {
  test(`one bot is flooded; another's messages leave as before (${store})`, async () => {
    await using site = await openCrashSite(undefined, store === 'PostgreSQL' ? await freeDatabase() : undefined)
    // Compared with a gateway without a flood on the same machine at the same moments.
    await using calm = await openCrashSite(undefined, store === 'PostgreSQL' ? await freeDatabase() : undefined)
    for (const one of [site, calm]) await makeNeighbour(one)
    site.receiver.answer((_received, response) => void setTimeout(() => response.end('ok'), 500))
    let isFlooding = true
    let flooded = 0
    const flood = Array.from({ length: 8 }, async (_, client) => {
      for (let n = 0; isFlooding; n++) {
        const userId = `59398${String(client * 100_000 + (n % 500)).padStart(7, '0')}`
        if ((await send(site, 'crash', userId, `${n}`)) === 200) flooded += 1
      }
    })
    await site.untilCount("select count(*) from messages where bot_id = 'crash'", (count) => count > 100)
    const amid: number[] = []
    const beside: number[] = []
    for (let round = 0; round < rounds; round++) {
      amid.push(await timeTo(site, round))
      beside.push(await timeTo(calm, round))
    }
    isFlooding = false
    await Promise.all(flood)
    assert.ok(flooded > 100, `${flooded} were a flood`)
    // Some milliseconds when it is calm; the flooded process shares a processor with the clients, the sandbox and its
    // own work.
    const [flooding, calmly] = [medianOf(amid), medianOf(beside)]
    assert.ok(
      flooding < 12 * calmly + 300,
      `${Math.round(flooding)} ms amid the flood, ${Math.round(calmly)} ms beside it`,
    )
  })
}

type Site = Awaited<ReturnType<typeof openCrashSite>>

async function send({ gateway }: Site, bot: string, userId: string, text: string): Promise<number> {
  const path = `${gateway.url}/v1/bots/${bot}/messages`
  return (await request(path, 'POST', { type: 'text', userId, text }, { authorization })).status
}

/** From the request to the phone, ms. */
async function timeTo(site: Site, round: number): Promise<number> {
  const userId = `59397000${String(1_000 + round)}`
  const startedAt = performance.now()
  assert.equal(await send(site, 'quiet', userId, 'sola'), 200)
  await eventually(async () => {
    const shown = sandboxMessages(await site.control('GET', `/_sandbox/messages?to=${userId}`))
    return shown.some((one) => textOf(one) === 'sola')
  }, `message ${round} is on the phone`)
  return performance.now() - startedAt
}

const medianOf = (took: number[]) => took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)] ?? 0

/** Another bot, on another number of the sandbox. */
async function makeNeighbour(site: Site): Promise<void> {
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
}
