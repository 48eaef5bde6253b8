/** How the window of a message's person looks when the message is accepted, or when its time has come. */
import { isWindowOpen, type WindowRule, windowEndsAt } from '../../model/user/user.ts'

/** `unheard`: the person has never written to this number, as far as the gateway knows. */
export type WindowSight = 'open' | 'closed' | 'unheard'

export function windowSight(
  lastInboundAt: number | null | undefined,
  now: number,
  numberSince: number | undefined,
): WindowSight {
  if (isWindowOpen(lastInboundAt, now, numberSince)) return 'open'
  return windowEndsAt(lastInboundAt, numberSince) === undefined ? 'unheard' : 'closed'
}

export function isRefused(rule: WindowRule, window: WindowSight): boolean {
  if (rule === 'enforce') return window !== 'open'
  return rule === 'known' && window === 'closed'
}
