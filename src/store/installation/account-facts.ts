/** The name of the fact that holds Meta's latest report on a bot's account (model/campaign/stop.ts). */
export function accountFact(botId: string): string {
  return `account ${botId}`
}

/** The fact that holds when the bot's refused credentials were last reported. */
export function blockedFact(botId: string): string {
  return `blocked ${botId}`
}

/** The fact that holds since when the bot's templates are to be learnt anew. */
export function learningFact(botId: string): string {
  return `learning ${botId}`
}

/** The fact that holds when Meta was last asked how the bot's number stands. */
export function askedFact(botId: string): string {
  return `asked ${botId}`
}

/** The fact that counts how often the profile of the bot's number was replaced. */
export function profileFact(botId: string): string {
  return `profile ${botId}`
}

/** The fact that holds what is known of the bot's access token (token-fact.ts). */
export function tokenFact(botId: string): string {
  return `token ${botId}`
}

/** The fact that holds whether Meta counts the account's templates (model/template/insights.ts). */
export function insightsFact(botId: string): string {
  return `insights ${botId}`
}

/** The fact that holds how far the import of the number's past has come. */
export function importFact(botId: string): string {
  return `import ${botId}`
}

/** All of these facts; they are deleted with the bot. */
export function botFacts(botId: string): readonly string[] {
  const names = [accountFact, blockedFact, learningFact, askedFact, profileFact, tokenFact, importFact, insightsFact]
  return names.map((nameOf) => nameOf(botId))
}
