/** Where the store keeps what Meta said last of a bot's account (model/campaign-stop.ts): a small fact, by this name. */
export function accountFact(botId: string): string {
  return `account ${botId}`
}
