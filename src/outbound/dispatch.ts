/**
 * Outbound workers: one lane per bot that sends, another that probes media addresses, and the sweeps that expire
 * overdue messages. Woken by accepted messages, by statuses, by a bot's change, and by the poll.
 */
import type { Bot, BotIds } from '../model/bot/bot.ts'
import type { KnownFile, KnownFiles } from '../model/media/document-name.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import { paceOfRate } from '../model/scheduling/pace.ts'
import { createWindow } from '../model/scheduling/window.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane, type Lane } from '../queue/lane.ts'
import { type InFlight, inTheAir, namedBots, pollMs, stalledMs } from '../queue/lane-group.ts'
import { createLanes, type Lanes } from '../queue/lanes.ts'
import { realTimers, type Timers } from '../queue/timers.ts'
import type { Due } from '../store/leases/due-lanes.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import { gatherBegins } from './begin.ts'
import { deliver } from './deliver.ts'
import type { DispatchDeps } from './deps.ts'
import { createGate, type Gate } from './gate.ts'
import { ownFiles } from './own-files.ts'
import { type ProbeLane, probeLane } from './probe-lane.ts'

export type Dispatch = {
  wake(botId: string): void
  /** Handles the due work that the poll found. */
  onDue(due: Pick<Due, 'messages' | 'probes' | 'expired' | 'unknown'>): void
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

/**
 * In flight per bot, as far as its rate and the latency require: 1,024 allow 1,000 a second at more than half a second
 * each.
 */
const leastSends = 128
const maxSends = 1_024
/** Meta answers most gateways faster than this. */
const assumedMs = 250
const defaultRate = 80
const sweepMs = 500

export async function startDispatch(deps: DispatchDeps): Promise<Dispatch> {
  const { store, clock, policy, timers = realTimers } = deps
  const aborter = new AbortController()
  await store.recover(clock(), clock() + policy.reconcileMs)
  const rates = new Map<string, number>()
  const gates = new Map<string, Gate>()
  const rateOf = (botId: string) => rates.get(botId) ?? defaultRate
  const sending: Lanes<ClaimedMessage> = createLanes((botId, since) => {
    const gate = gates.get(botId) ?? createGate(rateOf(botId), timers)
    gates.set(botId, gate)
    const self = () => sending.get(botId)
    const perSecond = () => rateOf(botId)
    return sendLane({ ...deps, timers }, { botId, perSecond, gate, since, signal: aborter.signal, self })
  }, timers)
  const probing = createLanes(
    (botId) => probeLane({ ...deps, timers }, { botId, perSecond: () => rateOf(botId), signal: aborter.signal }),
    timers,
  )

  async function syncBots(botIds: BotIds = 'all'): Promise<void> {
    for (const botId of await namedBots(botIds, rates.keys(), store)) syncBot(botId)
    await Promise.all([sending.drained(), probing.drained()])
  }

  function syncBot(botId: string): void {
    const bot = store.ownBot(botId)
    if (bot) rates.set(botId, bot.messagesPerSecond)
    else rates.delete(botId)
    sending.set(botId, bot !== undefined)
    // Also for bots that switched probes off: messages accepted before still wait for theirs.
    probing.set(botId, bot !== undefined)
    if (!bot) return void gates.delete(botId)
    sending.get(botId)?.setPace(paceOfRate(bot.messagesPerSecond))
    gates.get(botId)?.setRate(bot.messagesPerSecond)
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
    onDue(due) {
      for (const botId of due.messages) sending.wake(botId)
      for (const botId of due.probes) probing.wake(botId)
      if (due.expired.length > 0 || due.unknown.length > 0) end()
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

type SendLane = ProbeLane & { gate: Gate; since: number; self(): Lane | undefined }

function sendLane(
  deps: DispatchDeps & { timers: Timers },
  { botId, perSecond, gate, since, signal, self }: SendLane,
): Lane {
  const { store, clock, observer, timers } = deps
  const begin = gatherBegins((messages) => store.beginAttempts(botId, messages, clock()))
  const deliverDeps = {
    ...deps,
    signal,
    async send(bot: Bot, message: ClaimedMessage) {
      // A file that can only be sent by id has an id of its own.
      const own = await ownFiles(deps.reuse, bot, message)
      if ('outcome' in own) return own.outcome
      const hasOwn = [...own.files.values()].some(({ mediaId }) => mediaId !== undefined)
      const mediaIds = hasOwn ? none : deps.reuse.idsOf(bot, message.content, message.acceptedAt)
      const files = withIds(own.files, mediaIds)
      const ticket = gate.ticket()
      const announce = async () => {
        await ticket.admitted()
        return begin({ ...message, leavesFrom: bot.channel.phoneNumberId })
      }
      const confirmOwnership = () => {
        // A process that was suspended since the claim may have lost the lane, and the message belongs to another
        // process.
        if (!store.leaseIsSafe(message)) return false
        ticket.leave()
        return true
      }
      const sent = deps.cloud.send(bot.channel, message, bot.locale, { files, announce, confirmOwnership })
      return deps.reuse.evaluate(bot, mediaIds, await sent.finally(ticket.end))
    },
    observe: observer.attempt,
    onStoreError: observer.storeError,
  }
  return createLane<ClaimedMessage>(
    {
      clock,
      timers,
      ...trackInFlight<ClaimedMessage, ClaimedMessage>({
        keyOf: (message) => message,
        async claim(limit, inFlight) {
          const now = clock()
          const oldBefore = now - deps.policy.maxAgeMs
          const { messages, nextDueAt } = await store.claim({ botId, limit, now, inFlight, oldBefore })
          observer.claimed(botId, messages)
          return { items: messages, nextDueAt }
        },
        async work(message) {
          const { outcome, restUntil } = await deliver(deliverDeps, message)
          if (restUntil !== undefined) self()?.rest(restUntil)
          return isOverload(outcome)
        },
      }),
      onError: (error) => observer.storeError(error, { botId }),
    },
    {
      concurrency: createWindow({ perSecond, least: leastSends, max: maxSends, assumedMs, now: timers.now }),
      concurrencyFactor: deps.concurrencyFactor,
      pollMs,
      pace: paceOfRate(perSecond()),
      since,
    },
  )
}

/** Meta or the network is overloaded. A pair's rate limit concerns that pair only, and a refusal is an answer. */
function isOverload(outcome: Outcome): boolean {
  if (outcome.kind === 'throttled') return outcome.scope === 'number'
  return outcome.kind === 'unreachable' || outcome.kind === 'unknown'
}

const none = new Map<string, never>()

function withIds(files: KnownFiles, mediaIds: ReadonlyMap<string, string>): KnownFiles {
  if (mediaIds.size === 0) return files
  const known = new Map<string, KnownFile>(files)
  for (const [url, mediaId] of mediaIds) known.set(url, { ...known.get(url), mediaId })
  return known
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

/** Expires overdue messages and re-queues attempts whose reconcile window closed without a status. */
async function sweep({ store, clock, policy, observer }: DispatchDeps, lanes: Lanes): Promise<void> {
  try {
    const now = clock()
    await store.expire(now)
    for (const botId of await store.releaseUnknown(now, now - policy.maxAgeMs)) lanes.wake(botId)
  } catch (error) {
    observer.storeError(error, {})
  }
}
