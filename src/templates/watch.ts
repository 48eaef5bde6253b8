/**
 * Keeps the bots' templates in sync: a full sync from time to time, spread over the bots, and a sync of one template
 * when a webhook, a refusal by Meta or a new bot suggests that the store is behind. One sync at a time for each bot,
 * since Meta allows some hundred such calls an hour; over all bots as many as a timely round needs, one where that
 * suffices. Nothing waits for it.
 */
import type { Logger } from 'pino'
import type { Metrics } from '../metrics/metrics.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import { createAgenda } from '../model/scheduling/agenda.ts'
import { slotOf } from '../model/scheduling/slots.ts'
import { createWindow } from '../model/scheduling/window.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import { hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'
import type { TemplateDeps } from './deps.ts'
import { readInsights } from './insights.ts'
import { type SyncResult, syncBot, syncName } from './sync.ts'

export type WatchDeps = Pick<TemplateDeps, 'cloud' | 'clock'> & {
  store: TemplateDeps['store'] & Pick<Store, 'bot' | 'ownBots' | 'ownBot' | 'learningBots'>
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  metrics: Pick<Metrics, 'templateChanged' | 'templateAlarm' | 'templateSync'>
  /** From one full sync of a bot to its next; 0: only on events. */
  syncMs: number
}

export type TemplateWatch = {
  /** Meta refused a send because the template differs from the stored one. */
  mismatch(botId: string, elementName: string): void
  /** A template changed in the store. */
  notice(notice: TemplateNotice): void
  /** A full sync of the bot is due now. */
  soon(botId: string): void
  /** These bots were added or deleted, or have a new account, which is synced at once; 'all' when not specified. */
  syncBots(botIds?: BotIds): Promise<void>
  /** Running syncs may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

/**
 * `fullAt` and the instants of the names: when each is due. `failures`: consecutive failures to reach Meta, by name or
 * for all ('').
 */
type Plan = {
  wabaId: string
  fullAt: number
  names: Map<string, number>
  syncedAt: Map<string, number>
  failures: Map<string, number>
  /** A full sync was asked for, perhaps while one ran. */
  isWanted?: boolean
}

const tickMs = 250
/** Meta's own lists are a little behind its webhooks. */
const afterWebhookMs = 2_000
/** A campaign may be refused a thousand times before its lane learns of it. */
const betweenMs = 10_000
const afterFailureMs = 300_000
const longestPauseMs = hourMs
const soonestFirstMs = 60_000
/** From this many names on, one query for all is cheaper. */
const maxNames = 10
const maxAtOnce = 16

export async function startTemplateWatch(deps: WatchDeps): Promise<TemplateWatch> {
  const { clock, store } = deps
  const plans = new Map<string, Plan>()
  const agenda = createAgenda()
  const running = new Map<string, Promise<void>>()
  const window = createWindow({ perSecond: syncsPerSecond, least: 1, max: maxAtOnce, now: () => performance.now() })
  let isStopped = false

  const learning = new Set(await store.learningBots())
  for (const bot of await store.ownBots()) add(bot, learning.has(bot.id) ? clock() : firstAt(deps, bot.id))

  function syncsPerSecond(): number {
    return deps.syncMs === 0 ? 0 : (1_000 * plans.size) / deps.syncMs
  }

  function add(bot: Bot, fullAt: number): void {
    plans.set(bot.id, newPlan(bot, fullAt))
    agenda.set(bot.id, fullAt)
  }

  function hint(botId: string, elementName: string, delayMs: number): void {
    const plan = plans.get(botId)
    if (plan === undefined || plan.names.has(elementName)) return
    const freeAt = (plan.syncedAt.get(elementName) ?? Number.NEGATIVE_INFINITY) + betweenMs
    plan.names.set(elementName, Math.max(clock() + delayMs, freeAt))
    agenda.set(botId, nextAt(plan))
    if (delayMs === 0) tick()
  }

  function tick(): void {
    while (!isStopped && running.size < window.limit()) {
      const botId = agenda.take(clock())
      if (botId === undefined) return
      // Names that became due meanwhile are handled when it ends.
      if (!running.has(botId)) running.set(botId, attend(botId))
    }
  }

  async function attend(botId: string): Promise<void> {
    const plan = plans.get(botId)
    const startedAt = performance.now()
    try {
      const bot = await store.bot(botId)
      if (bot && plan && !isStopped) await syncDue(deps, bot, plan, () => isStopped)
    } catch (err) {
      deps.log.error({ err, botId }, 'template sync failed')
    } finally {
      window.ended(performance.now() - startedAt)
      running.delete(botId)
      const present = plans.get(botId)
      if (present) agenda.set(botId, Math.max(nextAt(present), clock() + tickMs))
    }
  }

  const timer = setInterval(tick, tickMs)
  return {
    mismatch: (botId, elementName) => hint(botId, elementName, 0),
    notice(notice) {
      notify(deps, notice)
      if (notice.source === 'webhook' && (notice.change !== 'quality' || !notice.isKnown))
        hint(notice.botId, notice.elementName, afterWebhookMs)
    },
    soon(botId) {
      const plan = plans.get(botId)
      if (plan === undefined) return
      plan.isWanted = true
      plan.fullAt = clock()
      agenda.set(botId, plan.fullAt)
    },
    async syncBots(botIds = 'all') {
      const named = botIds === 'all' ? [...plans.keys(), ...(await store.ownBots()).map(({ id }) => id)] : botIds
      for (const id of named) {
        const bot = store.ownBot(id)
        if (bot && plans.get(id)?.wabaId !== bot.channel.wabaId) add(bot, clock())
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
      await Promise.race([Promise.all(running.values()), enough])
      clearTimeout(timeout)
    },
  }
}

function newPlan({ channel: { wabaId } }: Bot, fullAt: number): Plan {
  return { wabaId, fullAt, names: new Map(), syncedAt: new Map(), failures: new Map() }
}

function nextAt({ fullAt, names }: Plan): number {
  return Math.min(fullAt, ...names.values())
}

/** Derived from the bot's id, so that a thousand bots do not sync at once, and each start uses the same offsets. */
function firstAt({ clock, syncMs }: WatchDeps, botId: string): number {
  if (syncMs === 0) return Number.POSITIVE_INFINITY
  return clock() + Math.max(Math.min(soonestFirstMs, syncMs), slotOf(botId, syncMs))
}

async function syncDue(deps: WatchDeps, bot: Bot, plan: Plan, isStopped: () => boolean): Promise<void> {
  const now = deps.clock()
  const names = [...plan.names].filter(([, at]) => at <= now).map(([name]) => name)
  if (plan.fullAt <= now || names.length > maxNames) return syncAll(deps, bot, plan, { names, isStopped })
  for (const name of names) {
    await syncOne(deps, bot, plan, name)
    if (isStopped()) return
  }
}

async function syncAll(
  deps: WatchDeps,
  bot: Bot,
  plan: Plan,
  { names, isStopped }: { names: string[]; isStopped: () => boolean },
): Promise<void> {
  for (const name of names) plan.names.delete(name)
  plan.isWanted = false
  // Also applies when the store fails to save Meta's answer: Meta is not asked again at every tick.
  plan.fullAt = deps.clock() + afterFailureMs
  const result = await syncBot(deps, bot)
  report(deps, bot, result)
  const nextMs = deps.syncMs === 0 ? Number.POSITIVE_INFINITY : deps.syncMs
  const pauseMs = pauseAfter(plan, '', result, { firstMs: afterFailureMs, maxMs: longestPauseMs })
  plan.fullAt = deps.clock() + Math.min(nextMs, pauseMs ?? nextMs)
  plan.syncedAt.clear()
  if (result.kind === 'ok') await readInsights(deps, bot, isStopped)
  if (plan.isWanted) plan.fullAt = deps.clock()
}

async function syncOne(deps: WatchDeps, bot: Bot, plan: Plan, elementName: string): Promise<void> {
  plan.names.delete(elementName)
  plan.syncedAt.set(elementName, deps.clock())
  const result = await syncName(deps, bot, elementName)
  report(deps, bot, result, elementName)
  const pauseMs = pauseAfter(plan, elementName, result, { firstMs: betweenMs, maxMs: afterFailureMs })
  if (pauseMs !== undefined && !plan.names.has(elementName)) plan.names.set(elementName, deps.clock() + pauseMs)
}

/** Time to the next attempt: doubles each time and honours the wait that Meta asks for; undefined after a success. */
function pauseAfter(
  { failures }: Plan,
  name: string,
  result: SyncResult,
  { firstMs, maxMs }: { firstMs: number; maxMs: number },
): number | undefined {
  if (result.kind === 'ok') {
    if (name === '') failures.clear()
    else failures.delete(name)
    return undefined
  }
  const before = failures.get(name) ?? 0
  failures.set(name, before + 1)
  const askedMs = result.outcome.kind === 'throttled' ? (result.outcome.retryAfterMs ?? 0) : 0
  return Math.max(askedMs, Math.min(maxMs, firstMs * 2 ** Math.min(before, 20)))
}

function report({ log, metrics }: WatchDeps, bot: Bot, result: SyncResult, elementName?: string): void {
  metrics.templateSync(result.kind === 'ok' ? 'ok' : 'failed')
  const about = { botId: bot.id, elementName }
  if (result.kind === 'ok') {
    log.debug({ ...about, ...result.counts }, 'templates synced')
    return
  }
  const { outcome } = result
  const reason = 'reason' in outcome ? outcome.reason : outcome.error.message
  log.warn({ ...about, outcome: outcome.kind, reason }, 'templates could not be synced')
}

function notify({ log, metrics }: WatchDeps, { alarm, ...notice }: TemplateNotice): void {
  metrics.templateChanged(notice.botId, notice.change)
  if (!alarm) {
    log.info(notice, 'template changed')
    return
  }
  metrics.templateAlarm(notice.botId)
  const text =
    notice.change === 'category_warning'
      ? 'template will become MARKETING: its messages cost more from then on'
      : 'template became MARKETING: its messages cost more from now on'
  log.warn(notice, text)
}
