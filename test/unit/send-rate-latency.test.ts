/**
 * Send rates at any latency: the number in flight follows rate and latency, within its bounds, and no second at Meta
 * has more than the rate.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../chaos/random.ts'
import { createOutboundSimulation, maxWithinASecond } from '../support/outbound-simulation.ts'

const perSecond = 1_000

for (const [bots, ms] of [
  [1, 200],
  [2, 200],
  [1, 600],
] as const)
  test(`promise 4: ${bots} at ${perSecond}/s, Graph answers in ${ms} ms: nearly all of it is sent, and no second of arrivals exceeds the rate`, async () => {
    const rates = Object.fromEntries(Array.from({ length: bots }, (_, index) => [`bot ${index}`, perSecond]))
    await using far = await createOutboundSimulation({ rates, random: seeded(bots + ms), answerMs: () => ms })
    // A new number begins with its pace used up, and its window with the measured latency.
    await far.run(2_000)
    const before = new Map([...far.arrivals].map(([botId, { length }]) => [botId, length]))
    await far.run(2_000)
    for (const [botId, instants] of far.arrivals) {
      const rate = (instants.length - (before.get(botId) ?? 0)) / 2
      assert.ok(rate >= 950, `${rate}/s leave for ${botId}`)
      assert.ok(maxWithinASecond(instants) <= perSecond, `${maxWithinASecond(instants)} arrived within a second`)
    }
  })

test('a server that slows down under load gets no more than the bound, and one that refuses gets less and less', async () => {
  await using slow = await createOutboundSimulation({
    rates: { a: perSecond, b: perSecond, c: perSecond },
    random: seeded(4),
    answerMs: (many) => 20 * many,
  })
  await slow.run(4_000)
  assert.ok(slow.rig.maxInTheAir <= 2_048, `${slow.rig.maxInTheAir} in the air`)

  let isFull = false
  const error = { code: 131_056 + 1, message: 'too much' }
  await using refusing = await createOutboundSimulation({
    rates: { a: perSecond },
    random: seeded(5),
    answerMs: () => 100,
    outcome: ({ id }) => (isFull ? { kind: 'unreachable', reason: 'HTTP 503', error } : { kind: 'sent', wamid: id }),
  })
  await refusing.run(5_000)
  const well = refusing.dispatch.inTheAir().send.limit
  isFull = true
  await refusing.run(3_000)
  const full = refusing.dispatch.inTheAir().send.limit
  isFull = false
  await refusing.run(4_000)
  const again = refusing.dispatch.inTheAir().send.limit
  assert.ok(full < well / 4 && again > well * 0.7, `${well}, ${full} while it has too much, ${again}`)
})

test('nine bots that share a server each reach their rate', async () => {
  const rates = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`bot ${index}`, 80]))
  await using far = await createOutboundSimulation({ rates, random: seeded(6), answerMs: () => 300 })
  await far.run(3_000)
  const before = [...far.answered.values()]
  await far.run(3_000)
  for (const [index, [botId, count]] of [...far.answered].entries()) {
    const rate = (count - (before[index] ?? 0)) / 3
    assert.ok(rate >= 72, `${rate}/s for ${botId}`)
  }
})
