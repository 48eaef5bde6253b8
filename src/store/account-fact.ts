/** Where the store keeps what Meta said last of a bot's account (model/campaign-stop.ts): a small fact, by this name. */
export function accountFact(botId: string): string {
  return `account ${botId}`
}

/** And when a bot's refused credentials were told last. */
export function blockedFact(botId: string): string {
  return `blocked ${botId}`
}

/** And since when a bot's templates are to be learnt anew. */
export function learningFact(botId: string): string {
  return `learning ${botId}`
}

/** All of these: they end with the bot. */
export function botFacts(botId: string): readonly [string, string, string] {
  return [accountFact(botId), blockedFact(botId), learningFact(botId)]
}
