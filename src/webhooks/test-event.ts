/**
 * A test of an endpoint: one signed event of a type of its own, posted at once as a delivery would be, and what the
 * receiver answered. It is not stored, not repeated, and changes nothing of the endpoint; a disabled one can be tried.
 */
import type { Bot, Endpoint } from '../model/bot/bot.ts'
import type { NewId } from '../model/ids.ts'
import { batchOf } from './batch.ts'
import { type PostDeps, postEvent, reasonOfStatus } from './post.ts'

export const testEventType = 'endpoint_test'

export type TestEventDeps = PostDeps & { newId: NewId; clock: () => number }

/** `reason`: why it counts as not delivered; `answer`: the first KB of the receiver's body. */
export type TestEventResult = {
  eventId: string
  isDelivered: boolean
  status?: number
  reason?: string
  durationMs: number
  answer: string
}

export async function sendTestEvent(deps: TestEventDeps, endpoint: Endpoint, bot: Bot): Promise<TestEventResult> {
  const now = deps.clock()
  const eventId = deps.newId('evt')
  const { id: endpointId } = endpoint
  const body = JSON.stringify({ eventId, event: testEventType, timestamp: now, botId: bot.id, endpointId })
  const startedAt = performance.now()
  const alone = { eventId, type: testEventType, attempt: 1, body }
  const post = endpoint.isBatch ? batchOf([{ ...alone, seq: 0 }]) : alone
  const result = await postEvent(deps, post, { endpoint, bot, now })
  const durationMs = Math.round(performance.now() - startedAt)
  if (result.kind === 'failed') return { eventId, isDelivered: false, reason: result.reason, durationMs, answer: '' }
  const { status, body: answer } = result
  const isDelivered = status >= 200 && status < 300
  return {
    eventId,
    isDelivered,
    status,
    ...(isDelivered ? {} : { reason: reasonOfStatus(status) }),
    durationMs,
    answer,
  }
}
