/**
 * Fields of Meta's webhooks: whether they concern a number of the business, or the account itself and so all of its
 * bots (meta-2026.md, section 16.1). Pure.
 */

/** These concern a number, or a person who writes to one: without the number there is no bot to notify. */
const numberFields: ReadonlySet<string> = new Set([
  // Recado's own, for errors of a whole value.
  'errors',
  'messages',
  'message_echoes',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'standby',
  'messaging_handovers',
  'user_preferences',
  'user_id_update',
  'calls',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'automatic_events',
  'tracking_events',
  'business_username_update',
  'business_username_updates',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
])

const accountFields: ReadonlySet<string> = new Set([
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'business_capability_update',
  'business_status_update',
  'flows',
  'partner_solutions',
  'payment_configuration_update',
  'template_correct_category_detection',
])

/** Lists of messages or statuses in these fields are not those of `messages`. */
export function isKnownField(field: string): boolean {
  return numberFields.has(field) || accountFields.has(field)
}

/** May go to every bot of the account although it names no number. An unknown field may, if it names no person. */
export function isOfAccount(field: string, value: Record<string, unknown>): boolean {
  return accountFields.has(field) || (!numberFields.has(field) && !namesPerson(value))
}

const personKeys: ReadonlySet<string> = new Set([
  'contacts',
  'from',
  'from_user_id',
  'messages',
  'recipient_id',
  'recipient_user_id',
  'statuses',
  'to',
  'to_user_id',
  'user_id',
  'wa_id',
])

/** Searched at any depth. Without recursion: a body may be a million brackets deep. */
function namesPerson(value: Record<string, unknown>): boolean {
  const open: unknown[] = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one !== 'object' || one === null) continue
    for (const [key, member] of Object.entries(one)) {
      if (personKeys.has(key)) return true
      if (typeof member === 'object' && member !== null) open.push(member)
    }
  }
  return false
}
