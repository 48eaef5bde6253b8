/**
 * Reads an account's data from Meta: its templates, and the address of a medium (cloud-api.md, sections 2 and 3.1).
 * Works on any function that gets a path; in production the client's `get`.
 */

import { idOf, type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import type { TemplateComponent, TemplateDefinition } from '../../../model/template/definition.ts'
import type { Failed } from '../outcomes/outcomes.ts'

export type GraphResult = { kind: 'ok'; json: Json } | { kind: 'failed'; outcome: Failed }

export type Get = (path: string) => Promise<GraphResult>

/** `unreadable`: the number of further templates that could not be read. */
export type TemplateList =
  | { kind: 'ok'; templates: TemplateDefinition[]; unreadable: number }
  | { kind: 'failed'; outcome: Failed }

export type MediaAddress =
  | { kind: 'ok'; url: string; mimeType?: string; sha256?: string; sizeBytes?: number }
  | { kind: 'failed'; outcome: Failed }

const knownFields =
  'id,name,language,status,category,sub_category,parameter_format,components,quality_score,rejected_reason'
/** The max price is new (meta-2026.md, section 10.2): versions without it refuse the field. */
export const templateFields = { all: `${knownFields},optimization_spec`, known: knownFields } as const
const pageSize = 100
/** An account holds 6,000 templates at most; more pages than this mean a server that loops. */
const maxPages = 100

/**
 * All templates, or those of one name. Pages by cursor: the `next` address is not followed, as the token would go
 * wherever it points.
 */
export async function listTemplates(get: Get, wabaId: string, elementName?: string): Promise<TemplateList> {
  const templates: TemplateDefinition[] = []
  let unreadable = 0
  // Meta matches the text anywhere in a name: other templates are dropped here.
  const name = elementName === undefined ? '' : `&name=${encodeURIComponent(elementName)}`
  let after = ''
  for (let page = 0; page < maxPages; page++) {
    const result = await withFields((fields) =>
      get(`/${wabaId}/message_templates?fields=${fields}&limit=${pageSize}${name}${after}`),
    )
    if (result.kind === 'failed') return result
    const items = listOf(result.json.data)
    if (items === undefined) return { kind: 'failed', outcome: { kind: 'unknown', reason: 'the response has no list' } }
    for (const item of items) {
      const template = readTemplate(item)
      if (template === undefined) unreadable++
      else if (elementName === undefined || template.elementName === elementName) templates.push(template)
    }
    const cursor = nextCursor(result.json)
    if (cursor === undefined) return { kind: 'ok', templates, unreadable }
    after = `&after=${encodeURIComponent(cursor.toWellFormed())}`
  }
  return { kind: 'failed', outcome: { kind: 'unknown', reason: `more than ${maxPages} pages of templates` } }
}

/** Once more without the new fields where Meta refuses a field by its name. */
export async function withFields(ask: (fields: string) => Promise<GraphResult>): Promise<GraphResult> {
  const result = await ask(templateFields.all)
  const error = result.kind === 'failed' && result.outcome.kind === 'refused' ? result.outcome.error : undefined
  const isUnknown = error?.code === 100 && /optimization_spec/.test(`${error.message} ${error.details}`)
  return isUnknown ? ask(templateFields.known) : result
}

export function nextCursor(json: Json): string | undefined {
  const paging = objectOf(json.paging)
  return paging?.next === undefined ? undefined : textOf(objectOf(paging.cursors)?.after)
}

/** Undefined when name, language or a known category is missing. */
export function readTemplate(value: unknown): TemplateDefinition | undefined {
  const item = objectOf(value)
  const elementName = textOf(item?.name)
  const language = textOf(item?.language)
  const category = categoryOf(item?.category)
  if (item === undefined || !elementName || !language || !category) return undefined
  const format = textOf(item.parameter_format)?.toUpperCase()
  const metaId = idOf(item.id)
  const subCategory = textOf(item.sub_category)?.toUpperCase()
  const quality = textOf(objectOf(item.quality_score)?.score)?.toUpperCase()
  const status = textOf(item.status)?.toUpperCase() ?? 'PENDING'
  // Meta still reports the reason after the template was changed.
  const reason = status === 'REJECTED' ? textOf(item.rejected_reason) : undefined
  return {
    elementName,
    language,
    category,
    status,
    ...(format === 'NAMED' || format === 'POSITIONAL' ? { parameterFormat: format } : {}),
    components: (listOf(item.components) ?? []).map(readComponent).filter((component) => component !== undefined),
    ...(metaId ? { metaId } : {}),
    ...(subCategory ? { subCategory } : {}),
    ...(quality ? { quality } : {}),
    ...maxPriceIn(item),
    ...(reason && reason !== 'NONE' ? { reason } : {}),
  }
}

/** Without the member Meta says nothing; without an amount in it the template has no max price. */
function maxPriceIn(item: Json): Pick<TemplateDefinition, 'maxPrice'> {
  const key = 'optimization_spec' in item ? 'optimization_spec' : 'bid_spec'
  if (!(key in item)) return {}
  return { maxPrice: numberOf(objectOf(item[key])?.bid_amount) ?? null }
}

export function categoryOf(value: unknown): TemplateDefinition['category'] | undefined {
  const category = textOf(value)?.toUpperCase()
  return category === 'AUTHENTICATION' || category === 'MARKETING' || category === 'UTILITY' ? category : undefined
}

function readComponent(value: unknown): TemplateComponent | undefined {
  const component = objectOf(value)
  return typeof component?.type === 'string' ? (component as TemplateComponent) : undefined
}

export async function mediaAddress(get: Get, mediaId: string): Promise<MediaAddress> {
  const result = await get(`/${encodeURIComponent(mediaId.toWellFormed())}`)
  if (result.kind === 'failed') return result
  const { json } = result
  const url = textOf(json.url)
  if (url === undefined) return { kind: 'failed', outcome: { kind: 'unknown', reason: 'the response has no address' } }
  return {
    kind: 'ok',
    url,
    mimeType: textOf(json.mime_type),
    sha256: textOf(json.sha256),
    sizeBytes: numberOf(json.file_size),
  }
}
