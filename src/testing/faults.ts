/** Short forms of the sandbox's faults; its own form is taken as well. Pure. */

export type GivenFault =
  /** WhatsApp answers with this HTTP status, and takes nothing. */
  | ({ status: number } & FaultScope)
  /** WhatsApp answers with one of Meta's errors. */
  | ({ error: number } & FaultScope)
  /** WhatsApp takes the message, and reports later that it failed. */
  | ({ failsLater: number } & FaultScope)
  /** WhatsApp answers after so many ms. */
  | ({ delay: number } & FaultScope)
  /** The connection breaks before or after WhatsApp has taken the message. */
  | ({ drop: 'before' | 'after' } & FaultScope)
  /** As `POST /_sandbox/faults` takes it. */
  | ({ kind: string } & Record<string, unknown>)

export type FaultScope = {
  /** How often it strikes; every time by default, until `heal` or `reset`. */
  times?: number
  /** What it strikes; every message by default. */
  match?: { to?: string; template?: string; type?: string; operation?: string }
}

export function faultBodyOf(given: GivenFault): Record<string, unknown> {
  if ('kind' in given) return given
  const { times = 'always', match = {} } = given
  return { ...effectOf(given), times, match }
}

function effectOf(given: Exclude<GivenFault, { kind: string }>): Record<string, unknown> {
  if ('status' in given) return { kind: 'status', httpStatus: given.status }
  if ('error' in given) return { kind: 'graphError', code: given.error }
  if ('failsLater' in given) return { kind: 'failLate', code: given.failsLater }
  if ('delay' in given) return { kind: 'delay', delayMs: given.delay }
  if ('drop' in given) return { kind: given.drop === 'before' ? 'dropBefore' : 'dropAfter' }
  throw new Error(`a fault is status, error, failsLater, delay, drop or kind, not ${Object.keys(given).join(', ')}`)
}
