/**
 * What has changed without an event of its own: messages and people's conversations, by their ids alone. Whoever
 * follows reads what is so now. A burst that changes more of a bot than is worth naming names the bot alone. Pure.
 */

/** By bot: ids of messages, and of people behind an `@`. Null: more than is named. */
export type Changes = Map<string, Set<string> | null>

/** Of a bot, at once: whoever shows more of them reads its lists anew. */
export const maxNamed = 100

/** How long they are told to those who were away, ms. */
export const changesRetainedMs = 10 * 60_000

export function personMark(userId: string): string {
  return `@${userId}`
}

/** Undefined: it is a message's. */
export function personOf(mark: string): string | undefined {
  return mark.startsWith('@') ? mark.slice(1) : undefined
}

export function noteChange(changes: Changes, botId: string, mark: string): void {
  const known = changes.get(botId)
  if (known === undefined) changes.set(botId, new Set([mark]))
  else if (known !== null && (known.size < maxNamed || known.has(mark))) known.add(mark)
  else changes.set(botId, null)
}

export function changesText(changes: Changes): string {
  return JSON.stringify([...changes].map(([botId, marks]) => [botId, marks && [...marks]]))
}

export function readChanges(text: string): [botId: string, marks: string[] | null][] {
  return JSON.parse(text) as [string, string[] | null][]
}

export function addChanges(changes: Changes, text: string): void {
  for (const [botId, marks] of readChanges(text))
    if (marks === null) changes.set(botId, null)
    else for (const mark of marks) noteChange(changes, botId, mark)
}
