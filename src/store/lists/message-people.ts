/** Who is meant by an identifier: at each bot perhaps another id, the one by which it first knew the person. */
import { otherSpelling } from '../../model/user/phone.ts'
import { findConversation } from '../conversations/identity.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { maxBots } from './newest.ts'

/** `users`: by bot, the id of the person; a bot that is missing has messages of the identifier itself, if any. */
export type Named = { identifier: string; users: ReadonlyMap<string, string> }

export function personAt({ identifier, users }: Named, botId: string): string {
  return users.get(botId) ?? identifier
}

export function* whoIs(identifier: string, botIds: readonly string[]): Transaction<Named> {
  if (botIds.length > maxBots) return { identifier, users: yield* everywhere(identifier) }
  const users = new Map<string, string>()
  for (const botId of botIds) {
    const found = yield* findConversation(botId, identifier)
    if (found) users.set(botId, found.user_id)
  }
  return { identifier, users }
}

/** As `findConversation`, at every bot in one statement: for each, a few searches of an index. */
function* everywhere(identifier: string): Transaction<Map<string, string>> {
  const at = 'select user_id from conversations where bot_id = bots.id and'
  const found = yield* query<{ bot_id: string; user_id: string | null }>(
    `select id as bot_id, coalesce((${at} user_id = $1), (${at} user_id = $2), (${at} wa_id = $1 limit 1),
       (${at} wa_id = $2 limit 1), (${at} scoped_id = $1 limit 1),
       (select user_id from former_names where bot_id = bots.id and name in ($1, $2) limit 1)) as user_id from bots`,
    identifier,
    otherSpelling(identifier) ?? identifier,
  )
  return new Map(found.flatMap(({ bot_id, user_id }) => (user_id === null ? [] : [[bot_id, user_id]])))
}
