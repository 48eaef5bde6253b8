/**
 * Keeps the history of how numbers stand at Meta: each number is asked from time to time, spread over all of them, and
 * soon after Meta told something of it, since no webhook names a number's quality. One question at a time: Meta allows
 * some hundred an hour for an app and account. Nothing waits for it.
 */
import type { Logger } from 'pino'
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import { isWorrying, type StandingValue } from '../model/bot/standing.ts'
import { createAgenda } from '../model/scheduling/agenda.ts'
import { hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'

export type NumberWatchDeps = {
  store: Pick<Store, 'bot' | 'ownBots' | 'ownBot' | 'standing' | 'noteStanding'>
  cloud: Pick<CloudClient, 'standing'>
  clock: () => number
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** From one question about a number to the next; 0: only on events. */
  syncMs: number
}

export type NumberWatch = {
  /** Meta told something of the bot's number, or somebody wants to know. */
  hint(botId: string): void
  /** These bots were added or deleted, or have another number. */
  syncBots(botIds?: BotIds): Promise<void>
  /** A running question may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

/** `soonAt`: after an event. `failures`: consecutive ones. */
type Plan = { identity: string; regularAt: number; soonAt: number; askedAt: number; failures: number }

const tickMs = 250
/** Meta's answers are a little behind its webhooks. */
const afterEventMs = 2_000
/** A webhook may come a hundred times. */
const betweenMs = 30_000
/** After a start, so that it does not begin with a hundred questions at once. */
const firstWithinMs = 60_000
const afterFailureMs = 300_000
const longestPauseMs = hourMs

export async function startNumberWatch(deps: NumberWatchDeps): Promise<NumberWatch> {
  const { store, clock, log, syncMs } = deps
  const plans = new Map<string, Plan>()
  const agenda = createAgenda()
  let running: Promise<void> | undefined
  let isStopped = false

  async function add(bot: Bot): Promise<void> {
    const { askedAt } = await store.standing(bot.id)
    const regularAt = syncMs === 0 ? Number.POSITIVE_INFINITY : firstAt(bot.id, askedAt, clock(), syncMs)
    const fresh = { soonAt: Number.POSITIVE_INFINITY, askedAt: Number.NEGATIVE_INFINITY, failures: 0 }
    plans.set(bot.id, { identity: identityOf(bot), regularAt, ...fresh })
    agenda.set(bot.id, regularAt)
  }

  function tick(): void {
    if (isStopped || running !== undefined) return
    const botId = agenda.take(clock())
    const plan = botId === undefined ? undefined : plans.get(botId)
    if (botId === undefined || plan === undefined) return
    running = attend(botId, plan).finally(() => {
      running = undefined
      const present = plans.get(botId)
      if (present) agenda.set(botId, nextAt(present))
    })
  }

  async function attend(botId: string, plan: Plan): Promise<void> {
    plan.soonAt = Number.POSITIVE_INFINITY
    plan.askedAt = clock()
    // Also if the store fails: Meta is not asked again at every tick.
    plan.regularAt = clock() + afterFailureMs
    try {
      const bot = await store.bot(botId)
      if (bot === undefined) return
      const retryAfterMs = await ask(deps, bot)
      plan.failures = retryAfterMs === undefined ? 0 : plan.failures + 1
      plan.regularAt = clock() + (retryAfterMs === undefined ? every(syncMs) : pauseOf(plan.failures, retryAfterMs))
    } catch (err) {
      log.error({ err, botId }, 'the standing of a number could not be kept')
    }
  }

  for (const bot of await store.ownBots()) await add(bot)
  const timer = setInterval(tick, tickMs)
  return {
    hint(botId) {
      const plan = plans.get(botId)
      if (plan === undefined || plan.soonAt < Number.POSITIVE_INFINITY) return
      plan.soonAt = Math.max(clock() + afterEventMs, plan.askedAt + betweenMs)
      agenda.set(botId, nextAt(plan))
    },
    async syncBots(botIds = 'all') {
      const named = botIds === 'all' ? [...plans.keys(), ...(await store.ownBots()).map(({ id }) => id)] : botIds
      for (const id of named) {
        const bot = store.ownBot(id)
        if (bot && plans.get(id)?.identity !== identityOf(bot)) await add(bot)
        if (bot || !plans.delete(id)) continue
        agenda.delete(id)
      }
    },
    async stop(timeoutMs) {
      isStopped = true
      clearInterval(timer)
      let timeout: NodeJS.Timeout | undefined
      const enough = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([running, enough])
      clearTimeout(timeout)
    },
  }
}

/** What is learnt is of this number; a new token may be answered where the one before was not. */
function identityOf({ channel: { phoneNumberId, wabaId, accessToken } }: Bot): string {
  return `${wabaId} ${phoneNumberId} ${accessToken}`
}

function nextAt({ regularAt, soonAt }: Plan): number {
  return Math.min(regularAt, soonAt)
}

function every(syncMs: number): number {
  return syncMs === 0 ? Number.POSITIVE_INFINITY : syncMs
}

/** A number that was never asked about, or long ago, is asked within a minute; by its id, so not all at once. */
function firstAt(botId: string, askedAt: number | undefined, now: number, syncMs: number): number {
  let sum = 0
  for (const char of botId) sum = (Math.imul(sum, 31) + (char.codePointAt(0) ?? 0)) >>> 0
  const soon = now + 1_000 + (sum % firstWithinMs)
  return askedAt === undefined ? soon : Math.max(soon, askedAt + syncMs)
}

function pauseOf(failures: number, askedMs: number): number {
  return Math.max(askedMs, Math.min(longestPauseMs, afterFailureMs * 2 ** Math.min(failures - 1, 20)))
}

/** Undefined when Meta answered; otherwise how long it wants to be left alone, in ms. */
async function ask({ store, cloud, clock, log }: NumberWatchDeps, bot: Bot): Promise<number | undefined> {
  const { wabaId, phoneNumberId } = bot.channel
  const answer = await cloud.standing(bot.channel)
  if (answer.kind === 'failed') {
    const { outcome } = answer
    const reason = 'reason' in outcome ? outcome.reason : outcome.error.message
    log.warn({ botId: bot.id, outcome: outcome.kind, reason }, 'Meta did not say how a number stands')
    return outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? 0) : 0
  }
  const { values } = answer
  const changed = await store.noteStanding(bot.id, { wabaId, phoneNumberId, values, now: clock() })
  for (const one of changed) report(log, bot.id, one)
  return undefined
}

function report(log: NumberWatchDeps['log'], botId: string, change: StandingValue & { previous?: string }): void {
  if (isWorrying(change)) log.warn({ botId, ...change }, 'a number stands worse at Meta')
  else if (change.previous !== undefined) log.info({ botId, ...change }, 'a number stands otherwise at Meta')
}
