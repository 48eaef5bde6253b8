/** A row of `messages`, as both databases return it. */
import type { MessageKind } from '../../model/message/content.ts'
import type { State } from '../../model/message/lifecycle.ts'
import { perRow } from './per-row.ts'
import { unindexed } from './planner-hints.ts'
import { lifeRule } from './remembered-lives.ts'
import { queryOne, type Transaction } from './transaction.ts'

export type MessageRow = {
  seq: number
  id: string
  bot_id: string
  user_id: string
  kind: MessageKind
  content: string
  /** As the caller wrote it (store/messages/spelling.ts). */
  recipient: string | null
  files: string | null
  element_name: string | null
  campaign_id: string | null
  origin: string | null
  actions: string | null
  state: State
  accepted_at: number
  expires_at: number | null
  due_at: number | null
  attempt: number
  retries: number
  throttles: number
  lease: number | null
  reconcile_at: number | null
  probe_due_at: number | null
  probes: number
  possible_double: number
  wamid: string | null
  error: string | null
  sent_at: number | null
  delivered_at: number | null
  read_at: number | null
  replied_at: number | null
  ended_at: number | null
  /** A code of model/cost/pricing.ts. */
  pricing: number | null
  traceparent: string | null
  marketing: number | null
}

/**
 * The columns that a message's state changes depend on. Omits `content`, which may be large and is rarely needed. Read
 * with `lifeColumns`.
 */
export type MessageLife = Omit<
  MessageRow,
  | 'content'
  | 'recipient'
  | 'files'
  | 'origin'
  | 'expires_at'
  | 'due_at'
  | 'retries'
  | 'throttles'
  | 'reconcile_at'
  | 'probe_due_at'
  | 'probes'
  | 'marketing'
>

export const lifeColumns = `seq, id, bot_id, user_id, kind, element_name, campaign_id, actions, state, accepted_at,
  attempt, lease, possible_double, wamid, error, sent_at, delivered_at, read_at, replied_at, ended_at,
  pricing, traceparent`

export const lifeBySeq = lifeRule(perRow(`select ${lifeColumns} from messages where seq = $1`), { reads: 'seq' })

const recentLife = lifeRule(perRow(textOf('wamid', lifeColumns).recent), { reads: 'wamid' })

/** As `messageBy`. */
export function* lifeByWamid(botId: string, wamid: string): Transaction<MessageLife | undefined> {
  const recent = yield* queryOne<MessageLife>(recentLife, wamid, botId)
  return recent ?? (yield* queryOne<MessageLife>(textOf('wamid', lifeColumns).all, wamid, botId))
}

/** The columns that a lane needs to send a message. Read with `outboundColumns`. */
export type OutboundMessage = Pick<
  MessageRow,
  | 'seq'
  | 'id'
  | 'bot_id'
  | 'user_id'
  | 'kind'
  | 'content'
  | 'recipient'
  | 'files'
  | 'accepted_at'
  | 'attempt'
  | 'retries'
  | 'throttles'
  | 'possible_double'
  | 'traceparent'
  | 'marketing'
>

export const outboundColumns =
  'seq, id, bot_id, user_id, kind, content, recipient, files, accepted_at, attempt, retries, throttles, ' +
  'possible_double, traceparent, marketing'

/** Updates the row object in place: copying a row costs more than most statements do. */
export function amend<Life extends MessageLife>(message: Life, changes: Partial<MessageLife>): Life {
  return Object.assign(message, changes)
}

/** A message of the bot by its id or wamid; recent partitions, where it usually is, are searched first. */
export function* messageBy<Found>(
  column: 'id' | 'wamid',
  value: string,
  botId: string,
  columns = '*',
): Transaction<Found | undefined> {
  const { recent, all } = textOf(column, columns)
  const found = yield* queryOne<Found>(perRow(recent), value, botId)
  return found ?? (yield* queryOne<Found>(all, value, botId))
}

function textOf(column: 'id' | 'wamid', columns: string): { recent: string; all: string } {
  const all = `select ${columns} from messages where ${column} = $1 and ${unindexed('bot_id')} = $2`
  return { recent: `${all} and seq >= $recentMessages`, all }
}

/** Takes a failure's JSON, or its beginning. */
export function codeOf(error: string | null): string {
  return /^\{"(?:code|key)":"?(\w+)/.exec(error ?? '')?.[1] ?? 'UNKNOWN'
}
