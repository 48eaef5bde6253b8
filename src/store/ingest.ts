/**
 * Ingest: every fact of one Meta webhook in one transaction (promise 7). Duplicates are known by bot and wamid through a
 * unique key; what has no bot or cannot be read is kept in `unplaced`, never dropped in silence.
 */
import type { Bot } from '../model/bot.ts'
import type { AccountChange, Fact, StatusReport } from '../model/inbound.ts'
import type { WriteManner } from './engine.ts'
import { tell } from './events.ts'
import { type ReceiveContext, receive } from './ingest-message.ts'
import { meet } from './people.ts'
import { applyStatus } from './statuses.ts'
import type { IngestResult, PlacedStatus } from './store.ts'
import { changeTemplate, type TemplateContext } from './template-changes.ts'
import { rows, type Transaction } from './transaction.ts'

export type IngestContext = TemplateContext &
  ReceiveContext & {
    botByPhoneNumber(phoneNumberId: string): Bot | undefined
    botsByWaba(wabaId: string): Bot[]
    /** Verified the signature, and so speaks for the bots that have it. */
    appSecret: string
  }

/** The practice is one status a webhook. Of different messages they may alternate, unless they may make one person of two. */
export function mannerOfIngest([fact, ...others]: Fact[]): WriteManner {
  if (fact?.kind !== 'status' || fact.attemptOf === undefined || others.length > 0) return {}
  const { phone, scopedId } = fact.recipient
  return phone !== undefined && scopedId !== undefined ? {} : { kind: 'status', of: fact.attemptOf.messageId }
}

export function* ingest(context: IngestContext, facts: Fact[]): Transaction<IngestResult> {
  const counts: IngestResult = {
    messages: 0,
    duplicates: 0,
    statuses: 0,
    orphans: 0,
    changes: 0,
    unrouted: 0,
    unreadable: 0,
  }
  for (const fact of facts) counts[yield* place(context, fact)]++
  return counts
}

function* place(context: IngestContext, fact: Fact): Transaction<keyof IngestResult> {
  switch (fact.kind) {
    case 'unreadable':
      return yield* keep(context, 'unreadable', fact.reason, fact)
    case 'template':
    case 'account':
      return yield* placeWabaFact(context, fact)
    case 'message':
    case 'status': {
      const bot = context.botByPhoneNumber(fact.phoneNumberId)
      if (bot?.channel.appSecret !== context.appSecret)
        return yield* keep(context, 'unrouted', 'no bot for this phone number', fact)
      return yield* fact.kind === 'message' ? receive(context, bot, fact) : report(context, bot, fact)
    }
  }
}

function* keep<Count extends keyof IngestResult>(
  context: IngestContext,
  count: Count,
  reason: string,
  raw: unknown,
): Transaction<Count> {
  yield* rows(
    'insert into unplaced (reason, raw, received_at) values ($1, $2, $3)',
    reason,
    JSON.stringify(raw),
    context.receivedAt,
  )
  return count
}

// ── statuses ────────────────────────────────────────────────

function* report(context: IngestContext, bot: Bot, fact: StatusReport): Transaction<'statuses' | 'orphans'> {
  const status: PlacedStatus = {
    wamid: fact.wamid,
    status: fact.status,
    // What has happened cannot lie ahead: a clock that is fast would hold up what is due after it.
    at: Math.min(fact.at, context.receivedAt),
    attemptOf: fact.attemptOf,
    recipientId: fact.recipient.phone ?? fact.recipient.scopedId,
    error: fact.error,
  }
  const isPlaced = yield* applyStatus(context, bot.id, status)
  // Both names of a person at once: whoever is known by the one is now known by the other.
  const { phone, scopedId } = fact.recipient
  if (phone !== undefined && scopedId !== undefined) yield* meet(context, bot.id, fact.recipient, context.receivedAt)
  if (isPlaced) return 'statuses'
  yield* rows(
    'insert into orphan_statuses (wamid, status, received_at) values ($1, $2, $3)',
    fact.wamid,
    JSON.stringify(status),
    context.receivedAt,
  )
  return 'orphans'
}

// ── templates and accounts ──────────────────────────────────

function* placeWabaFact(
  context: IngestContext,
  fact: Extract<Fact, { kind: 'template' | 'account' }>,
): Transaction<keyof IngestResult> {
  const bots = context.botsByWaba(fact.wabaId).filter((bot) => bot.channel.appSecret === context.appSecret)
  if (bots.length === 0) return yield* keep(context, 'unrouted', 'no bot for this business account', fact)
  for (const bot of bots) {
    if (fact.kind === 'template') yield* changeTemplate(context, bot.id, fact, context.receivedAt)
    else yield* tellAccount(context, bot, fact)
  }
  return 'changes'
}

function* tellAccount(context: IngestContext, bot: Bot, fact: AccountChange): Transaction<void> {
  const id = context.newId('evt')
  const body = { ...fact, event: 'account', eventId: id, botId: bot.id, timestamp: context.receivedAt }
  yield* tell(context, { id, botId: bot.id, userId: '', type: 'account', at: context.receivedAt, body })
}
