/** The end of a run: nothing fails any more, and what was accepted, written and told comes to its end. Called by chaos.ts. */
import { elapsed } from './fleet.ts'
import { leftoversOf, unownedOf } from './gather.ts'
import { type Site, until } from './site.ts'

export async function drain(site: Site, withinMs: number, saying: (sentence: string) => void): Promise<void> {
  for (const way of [...site.doors, ...site.graphs, site.callback, ...site.database.ways]) way.set({ kind: 'clear' })
  await site.control('DELETE', '/_sandbox/faults')
  site.hook.behave()
  await site.fleet.settled()
  let left = 'everything'
  const isQuiet = async () => {
    left = await whatIsLeft(site)
    return left === ''
  }
  // What is sent goes in real time first, so that no rate gains by the leap of the sandbox's clock that follows.
  await until(async () => Number((await site.rows(unsent))[0]?.n) === 0, 'everything has left', withinMs).catch(
    async (error: unknown) => {
      throw new Error(`${error}: ${JSON.stringify(await site.rows(stuck))}`)
    },
  )
  saying('everything has left')
  await site.control('POST', '/_sandbox/disorder', {})
  await until(isQuiet, 'everything is told', withinMs).catch((error: unknown) => {
    throw new Error(`${error}: ${left}`)
  })
  saying('everything is told')
}

const unsent = "select count(*) as n from messages where state in ('queued', 'sending')"
const stuck = `select id, bot_id, user_id, state, lease, due_at, reconcile_at, attempt, probe_due_at
  from messages where state in ('queued', 'sending') limit 10`

/** Empty when nothing is. What Meta and the gateways would try again in minutes is asked for now. */
async function whatIsLeft(site: Site): Promise<string> {
  await site.control('POST', '/_sandbox/clock', { advanceMs: 3_600_000 })
  for (const { id } of await site.rows('select id from endpoints'))
    await site.manage('POST', `/manage/v1/endpoints/${id}/resume`)
  await elapsed(200)
  const { pending } = (await site.control('GET', '/_sandbox/stats')) as { pending: Record<string, number> }
  const counts = { ...pending, ...(await leftoversOf(site)), ...(await unownedOf(site)) }
  return Object.entries(counts)
    .flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []))
    .join(', ')
}
