/**
 * Admission control: bounds the backlog for each bot and in total, by count and by how late messages would leave. The
 * check costs a request nothing: the backlog is counted in the background from time to time, and what this process has
 * accepted since is added. Campaigns bypass it, because they feed their rows at the bot's rate.
 */
import type { Bot } from '../model/bot/bot.ts'
import { rateOf } from '../model/bot/shared-number.ts'
import { paceOfRate } from '../model/scheduling/pace.ts'
import { hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'

export type Bounds = {
  /** Unsent messages, in total and per bot. */
  queueMax: number
  queueMaxPerBot: number
  /** How late a bot's messages may be. */
  lagMaxMs: number
}

/** `bot`: this bot's own backlog. `whole`: that of the installation. */
export type Refusal = { by: 'bot' | 'whole'; retryAfterMs: number }

export type Load = {
  /** Unsent messages of the bot and of the installation. */
  bot: number
  whole: number
  /** Of those, messages that are being written at the moment. */
  botWriting: number
  wholeWriting: number
  /** How late the bot's oldest due message is. */
  lateMs: number
}

/** Bounds on messages being written at once: they are in memory until the store has them. */
const maxWritingPerBot = 20_000
const maxWriting = 60_000

const soonMs = 1_000
const wholeRetryMs = 5_000
const latestMs = hourMs

/**
 * All or nothing for a request: it fits as a whole, or none of it is taken. An empty queue takes a request of any size.
 * Pure.
 */
export function evaluate(
  load: Load,
  asked: { count: number; messagesPerSecond: number; maxQueued?: number | null },
  bounds: Bounds,
): Refusal | undefined {
  const { count, messagesPerSecond } = asked
  const { intervalMs } = paceOfRate(messagesPerSecond)
  if (exceeds(load.botWriting, count, maxWritingPerBot)) return { by: 'bot', retryAfterMs: soonMs }
  const max = Math.min(asked.maxQueued ?? bounds.queueMaxPerBot, Math.floor(bounds.lagMaxMs / intervalMs))
  if (exceeds(load.bot, count, max)) {
    // When enough messages have left for the rest to fit; at the latest when all have.
    const mustLeave = Math.min(load.bot, load.bot + count - max)
    return { by: 'bot', retryAfterMs: within(soonMs, mustLeave * intervalMs, latestMs) }
  }
  if (load.lateMs > bounds.lagMaxMs) return { by: 'bot', retryAfterMs: within(soonMs, load.lateMs / 10, latestMs) }
  if (exceeds(load.wholeWriting, count, maxWriting)) return { by: 'whole', retryAfterMs: soonMs }
  if (exceeds(load.whole, count, bounds.queueMax)) return { by: 'whole', retryAfterMs: wholeRetryMs }
  return undefined
}

function exceeds(waiting: number, count: number, max: number): boolean {
  return waiting > 0 && waiting + count > max
}

function within(least: number, value: number, max: number): number {
  return Math.round(Math.min(max, Math.max(least, value)))
}

// ── backlog ─────────────────────────────────────────────────

export type AdmissionDeps = {
  store: Pick<Store, 'depths'>
  clock: () => number
  bounds: Bounds
  onError(error: unknown): void
}

export type Admission = {
  /** After an admission, report by `end` whether the messages were stored. */
  admit(bot: Bot, count: number): { kind: 'admitted'; end(isStored: boolean): void } | ({ kind: 'refused' } & Refusal)
  /** Counts now. */
  look(): Promise<void>
  stop(): void
}

const tickMs = 250
/** Interval between counts: near a bound, and otherwise. */
const nearMs = 1_000
const farMs = 10_000
/** Counting takes about this share of a reader's time, but pauses no longer than `maxRestMs`. */
const countingShare = 0.1
const maxRestMs = 5_000

/** `at`: when, by the clock that may jump; lateness is what it was then. */
type Counted = { byBot: Map<string, { waiting: number; dueAt?: number }>; whole: number; at: number }

export function startAdmission({ store, clock, bounds, onError }: AdmissionDeps): Admission {
  let counted: Counted = { byBot: new Map(), whole: 0, at: 0 }
  /** Accepted since the count began, and not known to be included in it. */
  let added = createTally()
  const writing = createTally()
  let isNear = false
  let isAsked = true
  let countAgainAt = 0
  let looking: Promise<void> | undefined

  function loadOf(botId: string): Load {
    const bot = counted.byBot.get(botId)
    return {
      bot: (bot?.waiting ?? 0) + added.of(botId),
      whole: counted.whole + added.all(),
      botWriting: writing.of(botId),
      wholeWriting: writing.all(),
      lateMs: bot?.dueAt === undefined ? 0 : counted.at - bot.dueAt,
    }
  }

  async function count(): Promise<void> {
    const startedAt = performance.now()
    isAsked = false
    isNear = false
    // The count may or may not include messages that are being written, so they are added to be safe.
    const since = createTally(writing)
    const before = added
    const add = (botId: string, n: number) => {
      before.add(botId, n)
      since.add(botId, n)
    }
    added = { ...before, add }
    try {
      const found = await store.depths()
      const whole = found.reduce((sum, { waiting }) => sum + waiting, 0)
      counted = { byBot: new Map(found.map((one) => [one.botId, one])), whole, at: clock() }
      added = since
    } catch (error) {
      added = before
      isAsked = true
      onError(error)
    }
    const tookMs = performance.now() - startedAt
    countAgainAt = performance.now() + within(nearMs, tookMs / countingShare, maxRestMs)
  }

  function look(): Promise<void> {
    looking ??= count().finally(() => {
      looking = undefined
    })
    return looking
  }

  const timer = setInterval(() => {
    const restMs = isNear ? 0 : farMs - nearMs
    if (isAsked && performance.now() >= countAgainAt + restMs) void look()
  }, tickMs)
  timer.unref()
  void look()

  return {
    admit(bot, count) {
      const { id, maxQueued } = bot
      const messagesPerSecond = rateOf(bot)
      isAsked = true
      const load = loadOf(id)
      const refusal = evaluate(load, { count, messagesPerSecond, maxQueued }, bounds)
      if (refusal || 2 * load.bot > (maxQueued ?? bounds.queueMaxPerBot) || 2 * load.whole > bounds.queueMax)
        isNear = true
      if (refusal) return { kind: 'refused', ...refusal }
      added.add(id, count)
      writing.add(id, count)
      return {
        kind: 'admitted',
        end(isStored) {
          writing.add(id, -count)
          if (!isStored) added.add(id, -count)
        },
      }
    },
    look,
    stop: () => clearInterval(timer),
  }
}

/** Numbers by bot, and their sum. */
function createTally(from?: { each(): Iterable<[string, number]> }) {
  const byBot = new Map(from?.each())
  let sum = 0
  for (const n of byBot.values()) sum += n
  return {
    add(botId: string, n: number): void {
      const next = (byBot.get(botId) ?? 0) + n
      if (next === 0) byBot.delete(botId)
      else byBot.set(botId, next)
      sum += n
    },
    of: (botId: string) => Math.max(0, byBot.get(botId) ?? 0),
    all: () => Math.max(0, sum),
    each: () => byBot.entries(),
  }
}
