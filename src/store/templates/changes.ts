/**
 * Changes of a template reported by a webhook from Meta or found by a sync: the row changes and the event is emitted in
 * one transaction (promise 9), and neither source repeats what is already known.
 */
import type { EventType } from '../../model/events/event.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { TemplateChange } from '../../model/inbound/inbound.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import {
  deletedStatus,
  draftStatus,
  isAlarming,
  type StoredTemplate,
  type TemplateNotice,
} from '../../model/template/record.ts'
import { dayMs } from '../../model/time.ts'
import { handleTemplateStatus } from '../campaigns/stops.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type TemplateContext = EventContext & {
  /** When a late webhook was received: what was written since is newer, and stays. */
  heardAt?: number
}

const eventOf = {
  status: 'template_status',
  quality: 'template_quality',
  category: 'template_category',
  category_warning: 'template_category_warning',
  components: 'template_status',
} as const satisfies Record<TemplateChange['change'], EventType>

/** Applies a webhook's change. The event is emitted even if the template is not stored. */
export function* changeTemplate(
  context: TemplateContext,
  botId: string,
  fact: TemplateChange,
  now: number,
): Transaction<void> {
  const found = yield* queryOne<{ definition: string; updated_at: number; submitted_at: number | null }>(
    `select definition, updated_at, submitted_at from templates
     where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    fact.elementName,
    fact.language,
  )
  const stored = parse<TemplateDefinition>(found?.definition)
  // A draft not submitted to Meta is a different template from the one Meta reports on.
  const known = stored?.status === draftStatus && !found?.submitted_at ? undefined : stored
  const reportedAt = context.heardAt ?? now
  const effectiveAt = fact.effectiveAt ?? reportedAt + categoryNoticeMs
  if (known && isOldNews(known, { ...fact, effectiveAt }, now)) return
  const isLate = found !== undefined && reportedAt < now && found.updated_at > reportedAt
  if (known && !isLate) yield* writeTemplate(botId, changed(known, { ...fact, effectiveAt }), now)
  const previous = fact.previous ?? (known && valueIn(known, fact.change))
  const { kind: _kind, ...said } = fact
  const warned = fact.change === 'category_warning' ? { effectiveAt } : {}
  yield* emitTemplateEvent(
    context,
    { ...said, ...warned, ...(previous ? { previous } : {}), botId, isKnown: known !== undefined, source: 'webhook' },
    now,
  )
}

/** The time that Meta leaves between a warning and the change. */
const categoryNoticeMs = dayMs

/** With a time, which only a warning has. */
type TimedChange = TemplateChange & { effectiveAt: number }

/** Meta repeats its webhooks, and a sync may have come first. */
function isOldNews(known: TemplateDefinition, fact: TimedChange, now: number): boolean {
  if (fact.change === 'components') return false
  if (fact.change === 'category_warning') return known.category === fact.value || isWarnedOf(known, fact, now)
  const isSameReason = fact.change !== 'status' || fact.reason === undefined || fact.reason === known.reason
  return isSameReason && valueIn(known, fact.change) === fact.value
}

/** The same webhook has the same time; and only one warning counts until its time has come. */
function isWarnedOf({ coming }: TemplateDefinition, { value, effectiveAt }: TimedChange, now: number): boolean {
  return coming?.category === value && (coming.at === effectiveAt || coming.at > now)
}

function valueIn(known: TemplateDefinition, change: TemplateChange['change']): string {
  if (change === 'status') return known.status
  if (change === 'category' || change === 'category_warning') return known.category
  return change === 'quality' ? (known.quality ?? 'UNKNOWN') : ''
}

/** Two events are named by what happened, not by the resulting status. */
function statusOf(fact: TemplateChange): string {
  const isBack = fact.change === 'status' && (fact.value === 'REINSTATED' || fact.value === 'UNARCHIVED')
  return isBack ? 'APPROVED' : fact.value
}

function changed(known: TemplateDefinition, fact: TimedChange): TemplateDefinition {
  switch (fact.change) {
    case 'status': {
      const { reason: _reason, ...rest } = known
      return { ...rest, status: statusOf(fact), ...(fact.reason ? { reason: fact.reason } : {}) }
    }
    case 'quality':
      return { ...known, quality: fact.value }
    case 'category': {
      const { coming: _coming, ...rest } = known
      return { ...rest, category: fact.value as TemplateDefinition['category'] }
    }
    case 'category_warning':
      return { ...known, coming: { category: fact.value, at: fact.effectiveAt } }
    case 'components':
      return known
  }
}

export type TemplateChangeEvent = Omit<TemplateNotice, 'alarm'> & {
  wabaId: string
  reason?: string
  /** A draft of ours with the same name and language stays beside it. */
  conflict?: true
  raw?: Record<string, unknown>
}

/** Emits the event and the hint, and keeps the change (history.ts). */
export function* emitTemplateEvent(
  context: TemplateContext,
  event: TemplateChangeEvent,
  now: number,
): Transaction<void> {
  const { isKnown, source, ...said } = event
  const { botId, elementName, language, change, value, previous, effectiveAt } = event
  const alarm = isAlarming(change, value, previous)
  const id = context.newId('evt')
  const type = eventOf[change]
  const beside = { ...(alarm ? { alarm: true as const } : {}), ...(source === 'sync' ? { source } : {}) }
  const body: EventBody<typeof type> = {
    kind: 'template',
    ...said,
    ...beside,
    event: type,
    eventId: id,
    timestamp: now,
  }
  yield* emitEvent(context, { id, botId, userId: '', type, at: now, body })
  yield* query(
    `insert into template_changes
       (bot_id, element_name, language, at, change, value, previous, reason, effective_at, source)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    botId,
    elementName,
    language,
    now,
    change,
    value,
    previous ?? null,
    event.reason ?? null,
    effectiveAt ?? null,
    source,
  )
  // Somebody may want to look after it.
  const notice = { botId, elementName, language, change, value, previous, effectiveAt, alarm, isKnown, source }
  context.wake({ kind: 'templates', notice })
  if (change === 'status') yield* handleTemplateStatus(context, { botId, elementName, language, status: value }, now)
}

/** Writes the definition and the columns that lists filter by. */
export function* writeTemplate(botId: string, template: TemplateDefinition, now: number): Transaction<void> {
  yield* query(
    `update templates set definition = $4, status = $5, category = $6, updated_at = $7, revision = revision + 1
     where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    template.elementName,
    template.language,
    JSON.stringify(template),
    template.status,
    template.category,
    now,
  )
  if (template.status === deletedStatus) yield* bringDraftBack(botId, template, now)
}

/** Restores the draft after the template that hid it was deleted. */
export function* bringDraftBack(
  botId: string,
  { elementName, language }: Pick<TemplateDefinition, 'elementName' | 'language'>,
  now: number,
): Transaction<void> {
  const found = yield* queryOne<{ draft: string | null }>(
    'select draft from templates where bot_id = $1 and element_name = $2 and language = $3',
    botId,
    elementName,
    language,
  )
  const draft = parse<NonNullable<StoredTemplate['draft']>>(found?.draft)
  if (!draft) return
  yield* query(
    `update templates set definition = $4, status = $5, category = $6, record = $7, draft = null, submitted_at = null,
       updated_at = $8, revision = revision + 1
     where bot_id = $1 and element_name = $2 and language = $3`,
    botId,
    elementName,
    language,
    JSON.stringify(draft.definition),
    draftStatus,
    draft.definition.category,
    JSON.stringify(draft.record),
    now,
  )
}
