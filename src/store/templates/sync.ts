/**
 * Syncs a bot's templates from Meta into the store: each difference changes the row and emits its event in one
 * transaction, as a webhook would. Changes made here since Meta was queried are newer, and stay; so does a draft not
 * submitted to Meta, beside Meta's template of the same name.
 */
import type { TemplateDefinition } from '../../model/template/definition.ts'
import { meaning } from '../../model/template/meaning.ts'
import { deletedStatus, draftStatus, type StoredTemplate, templateKey } from '../../model/template/record.ts'
import { isFormerAccount } from '../bots/former-identity.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { emitTemplateEvent, type TemplateContext, writeTemplate } from './changes.ts'
import { putTemplate, storedTemplate, type TemplateKey } from './templates.ts'

export type SyncCounts = { added: number; changed: number; unchanged: number; removed: number }

/** `startedAt`: when Meta was queried. Changes made here since are newer than Meta's response. */
export type SyncInput = { botId: string; wabaId: string; found: TemplateDefinition[]; startedAt: number; now: number }

export function* syncTemplates(context: TemplateContext, input: SyncInput): Transaction<SyncCounts> {
  const counts: SyncCounts = { added: 0, changed: 0, unchanged: 0, removed: 0 }
  // Meta was queried before the bot changed its account, so the result concerns the former one.
  if (yield* isFormerAccount(input.botId, input.wabaId)) return counts
  for (const found of input.found) counts[yield* syncTemplate(context, input, found)]++
  return counts
}

function* syncTemplate(
  context: TemplateContext,
  { botId, wabaId, startedAt, now }: SyncInput,
  { maxPrice, ...found }: TemplateDefinition,
): Transaction<'added' | 'changed' | 'unchanged'> {
  const known = yield* storedTemplate(botId, found)
  if (!known) {
    yield* putTemplate(botId, found, now, typeof maxPrice === 'number' ? { maxPrice } : undefined)
    return 'added'
  }
  if (known.updatedAt > startedAt) return 'unchanged'
  if (known.definition.status === draftStatus && !(yield* isSame(botId, known.definition, found))) {
    yield* putBeside(botId, known, found, now)
    const event = { change: 'status', value: found.status, previous: draftStatus, conflict: true } as const
    const { elementName, language } = found
    yield* emitTemplateEvent(
      context,
      { botId, wabaId, elementName, language, ...event, isKnown: true, source: 'sync' },
      now,
    )
    return 'changed'
  }
  const isPriced = yield* notePrice(botId, known, maxPrice, now)
  const changes = differences(known.definition, found)
  if (changes.length === 0 && !isOtherwiseNew(known.definition, found)) return isPriced ? 'changed' : 'unchanged'
  // Only the webhook gives the reason of a pause.
  const { reason: before, status } = known.definition
  const reasoned = before && status === found.status ? { reason: before, ...found } : found
  // Nor does the list include announced changes.
  const { coming, category } = known.definition
  yield* writeTemplate(botId, coming && category === found.category ? { coming, ...reasoned } : reasoned, now)
  const { elementName, language, reason } = found
  for (const change of changes) {
    const emitted = change.change === 'status' && reason ? { ...change, reason } : change
    yield* emitTemplateEvent(
      context,
      { botId, wabaId, elementName, language, ...emitted, isKnown: true, source: 'sync' },
      now,
    )
  }
  return 'changed'
}

/** Whether Meta has another max price than is stored; undefined: it does not say. */
function* notePrice(
  botId: string,
  { definition: { elementName, language }, record }: StoredTemplate,
  found: TemplateDefinition['maxPrice'],
  now: number,
): Transaction<boolean> {
  if (found === undefined || (record.maxPrice ?? null) === found) return false
  const { maxPrice: _, ...others } = record
  yield* query(
    `update templates set record = $4, updated_at = $5, revision = revision + 1
     where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    elementName,
    language,
    JSON.stringify({ ...others, ...(found !== null && { maxPrice: found }) }),
    now,
  )
  return true
}

/** Whether Meta's template is this draft: it was submitted, or their contents are equal. */
function* isSame(botId: string, draft: TemplateDefinition, found: TemplateDefinition): Transaction<boolean> {
  if (meaning(draft) === meaning(found)) return true
  const sent = yield* queryOne<{ submitted_at: number | null }>(
    'select submitted_at from templates where bot_id = $1 and element_name = $2 and language = $3',
    botId,
    draft.elementName,
    draft.language,
  )
  return Boolean(sent?.submitted_at)
}

/** Meta's template, which can be sent, replaces the row's definition; the draft is stored beside it. */
function* putBeside(
  botId: string,
  { definition, record }: StoredTemplate,
  found: TemplateDefinition,
  now: number,
): Transaction<void> {
  yield* query(
    `update templates set draft = $4, record = null where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    definition.elementName,
    definition.language,
    JSON.stringify({ definition, record }),
  )
  yield* writeTemplate(botId, found, now)
}

type Difference =
  | { change: 'status' | 'category' | 'quality'; value: string; previous: string }
  | { change: 'components'; value: 'UPDATED' }

function differences(known: TemplateDefinition, found: TemplateDefinition): Difference[] {
  const list: Difference[] = []
  const compare = (change: 'status' | 'category' | 'quality', previous: string, value: string) => {
    if (value !== previous) list.push({ change, value, previous })
  }
  compare('status', known.status, found.status)
  compare('category', known.category, found.category)
  compare('quality', known.quality ?? 'UNKNOWN', found.quality ?? 'UNKNOWN')
  if (known.status !== draftStatus && meaning(known) !== meaning(found)) {
    list.push({ change: 'components', value: 'UPDATED' })
  }
  return list
}

/** Changes to store without an event. */
function isOtherwiseNew(known: TemplateDefinition, found: TemplateDefinition): boolean {
  return (
    known.metaId !== found.metaId ||
    known.subCategory !== found.subCategory ||
    (found.reason !== undefined && known.reason !== found.reason)
  )
}

/** `after`: where the previous batch ended. */
export type DropInput = Omit<SyncInput, 'found'> & {
  elementName?: string
  seen: ReadonlySet<string>
  after?: TemplateKey
}

/** `next`: there may be more after it. */
export type Dropped = { removed: number; next?: TemplateKey }

/** This many keys are read in some 4 ms. */
const dropPiece = 1_000

export function* dropTemplates(context: TemplateContext, input: DropInput): Transaction<Dropped> {
  const { botId, elementName, seen, after } = input
  if (yield* isFormerAccount(botId, input.wabaId)) return { removed: 0 }
  const stored = yield* query<{ element_name: string; language: string; status: string; updated_at: number }>(
    `select element_name, language, status, updated_at from templates
     where bot_id = $1 and (element_name, language) > ($2, $3) and ($4 is null or element_name = $4)
     order by element_name, language limit $5`,
    botId,
    after?.elementName ?? '',
    after?.language ?? '',
    elementName,
    dropPiece,
  )
  let removed = 0
  for (const { element_name, language, status, updated_at } of stored) {
    const key = { elementName: element_name, language }
    const isOurs = status === deletedStatus || status === draftStatus || updated_at > input.startedAt
    if (!isOurs && !seen.has(templateKey(key)) && (yield* dropTemplate(context, input, key))) removed++
  }
  const last = stored.at(-1)
  if (stored.length < dropPiece || !last) return { removed }
  return { removed, next: { elementName: last.element_name, language: last.language } }
}

/** Meta cannot delete a template that the operator stored without Meta's id. */
function* dropTemplate(
  context: TemplateContext,
  { botId, wabaId, now }: DropInput,
  key: TemplateKey,
): Transaction<boolean> {
  const known = (yield* storedTemplate(botId, key))?.definition
  if (!known?.metaId) return false
  yield* writeTemplate(botId, { ...known, status: deletedStatus }, now)
  const change = { change: 'status', value: deletedStatus, previous: known.status } as const
  yield* emitTemplateEvent(context, { botId, wabaId, ...key, ...change, isKnown: true, source: 'sync' }, now)
  return true
}
