/**
 * Checks during the run: no state goes back, and no answer of the sandbox reports an exceeded rate, whichever gateway
 * sent.
 */
import { elapsed } from './gateways.ts'
import type { Journal } from './journal.ts'
import { ordered } from './sandbox-faults.ts'
import type { Site } from './site-parts.ts'

export type Watch = {
  wentBack: { id: string; from: string; to: string }[]
  /** Exceeded rates, as sentences. */
  overRate: string[]
  /** Requests that the sandbox dropped before they were read. */
  unread: number
  requests: number
  looks: number
  stop(): Promise<void>
}

type Logged = { id: number; at: number; url: string; statusCode: number; answer?: string }

export const rankOf: Readonly<Record<string, number>> = {
  queued: 0,
  sending: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  failed: 9,
  canceled: 9,
  expired: 9,
}
const everyMs = 400
const latest = 'select id, state from messages order by seq desc limit 2000'

export function watch(site: Site, journal: Journal): Watch {
  const found = { wentBack: [] as Watch['wentBack'], overRate: [] as string[], unread: 0, requests: 0, looks: 0 }
  const looks = [checkRequests(site, found), checkStates(site, found, journal)]
  let isStopped = false
  // Separate loops: the store is down now and then, and the sandbox forgets.
  const repeat = async (look: () => Promise<void>) => {
    while (!isStopped) {
      await look()
      await elapsed(everyMs)
    }
    await look()
  }
  const done = Promise.all(looks.map(repeat))
  // Thrown where it is awaited.
  done.catch(() => undefined)
  return Object.assign(found, {
    async stop() {
      isStopped = true
      await done
    },
  })
}

type Found = Omit<Watch, 'stop'>

function checkRequests(site: Site, found: Found): () => Promise<void> {
  let lastId = 0
  return async () => {
    const logged = (await site.control('GET', `/_sandbox/requests?since=${lastId}&limit=10000`)) as Logged[]
    if (logged[0] !== undefined) found.unread += logged[0].id - lastId - 1
    lastId = logged.at(-1)?.id ?? lastId
    found.requests += logged.length
    for (const { answer = '', url } of logged)
      if (/"code":(?:130429|131056)\b/.test(answer) && !answer.includes(ordered))
        found.overRate.push(`${url}: ${answer}`)
  }
}

function checkStates(site: Site, found: Found, journal: Journal): () => Promise<void> {
  const states = new Map<string, string>()
  return async () => {
    const rows = await site.rows(latest)
    journal.waiting = rows.filter(({ state }) => rankOf[String(state)] === 0).length
    for (const row of rows) {
      const [id, to] = [String(row.id), String(row.state)]
      const from = states.get(id) ?? 'queued'
      if ((rankOf[to] ?? -1) < (rankOf[from] ?? -1)) found.wentBack.push({ id, from, to })
      states.set(id, to)
    }
    found.looks += 1
  }
}
