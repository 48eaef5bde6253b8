/**
 * Meta took the number or the account from this app (`PARTNER_REMOVED`, meta-2026.md, sections 6.4 and 16.5): why, as
 * far as it says, and who did it. Since April 2026 numbers shared with the phone app name a reason; others may not.
 */
import { objectOf, textOf } from '../json.ts'

export const removalReasons = [
  'PRIMARY_INACTIVITY',
  'COMPANION_INACTIVITY',
  'BUSINESS_DOWNGRADE',
  'ACCOUNT_DISCONNECTED',
  'CHANGE_NUMBER',
  'USER_RE_REGISTERED',
] as const

/** In Meta's words. */
export type RemovedPartner = { reason?: string; initiatedBy?: string }

export function removedPartnerIn(raw: Readonly<Record<string, unknown>>): RemovedPartner {
  const info = objectOf(raw.disconnection_info)
  const reason = textOf(info?.reason)?.toUpperCase()
  const initiatedBy = textOf(info?.initiated_by)?.toUpperCase()
  return { ...(reason !== undefined && { reason }), ...(initiatedBy !== undefined && { initiatedBy }) }
}
