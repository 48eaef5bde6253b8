/**
 * Metrics by bot and by endpoint: message outcomes, blocked bots, queue depths. Counted as events happen, or read at a
 * scrape for bots and endpoints with a backlog only: ten thousand idle bots cost a scrape nothing.
 */
import type { Registry } from 'prom-client'
import type { Endpoint } from '../model/bot/bot.ts'
import { pricingOf } from '../model/cost/pricing.ts'
import type { LifeNote, MemoryNote } from '../store/events/notes.ts'
import type { Depth, EndpointDepth } from '../store/lists/depths.ts'
import { counter, gauge, secondsSince } from './make.ts'

/** Covers every message, whether or not its events are emitted, as its transitions are committed. */
export function lifeMetrics(registry: Registry) {
  const delivered = counter(registry, 'delivered_total', 'Messages delivered to the phone.', ['bot'])
  const read = counter(registry, 'read_total', 'Messages read by the person.', ['bot'])
  const failed = counter(registry, 'failed_total', 'Messages that failed or expired, by code.', ['bot', 'code', 'when'])
  const full = counter(
    registry,
    'memory_full_total',
    "Values not stored because a person's memory was full, by cause.",
    ['bot', 'cause'],
  )
  const priced = counter(registry, 'priced_total', 'Messages of which Meta told the price, by category and type.', [
    'category',
    'type',
  ])
  return {
    /** A code of model/cost/pricing.ts: its words are few, others are `other`. */
    priced(code: number): void {
      const { category, type } = pricingOf(code)
      priced.inc({ category: category || 'none', type: type || 'none' })
    },
    life: ({ botId: bot, type, hadLeft, code = 'none' }: Pick<LifeNote, 'botId' | 'type' | 'hadLeft' | 'code'>) => {
      if (type === 'delivered_user') delivered.inc({ bot })
      else if (type === 'read') read.inc({ bot })
      else if (type === 'failed' || type === 'expired') failed.inc({ bot, code, when: hadLeft ? 'late' : 'early' })
    },
    memoryFull: ({ botId: bot, cause }: MemoryNote) => full.inc({ bot, cause }),
  }
}

/** Bots whose credentials Meta refuses, as known to the process that runs their lanes. */
export function blockedMetrics(registry: Registry, refreshers: (() => Promise<void>)[]) {
  const blocked = gauge(
    registry,
    'blocked_since_seconds',
    "Unix time since which Meta has refused the bot's credentials.",
    ['bot'],
  )
  const bots = new Set<string>()
  const clear = (bot: string) => {
    if (bots.delete(bot)) blocked.remove({ bot })
  }
  return {
    blocked(bot: string, at: number): void {
      if (bots.has(bot)) return
      bots.add(bot)
      blocked.set({ bot }, at / 1_000)
    },
    unblocked: clear,
    /** This process knows nothing more of a deleted bot, or of one whose lanes moved to another process. */
    watchBlocked(isOwn: (botId: string) => boolean): void {
      refreshers.push(async () => {
        for (const bot of [...bots]) if (!isOwn(bot)) clear(bot)
      })
    },
  }
}

/** Backlog by bot and by endpoint for the whole installation: read at a scrape, and only where something waits. */
export function depthMetrics(registry: Registry, refreshers: (() => Promise<void>)[]) {
  const queue = gauge(registry, 'queue', 'Messages of a bot that have not been sent yet.', ['bot'])
  const due = gauge(registry, 'queue_oldest_due_seconds', "How long a bot's oldest due message has waited.", ['bot'])
  const waiting = gauge(registry, 'endpoint_waiting', 'Events waiting for a webhook.', ['bot', 'endpoint'])
  const oldest = gauge(registry, 'endpoint_oldest_seconds', 'Age of the oldest event waiting for a webhook.', [
    'bot',
    'endpoint',
  ])
  const off = gauge(registry, 'endpoint_off', 'Webhooks that are disabled or paused now: 1 for each.', [
    'bot',
    'endpoint',
    'reason',
  ])
  const quality = gauge(registry, 'number_quality_low', "A number's quality at Meta while it is low, by its word: 1.", [
    'bot',
    'reason',
  ])
  return {
    watchQuality(read: () => Promise<readonly { botId: string; quality: string }[]>): void {
      refreshers.push(async () => {
        const found = await read()
        quality.reset()
        for (const { botId: bot, quality: word } of found) quality.set({ bot, reason: word }, 1)
      })
    },
    watchOffEndpoints(read: () => Promise<readonly Endpoint[]>): void {
      refreshers.push(async () => {
        const found = await read()
        off.reset()
        for (const { botId: bot, id: endpoint, disabledReason: reason = 'failing' } of found)
          off.set({ bot, endpoint, reason }, 1)
      })
    },
    watchQueues(read: () => Promise<Depth[]>, clock: () => number): void {
      refreshers.push(async () => {
        const found = await read()
        for (const one of [queue, due]) one.reset()
        for (const { botId: bot, waiting: count, dueAt } of found) {
          queue.set({ bot }, count)
          due.set({ bot }, secondsSince(dueAt, clock()))
        }
      })
    },
    watchEndpoints(read: () => Promise<(EndpointDepth & { botId: string })[]>, clock: () => number): void {
      refreshers.push(async () => {
        const found = await read()
        for (const one of [waiting, oldest]) one.reset()
        for (const { botId: bot, endpointId: endpoint, waiting: count, oldestAt } of found) {
          waiting.set({ bot, endpoint }, count)
          oldest.set({ bot, endpoint }, secondsSince(oldestAt, clock()))
        }
      })
    },
  }
}
