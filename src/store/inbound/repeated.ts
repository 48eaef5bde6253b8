/**
 * Whether Meta has reported a message before. It repeats a webhook for days when an answer is lost, and the number may
 * have moved to another bot meanwhile: the message stays that of whoever had the number at the first report, and is not
 * handed to the next owner.
 */
import { queryOne, type Transaction } from '../sql/transaction.ts'

/**
 * SQL: a received message with this wamid that came to this number; `wamid`, `botId` (of the present holder) and
 * `phone` are parameters. A row of another living bot counts only if that bot has had the number: a group may hold two
 * numbers of ours, and a message in it is reported to both. A deleted bot's row always counts.
 */
export function storedBefore(wamid: string, botId: string, phone: string): string {
  return `inbound where wamid = ${wamid} and seq >= $recentInbound and (bot_id = ${botId} or not exists (
    select 1 from bots where bots.id = inbound.bot_id and bots.phone_number_id <> ${phone} and not exists (
      select 1 from former_numbers
      where former_numbers.bot_id = bots.id and former_numbers.phone_number_id = ${phone})))`
}

export function* wasReported(botId: string, wamid: string, phoneNumberId: string): Transaction<boolean> {
  const text = `select 1 as found from ${storedBefore('$2', '$1', '$3')}`
  return (yield* queryOne(text, botId, wamid, phoneNumberId)) !== undefined
}
