/**
 * Keeps the history of how numbers stand at Meta: each number is asked from time to time, spread over all of them, and
 * soon after Meta told something of it, since no webhook names a number's quality. One question at a time for each
 * Graph server, so that a slow one delays its own numbers only; Meta allows some hundred an hour for an app and
 * account. Nothing waits for it.
 */
import type { Logger } from 'pino'
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import { isWorrying, type StandingValue } from '../model/bot/standing.ts'
import { createAgenda } from '../model/scheduling/agenda.ts'
import type { Store } from '../store/store.ts'
import {
  begin,
  fail,
  identityOf,
  isDue,
  makePlan,
  nextAt,
  noteEvent,
  noteLook,
  type Plan,
  spare,
  succeed,
} from './plan.ts'
import { createServers } from './servers.ts'
import type { SharedNumbers } from './shared.ts'

export type NumberWatchDeps = {
  store: Pick<Store, 'ownBots' | 'ownBot' | 'standing' | 'noteStanding' | 'noteTokenRefused'>
  cloud: Pick<CloudClient, 'standing'>
  clock: () => number
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  shared: SharedNumbers
  /** From one question about a number to the next; 0: only on events. */
  syncMs: number
}

export type NumberWatch = {
  /** Meta told something of the bot's number. */
  hint(botId: string): void
  /** Somebody looks at the number: it is asked unless that was lately, or the last answer was a failure. */
  lookAgain(botId: string): void
  /** These bots were added or deleted, or have another number. */
  syncBots(botIds?: BotIds): Promise<void>
  /** Running questions may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

const tickMs = 250

export async function startNumberWatch(deps: NumberWatchDeps): Promise<NumberWatch> {
  const { store, clock, log, syncMs } = deps
  const plans = new Map<string, Plan>()
  const agenda = createAgenda()
  const servers = createServers(attend)
  /** By account, until when Meta wants to be left alone. */
  const pauses = new Map<string, number>()

  /** Synchronous: a bot that leaves meanwhile does not come back by it. */
  function add(bot: Bot, isChanged: boolean): void {
    const plan = makePlan(bot, { now: clock(), syncMs, isChanged })
    plans.set(bot.id, plan)
    agenda.set(bot.id, nextAt(plan))
  }

  function tick(): void {
    const now = clock()
    for (const [account, until] of pauses) if (until <= now) pauses.delete(account)
    for (let botId = agenda.take(now); botId !== undefined; botId = agenda.take(now)) {
      const plan = plans.get(botId)
      const pausedUntil = plan && pauses.get(plan.account)
      if (pausedUntil !== undefined) agenda.set(botId, pausedUntil)
      else if (plan) servers.add(plan.server, plan)
    }
  }

  async function attend(plan: Plan): Promise<void> {
    const { botId } = plan
    try {
      plan.askedAt ??= (await store.standing(botId)).askedAt ?? Number.NEGATIVE_INFINITY
      // It may have left while it waited.
      const bot = plans.get(botId) === plan ? store.ownBot(botId) : undefined
      if (bot === undefined || pauses.has(plan.account)) return
      if (!isDue(plan, clock(), syncMs)) return spare(plan, syncMs)
      const failed = await ask(deps, bot, plan)
      if (failed?.kind === 'throttled') pauses.set(plan.account, plan.regularAt)
    } catch (err) {
      // Meta is not asked again at every tick.
      fail(plan, { kind: 'unknown', reason: 'the store' }, clock(), syncMs)
      log.error({ err, botId }, 'the standing of a number could not be kept')
    } finally {
      if (plans.get(botId) === plan) agenda.set(botId, Math.max(nextAt(plan), pauses.get(plan.account) ?? 0))
    }
  }

  function change(botId: string, note: (plan: Plan, now: number) => void): void {
    const plan = plans.get(botId)
    if (plan === undefined) return
    note(plan, clock())
    if (!servers.has(plan)) agenda.set(botId, nextAt(plan))
  }

  for (const bot of await store.ownBots()) add(bot, false)
  const timer = setInterval(tick, tickMs)
  return {
    hint(botId) {
      change(botId, noteEvent)
      // At once: what is sent while the phone app is away fails.
      deps.shared
        .accountChanged(botId)
        .catch((err: unknown) => log.error({ err, botId }, 'Meta on the account went unread'))
    },
    lookAgain: (botId) => change(botId, noteLook),
    async syncBots(botIds = 'all') {
      const named = botIds === 'all' ? [...plans.keys(), ...(await store.ownBots()).map(({ id }) => id)] : botIds
      for (const id of named) {
        const bot = store.ownBot(id)
        const known = plans.get(id)?.identity
        if (bot && known !== identityOf(bot)) add(bot, known !== undefined)
        if (bot || !plans.delete(id)) continue
        agenda.delete(id)
      }
    },
    async stop(timeoutMs) {
      clearInterval(timer)
      await servers.stop(timeoutMs)
    },
  }
}

/** Undefined when Meta answered. */
async function ask({ store, cloud, clock, log, syncMs, shared }: NumberWatchDeps, bot: Bot, plan: Plan) {
  const { wabaId, phoneNumberId } = bot.channel
  begin(plan, clock())
  const answer = await cloud.standing(bot.channel)
  if (answer.kind === 'failed') {
    const { outcome } = answer
    const reason = 'reason' in outcome ? outcome.reason : outcome.error.message
    // What stays as it is need be said once.
    if (plan.failures === 0)
      log.warn({ botId: bot.id, outcome: outcome.kind, reason }, 'Meta did not say how a number stands')
    fail(plan, outcome, clock(), syncMs)
    if (outcome.kind === 'refused' && outcome.class === 'auth') await store.noteTokenRefused(bot.id, clock())
    return outcome
  }
  const { kind: _kind, ...found } = answer
  const changed = await store.noteStanding(bot.id, { wabaId, phoneNumberId, ...found, now: clock() })
  await shared.accountChanged(bot.id)
  const app = found.values.find(({ name }) => name === 'shared')
  if (app) await shared.found(bot.id, app.value === 'TRUE')
  succeed(plan, clock(), syncMs)
  for (const one of changed) report(log, bot.id, one)
  return undefined
}

function report(log: NumberWatchDeps['log'], botId: string, change: StandingValue & { previous?: string }): void {
  if (isWorrying(change)) log.warn({ botId, ...change }, 'a number stands worse at Meta')
  else if (change.previous !== undefined) log.info({ botId, ...change }, 'a number stands otherwise at Meta')
}
