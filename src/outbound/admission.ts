/**
 * Whether a bot may take more messages: what waits is bounded for each bot and in all, by number and by how late it would leave. The
 * verdict costs a request nothing: what waits is counted beside, now and then, and what this process took since is added. Made by
 * flows.ts, asked by accept. Campaigns are not asked: they feed their rows at the bot's pace.
 */
import type { Bot } from '../model/bot.ts'
import { paceOfRate } from '../model/pace.ts'
import type { Store } from '../store/store.ts'

export type Bounds = {
  /** Messages that are not sent yet, in all and of one bot. */
  queueMax: number
  queueMaxPerBot: number
  /** How late a bot's messages may be. */
  lagMaxMs: number
}

/** `bot`: its own fault, and only its. `whole`: everybody's. */
export type Refusal = { by: 'bot' | 'whole'; retryAfterMs: number }

export type Load = {
  /** Messages of the bot and of all that are not sent yet. */
  bot: number
  whole: number
  /** Of those, messages that are just being written. */
  botWriting: number
  wholeWriting: number
  /** How late the bot's oldest due message is. */
  lateMs: number
}

/** Being written at once: they are in memory until the store has them. */
const mostWritingPerBot = 20_000
const mostWriting = 60_000

const soonMs = 1_000
const wholeRetryMs = 5_000
const latestMs = 3_600_000

/** As a whole: all of it fits, or none is taken. Whatever its size, a request fits where nothing waits. Pure. */
export function judge(
  load: Load,
  asked: { count: number; messagesPerSecond: number; maxQueued?: number | null },
  bounds: Bounds,
): Refusal | undefined {
  const { count, messagesPerSecond } = asked
  const { intervalMs } = paceOfRate(messagesPerSecond)
  if (exceeds(load.botWriting, count, mostWritingPerBot)) return { by: 'bot', retryAfterMs: soonMs }
  const most = Math.min(asked.maxQueued ?? bounds.queueMaxPerBot, Math.floor(bounds.lagMaxMs / intervalMs))
  if (exceeds(load.bot, count, most)) {
    // When so many have left that the rest fits; at the latest when all have.
    const mustLeave = Math.min(load.bot, load.bot + count - most)
    return { by: 'bot', retryAfterMs: within(soonMs, mustLeave * intervalMs, latestMs) }
  }
  if (load.lateMs > bounds.lagMaxMs) return { by: 'bot', retryAfterMs: within(soonMs, load.lateMs / 10, latestMs) }
  if (exceeds(load.wholeWriting, count, mostWriting)) return { by: 'whole', retryAfterMs: soonMs }
  if (exceeds(load.whole, count, bounds.queueMax)) return { by: 'whole', retryAfterMs: wholeRetryMs }
  return undefined
}

function exceeds(waiting: number, count: number, most: number): boolean {
  return waiting > 0 && waiting + count > most
}

function within(least: number, value: number, most: number): number {
  return Math.round(Math.min(most, Math.max(least, value)))
}

// ── what waits ──────────────────────────────────────────────

export type AdmissionDeps = {
  store: Pick<Store, 'depths'>
  clock: () => number
  bounds: Bounds
  onError(error: unknown): void
}

export type Admission = {
  /** Taken: `end` says what became of it. Else why not. */
  admit(bot: Bot, count: number): { kind: 'admitted'; end(isStored: boolean): void } | ({ kind: 'refused' } & Refusal)
  /** Counts now. */
  look(): Promise<void>
  stop(): void
}

const tickMs = 250
/** How often it is counted: while a bound is near, and else. */
const nearMs = 1_000
const farMs = 10_000
/** Counting takes about this share of a reader's time, but rests no longer than this. */
const countingShare = 0.1
const mostRestMs = 5_000

type Counted = { byBot: Map<string, { waiting: number; dueAt?: number }>; whole: number }

export function startAdmission({ store, clock, bounds, onError }: AdmissionDeps): Admission {
  let counted: Counted = { byBot: new Map(), whole: 0 }
  /** Taken since the count began, and not known to be in it. */
  let added = makeTally()
  const writing = makeTally()
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
      lateMs: bot?.dueAt === undefined ? 0 : clock() - bot.dueAt,
    }
  }

  async function count(): Promise<void> {
    const startedAt = performance.now()
    isAsked = false
    isNear = false
    // What is being written may or may not be seen: it is added to be sure.
    const since = makeTally(writing)
    const before = added
    const add = (botId: string, n: number) => {
      before.add(botId, n)
      since.add(botId, n)
    }
    added = { ...before, add }
    try {
      const found = await store.depths()
      const whole = found.reduce((sum, { waiting }) => sum + waiting, 0)
      counted = { byBot: new Map(found.map((one) => [one.botId, one])), whole }
      added = since
    } catch (error) {
      added = before
      isAsked = true
      onError(error)
    }
    const tookMs = performance.now() - startedAt
    countAgainAt = performance.now() + within(nearMs, tookMs / countingShare, mostRestMs)
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
    admit({ id, messagesPerSecond, maxQueued }, count) {
      isAsked = true
      const load = loadOf(id)
      const refusal = judge(load, { count, messagesPerSecond, maxQueued }, bounds)
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
function makeTally(from?: { each(): Iterable<[string, number]> }) {
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
