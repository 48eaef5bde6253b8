/**
 * Outbound workers: one lane per bot that sends, another that probes media addresses, and the sweeps that expire
 * overdue messages. Woken by accepted messages, by statuses, by a bot's change, and by the poll.
 */
import type { Bot, BotIds } from '../model/bot/bot.ts'
import { rateOf } from '../model/bot/shared-number.ts'
import { paceOfRate } from '../model/scheduling/pace.ts'
import { defaultWindowRule } from '../model/user/user.ts'
import { createHeld } from '../queue/held.ts'
import type { Place } from '../queue/lane.ts'
import { type InFlight, inTheAir, namedBots, stalledMs } from '../queue/lane-group.ts'
import { createLanes, type Lanes } from '../queue/lanes.ts'
import { realTimers } from '../queue/timers.ts'
import type { Due } from '../store/leases/due-lanes.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import type { DispatchDeps } from './deps.ts'
import { createGate, type Gate } from './gate.ts'
import { probeLane } from './probe-lane.ts'
import { sendLane } from './send-lane.ts'

export type Dispatch = {
  wake(botId: string): void
  hints: {
    /** Takes a message that is due with its acceptance; false if its lane must be woken to claim it. */
    send(message: ClaimedMessage): boolean
    /** A place for a message that begins with its acceptance; undefined if it could not leave at once. */
    reserve(botId: string): Place<ClaimedMessage> | undefined
  }
  /** Handles the due work that the poll found. */
  onDue(due: Pick<Due, 'messages' | 'probes' | 'expired' | 'unknown' | 'scheduled'>): void
  /** The bot's channel may work again: makes the messages that waited for it due now. */
  resume(botId: string): void
  /** As `resume`, but another process made the messages due: only the lane here stops resting. */
  resumed(botId: string): void
  /**
   * The settings of these bots changed, or bots were added or deleted; 'all' when not specified. Resolves when the
   * lanes of deleted bots have drained.
   */
  syncBots(botIds?: BotIds): Promise<void>
  /** True while the lanes make progress. */
  isRunning(): boolean
  /** In-flight work and its limit, by kind of lane. */
  inTheAir(): Record<'send' | 'probe', InFlight>
  /** Drains: nothing new starts, and work in flight is settled within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

const defaultRate = 80
const sweepMs = 500
/**
 * Messages of a bot that have begun and not left, for another one to begin with its acceptance. After a crash each of
 * them may have arrived, so none begins that would have to wait for many; and the attempts of many begin in fewer
 * statements together.
 */
const maxUnleft = 2

export async function startDispatch(deps: DispatchDeps): Promise<Dispatch> {
  const { store, clock, policy, timers = realTimers } = deps
  const aborter = new AbortController()
  await store.recover(clock(), clock() + policy.reconcileMs)
  const rates = new Map<string, number>()
  const gates = new Map<string, Gate>()
  const contents = createHeld<ClaimedMessage>(({ content }) => JSON.stringify(content).length)
  const rateFor = (botId: string) => rates.get(botId) ?? defaultRate
  const sending: Lanes<ClaimedMessage> = createLanes((botId, since) => {
    const gate = gates.get(botId) ?? createGate(rateFor(botId), timers)
    gates.set(botId, gate)
    const self = () => sending.get(botId)
    const perSecond = () => rateFor(botId)
    return sendLane({ ...deps, timers }, { botId, perSecond, gate, since, contents, signal: aborter.signal, self })
  }, timers)
  const probing = createLanes(
    (botId) => probeLane({ ...deps, timers }, { botId, perSecond: () => rateFor(botId), signal: aborter.signal }),
    timers,
  )

  async function syncBots(botIds: BotIds = 'all'): Promise<void> {
    for (const botId of await namedBots(botIds, rates.keys(), store)) syncBot(botId)
    await Promise.all([sending.drained(), probing.drained()])
  }

  function syncBot(botId: string): void {
    const bot = store.ownBot(botId)
    if (bot) rates.set(botId, rateOf(bot))
    else rates.delete(botId)
    sending.set(botId, bot !== undefined)
    // Also for bots that switched probes off: messages accepted before still wait for theirs.
    probing.set(botId, bot !== undefined)
    if (!bot) return void gates.delete(botId)
    sending.get(botId)?.setPace(paceOfRate(rateOf(bot)))
    gates.get(botId)?.setRate(rateOf(bot))
  }

  function send(message: ClaimedMessage): boolean {
    if (!sending.offer(message.botId, message)) return false
    deps.observer.claimed(message.botId, [message])
    return true
  }

  function reserve(botId: string): Place<ClaimedMessage> | undefined {
    const unleft = gates.get(botId)?.unleft() ?? 0
    const place = unleft < maxUnleft ? sending.reserve(botId) : undefined
    if (place === undefined) return undefined
    const begin = (message: ClaimedMessage) => {
      deps.observer.claimed(botId, [message])
      place.begin(message)
    }
    return { ...place, begin }
  }

  const recover = oneAtATime(() => recoverOthers(deps))
  const end = oneAtATime(() => sweep(deps, sending))
  const sweeper = setInterval(recover, sweepMs)
  await syncBots()

  return {
    wake(botId) {
      sending.wake(botId)
      probing.wake(botId)
    },
    hints: { send, reserve },
    onDue(due) {
      for (const botId of due.messages) sending.wake(botId)
      for (const botId of due.probes) probing.wake(botId)
      if (due.expired.length > 0 || due.unknown.length > 0 || due.scheduled.length > 0) end()
    },
    resume(botId) {
      // A large backlog is made due in several batches: the lane starts with the first.
      sending.get(botId)?.resume()
      store.expedite(botId, clock()).then(
        () => {
          sending.get(botId)?.resume()
          sending.wake(botId)
        },
        (error: unknown) => deps.observer.storeError(error, { botId }),
      )
    },
    resumed(botId) {
      sending.get(botId)?.resume()
    },
    syncBots,
    inTheAir: () => ({ send: inTheAir(sending), probe: inTheAir(probing) }),
    isRunning: () => [sending, probing].every((lanes) => lanes.madeProgressWithin(stalledMs)),
    async stop(timeoutMs) {
      clearInterval(sweeper)
      const [drained] = await Promise.all([sending.stop(timeoutMs), probing.stop(timeoutMs)])
      if (drained) return
      aborter.abort()
      // Meta has not answered yet: a status resolves the attempt, or the next start sends the message again, marked.
      await store
        .recover(clock(), clock() + policy.reconcileMs)
        .catch((error: unknown) => deps.observer.storeError(error, {}))
    },
  }
}

/** One call waiting for the store is enough. */
function oneAtATime(work: () => Promise<void>): () => void {
  let isBusy = false
  return () => {
    if (isBusy) return
    isBusy = true
    void work().finally(() => {
      isBusy = false
    })
  }
}

/** Lanes that moved here from another process may have left attempts in flight. */
async function recoverOthers({ store, clock, policy, observer }: DispatchDeps): Promise<void> {
  try {
    await store.recover(clock(), clock() + policy.reconcileMs, 'others')
  } catch (error) {
    observer.storeError(error, {})
  }
}

/**
 * Messages for later take their place, overdue ones expire, and attempts whose reconcile window closed without a status
 * are queued again.
 */
async function sweep({ store, clock, policy, observer }: DispatchDeps, lanes: Lanes): Promise<void> {
  try {
    const now = clock()
    const rulesOf = (botId: string) => rulesFor(store.ownBot(botId))
    for (const botId of await store.releaseScheduled(now, rulesOf)) lanes.wake(botId)
    await store.expire(now)
    for (const botId of await store.releaseUnknown(now, now - policy.maxAgeMs)) lanes.wake(botId)
  } catch (error) {
    observer.storeError(error, {})
  }
}

function rulesFor(bot: Bot | undefined) {
  return { windowRule: bot?.window ?? defaultWindowRule, numberSince: bot?.numberSince }
}
