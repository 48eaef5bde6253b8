/**
 * The API's data about a template besides Meta's definition: the names that people gave it and whether it is shown.
 * Stored in the definition's row; a template found at Meta has none until a caller sets it. Pure types and the
 * gateway's own statuses.
 */
import type { TemplateDefinition } from './definition.ts'

/** `param` is the variable as it stands between the braces. */
export type TemplateParam = { param: string; label: string; example?: string }

export type TemplateRecord = {
  displayName?: string
  isVisible?: boolean
  /** Of the body's variables, in order. */
  params?: TemplateParam[]
  allowCategoryChange?: boolean
  /** How long Meta tries to deliver, in seconds. */
  ttlSeconds?: number
  /** Meta's `display_format`, in capitals. */
  displayFormat?: string
  /** Meta does not count clicks on the addresses of its buttons. */
  linkTrackingOptedOut?: boolean
  /** For 1,000 deliveries, in the smallest unit of the account's currency (meta-2026.md, section 10.2). */
  maxPrice?: number
  library?: LibraryOrigin
}

/** The texts come from a template in Meta's library; the inputs fill its open parts, in Meta's format. */
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
  /**
   * A local draft that was never sent to Meta, while Meta has another template of the same name: `definition` is then
   * Meta's.
   */
  draft?: { definition: TemplateDefinition; record: TemplateRecord }
}

/** A bot's template by name and language, as one text; the sync compares Meta's templates with the store's by it. */
export function templateKey({ elementName, language }: { elementName: string; language: string }): string {
  return `${elementName} ${language}`
}

/** A template's name in the audit trail: in one language, or in all. */
export function templatePath(elementName: string, language?: string): string {
  return language === undefined ? elementName : `${elementName}/${language}`
}

export function parseTemplatePath(path: string): { elementName: string; language?: string } {
  const [elementName = '', language] = path.split('/')
  return language === undefined ? { elementName } : { elementName, language }
}

/** Recado's own status: stored here, not sent to Meta. */
export const draftStatus = 'DRAFT'

/** Deleted at Meta; the row stays to show it. */
export const deletedStatus = 'DELETED'

/** Meta allows changes in these statuses only (cloud-api.md, 3.3). */
const editable = [draftStatus, 'APPROVED', 'REJECTED', 'PAUSED']

export function isEditable(status: string): boolean {
  return editable.includes(status)
}

/** The documented five, Recado's own, and Meta's others. */
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

/** A change of a template, from a webhook or found by a sync. Values in Meta's capitals. */
export type TemplateNotice = {
  botId: string
  elementName: string
  language: string
  change: 'status' | 'quality' | 'category' | 'category_warning' | 'components'
  value: string
  previous?: string
  /** When a warning takes effect, in ms. */
  effectiveAt?: number
  /** It costs more, or will: the category becomes MARKETING. */
  alarm: boolean
  /** Whether the definition was in the store. */
  isKnown: boolean
  source: 'webhook' | 'sync'
}

/** A template becomes marketing although another category was requested: about four times the cost. */
export function isAlarming(change: string, value: string, previous: string | undefined): boolean {
  const isOfCategory = change === 'category' || change === 'category_warning'
  return isOfCategory && value === 'MARKETING' && previous !== 'MARKETING'
}
