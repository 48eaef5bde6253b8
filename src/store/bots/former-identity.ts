/** A bot's former account and numbers, for which it still receives statuses for as long as Meta may report them. */
import { formerNumberMs } from '../../model/bot/identity.ts'
import type { Seal } from '../sealing/seal.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** Whether the bot has another account by now. */
export function* isFormerAccount(botId: string, wabaId: string): Transaction<boolean> {
  const found = yield* queryOne<{ waba_id: string }>('select waba_id from bots where id = $1', botId)
  return found !== undefined && found.waba_id !== wabaId
}

/** Whether the bot has another number, or account, by now. */
export function* isFormerNumber(botId: string, wabaId: string, phoneNumberId: string): Transaction<boolean> {
  const found = yield* queryOne<{ waba_id: string; phone_number_id: string }>(
    'select waba_id, phone_number_id from bots where id = $1',
    botId,
  )
  return found !== undefined && (found.waba_id !== wabaId || found.phone_number_id !== phoneNumberId)
}

export type FormerNumber = { phoneNumberId: string; botId: string; appSecret: string; leftAt: number }

type FormerNumberRow = { phone_number_id: string; bot_id: string; secrets: string; left_at: number }

/** Of all bots, or of one. */
export function* formerNumbers(seal: Seal, botId?: string): Transaction<FormerNumber[]> {
  const text = 'select phone_number_id, bot_id, secrets, left_at from former_numbers'
  const found = yield* botId === undefined
    ? query<FormerNumberRow>(text)
    : query<FormerNumberRow>(`${text} where bot_id = $1`, botId)
  return found.map(({ phone_number_id, bot_id, secrets, left_at }) => ({
    phoneNumberId: phone_number_id,
    botId: bot_id,
    appSecret: (JSON.parse(seal.open('bots', secrets)) as { appSecret: string }).appSecret,
    leftAt: left_at,
  }))
}

/** Deletes numbers on which no more reports come. Returns the number deleted. */
export function* forgetNumbers(now: number, limit: number): Transaction<number> {
  const removed = yield* query(
    `delete from former_numbers where (phone_number_id, bot_id) in (
       select phone_number_id, bot_id from former_numbers where left_at < $1 order by left_at limit $2)
         returning bot_id`,
    now - formerNumberMs,
    limit,
  )
  return removed.length
}
