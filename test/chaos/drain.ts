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
    throw new Error(`${error instanceof Error ? error.message : error}${await orphansOf(site)}`)
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
    if (count < least) endAt = Date.now() + withinMs
    least = Math.min(least, count)
    if (Date.now() > endAt) throw new Error(`${count} ${what} in ${withinMs} ms: ${JSON.stringify(found.slice(0, 10))}`)
    await elapsed(100)
  }
}

/** What is known of statuses that found no message: whose they should have been, and who has had the number. */
async function orphansOf(site: Site): Promise<string> {
  const orphans = await site.rows('select * from orphan_statuses order by seq limit 20')
  if (orphans.length === 0) return ''
  const ids = orphans.flatMap(({ status }) => JSON.parse(String(status)).attemptOf?.messageId ?? [])
  const named = ids.length > 0 ? ids.map((id) => `'${id}'`).join(', ') : `''`
  const found = {
    orphans,
    messages: await site.rows(`select id, bot_id, state, wamid, accepted_at from messages where id in (${named})`),
    attempts: await site.rows(
      `select * from attempts where message_seq in (select seq from messages where id in (${named}))`,
    ),
    numbers: await site.rows('select id, phone_number_id from bots'),
    formerNumbers: await site.rows('select phone_number_id, bot_id, left_at from former_numbers'),
    deletedBots: await site.rows('select * from deleted_bots'),
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
