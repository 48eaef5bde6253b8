/**
 * Edits a stored template: a draft locally, any other at Meta, which accepts changes of approved, refused or paused
 * templates only and reviews them again (cloud-api.md, 3.3).
 */
import type { Bot } from '../model/bot/bot.ts'
import type { TemplateComponent } from '../model/template/definition.ts'
import type { TemplateEdit } from '../model/template/edit.ts'
import { draftStatus, isEditable, type StoredTemplate } from '../model/template/record.ts'
import { storedOf, submit } from './create.ts'
import type { TemplateDeps, TemplateOutcome } from './deps.ts'
import { sampleAddresses, withAddresses, withHandles } from './samples.ts'
import { refresh, syncName } from './sync.ts'

export type EditInput = {
  stored: StoredTemplate
  edit: TemplateEdit
  /**
   * The same edit applied to what is stored by then, which others may have changed; undefined when it no longer fits.
   */
  editOf: (now: StoredTemplate) => TemplateEdit | undefined
  /** Submits a draft for approval now. */
  send: boolean
  sampleField?: string
}

export async function editTemplate(deps: TemplateDeps, bot: Bot, input: EditInput): Promise<TemplateOutcome> {
  const { stored, edit, send } = input
  const { status } = stored.definition
  if (status === draftStatus) {
    const draft = await editHere(deps, bot, input, (made) => ({ ...made.definition, status }))
    if (!send || draft.kind !== 'ok') return draft
    return submit(deps, bot, { template: edit, sampleField: input.sampleField }, draft.value)
  }
  const beside = ['ttlSeconds', 'linkTrackingOptedOut', 'maxPrice'] as const
  const isSame = beside.every((name) => edit.record[name] === stored.record[name])
  if (edit.touchesMeta || !isSame) return editAtMeta(deps, bot, input)
  return editHere(deps, bot, input, (_made, now) => now.definition)
}

/** Applies the parts that the edit names to what is stored at that moment. */
async function editHere(
  deps: TemplateDeps,
  bot: Bot,
  { stored, editOf }: EditInput,
  definitionOf: (made: TemplateEdit, now: StoredTemplate) => StoredTemplate['definition'],
): Promise<TemplateOutcome> {
  const { definition } = stored
  const edited = await deps.store.editTemplate(
    bot.id,
    definition,
    (now) => {
      const made = now.definition.status === definition.status ? editOf(now) : undefined
      return made && { definition: definitionOf(made, now), record: made.record }
    },
    deps.clock(),
  )
  return edited ? { kind: 'ok', value: edited } : { kind: 'locked', status: definition.status }
}

async function editAtMeta(deps: TemplateDeps, bot: Bot, input: EditInput): Promise<TemplateOutcome> {
  const { stored } = input
  const { definition } = stored
  if (!isEditable(definition.status)) return { kind: 'locked', status: definition.status }
  const metaId = definition.metaId ?? (await findId(deps, bot, stored))
  if (metaId === undefined) return { kind: 'missing' }
  const failed = await changeAtMeta(deps, bot, input, metaId)
  if (failed) {
    if (failed.kind === 'meta' && failed.outcome.kind === 'unknown') await refresh(deps, bot, metaId)
    return failed
  }
  await noteEdit(deps, bot, input, metaId)
  // Only Meta knows whether it is under review now.
  await refresh(deps, bot, metaId)
  return storedOf(deps, bot, definition)
}

type Refusal = Exclude<TemplateOutcome, { kind: 'ok' }>

/**
 * Meta takes components as a whole. Untouched ones go back as Meta shows them, including the addresses of their
 * samples; only if Meta requires new uploads are those fetched, from where Meta shows them now.
 */
async function changeAtMeta(
  deps: TemplateDeps,
  bot: Bot,
  { edit, stored, sampleField }: EditInput,
  metaId: string,
): Promise<Refusal | undefined> {
  const { definition, record } = stored
  const { category, components } = edit.definition
  const { linkTrackingOptedOut, maxPrice } = edit.record
  const change = {
    ...(category === definition.category ? {} : { category }),
    ...(edit.record.ttlSeconds === record.ttlSeconds ? {} : { ttlSeconds: edit.record.ttlSeconds }),
    ...(linkTrackingOptedOut === record.linkTrackingOptedOut ? {} : { linkTrackingOptedOut }),
    ...(maxPrice === record.maxPrice ? {} : { maxPrice }),
  }
  const request = async (parts?: TemplateComponent[]): Promise<Refusal | undefined> => {
    const result = await deps.cloud.editTemplate(bot.channel, metaId, {
      ...change,
      ...(parts ? { components: parts } : {}),
    })
    return result.kind === 'failed' ? { kind: 'meta', outcome: result.outcome } : undefined
  }
  if (!edit.touchesMeta) return request()
  const retained = sampleAddresses(edit.untouched)
  const known = sampleAddresses(definition.components)
  const uploaded = await withHandles(deps, bot, components, { field: sampleField, kept: retained, known })
  if (uploaded.kind !== 'ok') return uploaded
  const refusal = await request(uploaded.components)
  if (refusal === undefined || !isOfParameter(refusal)) return refusal
  const renewed = await renewSamples(deps, bot, { metaId, known, components: uploaded.components })
  return renewed ? request(renewed) : refusal
}

/** "Invalid parameter", which a sample's address may be. */
function isOfParameter(refusal: Refusal): boolean {
  return refusal.kind === 'meta' && refusal.outcome.kind === 'refused' && refusal.outcome.error.code === 100
}

/**
 * Handles in place of Meta's addresses; undefined when there are none, or when the files cannot be fetched from Meta.
 */
async function renewSamples(
  deps: TemplateDeps,
  bot: Bot,
  { metaId, known, components }: { metaId: string; known: string[]; components: TemplateComponent[] },
): Promise<TemplateComponent[] | undefined> {
  const isMetas = (url: string) => known.includes(url)
  if (!sampleAddresses(components).some(isMetas)) return undefined
  const read = await deps.cloud.readTemplate(bot.channel, metaId)
  if (read.kind === 'failed') return undefined
  const shown = sampleAddresses(read.template.components)
  const fresh = new Map(known.map((url, index) => [url, shown[index] ?? url]))
  const uploaded = await withHandles(deps, bot, withAddresses(components, fresh))
  return uploaded.kind === 'ok' ? uploaded.components : undefined
}

/** Stores the parts that Meta accepted; other stored changes stay. */
async function noteEdit(deps: TemplateDeps, bot: Bot, input: EditInput, metaId: string): Promise<void> {
  const note = (now: StoredTemplate) => {
    const { definition, record } = input.editOf(now) ?? input.edit
    const { status, quality } = now.definition
    return { definition: { ...definition, metaId, status, ...(quality ? { quality } : {}) }, record }
  }
  await deps.store.editTemplate(bot.id, input.stored.definition, note, deps.clock())
}

/** A template that the operator added by hand may have no id yet. */
async function findId(deps: TemplateDeps, bot: Bot, { definition }: StoredTemplate): Promise<string | undefined> {
  await syncName(deps, bot, definition.elementName)
  const found = await storedOf(deps, bot, definition)
  return found.kind === 'ok' ? found.value.definition.metaId : undefined
}
