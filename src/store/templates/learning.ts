/** Bots with a new account whose templates have not all been read yet (store/settings/identity.ts). */
import { isFormerAccount } from '../bots/former-identity.ts'
import { learningFact } from '../installation/account-facts.ts'
import { forgetFact, getFact } from '../installation/facts.ts'
import { query, type Transaction } from '../sql/transaction.ts'

export function* isLearning(botId: string): Transaction<boolean> {
  return (yield* getFact(learningFact(botId))) !== undefined
}

/** All such bots, in whichever process their lanes run. */
export function* learningBots(): Transaction<string[]> {
  const prefix = learningFact('')
  // The exclamation mark follows the space.
  const end = prefix.replace(/ $/, '!')
  const found = yield* query<{ name: string }>('select name from facts where name > $1 and name < $2', prefix, end)
  return found.map(({ name }) => name.slice(prefix.length))
}

/** All templates of this account at Meta are now stored. */
export function* endLearning(botId: string, wabaId: string): Transaction<void> {
  if (!(yield* isFormerAccount(botId, wabaId))) yield* forgetFact(learningFact(botId))
}
