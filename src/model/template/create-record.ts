/**
 * The API's data about a template besides Meta's definition, from a creation or an edit, and the options sent to Meta
 * besides the components: whether Meta may change the category, and how long it tries to deliver.
 */
import { Type } from 'typebox'
import { isPresent, type Reader, readOptionalObject, readOptionalText, report } from '../request/check.ts'
import type { TemplateDefinition } from './definition.ts'
import type { TemplateRecord } from './record.ts'

/** The data besides the definition; of an edit, only the fields that it names. */
export function readRecord(
  root: Reader,
  params: TemplateRecord['params'],
  category: TemplateDefinition['category'],
): TemplateRecord {
  const displayName = readOptionalText(root, 'displayName', 512)
  const { isVisible } = root.fields
  if (isPresent(root, 'isVisible') && typeof isVisible !== 'boolean')
    report(root, 'isVisible', 'type', { expected: 'boolean' })
  const settings = readOptionalObject(root, 'extraSettings')
  const allow = settings?.fields.allowChangeCategory ?? root.fields.allow_category_change
  if (allow != null && typeof allow !== 'boolean')
    report(root, settings ? 'extraSettings.allowChangeCategory' : 'allow_category_change', 'type', {
      expected: 'boolean',
    })
  const ttlSeconds = readLifetime(root, category)
  const displayFormat = readWord(root, 'displayFormat', 'display_format')
  const maxPrice = readMaxPrice(root, category)
  const optedOut = readFlag(root, 'ctaUrlLinkTrackingOptedOut', 'cta_url_link_tracking_opted_out')
  return {
    ...(displayName ? { displayName } : {}),
    ...(typeof isVisible === 'boolean' ? { isVisible } : {}),
    ...(params ? { params } : {}),
    ...(typeof allow === 'boolean' ? { allowCategoryChange: allow } : {}),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
    ...(displayFormat === undefined ? {} : { displayFormat }),
    ...(optedOut === undefined ? {} : { linkTrackingOptedOut: optedOut }),
    ...(maxPrice === undefined ? {} : { maxPrice }),
  }
}

/** Meta sends rich order statuses by a form of its own, which no send here can fill. */
const unsentSubCategory = 'RICH_ORDER_STATUS'

export function readSubCategory(root: Reader): string | undefined {
  const word = readWord(root, 'subCategory', 'sub_category')
  if (word === unsentSubCategory)
    report(root, nameOf(root, 'subCategory', 'sub_category'), 'one_of', { values: 'ORDER_STATUS,ORDER_DETAILS' })
  return word
}

/** A Meta keyword, whose list grows: accepted in any case, passed on in capitals. */
export function readWord(root: Reader, own: string, metas: string): string | undefined {
  const key = nameOf(root, own, metas)
  const word = readOptionalText(root, key, 64)?.toUpperCase()
  if (word !== undefined && !/^[A-Z][A-Z0-9_]*$/.test(word)) report(root, key, 'format', { expected: 'ORDER_DETAILS' })
  return word
}

function readFlag(root: Reader, own: string, metas: string): boolean | undefined {
  const key = nameOf(root, own, metas)
  const value = root.fields[key]
  if (!isPresent(root, key)) return undefined
  if (typeof value === 'boolean') return value
  report(root, key, 'type', { expected: 'boolean' })
  return undefined
}

const metasPrice = Type.Object(
  { bid_strategy: Type.Optional(Type.String()), bid_amount: Type.Optional(Type.Integer({ minimum: 1 })) },
  { description: "Meta's form of `maxPrice`." },
)
export const maxPriceSchemas = {
  maxPrice: Type.Optional(Type.Integer({ minimum: 1 })),
  optimization_spec: Type.Optional(metasPrice),
  bid_spec: Type.Optional(metasPrice),
}

/** Meta's `optimization_spec`, which was `bid_spec` until 2026-07-31; of marketing templates only. */
function readMaxPrice(root: Reader, category: TemplateDefinition['category']): number | undefined {
  const metas = ['optimization_spec', 'bid_spec'].find((name) => isPresent(root, name))
  const isOwn = isPresent(root, 'maxPrice')
  if (!isOwn && metas === undefined) return undefined
  const [reader, key] = isOwn ? [root, 'maxPrice'] : [readOptionalObject(root, metas ?? ''), 'bid_amount']
  const amount = reader?.fields[key]
  if (reader === undefined) return undefined
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > maxAmount)
    report(reader, key, 'range', { min: 1, max: maxAmount })
  else if (category !== 'MARKETING') report(root, isOwn ? key : String(metas), 'one_of', { values: 'MARKETING' })
  else return amount
  return undefined
}

/** Ours: Meta states none. */
const maxAmount = 1_000_000_000

function nameOf(root: Reader, own: string, metas: string): string {
  return isPresent(root, own) ? own : metas
}

/** Seconds; Meta's limits (cloud-api.md, 1.5); -1 is 30 days where the category allows it. */
const lifetimes = {
  AUTHENTICATION: { min: 30, max: 900 },
  UTILITY: { min: 30, max: 43_200 },
  MARKETING: { min: 43_200, max: 2_592_000 },
}

function readLifetime(root: Reader, category: TemplateDefinition['category']): number | undefined {
  const key = 'message_send_ttl_seconds'
  if (!isPresent(root, key)) return undefined
  const { [key]: seconds } = root.fields
  const { min, max } = lifetimes[category]
  const isFit = typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= min && seconds <= max
  const isLongest = seconds === -1 && category !== 'MARKETING'
  if (isFit || isLongest) return Number(seconds)
  report(root, key, 'range', { min, max })
  return undefined
}
