/**
 * A bot's lane that sends: messages that it claims, and those that an accept in this process gives it with its commit.
 * The latter need no claim of their own, since the beginning of their attempts claims them: at 80 messages a second
 * that is a commit less for each.
 */
import type { SendOptions } from '../channel/cloud/client.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { KnownFile, KnownFiles } from '../model/media/document-name.ts'
import { attemptName } from '../model/message/attempt.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import { paceOfRate } from '../model/scheduling/pace.ts'
import { createWindow } from '../model/scheduling/window.ts'
import type { Held } from '../queue/held.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane, type Lane, type LaneDeps } from '../queue/lane.ts'
import { pollMs } from '../queue/lane-group.ts'
import type { Timers } from '../queue/timers.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import { gatherBegins } from './begin.ts'
import { type DeliverDeps, deliver } from './deliver.ts'
import type { DispatchDeps } from './deps.ts'
import type { Gate } from './gate.ts'
import { ownFiles } from './own-files.ts'
import type { ProbeLane } from './probe-lane.ts'

/**
 * In flight per bot, as far as its rate and the latency require: 1,024 allow 1,000 a second at more than half a second
 * each.
 */
const leastSends = 128
const maxSends = 1_024
/** Meta answers most gateways faster than this. */
const assumedMs = 250

/** `contents`: those of the messages that all lanes were given and that have not begun. */
export type SendLane = ProbeLane & {
  gate: Gate
  since: number
  contents: Held<ClaimedMessage>
  self(): Lane<ClaimedMessage> | undefined
}

export function sendLane(deps: DispatchDeps & { timers: Timers }, lane: SendLane): Lane<ClaimedMessage> {
  const { observer, timers, concurrencyFactor, clock } = deps
  const { botId, perSecond, since } = lane
  return createLane<ClaimedMessage>(
    {
      clock,
      timers,
      ...withHandedOver(deps, lane, createHandedOver()),
      onError: (error) => observer.storeError(error, { botId }),
    },
    {
      concurrency: createWindow({ perSecond, least: leastSends, max: maxSends, assumedMs, now: timers.now }),
      concurrencyFactor,
      pollMs,
      pace: paceOfRate(perSecond()),
      since,
      isTold: true,
    },
  )
}

/**
 * The messages that the lane was given and whose attempts have not begun. Until then their rows are queued, so claims
 * must leave them, and there is nothing to settle.
 */
type HandedOver = {
  took(message: ClaimedMessage): void
  /** Its attempt begins. `begin` resolves to whether it did. */
  begun(message: ClaimedMessage, begin: Promise<boolean>): Promise<boolean>
  /** Removes it; returns whether it was one. */
  left(message: ClaimedMessage): boolean
  isQueued(message: ClaimedMessage): boolean
  seqs(): number[]
}

function createHandedOver(): HandedOver {
  /** `unknown`: the store's answer was lost, and the attempt may have begun. */
  const messages = new Map<ClaimedMessage, 'queued' | 'unknown'>()
  return {
    took: (message) => void messages.set(message, 'queued'),
    async begun(message, begin) {
      try {
        const isBegun = await begin
        if (isBegun) messages.delete(message)
        return isBegun
      } catch (error) {
        if (messages.has(message)) messages.set(message, 'unknown')
        throw error
      }
    },
    left: (message) => messages.delete(message),
    isQueued: (message) => messages.get(message) === 'queued',
    seqs: () => Array.from(messages.keys(), ({ seq }) => seq),
  }
}

function withHandedOver(
  deps: DispatchDeps,
  lane: SendLane,
  handedOver: HandedOver,
): Pick<LaneDeps<ClaimedMessage>, 'claim' | 'took' | 'left' | 'work'> {
  const { store, clock, observer, policy } = deps
  const { botId, contents, self } = lane
  const deliverDeps = delivering(deps, lane, handedOver)
  const tracked = trackInFlight<ClaimedMessage, string>({
    keyOf: attemptName,
    async claim(limit, inFlight) {
      const now = clock()
      const without = { inFlight, handedOver: handedOver.seqs() }
      const { messages, nextDueAt } = await store.claim({
        ...{ botId, limit, now, ...without },
        oldBefore: now - policy.maxAgeMs,
      })
      observer.claimed(botId, messages)
      return { items: messages, nextDueAt }
    },
    async work(message) {
      contents.release(message)
      const { outcome, restUntil } = await deliver(deliverDeps, message)
      if (restUntil !== undefined) self()?.rest(restUntil)
      // Its row is as the lane was given it, or was changed: a claim finds out.
      if (handedOver.left(message)) self()?.wake()
      return isOverload(outcome)
    },
  })
  return {
    ...tracked,
    took(message) {
      if (!contents.hold(message)) return false
      const isTaken = tracked.took(message)
      if (isTaken) handedOver.took(message)
      else contents.release(message)
      return isTaken
    },
    left(message) {
      contents.release(message)
      handedOver.left(message)
      tracked.left(message)
    },
  }
}

function delivering(deps: DispatchDeps, { botId, gate, signal }: SendLane, handedOver: HandedOver): DeliverDeps {
  const { store, clock, observer, reuse, cloud } = deps
  const begin = gatherBegins((messages) => store.beginAttempts(botId, messages, clock()))
  return {
    ...deps,
    signal,
    isClaimed: (message) => !handedOver.isQueued(message),
    async send(bot: Bot, message: ClaimedMessage) {
      // A file that can only be sent by id has an id of its own.
      const own = await ownFiles(reuse, bot, message)
      if ('outcome' in own) return own.outcome
      const hasOwn = [...own.files.values()].some(({ mediaId }) => mediaId !== undefined)
      const mediaIds = hasOwn ? none : reuse.idsOf(bot, message.content, message.acceptedAt)
      const files = withIds(own.files, mediaIds)
      const ticket = gate.ticket()
      const announce = async () => {
        await ticket.admitted()
        // The bot may have another number by now.
        if (message.hasBegun) return message.leavesFrom === bot.channel.phoneNumberId
        return handedOver.begun(message, begin({ ...message, leavesFrom: bot.channel.phoneNumberId }))
      }
      const confirmOwnership = () => {
        // A process that was suspended since the claim may have lost the lane, and the message belongs to another
        // process.
        if (!store.leaseIsSafe(message)) return false
        ticket.leave()
        return true
      }
      const marketing = await marketingOf(store, bot, message)
      const sent = cloud.send(bot.channel, message, bot.locale, { files, announce, confirmOwnership, marketing })
      return reuse.evaluate(bot, mediaIds, await sent.finally(ticket.end))
    },
    observe: observer.attempt,
    onStoreError: observer.storeError,
  }
}

/** By the template's latest category, which is looked up only for a bot that has chosen the other endpoint. */
async function marketingOf(
  { templatesNamed }: Pick<DispatchDeps['store'], 'templatesNamed'>,
  { id, marketingEndpoint: choice = 'off' }: Bot,
  { content }: ClaimedMessage,
): Promise<SendOptions['marketing']> {
  if (choice === 'off' || content.type !== 'template') return undefined
  const named = await templatesNamed(id, content.elementName).catch(() => [])
  return { category: named.find(({ language }) => language === content.language)?.category, choice }
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
