/** Campaigns within what Meta allows, through the whole gateway: announced, spread, and gone on with when there is room. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countsOf, csvOf, detailOf, phoneOf, preview, until, upload } from '../support/campaign.ts'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
const number = '/_sandbox/numbers/100000000000001'
const dayMs = 86_400_000

before(async () => {
  gateway = await startGateway()
  const { status, body } = await gateway.control('PUT', number, { tier: 'TIER_50' })
  assert.equal(status, 200, JSON.stringify(body))
})
after(async () => gateway?.[Symbol.asyncDispose]())

/** Meta is asked at most each half minute, and a quarter of an hour after a look. */
async function standing(name: string, value: string): Promise<void> {
  gateway.advance(16 * 60_000)
  await gateway.manage('POST', '/manage/v1/bots/demo/check')
  await eventually(async () => {
    const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/quality')
    const current = body.current as { name: string; value: string }[]
    return current.some((one) => one.name === name && one.value === value)
  }, `${name} is ${value}`)
}

/** The pretended WhatsApp counts by a clock of its own. */
async function nextDay(): Promise<void> {
  const advanceMs = dayMs + 120_000
  assert.equal((await gateway.control('POST', '/_sandbox/clock', { advanceMs })).status, 200)
  gateway.advance(advanceMs)
}

type Seen = {
  tier: string
  quality: string
  percent: number
  perDay: number
  used: number
  room: number
  days: number
  parts: { rows: number }[]
}

async function spreadOf(csv: string, elementName = 'demo_text'): Promise<Seen> {
  return (await preview(gateway, csv, { elementName })).spread as Seen
}

test('what does not fit is announced, waits without a failure, and goes on when there is room', async () => {
  await standing('limit', 'TIER_50')
  const spread = await spreadOf(csvOf(70))
  assert.deepEqual([spread.tier, spread.perDay, spread.used, spread.days], ['TIER_50', 50, 0, 2])
  assert.deepEqual(
    spread.parts.map(({ rows }) => rows),
    [50, 20],
  )
  const id = await upload(gateway, csvOf(70))
  const full = await until(gateway, id, ({ counts }) => counts.waiting === 20 && counts.queued === 0)
  assert.equal(full.counts.failed, 0)
  assert.equal(full.status, 'IN_PROGRESS')
  // A single send is not held back; this one is to a person who is counted already.
  const single = { elementName: 'demo_text', destinations: [phoneOf(0)], parameters: ['Ana', 'A-1'] }
  assert.equal((await gateway.call('POST', '/v2/whatsapp/demo/hsm', single)).status, 200)
  await gateway.phoneUntil((messages) => messages.length === 2, phoneOf(0))
  const still = (await detailOf(gateway, id)) as unknown as { spread: Seen }
  assert.deepEqual([still.spread.room, still.spread.days], [0, 1])
  await nextDay()
  const done = await until(gateway, id, ({ status }) => status === 'COMPLETED')
  assert.equal(countsOf(done).rows, 70)
  assert.equal(done.counts.failed, 0, JSON.stringify(done.counts))
})

test('a campaign that fills the limit to the last person ends', async () => {
  await nextDay()
  const id = await upload(gateway, csvOf(50, 1_000))
  const done = await until(gateway, id, ({ status }) => status === 'COMPLETED')
  assert.equal(done.counts.failed, 0)
})

test('a low quality slows marketing down, says by how much, and alarms', async () => {
  await nextDay()
  await gateway.control('PUT', number, { quality: 'YELLOW', tier: 'TIER_50' })
  await standing('quality', 'YELLOW')
  const slow = await spreadOf(csvOf(30, 2_000).replaceAll(/,A-\d+/g, ''), 'demo_catalog')
  assert.deepEqual([slow.quality, slow.percent, slow.perDay, slow.days], ['YELLOW', 50, 25, 2])
  const other = await spreadOf(csvOf(30, 2_000), 'demo_text')
  assert.deepEqual([other.percent, other.days], [100, 1])
  const marketingPace = { yellow: 100, red: 10 }
  assert.equal((await gateway.manage('PATCH', '/manage/v1/bots/demo', { marketingPace })).status, 200)
  assert.equal((await spreadOf(csvOf(30, 2_000).replaceAll(/,A-\d+/g, ''), 'demo_catalog')).percent, 100)
  const overview = await gateway.manage('GET', '/manage/v1/overview')
  const [found] = overview.body.results as { quality?: string }[]
  assert.equal(found?.quality, 'YELLOW')
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
  assert.match(metrics, /recado_number_quality_low\{bot="demo",reason="YELLOW"\} 1/)
})
