/**
 * Batches the attempts of one lane that begin within one turn of the event loop: one transaction for a whole claim
 * instead of one for each message.
 */
import type { ClaimedMessage } from '../store/messages/records.ts'

type Asked = { message: ClaimedMessage; resolve(confirmOwnership: boolean): void; reject(error: unknown): void }

/** Resolves to whether the message may leave. Rejects when the attempt could not be written. */
export function gatherBegins(
  begin: (messages: ClaimedMessage[]) => Promise<ReadonlySet<number>>,
): (message: ClaimedMessage) => Promise<boolean> {
  let asked: Asked[] = []

  function beginAll(): void {
    const all = asked
    asked = []
    begin(all.map(({ message }) => message)).then(
      (confirmOwnership) => {
        for (const { message, resolve } of all) resolve(confirmOwnership.has(message.seq))
      },
      (error: unknown) => {
        for (const { reject } of all) reject(error)
      },
    )
  }

  return (message) =>
    new Promise((resolve, reject) => {
      if (asked.push({ message, resolve, reject }) === 1) setImmediate(beginAll)
    })
}
