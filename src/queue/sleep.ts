/**
 * A pause of a flow. Ends at once when `signal` is aborted, which is no failure: whoever sleeps looks at it afterwards.
 */
import { setTimeout as elapsed } from 'node:timers/promises'

export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  await elapsed(ms, undefined, { signal }).catch(() => {})
}
