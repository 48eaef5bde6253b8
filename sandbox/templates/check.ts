/**
 * Validates a new or changed template against Meta's rules: name, category, language, lifetime, and every component
 * (cloud-api.md 3.2, 3.3). Reports the first error.
 */
import type { Refusal } from '../graph/error.ts'
import type { Json } from '../wire.ts'
import { checkTemplateButtonList } from './check-buttons.ts'
import { checkBody, checkFooter, checkHeader, type Draft, missingField, wrongValue } from './check-parts.ts'
import { checkCarousel, checkOffer } from './check-special.ts'
import { templateLanguages } from './languages.ts'
import { buttonsOf, componentOf, isComponent, type TemplateComponent } from './template.ts'

/** The members of a creation besides its components. */
export function checkHead(body: Json): Refusal | undefined {
  const { name, language, category, components, parameter_format: format } = body
  for (const field of ['name', 'language', 'category', 'components'])
    if (body[field] === undefined) return { code: 100, message: `(#100) The parameter ${field} is required.` }
  if (typeof name !== 'string' || !/^[a-z0-9_]{1,512}$/.test(name))
    return wrongValue('name must have 1 to 512 lowercase letters, digits and underscores')
  if (!isCategory(category)) return wrongValue('category must be one of {AUTHENTICATION, MARKETING, UTILITY}')
  if (typeof language !== 'string' || !templateLanguages.has(language))
    return wrongValue(`language ${String(language)} is not supported`)
  if (format !== undefined && !/^(named|positional)$/i.test(String(format)))
    return wrongValue('parameter_format must be one of {NAMED, POSITIONAL}')
  if (!Array.isArray(components) || !components.every(isComponent))
    return wrongValue('components must be a list of template components')
  return checkLifetime(body.message_send_ttl_seconds, String(category).toUpperCase()) ?? checkFormat(body)
}

/** The head's requirements on the components and the category. */
function checkFormat({ category, components, sub_category: sub, display_format: format }: Json): Refusal | undefined {
  const kind = String(category).toUpperCase()
  const parts = (components as unknown[]).filter(isComponent)
  const hasOrder = buttonsOf(parts).some(({ type }) => type.toUpperCase() === 'ORDER_DETAILS')
  if (hasOrder && kind === 'MARKETING' && String(format).toUpperCase() !== 'ORDER_DETAILS')
    return wrongValue('A MARKETING template with an ORDER_DETAILS button needs display_format ORDER_DETAILS.')
  return String(sub).toUpperCase() === 'ORDER_STATUS' && kind !== 'UTILITY'
    ? wrongValue('sub_category ORDER_STATUS is for UTILITY templates.')
    : undefined
}

function isCategory(category: unknown): boolean {
  return typeof category === 'string' && /^(authentication|marketing|utility)$/i.test(category)
}

const lifetimes: Readonly<Record<string, readonly [min: number, max: number]>> = {
  AUTHENTICATION: [30, 900],
  UTILITY: [30, 43_200],
  MARKETING: [43_200, 2_592_000],
}

/** Seconds; -1 means 30 days where the category allows it (cloud-api.md 1.5). */
export function checkLifetime(ttl: unknown, category: string): Refusal | undefined {
  if (ttl === undefined || (ttl === -1 && category !== 'MARKETING')) return undefined
  const [min, max] = lifetimes[category] ?? [30, 43_200]
  return typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= min && ttl <= max
    ? undefined
    : wrongValue(`message_send_ttl_seconds must be from ${min} to ${max} for ${category}`)
}

const componentTypes = [
  'HEADER',
  'BODY',
  'FOOTER',
  'BUTTONS',
  'LIMITED_TIME_OFFER',
  'CAROUSEL',
  'CALL_PERMISSION_REQUEST',
]

export function checkComponents(components: readonly TemplateComponent[], draft: Draft): Refusal | undefined {
  const types = components.map(({ type }) => type.toUpperCase())
  const unknown = types.find((type) => !componentTypes.includes(type))
  if (unknown !== undefined)
    return wrongValue(`component type must be one of {${componentTypes.join(', ')}}: ${unknown}`)
  const repeated = types.find((type, index) => types.indexOf(type) !== index)
  if (repeated !== undefined) return wrongValue(`there must be only one component of type ${repeated}`)
  const body = componentOf(components, 'BODY')
  if (body === undefined) return missingField('A component of type BODY is required.')
  if (draft.category === 'AUTHENTICATION') return checkAuthentication(components, draft)
  const isOffer = types.includes('LIMITED_TIME_OFFER')
  const header = componentOf(components, 'HEADER')
  return (
    checkHeader(header, draft) ??
    checkBody(body, isOffer ? 600 : 1024, draft) ??
    checkFooter(componentOf(components, 'FOOTER')) ??
    checkOffer(components, draft) ??
    checkCarousel(components, draft) ??
    checkTemplateButtonList(componentOf(components, 'BUTTONS'), { max: 10, header, category: draft.category })
  )
}

/** Body and footer are Meta's own texts; the button hands over the code. */
function checkAuthentication(components: readonly TemplateComponent[], draft: Draft): Refusal | undefined {
  if (components.some(({ type }) => !['BODY', 'FOOTER', 'BUTTONS'].includes(type.toUpperCase())))
    return wrongValue('authentication templates have a BODY, a FOOTER and BUTTONS only')
  const minutes = componentOf(components, 'FOOTER')?.code_expiration_minutes
  if (minutes !== undefined && (!Number.isInteger(minutes) || Number(minutes) < 1 || Number(minutes) > 90))
    return wrongValue('code_expiration_minutes must be from 1 to 90')
  const body = componentOf(components, 'BODY')
  return (
    (body?.text === undefined ? undefined : checkBody(body, 1024, draft)) ??
    checkTemplateButtonList(componentOf(components, 'BUTTONS'), {
      max: 10,
      header: undefined,
      category: draft.category,
    })
  )
}
