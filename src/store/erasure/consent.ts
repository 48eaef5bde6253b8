/**
 * What is left of an erased person who wants no marketing: a keyed hash of each of their names, which names nobody, so
 * that the wish is still obeyed when somebody sends to one of them. The date and the cause stay, not the words.
 */
import { personKey } from '../../model/user/phone.ts'
import { insertSuppression, markedKey, type SuppressionRow } from '../conversations/suppressed.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { EraseContext, Erased, Erasing } from './erasing.ts'

export function* eraseSuppressions(context: EraseContext, { botId, identifiers }: Erasing): Transaction<Erased> {
  const keys = [...new Set(identifiers.map(personKey))]
  const named = keys.map((_, index) => `$${index + 2}`).join(', ')
  const found = yield* query<SuppressionRow>(
    `delete from suppressions where bot_id in ('', $1) and name in (${named}) returning *`,
    botId,
    ...keys,
  )
  for (const scope of new Set(found.map(({ bot_id }) => bot_id))) {
    const stopped = found.find(({ bot_id, state }) => bot_id === scope && state === 'stopped')
    if (stopped === undefined) continue
    for (const key of keys) {
      const entry = { ...stopped, id: context.newId('sup'), name: markedKey(key, context.markName) }
      yield* insertSuppression({ ...entry, user_id: '', detail: null })
    }
  }
  return { gone: { suppressions: found.length } }
}
