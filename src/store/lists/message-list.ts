/**
 * Messages of all bots and both directions, for the operator, newest first. Each filter goes by an index that has its
 * rows in the order of time; what no index has is looked for among those rows, so many a page (newest.ts).
 */
import type { MessageKind } from '../../model/message/content.ts'
import type { Direction } from '../../model/message/history.ts'
import type { State } from '../../model/message/lifecycle.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { contentsOf, type ListedMessage } from './message-contents.ts'
import { type Named, personAt, whoIs } from './message-people.ts'
import { columns, type FoundMessage, knownMessages, type MessageListRow, positioned } from './message-rows.ts'
import {
  compare,
  type Head,
  headsOf,
  last,
  laterPiece,
  newestOf,
  type OrderedRows,
  type Page,
  type PageInput,
  type Position,
  pageOfAll,
  together,
  type Walked,
} from './newest.ts'

/** `fromAt` is inclusive, `toAt` exclusive. */
export type MessageFilter = {
  botIds: readonly string[]
  /** Any identifier of a person, at whichever bot. */
  person?: string
  direction?: Direction
  state?: State
  /** Meta's code, or our key. */
  errorCode?: string
  kind?: MessageKind
  elementName?: string
  campaignId?: string
  messageId?: string
  wamid?: string
  fromAt?: number
  toAt?: number
}

export function* listMessages(
  filter: MessageFilter,
  { after, limit }: Pick<PageInput, 'after' | 'limit'>,
): Transaction<Page<ListedMessage>> {
  const { toAt, messageId, wamid } = filter
  const named = filter.person === undefined ? undefined : yield* whoIs(filter.person, filter.botIds)
  const isAsked = testOf(filter, named)
  const input = { botIds: filter.botIds, toAt, after, limit }
  const page =
    messageId !== undefined || wamid !== undefined
      ? pageOfAll((yield* knownMessages({ messageId, wamid })).filter(isAsked), input)
      : yield* walked(filter, named, isAsked, input)
  return { ...page, rows: yield* contentsOf(page.rows) }
}

type Test = (found: FoundMessage) => boolean

function testOf(filter: MessageFilter, named: Named | undefined): Test {
  const { direction, state, errorCode, kind, elementName, campaignId, messageId, wamid, fromAt = 0 } = filter
  const asked = new Set(filter.botIds)
  const isOfSent = [state, errorCode, kind, elementName, campaignId].some((one) => one !== undefined)
  return (found) => {
    if (!asked.has(found.botId) || found.at < fromAt || (direction ?? found.direction) !== found.direction) return false
    if (named && personAt(named, found.botId) !== found.userId) return false
    if ((messageId ?? found.id) !== found.id || (wamid ?? found.wamid) !== found.wamid) return false
    if (!('state' in found)) return !isOfSent
    if ((state ?? found.state) !== found.state || (kind ?? found.kind) !== found.kind) return false
    if (errorCode !== undefined && (found.state !== 'failed' || found.code !== errorCode)) return false
    return (
      (elementName ?? found.elementName) === found.elementName && (campaignId ?? found.campaignId) === found.campaignId
    )
  }
}

// ── by time ─────────────────────────────────────────────────

function walked(
  filter: MessageFilter,
  named: Named | undefined,
  isAsked: Test,
  input: PageInput,
): Transaction<Page<FoundMessage>> {
  const sourcesAt = (botId: string) => sourcesOf(filter, named && personAt(named, botId))
  return newestOf<FoundMessage>(
    input,
    function* (botId, start, limit, budget) {
      const sources = sourcesAt(botId)
      const share = Math.max(limit + 1, Math.floor(budget / sources.length))
      const walks: Walked<FoundMessage>[] = []
      for (const source of sources)
        walks.push(yield* walk(source, start, { botId, limit, budget: share, isAsked, fromAt: filter.fromAt ?? 0 }))
      return together(walks)
    },
    (start) => (named ? headsOfPerson(filter, named, start) : newestHeads(sourcesOf(filter, undefined), start)),
  )
}

type Source = OrderedRows & { table: 'messages' | 'inbound'; at: 'accepted_at' | 'received_at' }

/** In the order of how little they have. The condition of a partial index is repeated as the index has it. */
function sourcesOf(filter: MessageFilter, userId: string | undefined): Source[] {
  const { direction, state, errorCode, kind, elementName, campaignId } = filter
  const sent = (condition: OrderedRows['condition'], ...values: string[]): Source => ({
    table: 'messages',
    at: 'accepted_at',
    condition,
    values,
  })
  const ofPerson = (n: number) => `and user_id = $${n}`
  const hasEnded = errorCode !== undefined || (state !== undefined && ended.has(state))
  if (userId === undefined && hasEnded) return [sent(() => `and ${isEnded}`)]
  if (userId === undefined && state === 'scheduled') return [sent(() => `and state = 'scheduled'`)]
  if (userId === undefined && campaignId !== undefined) return [sent((n) => `and campaign_id = $${n}`, campaignId)]
  if (userId === undefined && elementName !== undefined) return [sent((n) => `and element_name = $${n}`, elementName)]
  const received: Source = {
    table: 'inbound',
    at: 'received_at',
    condition: userId === undefined ? () => '' : ofPerson,
    values: userId === undefined ? [] : [userId],
  }
  const kinds = kind === undefined ? (['session', 'notification'] as const) : [kind]
  const both = userId === undefined ? kinds.map((one) => sent(() => `and kind = '${one}'`)) : [sent(ofPerson, userId)]
  const isOfSent = [state, errorCode, kind, elementName, campaignId].some((one) => one !== undefined)
  if (direction === 'in') return isOfSent ? [] : [received]
  return isOfSent ? both : [...both, received]
}

const ended: ReadonlySet<State> = new Set(['failed', 'expired', 'canceled'])
/** As the index has it (migrations/0056.ts). */
const isEnded = `(state = 'failed' or state = 'expired' or state = 'canceled')`

type WalkInput = { botId: string; fromAt: number; limit: number; budget: number; isAsked: Test }

function* walk(
  { table, at, condition, values }: Source,
  start: Position,
  { botId, fromAt, limit, budget, isAsked }: WalkInput,
): Transaction<Walked<FoundMessage>> {
  const rows: FoundMessage[] = []
  let place = { at: start.at, seq: start.seq }
  let pieceSize = Math.min(limit + 1, budget)
  for (let left = budget; left > 0; pieceSize = Math.min(laterPiece, left)) {
    // Without a lower bound, which would make SQLite prefer the index of all the bot's rows to that of a person's.
    const found = yield* query<MessageListRow>(
      `select ${columns[table]} from ${table} where bot_id = $1 ${condition(5)} and (${at}, seq) <= ($2, $3)
       order by ${at} desc, seq desc limit $4`,
      botId,
      place.at,
      place.seq,
      pieceSize,
      ...values,
    )
    const messages = found.map(positioned)
    rows.push(...messages.filter((message) => compare(start, message) < 0 && isAsked(message)))
    const end = messages.at(-1)
    if (end === undefined || found.length < pieceSize || end.at < fromAt) return { rows }
    if (rows.length >= limit) return { rows, end }
    place = { at: end.at, seq: end.seq - 1 }
    left -= found.length
  }
  return { rows, end: { at: place.at, seq: place.seq + 1, delivery: 0 } }
}

/** Of every bot, whatever it has newest. */
function* newestHeads(sources: readonly Source[], start: Position): Transaction<Head[]> {
  const heads: Head[] = []
  for (const source of sources) heads.push(...(yield* headsOf(source, start)))
  return newestByBot(heads)
}

function newestByBot(heads: readonly Head[]): Head[] {
  const newest = new Map<string, Head>()
  for (const head of heads) {
    const known = newest.get(head.botId)
    if (!known || compare(head, known) < 0) newest.set(head.botId, head)
  }
  return [...newest.values()]
}

/** Where the person has another name than the one asked for, bot by bot: they are few. */
function* headsOfPerson(filter: MessageFilter, named: Named, start: Position): Transaction<Head[]> {
  const found = yield* newestHeads(sourcesOf(filter, named.identifier), start)
  const heads = found.filter(({ botId }) => personAt(named, botId) === named.identifier)
  const one = { fromAt: 0, limit: 1, budget: 1, isAsked: () => true }
  for (const [botId, userId] of named.users) {
    if (userId === named.identifier) continue
    for (const source of sourcesOf(filter, userId)) {
      const { end } = yield* walk(source, start, { ...one, botId })
      if (end) heads.push({ botId, at: end.at, seq: end.seq, delivery: last })
    }
  }
  return newestByBot(heads)
}
