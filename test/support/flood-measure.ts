/**
 * What an attack does to a gateway in a process of its own: the growth of its memory, its answers, and how long
 * `/healthz` waits meanwhile, in CPU time of the serving thread (loop-probe.ts).
 */
import assert from 'node:assert/strict'
import { connectionBounds } from '../../src/http/limits/connections.ts'
import { type Attack, askUnread, cheapPath, unreadConnections } from './attacks.ts'
import { request } from './gateway.ts'
import type { Figures } from './loop-probe.ts'
import { forgetPeak, type ProbedSite, peakOf } from './probed-gateway.ts'

const mebibyte = 1024 * 1024
/** The maximum for unread answers and bodies in transit (docs/bounds.md), and uncollected garbage. */
const maxGrown = 300 * mebibyte
/**
 * CPU time beyond that of honest requests, measured just before in the same process: a request waits for the longest
 * stretch and then for its own answer. The attacks took seconds when they were found.
 */
export const freeMs = 400
/** Times the cost of as many honest bytes, which is a few milliseconds. */
const share = 10

/**
 * Of 20,000. A connection gets no more answers than these (http/limits/connections.ts); a few of the attack before may
 * end only now.
 */
const maxAnswers = 2 * unreadConnections * (connectionBounds.inAir + connectionBounds.waiting)
/** What the machine does beside it only adds to the time: harm is there each time. */
const attempts = 3

export async function measureAttack(site: ProbedSite, attack: Attack): Promise<void> {
  await bestOfSeveral(async () => {
    const bound = freeMs + (await honestMs(site, attack))
    return { bound, waited: await waitedMs(site, attack) }
  })
}

/** Times in ms. Throws if none is below its bound. */
export async function bestOfSeveral(measure: () => Promise<{ waited: number; bound: number }>): Promise<void> {
  const waits: string[] = []
  while (waits.length < attempts) {
    const { waited, bound } = await measure()
    if (waited < bound) return
    waits.push(`${Math.round(waited)} ms, of at most ${Math.round(bound)}`)
  }
  assert.fail(waits.join('; '))
}

/** Throws if the process's memory grows by more than it may. */
export async function grownDuring<T>(pid: number, act: () => Promise<T>): Promise<T> {
  forgetPeak(pid)
  const before = peakOf(pid)
  const result = await act()
  const grown = Math.round((peakOf(pid) - before) / mebibyte)
  assert.ok(grown * mebibyte < maxGrown, `${grown} MB more`)
  return result
}

/** Also throws if it took too much memory, or got too many answers. */
function waitedMs(site: ProbedSite, attack: Attack): Promise<number> {
  return grownDuring(site.gateway.pid, async () => {
    const watching = watchHealth(site)
    const sockets = await attack.act(site)
    await watching.stop()
    const harmed = await site.look()
    for (const socket of sockets) socket.destroy()
    assert.ok(harmed.healths > 0)
    const answers = harmed.answered - harmed.healths
    if (attack.floodedUrl) assert.ok(answers <= maxAnswers, `${answers} answers that nobody reads`)
    return harmed.stretchMs + harmed.healthMs
  })
}

/** What the same number of requests for nothing costs, or as many honest bytes. */
async function honestMs(site: ProbedSite, attack: Attack): Promise<number> {
  const { stretchMs } = await measureHonest(site, attack)
  return attack.floodedUrl ? readingMs(site, attack.floodedUrl(site)) : share * stretchMs
}

/** Twice: values compiled and cached the first time cost once. */
async function measureHonest(site: ProbedSite, { honest }: Attack): Promise<Figures> {
  await honest?.(site)
  await site.look()
  await honest?.(site)
  return site.look()
}

/** Node's own time to read requests for nothing at this address, measured just before. */
async function readingMs(site: ProbedSite, url: string): Promise<number> {
  for (const socket of await askUnread(site.gateway.pid, url, cheapPath)) socket.destroy()
  return (await site.look()).stretchMs
}

/** Requested again and again, as monitoring does; each time it is 200. */
function watchHealth({ gateway }: ProbedSite): { stop(): Promise<void> } {
  let isOver = false
  const watching = (async () => {
    do assert.equal((await request(`${gateway.url}/healthz`, 'GET')).status, 200)
    while (!isOver)
  })()
  return {
    async stop() {
      isOver = true
      await watching
    },
  }
}
