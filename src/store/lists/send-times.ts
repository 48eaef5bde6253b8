/** When messages of a page are to leave that still wait for their time: read for those alone. */
import { schedulesOf } from '../messages/schedule.ts'
import type { Transaction } from '../sql/transaction.ts'

type Listed = { id: string; sendAt?: number | undefined }

/** Notes it in the items themselves. */
export function* addSendTimes(botIdOf: (item: Listed) => string, items: readonly Listed[]): Transaction<void> {
  const waiting = items.filter((item) => 'state' in item && item.state === 'scheduled')
  const schedules = yield* schedulesOf(waiting.map((item) => ({ botId: botIdOf(item), id: item.id })))
  for (const item of waiting) item.sendAt = schedules.get(item.id)?.sendAt
}
