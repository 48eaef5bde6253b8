/**
 * A bot's templates: Meta's definition, the callers' data beside it (`record`), and the columns for lists. A name and
 * language are unique, so of two concurrent creations only one goes to Meta.
 */
import type { Quotas } from '../../model/quota.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import { deletedStatus, draftStatus, type StoredTemplate, type TemplateRecord } from '../../model/template/record.ts'
import { isFormerAccount } from '../bots/former-identity.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'
import { bringDraftBack, emitTemplateEvent, type TemplateContext, writeTemplate } from './changes.ts'

/** Without `status`: all but deleted ones. Values in Meta's own spelling. */
export type TemplateFilter = {
  botId: string
  /** Part of the element name. */
  query?: string
  status?: string
  category?: string
  language?: string
  limit: number
  offset: number
}

export type TemplateKey = { elementName: string; language: string }

/** Meta's response to a creation. */
export type Submitted = { metaId: string; status: string; category: TemplateDefinition['category'] }

export type DraftResult = { kind: 'drafted'; replaced?: StoredTemplate } | { kind: 'taken'; status: string }

export type TemplateEditing = (stored: StoredTemplate) => Pick<StoredTemplate, 'definition' | 'record'> | undefined

type TemplateRow = {
  definition: string
  record: string | null
  created_at: number | null
  updated_at: number
  revision: number
  draft: string | null
}

const storedColumns = 'definition, record, created_at, updated_at, revision, draft'

export function* templates(botId: string): Transaction<TemplateDefinition[]> {
  const found = yield* query<TemplateRow>(
    'select definition from templates where bot_id = $1 order by element_name, language',
    botId,
  )
  return found.map(definitionOf)
}

export function* templatesNamed(botId: string, elementName: string): Transaction<TemplateDefinition[]> {
  const found = yield* query<TemplateRow>(
    'select definition from templates where bot_id = $1 and element_name = $2 and status <> $3 order by language',
    botId,
    elementName,
    deletedStatus,
  )
  return found.map(definitionOf)
}

function definitionOf(found: { definition: string }): TemplateDefinition {
  return JSON.parse(found.definition) as TemplateDefinition
}

function storedOf(found: TemplateRow): StoredTemplate {
  return {
    definition: definitionOf(found),
    record: parse<TemplateRecord>(found.record) ?? {},
    createdAt: found.created_at ?? found.updated_at,
    updatedAt: found.updated_at,
    revision: Number(found.revision),
    ...(found.draft && { draft: JSON.parse(found.draft) as StoredTemplate['draft'] }),
  }
}

export function* putTemplate(
  botId: string,
  template: TemplateDefinition,
  now: number,
  record?: TemplateRecord,
): Transaction<void> {
  yield* query(
    `insert into templates (bot_id, element_name, language, definition, status, category, record, created_at,
       updated_at, revision)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8)
     on conflict (bot_id, element_name, language) do update set definition = $4, status = $5, category = $6,
       record = coalesce($7, templates.record), updated_at = $8, submitted_at = null,
         revision = templates.revision + 1`,
    botId,
    template.elementName,
    template.language,
    JSON.stringify(template),
    template.status,
    template.category,
    record && JSON.stringify(record),
    now,
  )
  if (template.status === deletedStatus) yield* bringDraftBack(botId, template, now)
}

export function* replaceTemplate(
  quotas: Quotas,
  botId: string,
  template: TemplateDefinition,
  now: number,
  expected: Expected | undefined,
): Transaction<Changed<StoredTemplate>> {
  const known = yield* storedTemplate(botId, template)
  if (!isExpected(expected, known?.revision)) return { kind: 'stale' }
  if (!known) yield* within(quotas, 'templates', botId)
  yield* putTemplate(botId, template, now)
  const value = yield* storedTemplate(botId, template)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

export function* editTemplate(
  botId: string,
  key: TemplateKey,
  edit: TemplateEditing,
  now: number,
): Transaction<StoredTemplate | undefined> {
  const known = yield* storedTemplate(botId, key)
  const edited = known && edit(known)
  if (!edited) return undefined
  yield* putTemplate(botId, edited.definition, now, edited.record)
  return yield* storedTemplate(botId, key)
}

export function* submittingTemplate(
  botId: string,
  { elementName, language }: TemplateKey,
  now: number,
): Transaction<void> {
  yield* query(
    `update templates set submitted_at = $4 where bot_id = $1 and element_name = $2 and language = $3 and status = $5`,
    botId,
    elementName,
    language,
    now,
    draftStatus,
  )
}

export function deleteTemplate(
  botId: string,
  { elementName, language }: TemplateKey,
  expected?: Expected,
): Transaction<Removed> {
  return removeRow('templates', { bot_id: botId, element_name: elementName, language }, expected)
}

export function* listTemplates(filter: TemplateFilter): Transaction<{ total: number; templates: StoredTemplate[] }> {
  const where = createWhere()
  where.add((n) => `bot_id = $${n}`, filter.botId)
  const { query: statement, status, category, language } = filter
  if (statement)
    where.add((n) => `element_name like $${n} escape '!'`, `%${statement.toLowerCase().replace(/[!%_]/g, '!$&')}%`)
  if (status) where.add((n) => `status = $${n}`, status)
  else where.add((n) => `status <> $${n}`, deletedStatus)
  if (category) where.add((n) => `category = $${n}`, category)
  if (language) where.add((n) => `lower(language) = $${n}`, language.toLowerCase())
  const counted = yield* queryOne<{ total: number }>(
    `select count(*) as total from templates where ${where.text()}`,
    ...where.values,
  )
  const found = yield* query<TemplateRow>(
    `select ${storedColumns} from templates where ${where.text(2)}
     order by element_name, language limit $1 offset $2`,
    filter.limit,
    filter.offset,
    ...where.values,
  )
  return { total: counted?.total ?? 0, templates: found.map(storedOf) }
}

export function* templateRecords(botId: string, elementName: string): Transaction<StoredTemplate[]> {
  const found = yield* query<TemplateRow>(
    `select ${storedColumns} from templates
     where bot_id = $1 and element_name = $2 order by language`,
    botId,
    elementName,
  )
  return found.map(storedOf)
}

export function* storedTemplate(
  botId: string,
  { elementName, language }: TemplateKey,
): Transaction<StoredTemplate | undefined> {
  const found = yield* queryOne<TemplateRow>(
    `select ${storedColumns} from templates
     where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    elementName,
    language,
  )
  return found && storedOf(found)
}

// ── creation ────────────────────────────────────────────────

export function* draftTemplate(
  quotas: Quotas,
  botId: string,
  template: TemplateDefinition,
  record: TemplateRecord,
  now: number,
): Transaction<DraftResult> {
  const known = yield* storedTemplate(botId, template)
  const status = known?.definition.status
  if (status !== undefined && status !== draftStatus && status !== deletedStatus) return { kind: 'taken', status }
  if (!known) yield* within(quotas, 'templates', botId)
  yield* putTemplate(botId, { ...template, status: draftStatus }, now, record)
  return known ? { kind: 'drafted', replaced: known } : { kind: 'drafted' }
}

export function* submitTemplate(
  context: TemplateContext,
  botId: string,
  wabaId: string,
  key: TemplateKey,
  submitted: Submitted,
  now: number,
): Transaction<void> {
  const known = (yield* storedTemplate(botId, key))?.definition
  if (!known || (yield* isFormerAccount(botId, wabaId))) return
  const { metaId } = submitted
  const isDraft = known.status === draftStatus
  yield* writeTemplate(botId, isDraft ? { ...known, ...submitted } : { ...known, metaId }, now)
  if (!isDraft || submitted.category === known.category) return
  const change = { change: 'category', value: submitted.category, previous: known.category } as const
  yield* emitTemplateEvent(context, { botId, wabaId, ...key, ...change, isKnown: true, source: 'sync' }, now)
}
