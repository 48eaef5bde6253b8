/** The contents of a page's messages, and the names of their people: read for those alone that are on the page. */
import type { Bubble } from '../../model/inbound/bubble.ts'
import type { Content } from '../../model/message/content.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'
import type { FoundMessage } from './message-rows.ts'
import { addSendTimes } from './send-times.ts'

/**
 * `name`: the person's, as reported by WhatsApp. `sendAt`: of what waits for its time. `content` of what the gateway
 * sent, `bubble` of all else.
 */
export type ListedMessage = FoundMessage & {
  name?: string
  content?: Content
  bubble?: Bubble
  sendAt?: number | undefined
}

type Row = { seq: number; name: string | null; content: string }

export function* contentsOf(found: readonly FoundMessage[]): Transaction<ListedMessage[]> {
  const sent = yield* contentsIn('messages', 'content', found)
  const received = yield* contentsIn('inbound', 'bubble', found)
  const listed = found.flatMap((one): ListedMessage[] => {
    const row = ('state' in one ? sent : received).get(one.seq)
    // Deleted between two statements.
    if (row === undefined) return []
    const name = row.name ?? undefined
    if ('state' in one) return [{ ...one, name, content: parse<Content>(row.content) }]
    return [{ ...one, name, bubble: parse<Bubble>(row.content) }]
  })
  const bots = new Map(listed.map(({ id, botId }) => [id, botId]))
  yield* addSendTimes(({ id }) => bots.get(id) ?? '', listed)
  return listed
}

function* contentsIn(
  table: 'messages' | 'inbound',
  column: 'content' | 'bubble',
  found: readonly FoundMessage[],
): Transaction<Map<number, Row>> {
  const seqs = found.filter((one) => 'state' in one === (table === 'messages')).map(({ seq }) => seq)
  if (seqs.length === 0) return new Map()
  const places = seqs.map((_seq, index) => `$${index + 1}`).join(', ')
  const rows = yield* query<Row>(
    `select ${table}.seq, name, ${column} as content from ${table} left join conversations
       on conversations.bot_id = ${table}.bot_id and conversations.user_id = ${table}.user_id
     where ${table}.seq in (${places})`,
    ...seqs,
  )
  return new Map(rows.map((row) => [row.seq, row]))
}
