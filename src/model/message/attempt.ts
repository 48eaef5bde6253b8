/** An attempt at sending a message: its number, from 1, beside the message's. */

/** Names an attempt among those of all messages. */
export function attemptName({ seq, attempt }: { seq: number; attempt: number }): string {
  return `${seq}.${attempt}`
}
