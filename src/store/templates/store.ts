/** The store's template methods. */
import type { TemplateDefinition } from '../../model/template/definition.ts'
import type { StoredTemplate, TemplateRecord } from '../../model/template/record.ts'
import type { Changed, Expected, Removed } from '../sql/revisions.ts'
import type { DropInput, Dropped, SyncCounts, SyncInput } from './sync.ts'
import type { DraftResult, Submitted, TemplateEditing, TemplateFilter, TemplateKey } from './templates.ts'

export type TemplateStore = {
  templates(botId: string): Promise<TemplateDefinition[]>
  /** All languages of one element name that are not deleted. */
  templatesNamed(botId: string, elementName: string): Promise<TemplateDefinition[]>
  /** Without `record`, the stored one stays. */
  putTemplate(botId: string, template: TemplateDefinition, now: number, record?: TemplateRecord): Promise<void>
  /** As `putTemplate`, if the revision is the expected one. */
  replaceTemplate(
    botId: string,
    template: TemplateDefinition,
    now: number,
    expected?: Expected,
  ): Promise<Changed<StoredTemplate>>
  /**
   * Edits the current row in one transaction; a row for which `edit` returns undefined stays. `edit` must be pure,
   * since it may run twice.
   */
  editTemplate(botId: string, key: TemplateKey, edit: TemplateEditing, now: number): Promise<StoredTemplate | undefined>
  /** A draft is being submitted: from now on, Meta's template of that name is this draft. */
  submittingTemplate(botId: string, key: TemplateKey, now: number): Promise<void>
  deleteTemplate(botId: string, elementName: string, language: string, expected?: Expected): Promise<Removed>
  listTemplates(filter: TemplateFilter): Promise<{ total: number; templates: StoredTemplate[] }>
  /** All languages, deleted ones too. */
  templateRecords(botId: string, elementName: string): Promise<StoredTemplate[]>
  /** Reserves the name for a draft; it replaces only a draft or a deleted template. */
  draftTemplate(botId: string, template: TemplateDefinition, record: TemplateRecord, now: number): Promise<DraftResult>
  /** Meta accepted a draft; a webhook may have changed it further by now, and that stays. */
  submitTemplate(botId: string, wabaId: string, key: TemplateKey, submitted: Submitted, now: number): Promise<void>
  /** Writes Meta's templates to the store, each difference with its event. Some dozens at a time. */
  syncTemplates(input: SyncInput): Promise<SyncCounts>
  /**
   * Marks templates that Meta no longer has, of the whole bot or of one name, as deleted, with their events. In
   * batches.
   */
  dropTemplates(input: DropInput): Promise<Dropped>
  /** The bot changed its account, and not all templates there are known yet. */
  isLearning(botId: string): Promise<boolean>
  /** All bots for which `isLearning` is true. */
  learningBots(): Promise<string[]>
  /** All templates of the account are known. */
  endLearning(botId: string, wabaId: string): Promise<void>
}
