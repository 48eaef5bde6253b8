/**
 * What the API keeps of a template beside Meta's definition, read from a creation or an edit, and what goes to Meta beside the
 * components: whether Meta may change the category, and how long it tries to deliver. Called by create and edit.
 */
import { isPresent, type Reader, readOptionalObject, readOptionalText, report } from '../check.ts'
import type { TemplateDefinition } from './definition.ts'
import type { TemplateRecord } from './record.ts'

/** What the API keeps beside the definition; of an edit, only what it names. */
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
  return {
    ...(displayName ? { displayName } : {}),
    ...(typeof isVisible === 'boolean' ? { isVisible } : {}),
    ...(params ? { params } : {}),
    ...(typeof allow === 'boolean' ? { allowCategoryChange: allow } : {}),
    ...(ttlSeconds === undefined ? {} : { ttlSeconds }),
  }
}

/** Seconds, Meta's (cloud-api.md, 1.5); -1 is 30 days where the category allows it. */
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
