/**
 * Looks after the bots' templates: a sync of everything from time to time, spread over the bots, and of one template when a webhook, a
 * refusal of Meta's or a new bot says that the store may be behind. One sync at a time: Meta allows some hundred such calls an hour.
 * Nothing waits for it. Made and stopped by app.ts.
 */
import type { Logger } from 'pino'
import type { Metrics } from '../metrics.ts'
import type { Bot } from '../model/bot.ts'
import type { TemplateNotice } from '../model/template/record.ts'
import type { Store } from '../store/store.ts'
import type { TemplateDeps } from './deps.ts'
import { type SyncResult, syncBot, syncName } from './sync.ts'

export type WatchDeps = Pick<TemplateDeps, 'cloud' | 'clock'> & {
  store: TemplateDeps['store'] & Pick<Store, 'bot' | 'ownBots' | 'isLearning'>
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  metrics: Pick<Metrics, 'templateChanged' | 'templateAlarm' | 'templateSync'>
  /** From one sync of a bot to its next; 0: none unless something happens. */
  syncMs: number
}

export type TemplateWatch = {
  /** Meta refused a send because the template is another than it seemed. */
  mismatch(botId: string, elementName: string): void
  /** A template changed in the store. */
  notice(notice: TemplateNotice): void
  /** Bots came or went, or have another account: that is synced at once. */
  renew(): Promise<void>
  /** What is under way may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

/** `fullAt` and the names' instants: when each is due. `failures`: how often in a row Meta could not be asked, by name or for all (''). */
type Agenda = {
  wabaId: string
  fullAt: number
  names: Map<string, number>
  syncedAt: Map<string, number>
  failures: Map<string, number>
}

const tickMs = 250
/** Meta's own lists are a little behind its webhooks. */
const afterWebhookMs = 2_000
/** A campaign may be refused a thousand times before its lane hears of it. */
const betweenMs = 10_000
const afterFailureMs = 300_000
const longestPauseMs = 3_600_000
const soonestFirstMs = 60_000
/** So many names at once are cheaper to ask for together. */
const mostNames = 10

export async function startTemplateWatch(deps: WatchDeps): Promise<TemplateWatch> {
  const { clock, store } = deps
  const agendas = new Map<string, Agenda>()
  let isStopped = false
  let running: Promise<void> | undefined

  for (const bot of await store.ownBots()) {
    const isLearning = await store.isLearning(bot.id)
    agendas.set(bot.id, newAgenda(bot, isLearning ? clock() : firstAt(deps, bot.id)))
  }

  function hint(botId: string, elementName: string, delayMs: number): void {
    const agenda = agendas.get(botId)
    if (agenda === undefined || agenda.names.has(elementName)) return
    const freeAt = (agenda.syncedAt.get(elementName) ?? Number.NEGATIVE_INFINITY) + betweenMs
    agenda.names.set(elementName, Math.max(clock() + delayMs, freeAt))
    if (delayMs === 0) tick()
  }

  function tick(): void {
    if (isStopped || running !== undefined) return
    running = turn(deps, agendas, () => isStopped)
      .catch((err: unknown) => deps.log.error({ err }, 'template sync failed'))
      .finally(() => {
        running = undefined
      })
  }

  const timer = setInterval(tick, tickMs)
  return {
    mismatch: (botId, elementName) => hint(botId, elementName, 0),
    notice(notice) {
      tell(deps, notice)
      if (notice.source === 'webhook' && (notice.change !== 'quality' || !notice.isKnown))
        hint(notice.botId, notice.elementName, afterWebhookMs)
    },
    async renew() {
      const own = new Map((await store.ownBots()).map((bot) => [bot.id, bot]))
      for (const id of agendas.keys()) if (!own.has(id)) agendas.delete(id)
      for (const [id, bot] of own)
        if (agendas.get(id)?.wabaId !== bot.channel.wabaId) agendas.set(id, newAgenda(bot, clock()))
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

function newAgenda({ channel: { wabaId } }: Bot, fullAt: number): Agenda {
  return { wabaId, fullAt, names: new Map(), syncedAt: new Map(), failures: new Map() }
}

/** By the bot's id, so that a thousand bots do not ask at once, nor at another time after each start. */
function firstAt({ clock, syncMs }: WatchDeps, botId: string): number {
  if (syncMs === 0) return Number.POSITIVE_INFINITY
  // FNV-1a: ids that differ in one letter come to lie far apart.
  let sum = 2_166_136_261
  for (const char of botId) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return clock() + Math.max(Math.min(soonestFirstMs, syncMs), sum % syncMs)
}

/** All that is due, bot by bot. */
async function turn(deps: WatchDeps, agendas: Map<string, Agenda>, isStopped: () => boolean): Promise<void> {
  for (const [botId, agenda] of agendas) {
    const now = deps.clock()
    if (agenda.fullAt > now && agenda.names.size === 0) continue
    const names = [...agenda.names].filter(([, at]) => at <= now).map(([name]) => name)
    const isFull = agenda.fullAt <= now || names.length > mostNames
    if (!isFull && names.length === 0) continue
    const bot = await deps.store.bot(botId)
    if (bot === undefined || isStopped()) return
    if (isFull) await syncAll(deps, bot, agenda, names)
    else for (const name of names) await syncOne(deps, bot, agenda, name)
    if (isStopped()) return
  }
}

async function syncAll(deps: WatchDeps, bot: Bot, agenda: Agenda, names: string[]): Promise<void> {
  for (const name of names) agenda.names.delete(name)
  // Also when the store does not take what Meta answered: Meta is not asked again at every tick.
  agenda.fullAt = deps.clock() + afterFailureMs
  const result = await syncBot(deps, bot)
  report(deps, bot, result)
  const nextMs = deps.syncMs === 0 ? Number.POSITIVE_INFINITY : deps.syncMs
  const pauseMs = pauseAfter(agenda, '', result, { firstMs: afterFailureMs, mostMs: longestPauseMs })
  agenda.fullAt = deps.clock() + Math.min(nextMs, pauseMs ?? nextMs)
  agenda.syncedAt.clear()
}

async function syncOne(deps: WatchDeps, bot: Bot, agenda: Agenda, elementName: string): Promise<void> {
  agenda.names.delete(elementName)
  agenda.syncedAt.set(elementName, deps.clock())
  const result = await syncName(deps, bot, elementName)
  report(deps, bot, result, elementName)
  const pauseMs = pauseAfter(agenda, elementName, result, { firstMs: betweenMs, mostMs: afterFailureMs })
  if (pauseMs !== undefined && !agenda.names.has(elementName)) agenda.names.set(elementName, deps.clock() + pauseMs)
}

/** Until the next try, twice as long each time, and as long as Meta asks for; undefined after a success. */
function pauseAfter(
  { failures }: Agenda,
  name: string,
  result: SyncResult,
  { firstMs, mostMs }: { firstMs: number; mostMs: number },
): number | undefined {
  if (result.kind === 'ok') {
    if (name === '') failures.clear()
    else failures.delete(name)
    return undefined
  }
  const before = failures.get(name) ?? 0
  failures.set(name, before + 1)
  const askedMs = result.outcome.kind === 'throttled' ? (result.outcome.retryAfterMs ?? 0) : 0
  return Math.max(askedMs, Math.min(mostMs, firstMs * 2 ** Math.min(before, 20)))
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

function tell({ log, metrics }: WatchDeps, { alarm, ...notice }: TemplateNotice): void {
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
