/**
 * The data a bot stores of a person, as rows in the API's terms, for the export that a person may request. Each part is
 * paged after the last row returned, so a long one costs no more memory than a page. Read off the hot path.
 */
import type { PersonPart } from '../../model/user/person-data.ts'
import { personKey } from '../../model/user/phone.ts'
import { identifiersOfPerson } from '../conversations/identity.ts'
import { parse, query, type Transaction, type Value } from '../sql/transaction.ts'

/** The last row returned. */
export type PersonCursor = { at: number; seq: number }

const pageRows = 200

type Found = Record<string, Value> & { place_at: number; place_seq: number }
type Names = { botId: string; userId: string; identifiers: string[] }

export function* personPage(
  botId: string,
  userId: string,
  part: PersonPart,
  cursor: PersonCursor = { at: -1, seq: -1 },
): Transaction<{ items: Record<string, unknown>[]; next?: PersonCursor }> {
  const identifiers = yield* identifiersOfPerson(botId, userId)
  const found = identifiers.length > 0 ? yield* parts[part]({ botId, userId, identifiers }, cursor) : []
  const last = found.at(-1)
  return {
    items: found.map(viewOf),
    ...(last && found.length >= pageRows ? { next: { at: Number(last.place_at), seq: Number(last.place_seq) } } : {}),
  }
}

/** JSON columns are exported as JSON; missing values are left out. */
const jsonColumns = new Set(['content', 'bubble', 'error', 'actions', 'body', 'values', 'cause', 'detail', 'labels'])

function viewOf({ place_at: _at, place_seq: _seq, ...found }: Found): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, value]) => {
      if (value === null) return []
      if (name.endsWith('_at')) return [[camel(name), new Date(Number(value)).toISOString()]]
      return [[camel(name), jsonColumns.has(name) ? asJson(value) : value]]
    }),
  )
}

function asJson(value: Value): unknown {
  try {
    return parse(value)
  } catch {
    return value
  }
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())

type Part = (whose: Names, cursor: PersonCursor) => Transaction<Found[]>

/** Rows after the position by (at, seq), from a table with an index by bot, person and time. */
function byUser(table: 'messages' | 'inbound', at: string, columns: string): Part {
  return ({ botId, userId }, cursor) =>
    query(
      `select ${columns}, ${at} as place_at, seq as place_seq from ${table}
       where bot_id = $1 and user_id = $2 and ${at} >= $3 and (${at} > $3 or seq > $4) order by ${at}, seq limit $5`,
      botId,
      userId,
      cursor.at,
      cursor.seq,
      pageRows,
    )
}

const parts: Record<PersonPart, Part> = {
  *names({ botId, userId }, { seq }) {
    if (seq >= 0) return []
    return yield* query<Found>(
      `select name, until_at, 0 as place_at, 0 as place_seq from former_names where bot_id = $1 and user_id = $2
       order by until_at`,
      botId,
      userId,
    )
  },
  *inbox({ botId, userId }, { seq }) {
    if (seq >= 0) return []
    return yield* query<Found>(
      `select assignee, labels, read_at, 0 as place_at, 0 as place_seq from conversations
       where bot_id = $1 and user_id = $2 and (assignee is not null or labels is not null or read_at is not null)`,
      botId,
      userId,
    )
  },
  // A quota bounds them: at most a few pages, by their number.
  notes: ({ botId, userId }, { seq }) =>
    query(
      `select id, author, text, at as written_at, 0 as place_at, $3 + row_number() over (order by at, id) as place_seq
       from conversation_notes where bot_id = $1 and user_id = $2 order by at, id limit $4 offset $5`,
      botId,
      userId,
      Math.max(0, seq),
      pageRows,
      Math.max(0, seq),
    ),
  *suppressions({ botId, identifiers }, { seq }) {
    if (seq >= 0) return []
    const keys = [...new Set(identifiers.map(personKey))]
    const named = keys.map((_, index) => `$${index + 2}`).join(', ')
    return yield* query<Found>(
      `select id, state, source, detail, said_at, 0 as place_at, 0 as place_seq from suppressions
       where bot_id in ('', $1) and name in (${named}) order by seq`,
      botId,
      ...keys,
    )
  },
  messagesSent: byUser(
    'messages',
    'accepted_at',
    'id, kind, content, element_name, campaign_id, state, wamid, error, recipient, ' +
      'accepted_at, sent_at, delivered_at, read_at, replied_at',
  ),
  messagesReceived: byUser(
    'inbound',
    'received_at',
    'id, wamid, bubble, context_wamid, sent_at, received_at, written_by, origin',
  ),
  *events({ botId, identifiers }, cursor) {
    // Only events that belong to no message; the others are exported with their messages above.
    const named = identifiers.map((_, index) => `$${index + 4}`).join(', ')
    return yield* query<Found>(
      `select id, type, body, at as told_at, 0 as place_at, seq as place_seq from events
       where bot_id = $1 and message_id is null and user_id in (${named}) and seq > $2 order by seq limit $3`,
      botId,
      cursor.seq,
      pageRows,
      ...identifiers,
    )
  },
  *skillRuns({ botId, identifiers }, cursor) {
    const named = identifiers.map((_, index) => `$${index + 4}`).join(', ')
    return yield* query<Found>(
      `select id, skill_id, cause, state, created_at, ended_at, 0 as place_at, seq as place_seq from skill_runs
       where bot_id = $1 and user_id in (${named}) and user_id <> '' and seq > $2 order by seq limit $3`,
      botId,
      cursor.seq,
      pageRows,
      ...identifiers,
    )
  },
  *campaignRows({ botId, identifiers }, cursor) {
    const named = identifiers.map((_, index) => `$${index + 4}`).join(', ')
    return yield* query<Found>(
      `select campaigns.id as campaign_id, line, destination, parameters as "values", campaign_rows.state, message_id,
         campaign_rows.campaign_seq as place_at, line as place_seq
       from campaigns join campaign_rows on campaign_rows.campaign_seq = campaigns.seq
       where bot_id = $1 and campaigns.seq >= $2 and (campaigns.seq > $2 or line > $3) and destination in (${named})
       order by campaigns.seq, line limit ${pageRows}`,
      botId,
      cursor.at,
      cursor.seq,
      ...identifiers,
    )
  },
  files: ({ botId, userId }, cursor) =>
    query(
      `select media_files.id, mime_type, filename, size, media_files.state, inbound.id as message_id, created_at,
         inbound.received_at as place_at, inbound.seq as place_seq
       from inbound join media_files on media_files.message_id = inbound.id
       where inbound.bot_id = $1 and inbound.user_id = $2 and inbound.received_at >= $3
         and (inbound.received_at > $3 or inbound.seq > $4) order by inbound.received_at, inbound.seq limit $5`,
      botId,
      userId,
      cursor.at,
      cursor.seq,
      pageRows,
    ),
  /** What callers uploaded for the person. They have no number of their own: rows of one instant are counted. */
  *filesFor({ botId, identifiers }, { at, seq }) {
    const named = identifiers.map((_, index) => `$${index + 5}`).join(', ')
    const found = yield* query<Found>(
      `select id, mime_type, filename, size, state, created_at, created_at as place_at, 0 as place_seq from media_files
       where bot_id = $1 and for_user is not null and for_user in (${named}) and created_at >= $2
       order by created_at, id limit $3 offset $4`,
      botId,
      at,
      pageRows,
      Math.max(0, seq),
      ...identifiers,
    )
    let [instant, count] = [at, Math.max(0, seq)]
    return found.map((row) => {
      count = Number(row.place_at) === instant ? count + 1 : 1
      instant = Number(row.place_at)
      return { ...row, place_seq: count }
    })
  },
}
