/** The end of a run: faults stop, and everything accepted, written and emitted reaches its end. */

import { leftoversOf, unownedOf } from './collect.ts'
import { elapsed } from './gateways.ts'
import { replayUnprocessed } from './identity-faults.ts'
import { requestUntilAnswered } from './operator.ts'
import type { Site } from './site-parts.ts'

export async function drain(site: Site, withinMs: number, saying: (sentence: string) => void): Promise<void> {
  for (const route of [...site.doors, ...site.graphs, site.callback, ...site.database.routes])
    route.set({ kind: 'clear' })
  await site.control('DELETE', '/_sandbox/faults')
  site.webhook.behave()
  await site.fleet.settled()
  // Messages leave in real time first, so that the jump of the sandbox's clock below cannot hide an exceeded rate.
  await untilNone(() => site.rows(unsent), 'messages have not been sent', withinMs)
  saying('all messages are sent')
  await site.control('POST', '/_sandbox/disorder', {})
  await untilNone(() => whatIsLeft(site), 'are left', withinMs).catch(async (error: unknown) => {
    throw new Error(`${error instanceof Error ? error.message : error}${await rowsLeft(site)}`)
  })
  saying('all events are delivered')
}

/** However slow: fails only if the count has not decreased for this long. */
async function untilNone(look: () => Promise<readonly object[]>, what: string, withinMs: number): Promise<void> {
  let least = Number.POSITIVE_INFINITY
  let endAt = 0
  for (;;) {
    const found = await look()
    const count = found.reduce((sum, one) => sum + Number('count' in one ? one.count : 1), 0)
    if (count === 0) return
    if (count < least) endAt = performance.now() + withinMs
    least = Math.min(least, count)
    if (performance.now() > endAt)
      throw new Error(`${count} ${what} in ${withinMs} ms: ${JSON.stringify(found.slice(0, 10))}`)
    await elapsed(100)
  }
}

/** What is known of what is left: for statuses that found no message, whose they should have been. */
async function rowsLeft({ rows }: Site): Promise<string> {
  const orphans = await rows('select * from orphan_statuses order by seq limit 20')
  const ids = orphans.flatMap(({ status }) => JSON.parse(String(status)).attemptOf?.messageId ?? [])
  const named = ids.length > 0 ? ids.map((id) => `'${id}'`).join(', ') : `''`
  const found = {
    now: Date.now(),
    orphans,
    messages: await rows(`select id, bot_id, state, wamid, accepted_at from messages where id in (${named})`),
    attempts: await rows(
      `select * from attempts where message_seq in (select seq from messages where id in (${named}))`,
    ),
    deliveries: await rows(
      `select deliveries.*, events.bot_id, events.type, events.at from deliveries join events on events.seq = event_seq
       where state = 'waiting' order by deliveries.seq limit 20`,
    ),
    deliveryAttempts: await rows(
      `select delivery_attempts.* from delivery_attempts join deliveries on deliveries.seq = delivery_seq
       where state = 'waiting' order by delivery_seq, delivery_attempts.attempt limit 40`,
    ),
    skillRuns: await rows(`select * from skill_runs where state = 'waiting' order by seq limit 20`),
    endpoints: await rows('select id, bot_id, url, disabled_at from endpoints'),
    bots: await rows('select id, phone_number_id from bots'),
    formerNumbers: await rows('select phone_number_id, bot_id, left_at from former_numbers'),
    deletedBots: await rows('select id, stage, stage_at, deleted_at, ended_at from deleted_bots'),
  }
  return `\n${JSON.stringify(found, undefined, 1)}`
}

const unsent = `select id, bot_id, user_id, state, lease, due_at, reconcile_at, attempt, probe_due_at
  from messages where state in ('queued', 'sending')`

/** Requests at once what Meta and the gateways would retry in minutes. */
async function whatIsLeft(site: Site): Promise<{ name: string; count: number }[]> {
  await site.control('POST', '/_sandbox/clock', { advanceMs: 3_600_000 })
  for (const { id } of await site.rows('select id from endpoints'))
    await requestUntilAnswered(site, () => ({ method: 'POST', path: `/manage/v1/endpoints/${id}/resume` }))
  await replayUnprocessed(site, 100)
  await elapsed(200)
  const { pending } = (await site.control('GET', '/_sandbox/stats')) as { pending: Record<string, number> }
  const counts = { ...pending, ...(await leftoversOf(site)), ...(await unownedOf(site)) }
  return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [{ name, count }] : []))
}
