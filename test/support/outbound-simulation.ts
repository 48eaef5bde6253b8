/**
 * The outbound half in virtual time: the real lanes, pace, windows, gate and places, over a store in memory and a
 * distant Graph server. The machine's speed plays no part, so rates and seconds are exact.
 */
import type { Bot } from '../../src/model/bot/bot.ts'
import { defaultRetryPolicy } from '../../src/model/outcome/decide.ts'
import type { Outcome } from '../../src/model/outcome/outcome.ts'
import { createPlaces } from '../../src/model/scheduling/places.ts'
import type { DispatchDeps } from '../../src/outbound/deps.ts'
import { type Dispatch, startDispatch } from '../../src/outbound/dispatch.ts'
import type { ClaimedMessage } from '../../src/store/messages/records.ts'
import { createVirtualTime } from './virtual-time.ts'

export type SimulationOptions = {
  rates: Record<string, number>
  /** From the first byte to the answer; `inTheAir`: requests in flight of all bots. */
  answerMs(inTheAir: number): number
  random: () => number
  outcome?(message: ClaimedMessage): Outcome
  /** The time to open a new connection. */
  connectMs?: number
}

/** The maximum delay of a request beyond its neighbours'. */
const jitterMs = 20

export async function createOutboundSimulation({
  rates,
  answerMs,
  random,
  connectMs = 100,
  ...options
}: SimulationOptions) {
  const time = createVirtualTime(1_000_000)
  /** Rounded to whole milliseconds: the events of one millisecond share a turn. */
  const sleep = (ms: number) => new Promise<void>((resolve) => void time.after(Math.round(ms), resolve))
  const arrivals = new Map<string, number[]>(Object.keys(rates).map((botId) => [botId, []]))
  const answered = new Map<string, number>()
  const places = createPlaces(2_048)
  const rig = { inTheAir: 0, maxInTheAir: 0, settled: 0 }
  let seq = 0
  let idle = 0

  const botOf = (id: string) => ({ id, messagesPerSecond: rates[id], channel: {}, locale: 'es' }) as Bot
  const store = {
    recover: async () => 0,
    ownBots: async () => Object.keys(rates).map(botOf),
    ownBot: (id: string) => (id in rates ? botOf(id) : undefined),
    bot: async (id: string) => botOf(id),
    leaseIsSafe: () => true,
    /** Commits take time, occasionally long; the messages behind a long one arrive in a burst. */
    async beginAttempts(_botId: string, messages: readonly ClaimedMessage[]) {
      await sleep(random() < 0.02 ? 60 : 1 + 3 * random())
      return new Set(messages.map((message) => message.seq))
    },
    async claim({ botId, limit }: { botId: string; limit: number }) {
      await sleep(1 + 3 * random())
      const messages = Array.from(
        { length: limit },
        () =>
          ({ seq: seq++, id: `m${seq}`, botId, attempt: 1, content: { type: 'text', text: 'hola' } }) as ClaimedMessage,
      )
      return { messages }
    },
    claimProbes: async () => ({ items: [] }),
    async settle() {
      await sleep(1 + 3 * random())
      rig.settled += 1
      return true
    },
  }
  const cloud: DispatchDeps['cloud'] = {
    async send(_channel, message, _locale, { announce, confirmOwnership } = {}) {
      const botId = (message as ClaimedMessage).botId
      const slot = places.take(botId)
      if (slot) await slot
      try {
        if (!(await announce?.())) return { kind: 'unreachable', reason: 'not announced' }
        if (idle > 0) idle -= 1
        else await sleep(connectMs)
        confirmOwnership?.()
        await sleep(30 + jitterMs * random())
        arrivals.get(botId)?.push(time.now())
        rig.inTheAir += 1
        rig.maxInTheAir = Math.max(rig.maxInTheAir, rig.inTheAir)
        await sleep(answerMs(rig.inTheAir))
        rig.inTheAir -= 1
        answered.set(botId, (answered.get(botId) ?? 0) + 1)
        idle += 1
        return options.outcome?.(message as ClaimedMessage) ?? { kind: 'sent', wamid: message.id }
      } finally {
        places.giveBack(botId)
      }
    },
  }
  const dispatch: Dispatch = await startDispatch({
    store: store as unknown as DispatchDeps['store'],
    cloud,
    prober: { probe: async () => ({ kind: 'passed', files: [] }) },
    clock: time.now,
    random,
    policy: defaultRetryPolicy,
    observer: { claimed() {}, attempt() {}, storeError: (error) => void console.error(error) },
    reuse: {
      idsOf: () => new Map(),
      evaluate: (_bot, _ids, outcome) => outcome,
      need: async () => ({ kind: 'later' }) as never,
      scopeOf: () => '',
    },
    concurrencyFactor: () => 1,
    timers: time,
  })
  for (const botId of Object.keys(rates)) dispatch.wake(botId)

  return {
    rig,
    dispatch,
    arrivals,
    answered,
    run: (ms: number) => time.runUntil(time.now() + ms),
    async [Symbol.asyncDispose]() {
      const stopped = dispatch.stop(60_000)
      await time.runUntil(time.now() + 61_000)
      await stopped
    },
  }
}

/** The most instants within any one second. */
export function maxWithinASecond(instants: readonly number[]): number {
  const sorted = instants.toSorted((a, b) => a - b)
  let max = 0
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= 1_000) first++
    max = Math.max(max, last - first + 1)
  }
  return max
}
