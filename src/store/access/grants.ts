/**
 * The roles that members and API keys hold, and for which bots: one row for each role and bot, so that a deleted bot's
 * grants are found by its id.
 */
import type { Grant, Role } from '../../model/access/roles.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** Means all bots; no bot has this id. */
const everyBot = ''

type GrantRow = { holder_id: string; role: Role; bot_id: string }

/** By holder; holders without grants are left out. */
export function* grantsOf(holderIds: readonly string[]): Transaction<Map<string, Grant[]>> {
  const found = new Map<string, Grant[]>()
  for (const holderId of holderIds) {
    const held = yield* query<GrantRow>('select * from grants where holder_id = $1 order by role, bot_id', holderId)
    if (held.length > 0) found.set(holderId, collected(held))
  }
  return found
}

function collected(held: GrantRow[]): Grant[] {
  const byRole = Map.groupBy(held, ({ role }) => role)
  return [...byRole].map(([role, of]) => ({
    role,
    bots: of.some(({ bot_id }) => bot_id === everyBot) ? 'all' : of.map(({ bot_id }) => bot_id),
  }))
}

/** Replaces the holder's grants. */
export function* putGrants(holderId: string, grants: readonly Grant[]): Transaction<void> {
  yield* query('delete from grants where holder_id = $1', holderId)
  const wanted = new Set(
    grants.flatMap(({ role, bots }) => (bots === 'all' ? [everyBot] : bots).map((id) => `${role} ${id}`)),
  )
  for (const one of wanted) {
    const [role = '', botId = ''] = one.split(' ')
    yield* query('insert into grants (holder_id, role, bot_id) values ($1, $2, $3)', holderId, role, botId)
  }
}

/** Removes all grants for the bot. */
export function* removeBotGrants(botId: string): Transaction<void> {
  if (botId !== everyBot) yield* query('delete from grants where bot_id = $1', botId)
}
