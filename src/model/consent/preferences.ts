/**
 * Meta's `user_preferences`: a person stops marketing messages, resumes them, or signs up, in WhatsApp itself
 * (meta-2026.md, section 7). Decoded from untrusted JSON without ever throwing. Pure.
 */

/** `saidAt`: ms; Meta's time, not after the report. */
export type Preference = { phone?: string; scopedId?: string; wish: 'stop' | 'resume'; word: string; saidAt: number }

/**
 * Of a webhook's value. Either name of the person may be absent; where both are, a single contact beside says who it
 * is. The parent's id names no person of this business, and is not used. The time is a number; a text is taken too,
 * since other fields have one.
 */
export function preferencesIn(raw: Record<string, unknown>, reportedAt: number): Preference[] {
  const items = listOf(raw.user_preferences)
  const contacts = listOf(raw.contacts)
  return items.flatMap((item) => {
    const wish = wishes.get(lowered(item.value))
    const category = lowered(item.category)
    if (wish === undefined || (category !== '' && category !== 'marketing_messages')) return []
    const [contact] = contacts.length === 1 ? contacts : []
    const own = namesOf(item)
    const names = own.phone === undefined && own.scopedId === undefined ? namesOf(contact ?? {}) : own
    if (names.phone === undefined && names.scopedId === undefined) return []
    const seconds = Number(item.timestamp)
    const saidAt = seconds > 0 ? Math.min(Math.floor(seconds * 1_000), reportedAt) : reportedAt
    return [{ ...names, wish, word: lowered(item.value), saidAt }]
  })
}

const wishes: ReadonlyMap<string, 'stop' | 'resume'> = new Map([
  ['stop', 'stop'],
  ['resume', 'resume'],
  ['signup', 'resume'],
])

function namesOf({ wa_id: waId, user_id: id }: Json): { phone?: string; scopedId?: string } {
  const phone = typeof waId === 'string' && /^[1-9]\d{6,14}$/.test(waId) ? waId : undefined
  const scopedId = typeof id === 'string' && id !== '' ? id : undefined
  return { ...(phone ? { phone } : {}), ...(scopedId ? { scopedId } : {}) }
}

type Json = Record<string, unknown>

function listOf(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter((one): one is Json => typeof one === 'object' && one !== null) : []
}

function lowered(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
