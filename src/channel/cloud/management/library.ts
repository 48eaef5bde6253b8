/**
 * Browses Meta's library of ready-made templates (meta-2026.md, section 11.1). The names of its query and of its items
 * come from older pages and SDKs and are unverified today, so whatever is missing is empty, the industry is taken as a
 * list or as one word, and parameters' types also as `body_param_types` of objects. Works on any function that gets a
 * path.
 */
import { idOf, type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import type { TemplateComponent } from '../../../model/template/definition.ts'
import type { Failed } from '../outcomes/outcomes.ts'
import { categoryOf, type Get, nextCursor } from './account.ts'

export type LibraryQuery = {
  search?: string
  topic?: string
  useCase?: string
  industry?: string
  language?: string
  name?: string
  limit?: number
  after?: string
}

export type LibraryTemplate = {
  id: string | null
  name: string
  language: string
  category: 'AUTHENTICATION' | 'MARKETING' | 'UTILITY'
  topic: string | null
  useCase: string | null
  industries: string[]
  /** As the template will have them, with examples of the body's parameters. */
  components: TemplateComponent[]
  /** Of the body's parameters, in order, in Meta's words. */
  paramTypes: string[]
  params: string[]
}

export type LibraryPage =
  | { kind: 'ok'; templates: LibraryTemplate[]; next: string | null }
  | { kind: 'failed'; outcome: Failed }

const names = { useCase: 'usecase' } as const

export async function browseLibrary(get: Get, asked: LibraryQuery): Promise<LibraryPage> {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(asked))
    if (value !== undefined) query.set(key === 'useCase' ? names.useCase : key, String(value))
  const result = await get(`/message_template_library?${query}`)
  if (result.kind === 'failed') return result
  const items = listOf(result.json.data)
  if (items === undefined) return { kind: 'failed', outcome: { kind: 'unknown', reason: 'the response has no list' } }
  const templates = items.flatMap((item) => templateIn(objectOf(item)) ?? [])
  return { kind: 'ok', templates, next: nextCursor(result.json) ?? null }
}

/** Undefined without name, language or a known category. */
function templateIn(item: Json | undefined): LibraryTemplate | undefined {
  const name = textOf(item?.name)
  const language = textOf(item?.language)
  const category = categoryOf(item?.category)
  if (item === undefined || !name || !language || !category) return undefined
  const params = textsIn(item.body_params)
  return {
    id: idOf(item.id) ?? null,
    name,
    language,
    category,
    topic: textOf(item.topic) ?? null,
    useCase: textOf(item.usecase) ?? null,
    industries: typeof item.industry === 'string' ? [item.industry] : textsIn(item.industry),
    components: componentsOf(item, params),
    paramTypes: (listOf(item.body_param_types) ?? []).map(
      (one) => textOf(one) ?? textOf(objectOf(one)?.type) ?? 'TEXT',
    ),
    params,
  }
}

function componentsOf(item: Json, params: readonly string[]): TemplateComponent[] {
  const header = textOf(item.header)
  const buttons = (listOf(item.buttons) ?? []).flatMap((one) => objectOf(one) ?? [])
  const example = params.length === 0 ? {} : { example: { body_text: [params] } }
  return [
    ...(header ? [{ type: 'HEADER', format: 'TEXT', text: header }] : []),
    { type: 'BODY', text: textOf(item.body) ?? '', ...example },
    ...(buttons.length > 0 ? [{ type: 'BUTTONS', buttons }] : []),
  ]
}

function textsIn(value: unknown): string[] {
  return (listOf(value) ?? []).flatMap((one) => textOf(one) ?? [])
}
