/** Notes of the team about a person, which the person never sees. They belong to the person, as the messages do. */
import { defaultQuotas, type Quotas } from '../../model/quota.ts'
import type { Note } from '../../model/user/inbox.ts'
import { findConversation } from '../conversations/identity.ts'
import { personChanged } from '../events/changes.ts'
import { within } from '../sql/quota.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

type Of = { botId: string; userId: string }
type NoteRow = { id: string; author_id: string | null; author: string | null; at: number; text: string }

/** The quota that is in force without another. */
const maxListed = defaultQuotas.notes

/** Newest first; undefined if the bot does not know the person. */
export function* notes({ botId, userId }: Of): Transaction<Note[] | undefined> {
  const known = yield* findConversation(botId, userId)
  if (!known) return undefined
  const found = yield* query<NoteRow>(
    `select id, author_id, author, at, text from conversation_notes where bot_id = $1 and user_id = $2
     order by at desc, id desc limit $3`,
    botId,
    known.user_id,
    maxListed,
  )
  return found.map(noteOf)
}

/** False if the bot does not know the person. */
export function* addNote(quotas: Quotas, { botId, userId }: Of, note: Note): Transaction<boolean> {
  const known = yield* findConversation(botId, userId)
  if (!known) return false
  yield* within(quotas, 'notes', botId, known.user_id)
  yield* query(
    `insert into conversation_notes (id, bot_id, user_id, author_id, author, at, text)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    note.id,
    botId,
    known.user_id,
    note.authorId,
    note.author,
    note.at,
    note.text,
  )
  yield personChanged(botId, known.user_id)
  return true
}

export function* deleteNote({ botId, userId }: Of, id: string): Transaction<boolean> {
  const known = yield* findConversation(botId, userId)
  const gone = yield* queryOne(
    'delete from conversation_notes where id = $1 and bot_id = $2 and user_id = $3 returning id',
    id,
    botId,
    known?.user_id ?? userId,
  )
  if (gone) yield personChanged(botId, known?.user_id ?? userId)
  return gone !== undefined
}

function noteOf({ id, author_id, author, at, text }: NoteRow): Note {
  return { id, authorId: author_id ?? undefined, author: author ?? undefined, at, text }
}
