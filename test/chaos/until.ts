/** Waits for a condition. */
import { elapsed } from './gateways.ts'

/** Polls until `check` returns true. */
export async function until(check: () => boolean | Promise<boolean>, what: string, withinMs: number): Promise<void> {
  const endAt = performance.now() + withinMs
  while (!(await check())) {
    if (performance.now() > endAt) throw new Error(`not within ${withinMs} ms: ${what}`)
    await elapsed(50)
  }
}
