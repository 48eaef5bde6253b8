/**
 * Writes an account's templates at Meta: create for review, change, delete (cloud-api.md, section 3.1). Every end is a
 * value; a response that is not understood is `unknown`, because the call may have taken effect.
 */
import type { Channel } from '../../../model/bot/bot.ts'
import { idOf, type Json, textOf } from '../../../model/json.ts'
import type { TemplateDefinition } from '../../../model/template/definition.ts'
import type { LibraryOrigin, TemplateRecord } from '../../../model/template/record.ts'
import type { Failed } from '../outcomes/outcomes.ts'
import { categoryOf, type GraphResult, readTemplate, withFields } from './account.ts'

/** What can change at Meta beside category and components. */
type Changeable = 'ttlSeconds' | 'linkTrackingOptedOut' | 'maxPrice'

export type TemplateWrite = Pick<
  TemplateDefinition,
  'elementName' | 'language' | 'category' | 'parameterFormat' | 'subCategory'
> &
  Pick<TemplateRecord, 'allowCategoryChange' | 'displayFormat' | 'library' | Changeable> & {
    components: unknown[]
  }

export type CreateResult =
  | { kind: 'created'; metaId: string; status: string; category: TemplateDefinition['category'] }
  | { kind: 'failed'; outcome: Failed }

export type DoneResult = { kind: 'done' } | { kind: 'failed'; outcome: Failed }

export type TemplateRead = { kind: 'ok'; template: TemplateDefinition } | { kind: 'failed'; outcome: Failed }

type Graph = {
  get(path: string): Promise<GraphResult>
  post(path: string, body: Json): Promise<GraphResult>
  remove(path: string): Promise<GraphResult>
}

export async function createTemplate(graph: Graph, { wabaId }: Channel, write: TemplateWrite): Promise<CreateResult> {
  const result = await graph.post(`/${wabaId}/message_templates`, {
    name: write.elementName,
    language: write.language,
    category: write.category,
    ...(write.parameterFormat === 'NAMED' ? { parameter_format: 'NAMED' } : {}),
    ...(write.allowCategoryChange === undefined ? {} : { allow_category_change: write.allowCategoryChange }),
    ...beside(write),
    ...(write.library ? fromLibrary(write.library) : { components: write.components }),
  })
  if (result.kind === 'failed') return result
  const metaId = idOf(result.json.id)
  if (metaId === undefined || !/^[\w-]{1,64}$/.test(metaId)) return unknown('the response has no template id')
  const status = textOf(result.json.status)?.toUpperCase() ?? 'PENDING'
  return { kind: 'created', metaId, status, category: categoryOf(result.json.category) ?? write.category }
}

/** Members of a creation or change beside the components; only those given. */
function beside({
  ttlSeconds,
  subCategory,
  displayFormat,
  linkTrackingOptedOut,
  maxPrice,
}: Pick<TemplateWrite, 'subCategory' | 'displayFormat' | Changeable>): Json {
  return {
    ...(ttlSeconds === undefined ? {} : { message_send_ttl_seconds: ttlSeconds }),
    ...(subCategory === undefined ? {} : { sub_category: subCategory }),
    ...(displayFormat === undefined ? {} : { display_format: displayFormat }),
    ...(linkTrackingOptedOut === undefined ? {} : { cta_url_link_tracking_opted_out: linkTrackingOptedOut }),
    ...(maxPrice !== undefined && {
      optimization_spec: { bid_strategy: 'LOWEST_COST_WITH_BID_CAP', bid_amount: maxPrice },
    }),
  }
}

function fromLibrary({ name, buttonInputs, bodyInputs }: LibraryOrigin): Json {
  return {
    library_template_name: name,
    ...(buttonInputs ? { library_template_button_inputs: buttonInputs } : {}),
    ...(bodyInputs ? { library_template_body_inputs: bodyInputs } : {}),
  }
}

/** Components are replaced as a whole. */
export async function editTemplate(
  graph: Graph,
  metaId: string,
  change: { category?: string; components?: unknown[] } & Pick<TemplateWrite, Changeable>,
): Promise<DoneResult> {
  const { ttlSeconds, linkTrackingOptedOut, maxPrice, ...body } = change
  const given = beside({ ttlSeconds, linkTrackingOptedOut, maxPrice })
  return doneOf(await graph.post(`/${encodeURIComponent(metaId)}`, { ...body, ...given }))
}

/** Without `metaId`, in all languages. */
export async function deleteTemplate(
  graph: Graph,
  { wabaId }: Channel,
  { elementName, metaId }: { elementName: string; metaId?: string },
): Promise<DoneResult> {
  const query = new URLSearchParams({ ...(metaId === undefined ? {} : { hsm_id: metaId }), name: elementName })
  return doneOf(await graph.remove(`/${wabaId}/message_templates?${query}`))
}

export async function readTemplateById(graph: Pick<Graph, 'get'>, metaId: string): Promise<TemplateRead> {
  const result = await withFields((fields) => graph.get(`/${encodeURIComponent(metaId)}?fields=${fields}`))
  if (result.kind === 'failed') return result
  const template = readTemplate(result.json)
  return template === undefined ? unknown('the response has no template') : { kind: 'ok', template }
}

export function doneOf(result: GraphResult): DoneResult {
  if (result.kind === 'failed') return result
  return result.json.success === false ? unknown('the response reports no success') : { kind: 'done' }
}

function unknown(reason: string): { kind: 'failed'; outcome: Failed } {
  return { kind: 'failed', outcome: { kind: 'unknown', reason } }
}
