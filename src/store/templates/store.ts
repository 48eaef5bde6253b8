/** The store's template methods. */
import type { Quotas } from '../../model/quota.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import type { InsightsState, TemplateDay } from '../../model/template/insights.ts'
import type { StoredTemplate, TemplateRecord } from '../../model/template/record.ts'
import type { Changed, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import type { TemplateContext } from './changes.ts'
import { type TemplateChangeRow, templateChanges } from './history.ts'
import * as insights from './insights.ts'
import * as learning from './learning.ts'
import { type DropInput, type Dropped, dropTemplates, type SyncCounts, type SyncInput, syncTemplates } from './sync.ts'
import * as templates from './templates.ts'

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
  editTemplate(
    botId: string,
    key: templates.TemplateKey,
    edit: templates.TemplateEditing,
    now: number,
  ): Promise<StoredTemplate | undefined>
  /** A draft is being submitted: from now on, Meta's template of that name is this draft. */
  submittingTemplate(botId: string, key: templates.TemplateKey, now: number): Promise<void>
  deleteTemplate(botId: string, elementName: string, language: string, expected?: Expected): Promise<Removed>
  listTemplates(filter: templates.TemplateFilter): Promise<{ total: number; templates: StoredTemplate[] }>
  /** All languages, deleted ones too. */
  templateRecords(botId: string, elementName: string): Promise<StoredTemplate[]>
  /** Of all its languages, newest first, before `before`. */
  templateChanges(
    botId: string,
    elementName: string,
    page: { before?: number; limit: number },
  ): Promise<TemplateChangeRow[]>
  /** Reserves the name for a draft; it replaces only a draft or a deleted template. */
  draftTemplate(
    botId: string,
    template: TemplateDefinition,
    record: TemplateRecord,
    now: number,
  ): Promise<templates.DraftResult>
  /** Meta accepted a draft; a webhook may have changed it further by now, and that stays. */
  submitTemplate(
    botId: string,
    wabaId: string,
    key: templates.TemplateKey,
    submitted: templates.Submitted,
    now: number,
  ): Promise<void>
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
  /** Whether Meta counts the account's templates; undefined: it was not asked yet. */
  insightsState(botId: string): Promise<InsightsState | undefined>
  noteInsights(botId: string, wabaId: string, state: InsightsState): Promise<void>
  /** Templates that were or are approved, with Meta's ids; '' where it is not known. */
  countedTemplates(
    botId: string,
    page: { after?: templates.TemplateKey; limit: number },
  ): Promise<insights.CountedTemplate[]>
  /** Each replaces what is known of its day. */
  noteTemplateDays(botId: string, wabaId: string, days: readonly (templates.TemplateKey & TemplateDay)[]): Promise<void>
  /** Of all its languages, oldest first. */
  templateDays(botId: string, elementName: string, since: number): Promise<(TemplateDay & { language: string })[]>
  /** All templates of the account are known. */
  endLearning(botId: string, wabaId: string): Promise<void>
}

export type TemplateStoreDeps = Pick<Runner<TemplateContext>, 'read' | 'write' | 'writeFor' | 'writeAndEmitFor'> & {
  quotas: Quotas
}

export function templateStore({ read, write, writeFor, writeAndEmitFor, quotas }: TemplateStoreDeps): TemplateStore {
  return {
    templates: (botId) => read(() => templates.templates(botId)),
    templatesNamed: (botId, name) => read(() => templates.templatesNamed(botId, name)),
    putTemplate: (botId, template, now, record) =>
      writeFor(botId, () => templates.putTemplate(botId, template, now, record)),
    replaceTemplate: (botId, template, now, expected) =>
      writeFor(botId, () => templates.replaceTemplate(quotas, botId, template, now, expected)),
    editTemplate: (botId, key, edit, now) => writeFor(botId, () => templates.editTemplate(botId, key, edit, now)),
    submittingTemplate: (botId, key, now) => writeFor(botId, () => templates.submittingTemplate(botId, key, now)),
    deleteTemplate: (botId, name, language, expected) =>
      write([botId], () => templates.deleteTemplate(botId, { elementName: name, language }, expected)),
    listTemplates: (filter) => read(() => templates.listTemplates(filter)),
    templateRecords: (botId, name) => read(() => templates.templateRecords(botId, name)),
    templateChanges: (botId, name, page) => read(() => templateChanges(botId, name, page)),
    draftTemplate: (botId, template, record, now) =>
      writeFor(botId, () => templates.draftTemplate(quotas, botId, template, record, now)),
    submitTemplate: (botId, wabaId, key, submitted, now) =>
      writeAndEmitFor(botId, (context) => templates.submitTemplate(context, botId, wabaId, key, submitted, now)),
    syncTemplates: (input) => writeAndEmitFor(input.botId, (context) => syncTemplates(context, input)),
    dropTemplates: (input) => writeAndEmitFor(input.botId, (context) => dropTemplates(context, input)),
    isLearning: (botId) => read(() => learning.isLearning(botId)),
    learningBots: () => read(learning.learningBots),
    insightsState: (botId) => read(() => insights.insightsState(botId)),
    noteInsights: (botId, wabaId, state) => writeFor(botId, () => insights.noteInsights(botId, wabaId, state)),
    countedTemplates: (botId, page) => read(() => insights.countedTemplates(botId, page)),
    noteTemplateDays: (botId, wabaId, days) => writeFor(botId, () => insights.noteTemplateDays(botId, wabaId, days)),
    templateDays: (botId, name, since) => read(() => insights.templateDays(botId, name, since)),
    endLearning: (botId, wabaId) => write([botId], () => learning.endLearning(botId, wabaId)),
  }
}
