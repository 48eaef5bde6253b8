/**
 * What comes of a number's past (model/bot/number-import.ts): contacts become conversations with a name, and each
 * webhook's share is added to the import's progress, once for a webhook. Part of ingest's transaction.
 */
import {
  askedFor,
  contactsIn,
  historyNewsIn,
  type ImportNews,
  type ImportPart,
  type NumberImport,
  progressAfter,
  type SharedContact,
  together,
} from '../../model/bot/number-import.ts'
import type { AccountChange, HistoryThread } from '../../model/inbound/inbound.ts'
import { isDigitsPhone } from '../../model/user/phone.ts'
import { identify } from '../conversations/identity.ts'
import { resolveRecipients } from '../conversations/recipients.ts'
import { importFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import { parse, pipeline, statement, type Transaction } from '../sql/transaction.ts'
import type { ReceiveContext } from './context.ts'

/** By bot, of one webhook. */
export type Imported = Map<string, Partial<Record<ImportPart, ImportNews>>>

export function noteHistory(imported: Imported, botId: string, { chunk }: HistoryThread, count: number): void {
  // A file's own webhook has no chunk, and is no step of the import.
  if (chunk !== undefined) add(imported, botId, 'history', { count, phase: chunk.phase, progress: chunk.progress })
}

function add(imported: Imported, botId: string, part: ImportPart, news: ImportNews): void {
  const known = imported.get(botId) ?? {}
  imported.set(botId, { ...known, [part]: together(known[part], news) })
}

/** Contacts, or a history without conversations; other changes are none of the import's. */
export function* receiveShared(
  context: ReceiveContext,
  imported: Imported,
  botId: string,
  { field, raw }: AccountChange,
): Transaction<void> {
  if (field === 'history') return add(imported, botId, 'history', historyNewsIn(raw))
  if (field !== 'smb_app_state_sync') return
  add(imported, botId, 'contacts', { count: yield* nameContacts(context, botId, contactsIn(raw, context.receivedAt)) })
}

/** A name that the person has given with a message stays: it is theirs. */
const naming = `insert into conversations (bot_id, user_id, wa_id, scoped_id, name) values ($1, $2, $3, $4, $5)
  on conflict (bot_id, user_id) do update set name = case
    when conversations.name is null or conversations.last_inbound_at is null then $5 else conversations.name end`

function* nameContacts(context: ReceiveContext, botId: string, contacts: SharedContact[]): Transaction<number> {
  const usable = contacts.filter(({ phone, scopedId }) => scopedId !== undefined || isDigitsPhone(phone ?? ''))
  // With both names two conversations may turn out to be one person's.
  const [both, single] = [usable.filter(hasBoth), usable.filter((one) => !hasBoth(one))]
  const userIds = yield* resolveRecipients(
    botId,
    single.map(({ phone, scopedId }) => scopedId ?? phone ?? ''),
  )
  const named = single.map((one, index) => ({ ...one, userId: userIds[index] ?? '' }))
  for (const one of both) {
    const { userId } = yield* identify(context, botId, one, one.at, context.receivedAt)
    named.push({ ...one, userId })
  }
  yield* pipeline(
    named.map(({ userId, phone, scopedId, name }) =>
      statement(naming, botId, userId, phone === userId ? phone : null, scopedId, name),
    ),
  )
  return named.length
}

function hasBoth({ phone, scopedId }: SharedContact): boolean {
  return phone !== undefined && scopedId !== undefined
}

// ── the progress ────────────────────────────────────────────

export function* importOf(botId: string): Transaction<NumberImport> {
  return parse<NumberImport>(yield* getFact(importFact(botId))) ?? {}
}

/** Meta has taken the request. */
export function* noteAskedImport(
  botId: string,
  { part, requestId, now }: { part: ImportPart; requestId: string | undefined; now: number },
): Transaction<NumberImport> {
  const known = { ...(yield* importOf(botId)), [part]: askedFor(requestId, now) }
  yield* putFact(importFact(botId), JSON.stringify(known))
  return known
}

/** Also of what nobody asked for here: a partner may have asked Meta. */
export function* noteImported(imported: Imported, now: number): Transaction<void> {
  for (const [botId, news] of imported) {
    const known = yield* importOf(botId)
    for (const [part, one] of Object.entries(news) as [ImportPart, ImportNews][])
      known[part] = progressAfter(known[part], one, now)
    yield* putFact(importFact(botId), JSON.stringify(known))
  }
}
