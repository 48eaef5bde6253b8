/** The trace id of a refusal, as Meta gives one for its support. */
import type { Random } from './random.ts'

export function traceId(world: { random: Random }): string {
  return `A${world.random.hex(22)}`
}
