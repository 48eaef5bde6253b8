/**
 * What Meta says of a message's price: its `pricing` object as a number, in which a message's row keeps it, and as a
 * short text, under which messages are counted. No webhook carries an amount; these words alone say whether a message
 * was charged, and the rate comes from a rate card (meta-2026.md, section 9.1). Pure.
 */

/** Meta's words in lower case; empty where Meta said nothing, and `other` for a word that is not known here. */
export type Pricing = {
  category: string
  type: string
  subtype: string
  /** Undefined where it is absent; Meta has announced to remove it. */
  billable?: boolean
  model: string
}

/** `unknown`: by a word that is not known here, so that no amount can be stated; never taken for free. */
export type Charge = 'charged' | 'free' | 'unknown'

/** Sections 9.1 and 10.1. The places are stored: new words come at the end. */
export const categories = [
  'marketing',
  'utility',
  'authentication',
  'authentication-international',
  'service',
  'marketing_lite',
  'referral_conversion',
  'group_marketing',
  'group_utility',
  'group_service',
  'general_purpose_ai',
] as const
export type Category = (typeof categories)[number]

export const pricingTypes = [
  'regular',
  'free_customer_service',
  'free_group_customer_service',
  'free_entry_point',
] as const

/** Free beyond the allowance: governments and non-profits, since 2026-10-12. */
const subtypes = ['paid_exempt'] as const
/** Per message, or per conversation as until 2025-07-01. */
const models = ['pmp', 'cbp'] as const

/** Digits of a mixed radix, from the least. */
const parts = [
  { name: 'category', words: categories, size: 64 },
  { name: 'type', words: pricingTypes, size: 16 },
  { name: 'subtype', words: subtypes, size: 16 },
  { name: 'model', words: models, size: 4 },
] as const satisfies readonly { name: keyof Pricing; words: readonly string[]; size: number }[]

/** Undefined if the object says nothing. `pricing_type`: a name of `type` that some libraries saw. */
export function pricingCode(said: Record<string, unknown>): number | undefined {
  const { code } = parts.reduceRight(
    ({ code }, { name, words, size }) => ({ code: code * size + digitOf(wordOf(said, name), words, size) }),
    { code: typeof said.billable === 'boolean' ? Number(said.billable) + 1 : 0 },
  )
  return code === 0 ? undefined : code
}

export function pricingOf(code: number): Pricing {
  let rest = code
  const words = parts.map(({ words, size }) => {
    const digit = rest % size
    rest = Math.floor(rest / size)
    return digit === 0 ? '' : (words[digit - 1] ?? other)
  })
  const [category = '', type = '', subtype = '', model = ''] = words
  return { category, type, subtype, model, ...(rest > 0 && { billable: rest === 2 }) }
}

/** `marketing,regular,,pmp,1`: what is counted together. */
export function pricingKey({ category, type, subtype, model, billable }: Pricing): string {
  return [category, type, subtype, model, billable === undefined ? '' : Number(billable)].join(',')
}

export function readPricingKey(key: string): Pricing {
  const [category = '', type = '', subtype = '', model = '', billable = ''] = key.split(',')
  return { category, type, subtype, model, ...(billable !== '' && { billable: billable === '1' }) }
}

const members = ['category', 'type', 'pricing_type', 'subtype', 'pricing_model', 'billable']

/** Whether the code says everything that the object does. */
export function isWhollyCoded(said: Record<string, unknown>): boolean {
  const hasOthers = Object.values(pricingOf(pricingCode(said) ?? 0)).includes(other)
  return !hasOthers && Object.keys(said).every((name) => members.includes(name))
}

/**
 * Any `free_*` costs nothing, nor what Meta says is not billable, nor `paid_exempt`. `regular` is charged; without a
 * type, `billable` alone decides.
 */
export function chargeOf({ type, subtype, billable, model, category }: Pricing): Charge {
  if (type.startsWith('free_') || billable === false || subtype === 'paid_exempt') return 'free'
  const isCharged = type === 'regular' || (type === '' && billable === true)
  return isCharged && (model === 'pmp' || model === '') && isKnownCategory(category) ? 'charged' : 'unknown'
}

export function isKnownCategory(category: string): category is Category {
  return (categories as readonly string[]).includes(category)
}

const other = 'other'

function digitOf(word: string, words: readonly string[], size: number): number {
  if (word === '') return 0
  const place = words.indexOf(word)
  return place < 0 ? size - 1 : place + 1
}

function wordOf(said: Record<string, unknown>, name: (typeof parts)[number]['name']): string {
  if (name === 'type') return lower(said.type) || lower(said.pricing_type)
  if (name === 'model') return lower(said.pricing_model)
  const word = lower(said[name])
  // A hyphen on Meta's page, an underscore in other places.
  return word === 'authentication_international' ? 'authentication-international' : word
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : ''
}
