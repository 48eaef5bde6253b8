/** What a list of conversations may be narrowed to, and what is known of a row when it is looked at. */
import { isUnread } from '../../model/user/inbox.ts'
import { stateAt, type UserState } from '../../model/user/user.ts'
import { compare, type Position } from '../lists/newest.ts'
import { parse, type Value } from '../sql/transaction.ts'
import { type InboxRow, inboxColumns } from './conversations.ts'

export type InboxFilter = {
  botIds: readonly string[]
  /** A member's id; null: nobody has it. */
  assignee?: string | null
  label?: string
  isUnread?: boolean
  state?: UserState
}

export function isMeant(
  { assignee, label, isUnread: wanted, state }: InboxFilter,
  row: InboxRow,
  now: number,
): boolean {
  const holder = row.assignee_name === null ? null : row.assignee
  if (assignee !== undefined && assignee !== holder) return false
  if (label !== undefined && !(parse<string[]>(row.labels) ?? []).includes(label)) return false
  if (wanted !== undefined && wanted !== isUnread(row.last_inbound_at, row.read_at)) return false
  return state === undefined || state === stateAt(row.state, row.state_until, now)
}

/** The narrowest index of conversations: its condition is repeated as the index has it. `values` begin with `$n`. */
export type Narrowed = { condition(n: number): string; values: Value[] }

/** Of the index of all. */
export const everything: Narrowed = { condition: () => '', values: [] }

/** Undefined: no index has only some of them. */
export function narrowedBy({ assignee, label, state, isUnread: wanted }: InboxFilter): Narrowed | undefined {
  if (typeof assignee === 'string')
    return { condition: (n) => `and assignee is not null and assignee = $${n}`, values: [assignee] }
  if (state === 'manual') return { condition: () => `and state = 'manual'`, values: [] }
  if (label !== undefined) return { condition: () => 'and labels is not null', values: [] }
  if (wanted === true) return { condition: () => 'and last_inbound_at > coalesce(read_at, 0)', values: [] }
  return undefined
}

// ── the newest message of a conversation ────────────────────

/** Of the newest message in each direction, null without one. */
type Newest = { out_at: number | null; out_seq: number | null; in_at: number | null; in_seq: number | null }
export type DatedRow = InboxRow & Newest

const newestOf = (table: 'messages' | 'inbound', at: string, column: string) =>
  `(select ${column} from ${table} where ${table}.bot_id = conversations.bot_id
     and ${table}.user_id = conversations.user_id order by ${at} desc, seq desc limit 1)`

const sent = (column: string) => newestOf('messages', 'accepted_at', column)
const received = (column: string) => newestOf('inbound', 'received_at', column)

export const datedColumns = `${inboxColumns},
  ${sent('accepted_at')} as out_at, ${sent('seq')} as out_seq,
  ${received('received_at')} as in_at, ${received('seq')} as in_seq`

/** Undefined: none is kept. */
export function placeOf({ out_at, out_seq, in_at, in_seq }: Newest): Position | undefined {
  const sent = out_at === null || out_seq === null ? [] : [{ at: out_at, seq: out_seq, delivery: 1 }]
  const received = in_at === null || in_seq === null ? [] : [{ at: in_at, seq: in_seq, delivery: 0 }]
  return [...sent, ...received].sort(compare)[0]
}
