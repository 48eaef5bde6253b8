/** The actions of lists, flows, call buttons and products: counts and lengths of cloud-api.md 1.2. */
import type { Refusal } from '../graph/error.ts'
import { isJson, jsonAt, listAt } from '../wire.ts'
import { countOf, each, invalid, missing, optionalText, requiredText, uniqueTexts } from './check.ts'

const sectionsPath = "interactive['action']['sections']"

export function checkList(action: unknown): Refusal | undefined {
  const sections = listAt(action, 'sections')
  const rows = sections.flatMap((section) => [...listAt(section, 'rows')])
  return (
    requiredText(isJson(action) ? action.button : undefined, "interactive['action']['button']", 20) ??
    countOf(isJson(action) ? action.sections : undefined, sectionsPath, 1, 10) ??
    each(sections, (section, index) => checkSection(section, index, sections.length, 'rows')) ??
    (rows.length > 10 ? invalid('Total row count exceed max allowed count: 10') : undefined) ??
    each(sections, (section, index) => each(listAt(section, 'rows'), (row, at) => checkRow(row, index, at))) ??
    uniqueTexts(
      rows.map((row) => (isJson(row) ? row.id : undefined)),
      'Row id',
    )
  )
}

function checkSection(section: unknown, index: number, sections: number, items: string): Refusal | undefined {
  if (!isJson(section)) return invalid(`${sectionsPath}[${index}] must be an object`)
  const path = `${sectionsPath}[${index}]['title']`
  return (
    (sections > 1 ? requiredText(section.title, path, 24) : optionalText(section.title, path, 24)) ??
    countOf(section[items], `${sectionsPath}[${index}]['${items}']`, 1, 30)
  )
}

function checkRow(row: unknown, section: number, index: number): Refusal | undefined {
  const path = `${sectionsPath}[${section}]['rows'][${index}]`
  if (!isJson(row)) return invalid(`${path} must be an object`)
  return (
    requiredText(row.id, `${path}['id']`, 200) ??
    requiredText(row.title, `${path}['title']`, 24) ??
    optionalText(row.description, `${path}['description']`, 72)
  )
}

export function checkFlow(action: unknown): Refusal | undefined {
  const path = "interactive['action']['parameters']"
  const parameters = jsonAt(action, 'parameters')
  if (!isJson(action) || action.name !== 'flow') return invalid("interactive['action']['name'] must be flow")
  if ((parameters.flow_id === undefined) === (parameters.flow_name === undefined))
    return invalid(`${path} must have either flow_id or flow_name, not both`)
  if (parameters.mode !== undefined && parameters.mode !== 'draft' && parameters.mode !== 'published')
    return invalid(`${path}['mode'] must be one of {draft, published}`)
  const { flow_action: flowAction } = parameters
  if (flowAction !== undefined && flowAction !== 'navigate' && flowAction !== 'data_exchange')
    return invalid(`${path}['flow_action'] must be one of {navigate, data_exchange}`)
  return (
    requiredText(parameters.flow_message_version, `${path}['flow_message_version']`, 10) ??
    requiredText(parameters.flow_cta, `${path}['flow_cta']`, 30) ??
    checkFlowPayload(parameters.flow_action_payload, path)
  )
}

function checkFlowPayload(payload: unknown, path: string): Refusal | undefined {
  if (payload === undefined) return undefined
  if (!isJson(payload)) return invalid(`${path}['flow_action_payload'] must be an object`)
  const { data } = payload
  if (data !== undefined && (!isJson(data) || Object.keys(data).length === 0))
    return invalid(`${path}['flow_action_payload']['data'] must be a non-empty object`)
  return requiredText(payload.screen, `${path}['flow_action_payload']['screen']`, 200)
}

export function checkVoiceCall(action: unknown): Refusal | undefined {
  const path = "interactive['action']['parameters']"
  const { display_text: displayText, ttl_minutes: ttl, payload } = jsonAt(action, 'parameters')
  if (!isJson(action) || action.name !== 'voice_call')
    return invalid("interactive['action']['name'] must be voice_call")
  if (ttl !== undefined && (!Number.isInteger(ttl) || Number(ttl) < 1 || Number(ttl) > 43_200))
    return invalid(`${path}['ttl_minutes'] must be an integer from 1 to 43200`)
  return optionalText(displayText, `${path}['display_text']`, 20) ?? optionalText(payload, `${path}['payload']`, 512)
}

export function checkProduct(action: unknown): Refusal | undefined {
  return checkProductOf(action, "interactive['action']")
}

/** Also of a card. */
export function checkProductOf(action: unknown, path: string): Refusal | undefined {
  const { catalog_id: catalog, product_retailer_id: product } = isJson(action) ? action : {}
  return (
    requiredText(catalog, `${path}['catalog_id']`, 100) ?? requiredText(product, `${path}['product_retailer_id']`, 100)
  )
}

export function checkProductList(action: unknown): Refusal | undefined {
  const sections = listAt(action, 'sections')
  const products = sections.flatMap((section) => [...listAt(section, 'product_items')])
  return (
    requiredText(isJson(action) ? action.catalog_id : undefined, "interactive['action']['catalog_id']", 100) ??
    countOf(isJson(action) ? action.sections : undefined, sectionsPath, 1, 10) ??
    each(sections, (section, index) => checkSection(section, index, sections.length, 'product_items')) ??
    (products.length > 30 ? invalid('Total product count exceed max allowed count: 30') : undefined) ??
    each(products, (product) =>
      isJson(product) && typeof product.product_retailer_id === 'string' ? undefined : missing('product_retailer_id'),
    )
  )
}

/** India alone since 2025-03-31 (meta-2026.md 4.6); that the business and the person are there is not checked. */
export function checkAddress(action: unknown): Refusal | undefined {
  if (!isJson(action) || action.name !== 'address_message')
    return invalid("interactive['action']['name'] must be address_message")
  const path = "interactive['action']['parameters']"
  const { country, values } = jsonAt(action, 'parameters')
  return (
    requiredText(country, `${path}['country']`, 2) ??
    (country === 'IN' ? undefined : invalid(`${path}['country'] must be IN`)) ??
    optionalText(isJson(values) ? values.in_pin_code : undefined, `${path}['values']['in_pin_code']`, 6)
  )
}

export function order(name: string): (action: unknown) => Refusal | undefined {
  return (action) => {
    if (!isJson(action) || action.name !== name) return invalid(`interactive['action']['name'] must be ${name}`)
    const path = "interactive['action']['parameters']['reference_id']"
    return requiredText(jsonAt(action, 'parameters').reference_id, path, 60)
  }
}
