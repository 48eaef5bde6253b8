/**
 * What the API tells of a template beside Meta's definition: the names that people gave it and whether it is shown. Kept in the
 * row of the definition; a template that was found at Meta has none of it until somebody says it. Pure types and the own status.
 */
import type { TemplateDefinition } from './definition.ts'

/** `param` is the variable as it stands between the braces. */
export type TemplateParam = { param: string; label: string; example?: string }

export type TemplateRecord = {
  displayName?: string
  isVisible?: boolean
  /** Of the body's variables, in their order. */
  params?: TemplateParam[]
  allowCategoryChange?: boolean
  /** How long Meta tries to deliver, seconds. */
  ttlSeconds?: number
  /** Meta's `display_format`, in capitals. */
  displayFormat?: string
  /** Meta does not count who opens the addresses of its buttons. */
  linkTrackingOptedOut?: boolean
  library?: LibraryOrigin
}

/** The texts are those of a template in Meta's library; the inputs fill what it leaves open, as Meta writes them. */
export type LibraryOrigin = {
  name: string
  buttonInputs?: Record<string, unknown>[]
  bodyInputs?: Record<string, unknown>
}

export type StoredTemplate = {
  definition: TemplateDefinition
  record: TemplateRecord
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
  /** Ours, which nobody sent to Meta, while Meta has another one of its name: `definition` is then Meta's. */
  draft?: { definition: TemplateDefinition; record: TemplateRecord }
}

/** Recado's own status: kept here, not sent to Meta. */
export const draftStatus = 'DRAFT'

/** Nothing is left of it at Meta; the row stays to tell so. */
export const deletedStatus = 'DELETED'

/** Meta takes changes of these, and of no other (cloud-api.md, 3.3). */
const editable = [draftStatus, 'APPROVED', 'REJECTED', 'PAUSED']

export function isEditable(status: string): boolean {
  return editable.includes(status)
}

/** The documented five, Recado's own, and what else Meta says. */
export const templateStatuses = [
  'PENDING',
  'DELETED',
  'REJECTED',
  'APPROVED',
  'DISABLED',
  'DRAFT',
  'PAUSED',
  'IN_APPEAL',
  'PENDING_DELETION',
  'LIMIT_EXCEEDED',
  'FLAGGED',
  'LOCKED',
  'ARCHIVED',
] as const

/** What became of a template, told by a webhook or found by a sync. Values in Meta's capitals. */
export type TemplateNotice = {
  botId: string
  elementName: string
  language: string
  change: 'status' | 'quality' | 'category' | 'category_warning' | 'components'
  value: string
  previous?: string
  /** Of a warning: when it becomes true, ms. */
  effectiveAt?: number
  /** It costs more, or will: the category becomes MARKETING. */
  alarm: boolean
  /** Whether the definition was in the store. */
  isKnown: boolean
  source: 'webhook' | 'sync'
}

/** A template becomes marketing against the will of whoever asked for another category: about four times the cost. */
export function isAlarming(change: string, value: string, previous: string | undefined): boolean {
  const isOfCategory = change === 'category' || change === 'category_warning'
  return isOfCategory && value === 'MARKETING' && previous !== 'MARKETING'
}
