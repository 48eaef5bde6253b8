/** A bot's quick answers: texts under a short name, which people fill and send by hand. */
import type { Quotas } from '../../model/quota.ts'
import type { QuickAnswer } from '../../model/user/inbox.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type NewQuickAnswer = Pick<QuickAnswer, 'botId' | 'name' | 'text'> & { now: number }

type QuickAnswerRow = {
  bot_id: string
  name: string
  text: string
  created_at: number
  updated_at: number
  revision: number
}

export function* quickAnswers(botId: string): Transaction<QuickAnswer[]> {
  const found = yield* query<QuickAnswerRow>('select * from quick_answers where bot_id = $1 order by name', botId)
  return found.map(answerOf)
}

export function* quickAnswer(botId: string, name: string): Transaction<QuickAnswer | undefined> {
  const found = yield* queryOne<QuickAnswerRow>(
    'select * from quick_answers where bot_id = $1 and name = $2',
    botId,
    name,
  )
  return found && answerOf(found)
}

export function* putQuickAnswer(
  quotas: Quotas,
  { botId, name, text, now }: NewQuickAnswer,
  expected?: Expected,
): Transaction<Changed<QuickAnswer>> {
  const known = yield* quickAnswer(botId, name)
  if (!isExpected(expected, known?.revision)) return { kind: 'stale' }
  if (!known) yield* within(quotas, 'quick_answers', botId)
  yield* query(
    `insert into quick_answers (bot_id, name, text, created_at, updated_at, revision) values ($1, $2, $3, $4, $4, $4)
     on conflict (bot_id, name) do update set text = $3, updated_at = $4, revision = quick_answers.revision + 1`,
    botId,
    name,
    text,
    now,
  )
  const value = yield* quickAnswer(botId, name)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

export function deleteQuickAnswer(botId: string, name: string, expected?: Expected): Transaction<Removed> {
  return removeRow('quick_answers', { bot_id: botId, name }, expected)
}

function answerOf(found: QuickAnswerRow): QuickAnswer {
  return {
    botId: found.bot_id,
    name: found.name,
    text: found.text,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
    revision: Number(found.revision),
  }
}
