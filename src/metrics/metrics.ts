/**
 * Prometheus metrics for /metrics. Flows report facts by the functions below and do not know the library; labels are
 * bounded (bots, endpoints, codes, routes), never users or messages. Counters by bot are counted as events happen;
 * backlogs are read at a scrape, only where something waits. docs/metrics.md lists the same, held to it by a test.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Purged } from '../store/retention/purge.ts'
import type { HealthNews } from '../store/sql/health.ts'
import { airMetrics } from './air.ts'
import { blockedMetrics, depthMetrics, lifeMetrics } from './by-bot.ts'
import { diskMetrics } from './disk.ts'
import { counter, gauge, histogram, secondsSince } from './make.ts'
import { renderInSteps } from './render.ts'

/** Prometheus itself waits ten seconds. */
const refreshMs = 3_000

/** Backlog by kind; and since when the oldest item is due. */
export type Backlog = { oldestDueAt?: number } & Readonly<Record<WaitingKind, number>>

const waitingKinds = ['queued', 'sending', 'deliveries', 'campaignRows', 'skillRuns', 'media'] as const
type WaitingKind = (typeof waitingKinds)[number]

export type Metrics = ReturnType<typeof createMetrics>

/** `processMetrics` adds memory, CPU and event-loop metrics of the process. */
export function createMetrics({ processMetrics = true }: { processMetrics?: boolean } = {}) {
  const registry = new Registry()
  if (processMetrics) collectDefaultMetrics({ register: registry })
  const refreshers: (() => Promise<void>)[] = []
  return {
    contentType: registry.contentType,
    ...buildMetrics(registry),
    ...outboundMetrics(registry),
    ...lifeMetrics(registry),
    ...blockedMetrics(registry, refreshers),
    ...inboundMetrics(registry),
    ...webhookMetrics(registry),
    ...depthMetrics(registry, refreshers),
    ...templateMetrics(registry),
    ...skillMetrics(registry),
    ...mediaMetrics(registry),
    ...serviceMetrics(registry),
    ...storeMetrics(registry),
    ...retentionMetrics(registry),
    ...healthMetrics(registry),
    ...backlogMetrics(registry, refreshers),
    ...airMetrics(registry, refreshers),
    ...diskMetrics(registry, refreshers),
    /** Every metric of the gateway, without values. */
    describe(): MetricDescription[] {
      const all = registry.getMetricsAsArray() as unknown as (MetricDescription & { labelNames: string[] })[]
      return all.map(({ name, help, type, labelNames }) => ({ name, help, type, labels: [...labelNames] }))
    },
    /** The whole page. A query that fails, or takes too long, leaves its gauges at their last value. */
    async render(): Promise<string> {
      const refreshed = Promise.allSettled(refreshers.map((refresh) => refresh()))
      await Promise.race([refreshed, sleep(refreshMs, undefined, { ref: false })])
      return renderInSteps(registry)
    },
  }
}

export type MetricDescription = { name: string; help: string; type: string; labels: string[] }

function buildMetrics(registry: Registry) {
  const build = gauge(registry, 'build_info', 'Always 1; the labels name the running version.', [
    'version',
    'node',
    'schema',
    'store',
  ])
  return {
    build: (running: { version: string; node: string; schema: number; store: 'sqlite' | 'postgres' }) =>
      build.set(running, 1),
  }
}

function outboundMetrics(registry: Registry) {
  const accepted = counter(registry, 'accepted_total', 'Messages accepted.', ['bot', 'kind'])
  const overloaded = counter(
    registry,
    'overloaded_total',
    'Sends refused because too many messages wait, by the bound that was reached.',
    ['bot', 'by'],
  )
  const sent = counter(registry, 'sent_total', 'Messages that Meta accepted.', ['bot'])
  const refused = counter(registry, 'refused_total', 'Messages that Meta refused permanently.', ['bot', 'code'])
  const retried = counter(registry, 'retried_total', 'Attempts that are retried, by cause.', ['bot', 'cause'])
  const unknown = counter(registry, 'unknown_total', 'Attempts whose outcome remained unknown.', ['bot'])
  const lag = gauge(registry, 'lane_lag_seconds', 'Age of the oldest due message of a lane when it was claimed.', [
    'bot',
  ])
  return {
    accepted: (bot: string, kind: 'session' | 'notification', count = 1) => accepted.inc({ bot, kind }, count),
    overloaded: (bot: string, by: 'bot' | 'whole') => overloaded.inc({ bot, by }),
    sent: (bot: string) => sent.inc({ bot }),
    refused: (bot: string, code: number | string) => refused.inc({ bot, code }),
    retried: (bot: string, cause: 'retry' | 'throttle' | 'blocked') => retried.inc({ bot, cause }),
    unknown: (bot: string) => unknown.inc({ bot }),
    laneLag: (bot: string, lagMs: number) => lag.set({ bot }, Math.max(0, lagMs) / 1000),
  }
}

function inboundMetrics(registry: Registry) {
  const facts = counter(registry, 'ingested_total', "Facts of Meta's webhooks, by result.", ['fact'])
  const rejected = counter(registry, 'webhook_rejected_total', 'Webhooks of Meta that were rejected, by cause.', [
    'cause',
  ])
  const unprocessed = counter(
    registry,
    'unprocessed_total',
    "Items of Meta's webhooks that could not be processed, by reason.",
    ['kind', 'reason'],
  )
  const replayed = counter(registry, 'unprocessed_replayed_total', 'Replays of unprocessed items, by result.', [
    'result',
  ])
  const account = counter(registry, 'account_reports_total', "Meta's reports on accounts and numbers, by field.", [
    'what',
  ])
  const boundedReason = bounded(maxReasons)
  const boundedField = bounded(maxReasons)
  return {
    /** Counts of one ingested webhook, by name. */
    ingested: (counts: Record<string, number>) => {
      for (const fact in counts) if ((counts[fact] ?? 0) > 0) facts.inc({ fact }, counts[fact])
    },
    unprocessed: ({ kind, reason, count }: { kind: string; reason: string; count: number }) =>
      unprocessed.inc({ kind, reason: boundedReason(reason) }, count),
    replayed: (result: string) => replayed.inc({ result }),
    accountReport: (field: string) => account.inc({ what: boundedField(field) }),
    webhookRejected: (cause: 'bad_signature' | 'malformed' | 'busy') => rejected.inc({ cause }),
  }
}

type DeliveryResult = 'delivered' | 'again' | 'given_up' | 'expired' | 'endpoint_gone'

function webhookMetrics(registry: Registry) {
  const deliveries = counter(registry, 'deliveries_total', "Attempts at bots' webhooks, by result.", ['result'])
  const ofEndpoint = counter(registry, 'endpoint_deliveries_total', 'Attempts at one webhook, by result.', [
    'bot',
    'endpoint',
    'result',
  ])
  const posts = counter(registry, 'endpoint_posts_total', 'Posts to one webhook, each with one event or a batch.', [
    'bot',
    'endpoint',
  ])
  const off = counter(registry, 'endpoints_off_total', 'Webhooks that were disabled, by reason.', ['bot', 'reason'])
  const seconds = histogram(registry, 'delivery_seconds', "Duration of attempts at bots' webhooks.", [])
  return {
    switchedOff: (bot: string, reason: 'gone' | 'failing') => off.inc({ bot, reason }),
    delivery: (result: DeliveryResult, durationMs: number, about: { botId: string; endpointId: string }) => {
      deliveries.inc({ result })
      ofEndpoint.inc({ bot: about.botId, endpoint: about.endpointId, result })
      seconds.observe(durationMs / 1000)
    },
    posted: (about: { botId: string; endpointId: string }) =>
      posts.inc({ bot: about.botId, endpoint: about.endpointId }),
  }
}

function mediaMetrics(registry: Registry) {
  const files = counter(registry, 'media_total', 'Files that people sent, by result.', ['bot', 'end'])
  return { media: (bot: string, end: 'kept' | 'failed') => files.inc({ bot, end }) }
}

function skillMetrics(registry: Registry) {
  const runs = counter(registry, 'skill_runs_total', 'Attempts at skill runs, by result.', ['bot', 'result'])
  return { skillRun: (bot: string, result: 'done' | 'again' | 'failed') => runs.inc({ bot, result }) }
}

function templateMetrics(registry: Registry) {
  const changed = counter(
    registry,
    'template_changed_total',
    'Template changes reported by a webhook or found by a sync.',
    ['bot', 'change'],
  )
  const alarms = counter(
    registry,
    'template_alarm_total',
    'Templates that became MARKETING, or will, and so cost more.',
    ['bot'],
  )
  const syncs = counter(registry, 'template_sync_total', 'Syncs of templates with Meta, by result.', ['result'])
  return {
    templateChanged: (bot: string, change: string) => changed.inc({ bot, change }),
    templateAlarm: (bot: string) => alarms.inc({ bot }),
    templateSync: (result: 'ok' | 'failed') => syncs.inc({ result }),
  }
}

function serviceMetrics(registry: Registry) {
  const requests = histogram(registry, 'http_request_seconds', 'Duration of HTTP requests.', [
    'method',
    'route',
    'status',
  ])
  const limited = counter(registry, 'rate_limited_total', 'Requests refused by a rate limit, by whose limit.', ['by'])
  const signIns = counter(
    registry,
    'sign_in_failures_total',
    'Requests with wrong credentials, and those refused without a check.',
    ['result'],
  )
  const streams = gauge(registry, 'streams_open', 'Open streams of events.', [])
  streams.set(0)
  const ignored = counter(registry, 'ignored_fields_total', 'Fields of requests that had no effect.', ['route'])
  return {
    request: (method: string, route: string, status: number, durationMs: number) =>
      requests.observe({ method, route, status }, durationMs / 1000),
    streams: (count: number) => streams.set(count),
    rateLimited: (by: 'client' | 'address') => limited.inc({ by }),
    signInFailed: (result: 'refused' | 'locked') => signIns.inc({ result }),
    ignored: (route: string, count: number) => ignored.inc({ route }, count),
  }
}

function storeMetrics(registry: Registry) {
  const transactions = histogram(registry, 'store_transaction_seconds', 'Duration of store transactions.', [])
  const groups = new Histogram({
    registers: [registry],
    name: 'recado_store_group_size',
    help: 'Writes that shared one store transaction.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
  })
  return {
    storeTransaction: (durationMs: number, groupSize: number) => {
      transactions.observe(durationMs / 1000)
      groups.observe(groupSize)
    },
  }
}

function retentionMetrics(registry: Registry) {
  const rowsPurged = counter(registry, 'retention_rows_total', 'Rows deleted by retention.', ['table'])
  const partitionsPurged = counter(registry, 'retention_partitions_total', 'Partitions dropped by retention.', [
    'table',
  ])
  const dropped = counter(
    registry,
    'events_dropped_total',
    'Events given up because their webhook was disabled and not resumed in time.',
    ['bot'],
  )
  const deletions = counter(registry, 'bot_deletions_total', 'Deletions of bots, begun and ended.', ['kind'])
  return {
    botDeletion: (kind: 'begun' | 'ended') => deletions.inc({ kind }),
    /** Rows that one run purged, by table. */
    retention: (purged: Purged) => {
      for (const { botId, count } of purged.dropped) dropped.inc({ bot: botId }, count)
      for (const [table, count] of Object.entries(purged.rows)) rowsPurged.inc({ table }, count)
      for (const [table, count] of Object.entries(purged.partitions)) partitionsPurged.inc({ table }, count)
    },
  }
}

function healthMetrics(registry: Registry) {
  const up = gauge(registry, 'store_up', '1 while the store is available, otherwise 0.', [])
  up.set(1)
  return {
    storeHealth: ({ kind }: HealthNews) => up.set(kind === 'recovered' ? 1 : 0),
  }
}

function backlogMetrics(registry: Registry, refreshers: (() => Promise<void>)[]) {
  const waiting = gauge(registry, 'backlog', 'Items waiting in the store, by kind.', ['what'])
  const oldest = gauge(registry, 'oldest_due_seconds', 'How long the oldest due item has waited.', [])
  const skewHelp = "Lead of the machine's clock over the database's, or over the clock that the process follows."
  const skew = gauge(registry, 'clock_skew_seconds', skewHelp, [])
  return {
    watchClock(skewMs: () => number): void {
      refreshers.push(async () => skew.set(skewMs() / 1_000))
    },
    /** From then on every scrape shows what `read` returns. */
    watchBacklog(read: () => Promise<Backlog>, clock: () => number): void {
      refreshers.push(async () => {
        const found = await read()
        for (const what of waitingKinds) waiting.set({ what }, found[what])
        oldest.set(secondsSince(found.oldestDueAt, clock()))
      })
    },
  }
}

/** Further values are merged, so that the label does not grow with what others send. */
const maxReasons = 50

function bounded(max: number): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (known.size < max) known.add(value)
    return known.has(value) ? value : 'other'
  }
}
