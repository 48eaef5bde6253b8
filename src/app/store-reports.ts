/**
 * Reports of the store while it works: ends of messages, items without a place, batch jobs, beats and deletions. Each
 * is counted in the metrics or logged, as far as an operator must know of it.
 */
import type { Logger } from 'pino'
import type { Metrics } from '../metrics/metrics.ts'
import type { BotIds } from '../model/bot/bot.ts'
import type { Tracing } from '../model/trace.ts'
import type { LifeNote } from '../store/events/notes.ts'
import type { DatabaseOptions } from '../store/postgres/database.ts'
import type { PostgresDeps } from '../store/postgres.ts'
import type { QuietLogger } from './logger.ts'

type StoreReports = Pick<DatabaseOptions, 'onGroup'> &
  Pick<
    PostgresDeps,
    | 'onUnprocessed'
    | 'onMemoryFull'
    | 'onPriced'
    | 'onLife'
    | 'onPieceError'
    | 'onBotDeletion'
    | 'onBeatError'
    | 'onWarning'
  >

type ReportDeps = {
  log: QuietLogger
  metrics: Metrics
  tracing: Tracing | undefined
  refreshLanes(botIds: BotIds): Promise<void>
}

export function createStoreReports({ log, metrics, tracing, refreshLanes }: ReportDeps): StoreReports {
  return {
    onGroup: (size, durationMs) => metrics.storeTransaction(durationMs, size),
    onUnprocessed(notice) {
      metrics.unprocessed(notice)
      log.warn(notice, 'a webhook item could not be processed: see /manage/v1/unprocessed')
    },
    onMemoryFull(note) {
      metrics.memoryFull(note)
      log.warn(note, "a person's memory is full: not everything was stored")
    },
    onPriced: (code) => metrics.priced(code),
    onLife(note) {
      metrics.life(note)
      reportEnd(log, note)
      if (tracing && note.traceparent) traceStep(tracing, note)
    },
    onPieceError: (err) => log.error({ err }, 'a batch job stopped; it continues with the next poll'),
    onBotDeletion(step, { id: botId, ended }) {
      metrics.botDeletion(step)
      log.info({ botId, ...ended }, step === 'begun' ? 'a bot is being deleted' : 'a bot was deleted')
      // The bot's endpoints are gone.
      if (step === 'ended') void refreshLanes([botId])
    },
    onBeatError: (err) => log.error({ err }, 'the database is unreachable'),
    onWarning: (sentence) => log.warn(sentence),
  }
}

/** A state of a message is told, by Meta's status mostly: a moment, not a span of time. */
function traceStep(tracing: Tracing, { messageId, botId, type, code, traceparent }: LifeNote): void {
  const attributes = { 'recado.bot': botId, 'recado.message': messageId }
  const span = tracing.begin(`message ${type}`, { kind: 'consumer', parent: traceparent, attributes })
  span.end({ error: code })
}

/** Failures are also logged, whether or not a webhook receives them. */
function reportEnd(log: Pick<Logger, 'warn'>, { messageId, botId, kind, type, hadLeft, code }: LifeNote): void {
  if (type !== 'failed' && type !== 'expired') return
  const when = hadLeft ? 'late' : 'early'
  log.warn({ messageId, botId, kind, state: type, code, when }, 'message failed')
}
