/**
 * The outbound half at work: a lane per bot that sends, another that looks at media addresses, and the sweeps that end what had its
 * time. Started and stopped by app.ts; woken by accept, by statuses, by a bot's change, and by itself.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot.ts'
import type { Content } from '../model/content.ts'
import type { RetryPolicy } from '../model/decide.ts'
import type { KnownFile, KnownFiles } from '../model/document-name.ts'
import type { Media } from '../model/media.ts'
import type { Outcome } from '../model/outcome.ts'
import { type Pace, paceOfRate } from '../model/pace.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { insist } from '../queue/insist.ts'
import { type Lane, makeLane } from '../queue/lane.ts'
import { pollMs, stalledMs } from '../queue/lane-flow.ts'
import { type Lanes, makeLanes } from '../queue/lanes.ts'
import type { Due } from '../store/due.ts'
import type { ClaimedMessage, ProbeItem, Store } from '../store/store.ts'
import { gatherBegins } from './begin.ts'
import { deliver } from './deliver.ts'
import type { DispatchObserver } from './observe.ts'
import { ownFiles, uploading } from './own-files.ts'
import type { Prober } from './probe.ts'
import { makeReady, type Upload } from './ready.ts'

export type DispatchDeps = {
  store: Store
  cloud: Pick<CloudClient, 'send'>
  prober: Prober
  clock: () => number
  random: () => number
  policy: RetryPolicy
  observer: DispatchObserver
  /** Files that Meta keeps for us, and what becomes of a send by their ids. */
  reuse: Reuse
  /** Share of its places that a lane may use just now. */
  share: () => number
}

export type Reuse = {
  idsOf(bot: Bot, content: Content, acceptedAt: number): ReadonlyMap<string, string>
  judge(bot: Bot, ids: ReadonlyMap<string, string>, outcome: Outcome): Outcome
  need(bot: Bot, media: Media, acceptedAt: number): Promise<Upload>
  scopeOf(bot: Bot, media: Media): string
}

export type Dispatch = {
  wake(botId: string): void
  /** What the poll found. */
  hear(due: Pick<Due, 'messages' | 'probes' | 'expired' | 'unknown'>): void
  /** The bot's channel may be mended: what waits for that goes at once. */
  resume(botId: string): void
  /** The same, seen to by another process: the lane here need rest no longer. */
  resumed(botId: string): void
  /** Settings of bots changed, or bots came or went. Resolves when the lanes of those that went have drained. */
  renew(): Promise<void>
  /** Its lanes turn. */
  isRunning(): boolean
  /** Drains: nothing new starts, what is in flight is settled within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

/** Sends in flight per bot: enough for 1,000 messages a second at Meta's usual 100 ms. */
const sendsInFlight = 128
const probesInFlight = 8
const sweepMs = 500

export async function startDispatch(deps: DispatchDeps): Promise<Dispatch> {
  const { store, clock, policy } = deps
  const aborter = new AbortController()
  await store.recover(clock(), clock() + policy.reconcileMs)
  let paces = new Map<string, Pace>()
  const sending = makeLanes((botId, since) =>
    sendLane(deps, { botId, pace: paces.get(botId), since, signal: aborter.signal, self: () => sending.get(botId) }),
  )
  const probing = makeLanes((botId) => probeLane(deps, botId, aborter.signal))

  async function renew(): Promise<void> {
    const bots = await store.ownBots()
    paces = new Map(bots.map((bot) => [bot.id, paceOfRate(bot.messagesPerSecond)]))
    // Probes also where they were switched off: what was accepted before still waits for its look.
    const drained = Promise.all([sending.keep(paces.keys()), probing.keep(paces.keys())])
    for (const [botId, pace] of paces) sending.get(botId)?.setPace(pace)
    await drained
  }

  const recover = oneAtATime(() => recoverOthers(deps))
  const end = oneAtATime(() => sweep(deps, sending))
  const sweeper = setInterval(recover, sweepMs)
  await renew()

  return {
    wake(botId) {
      sending.wake(botId)
      probing.wake(botId)
    },
    hear(due) {
      for (const botId of due.messages) sending.wake(botId)
      for (const botId of due.probes) probing.wake(botId)
      if (due.expired.length > 0 || due.unknown.length > 0) end()
    },
    resume(botId) {
      // Much of it takes several pieces: the lane begins with the first.
      sending.get(botId)?.resume()
      store.hasten(botId, clock()).then(
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
    renew,
    isRunning: () => [sending, probing].every((lanes) => lanes.haveTurnedWithin(stalledMs)),
    async stop(timeoutMs) {
      clearInterval(sweeper)
      const [drained] = await Promise.all([sending.stop(timeoutMs), probing.stop(timeoutMs)])
      if (drained) return
      aborter.abort()
      // Meta has not answered yet: a status tells, or the next start sends it again, marked.
      await store
        .recover(clock(), clock() + policy.reconcileMs)
        .catch((error: unknown) => deps.observer.storeError(error, {}))
    },
  }
}

type SendLane = {
  botId: string
  pace: Pace | undefined
  since: number
  signal: AbortSignal
  self(): Lane | undefined
}

function sendLane(deps: DispatchDeps, { botId, pace, since, signal, self }: SendLane): Lane {
  const { store, clock, observer } = deps
  const begin = gatherBegins((messages) => store.beginAttempts(botId, messages, clock()))
  const deliverDeps = {
    ...deps,
    signal,
    async send(bot: Bot, message: ClaimedMessage) {
      // What can go by id only has one of its own.
      const own = await ownFiles(deps.reuse, bot, message)
      if ('outcome' in own) return own.outcome
      const hasOwn = [...own.files.values()].some(({ mediaId }) => mediaId !== undefined)
      const mediaIds = hasOwn ? none : deps.reuse.idsOf(bot, message.content, message.acceptedAt)
      const files = withIds(own.files, mediaIds)
      // Whoever stood still for long since the claim may have lost the lane meanwhile: then it is another's to send.
      const mayLeave = () => store.isSure(message)
      const announce = () => begin({ ...message, leavesFrom: bot.channel.phoneNumberId })
      const outcome = await deps.cloud.send(bot.channel, message, bot.locale, { files, announce, mayLeave })
      return deps.reuse.judge(bot, mediaIds, outcome)
    },
    observe: observer.attempt,
    onStoreError: observer.storeError,
  }
  return makeLane<ClaimedMessage>(
    {
      clock,
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
          const restUntil = await deliver(deliverDeps, message)
          if (restUntil !== undefined) self()?.rest(restUntil)
        },
      }),
      onError: (error) => observer.storeError(error, { botId }),
    },
    { concurrency: sendsInFlight, share: deps.share, pollMs, pace: pace ?? paceOfRate(80), since },
  )
}

const none = new Map<string, never>()

function withIds(files: KnownFiles, mediaIds: ReadonlyMap<string, string>): KnownFiles {
  if (mediaIds.size === 0) return files
  const known = new Map<string, KnownFile>(files)
  for (const [url, mediaId] of mediaIds) known.set(url, { ...known.get(url), mediaId })
  return known
}

function probeLane(deps: DispatchDeps, botId: string, signal: AbortSignal): Lane {
  const { store, clock, observer } = deps
  return makeLane<ProbeItem>(
    {
      clock,
      ...trackInFlight<ProbeItem, number>({
        keyOf: ({ seq }) => seq,
        claim: (limit, inFlight) => store.claimProbes({ botId, limit, now: clock(), inFlight }),
        work: (item) => probeOne(deps, item, signal),
      }),
      onError: (error) => observer.storeError(error, { botId }),
    },
    { concurrency: probesInFlight, pollMs },
  )
}

async function probeOne(deps: DispatchDeps, item: ProbeItem, signal: AbortSignal) {
  const { store, clock, observer } = deps
  const onError = (error: unknown) => observer.storeError(error, { botId: item.botId, id: item.id })
  try {
    const bot = await store.bot(item.botId)
    if (!bot) return
    const decision = await makeReady({ ...deps, upload: uploading(deps.reuse) }, bot, item)
    await insist({ signal, onError }, () => store.settleProbe(item, decision, clock()))
  } catch (error) {
    onError(error)
  }
}

/** One that waits for the store is enough. */
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

/** Lanes that another process had may have left something in the air. */
async function recoverOthers({ store, clock, policy, observer }: DispatchDeps): Promise<void> {
  try {
    await store.recover(clock(), clock() + policy.reconcileMs, 'others')
  } catch (error) {
    observer.storeError(error, {})
  }
}

/** What had its time ends; attempts whose window closed without a word go again. */
async function sweep({ store, clock, policy, observer }: DispatchDeps, lanes: Lanes): Promise<void> {
  try {
    const now = clock()
    await store.expire(now)
    for (const botId of await store.releaseUnknown(now, now - policy.maxAgeMs)) lanes.wake(botId)
  } catch (error) {
    observer.storeError(error, {})
  }
}
