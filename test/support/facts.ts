/** Meta's reports as the decoded facts that ingest takes, for the store's contract suites. */
import { parseCallbackData } from '../../src/channel/cloud/callback.ts'
import type { Endpoint } from '../../src/model/bot/bot.ts'
import type { Fact, InboundMessage, StatusReport } from '../../src/model/inbound/inbound.ts'
import type { Status } from '../../src/model/message/lifecycle.ts'
import type { IngestResult } from '../../src/store/inbound/records.ts'
import type { Store } from '../../src/store/store.ts'
import { t0 } from './open-store.ts'
import { wamidOf } from './store.ts'

/** Ingests the facts of one webhook for every bot concerned. */
export function ingestFacts(
  store: Store,
  facts: Fact[],
  receivedAt = t0,
  appSecret = 'app secret',
): Promise<IngestResult> {
  return store.ingest(facts, { receivedAt, appSecret })
}

export function inboundFact(wamid: string, changes: Partial<InboundMessage> = {}): InboundMessage {
  return {
    kind: 'message',
    phoneNumberId: 'phone-bot_test',
    wamid,
    person: { phone: '593987654321', name: 'Ana' },
    sentAt: t0,
    bubble: { type: 'TEXT', text: 'hola' },
    ...changes,
  }
}

/** The status of a wamid, without a reference to our attempt. */
export function statusFact(wamid: string, status: Status, changes: Partial<StatusReport> = {}): StatusReport {
  return {
    kind: 'status',
    phoneNumberId: 'phone-bot_test',
    wamid,
    status,
    at: t0,
    recipient: { phone: '593987654321' },
    ...changes,
  }
}

/** The status of one attempt, with our reference echoed. */
export function attemptStatus(
  messageId: string,
  attempt: number,
  status: Status,
  changes: Partial<StatusReport> = {},
): StatusReport {
  const callbackData = `${messageId}.${attempt}`
  const attemptOf = parseCallbackData(callbackData)
  return statusFact(wamidOf(messageId, attempt), status, { callbackData, attemptOf, ...changes })
}

export function testEndpoint(id: string, events: string[], changes: Partial<Endpoint> = {}): Endpoint {
  return {
    id,
    botId: 'bot_test',
    url: `https://example.com/${id}`,
    events,
    createdAt: 1,
    revision: changes.createdAt ?? 1,
    ...changes,
  }
}
