/** Log lines and metrics of the outbound workers: ids, states and codes, never a message's body (promise 12). */
import type { Metrics } from '../metrics/metrics.ts'
import type { Decision } from '../model/outcome/decide.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'

export type DispatchObserver = {
  claimed(botId: string, messages: ClaimedMessage[]): void
  attempt(message: ClaimedMessage, outcome: Outcome, decision: Decision): void
  storeError(error: unknown, about: { botId?: string; id?: string }): void
}

type OutboundMetrics = Pick<Metrics, 'sent' | 'refused' | 'retried' | 'unknown' | 'laneLag' | 'blocked' | 'unblocked'>

type DispatchLog = Record<'debug' | 'warn' | 'error', (facts: object, text: string) => void>

export function createDispatchObserver(
  log: DispatchLog,
  metrics: OutboundMetrics,
  clock: () => number,
): DispatchObserver {
  return {
    claimed(botId, messages) {
      const oldest = messages[0]
      if (oldest) metrics.laneLag(botId, clock() - oldest.acceptedAt)
    },
    attempt(message, outcome, decision) {
      count(metrics, message, outcome, decision)
      noteBlocked(metrics, message.botId, outcome, clock())
      const about = { messageId: message.id, botId: message.botId, attempt: message.attempt }
      if (decision.kind === 'sent') return log.debug({ ...about, wamid: decision.wamid }, 'message sent')
      log.warn({ ...about, outcome: outcome.kind, decision: decision.kind, ...causeOf(outcome) }, 'message not sent')
    },
    storeError(error, about) {
      log.error({ err: error, botId: about.botId, messageId: about.id }, 'store operation failed')
    },
  }
}

function count(metrics: OutboundMetrics, message: ClaimedMessage, outcome: Outcome, decision: Decision): void {
  const bot = message.botId
  const code = 'error' in outcome && outcome.error ? outcome.error.code : outcome.kind
  if (decision.kind === 'sent') metrics.sent(bot)
  if (decision.kind === 'failed') metrics.refused(bot, code)
  if (decision.kind === 'again') metrics.retried(bot, decision.counts)
  if (decision.kind === 'reconcile') metrics.unknown(bot)
}

/** Any other response from Meta shows that it accepts the credentials; without a response nothing is known of them. */
function noteBlocked(metrics: OutboundMetrics, botId: string, outcome: Outcome, now: number): void {
  if (outcome.kind === 'refused' && outcome.class === 'auth') metrics.blocked(botId, now)
  else if (outcome.kind === 'sent' || outcome.kind === 'refused' || outcome.kind === 'throttled')
    metrics.unblocked(botId)
}

function causeOf(outcome: Outcome): { code?: number; reason?: string } {
  if (outcome.kind === 'unknown') return { reason: outcome.reason }
  if (outcome.kind === 'sent') return {}
  return { code: outcome.error?.code, reason: 'reason' in outcome ? outcome.reason : outcome.error?.message }
}
