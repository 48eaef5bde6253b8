/**
 * Submits a template to Meta. Its name is reserved in the store first, so that it exists once and an approval that
 * arrives before Meta's own response finds it. A refusal leaves no trace; when Meta may have accepted it, Meta is
 * queried.
 */
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { NewTemplate } from '../model/template/create.ts'
import { draftStatus, type StoredTemplate } from '../model/template/record.ts'
import type { TemplateDeps, TemplateOutcome } from './deps.ts'
import { withHandles } from './samples.ts'
import { refresh, syncName } from './sync.ts'

export type CreateInput = {
  template: NewTemplate
  /** True submits it for approval; otherwise it is stored as a draft. */
  send: boolean
  /** The caller's name for the header's sample. */
  sampleField?: string
}

export async function createTemplate(deps: TemplateDeps, bot: Bot, input: CreateInput): Promise<TemplateOutcome> {
  const { definition, record } = input.template
  const draft = { ...definition, status: draftStatus }
  const drafted = await deps.store.draftTemplate(bot.id, draft, record, deps.clock())
  if (drafted.kind === 'taken') return drafted
  if (!input.send) return storedOf(deps, bot, definition)
  return submit(deps, bot, input, drafted.replaced)
}

/** `before`: restored when Meta does not accept the template. */
export async function submit(
  deps: TemplateDeps,
  bot: Bot,
  { template, sampleField }: Omit<CreateInput, 'send'>,
  before: StoredTemplate | undefined,
): Promise<TemplateOutcome> {
  const { definition, record } = template
  const undo = () => restore(deps, bot, definition, before)
  const uploaded = await withHandles(deps, bot, definition.components, { field: sampleField })
  if (uploaded.kind !== 'ok') {
    await undo()
    return uploaded
  }
  await deps.store.submittingTemplate(bot.id, definition, deps.clock())
  const { allowCategoryChange, ttlSeconds, displayFormat, linkTrackingOptedOut, library, maxPrice } = record
  const beside = { allowCategoryChange, ttlSeconds, displayFormat, linkTrackingOptedOut, library, maxPrice }
  const write = { ...definition, components: uploaded.components, ...beside }
  const result = await deps.cloud.createTemplate(bot.channel, write)
  if (result.kind === 'created') {
    const { metaId, status, category } = result
    await deps.store.submitTemplate(bot.id, bot.channel.wabaId, definition, { metaId, status, category }, deps.clock())
    // Its texts are in Meta's library.
    if (library) await refresh(deps, bot, metaId)
    return storedOf(deps, bot, definition)
  }
  return unless(deps, bot, definition, result.outcome, undo)
}

/** Meta's response was lost, or says that the template already exists: what Meta has decides. */
async function unless(
  deps: TemplateDeps,
  bot: Bot,
  { elementName, language }: NewTemplate['definition'],
  outcome: Failed,
  undo: () => Promise<void>,
): Promise<TemplateOutcome> {
  const isRefused = outcome.kind !== 'unknown' && !isTaken(outcome)
  if (isRefused) {
    await undo()
    return { kind: 'meta', outcome }
  }
  const synced = await syncName(deps, bot, elementName)
  const now = await storedOf(deps, bot, { elementName, language })
  const isThere = now.kind === 'ok' && now.value.definition.status !== draftStatus
  if (outcome.kind !== 'unknown') {
    if (!isThere) await undo()
    return isThere ? { kind: 'taken', status: now.value.definition.status } : { kind: 'meta', outcome }
  }
  if (isThere) return now
  if (synced.kind === 'ok') await undo()
  return { kind: 'meta', outcome }
}

/** "Content in This Language Already Exists". */
function isTaken(outcome: Failed): boolean {
  return outcome.kind === 'refused' && outcome.error.subcode === 2388024
}

/** Only while it is still a draft: a webhook may have changed it meanwhile. */
async function restore(
  deps: TemplateDeps,
  bot: Bot,
  key: NewTemplate['definition'],
  before: StoredTemplate | undefined,
): Promise<void> {
  const { store, clock } = deps
  if (before) {
    const undo = (now: StoredTemplate) => (now.definition.status === draftStatus ? before : undefined)
    await store.editTemplate(bot.id, key, undo, clock())
    return
  }
  const now = await storedOf(deps, bot, key)
  if (now.kind !== 'ok' || now.value.definition.status !== draftStatus) return
  await store.deleteTemplate(bot.id, key.elementName, key.language, [now.value.revision ?? 0])
}

export async function storedOf(
  { store }: TemplateDeps,
  bot: Bot,
  { elementName, language }: { elementName: string; language: string },
): Promise<TemplateOutcome> {
  const stored = (await store.templateRecords(bot.id, elementName)).find((one) => one.definition.language === language)
  return stored ? { kind: 'ok', value: stored } : { kind: 'missing' }
}
