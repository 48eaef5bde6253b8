/**
 * A stored template changed: a draft here, any other at Meta, which takes changes of what is approved, refused or paused only and
 * reviews them anew (cloud-api.md, 3.3). Called by http with an edit that was checked.
 */
import type { Bot } from '../model/bot.ts'
import type { TemplateEdit } from '../model/template/edit.ts'
import { draftStatus, isEditable, type StoredTemplate } from '../model/template/record.ts'
import { storedOf, submit } from './create.ts'
import type { TemplateDeps, TemplateOutcome } from './deps.ts'
import { withHandles } from './samples.ts'
import { refresh, syncName } from './sync.ts'

export type EditInput = {
  stored: StoredTemplate
  edit: TemplateEdit
  /** A draft goes for approval now. */
  send: boolean
  sampleField?: string
}

export async function editTemplate(deps: TemplateDeps, bot: Bot, input: EditInput): Promise<TemplateOutcome> {
  const { stored, edit, send } = input
  const { status } = stored.definition
  if (status === draftStatus) {
    await put(deps, bot, { ...edit.definition, status }, edit)
    const draft = await storedOf(deps, bot, edit.definition)
    if (!send || draft.kind !== 'ok') return draft
    return submit(deps, bot, { template: edit, sampleField: input.sampleField }, draft.value)
  }
  const { ttlSeconds } = edit.record
  if (edit.touchesMeta || ttlSeconds !== stored.record.ttlSeconds) return editAtMeta(deps, bot, input)
  await put(deps, bot, stored.definition, edit)
  return storedOf(deps, bot, stored.definition)
}

async function editAtMeta(deps: TemplateDeps, bot: Bot, input: EditInput): Promise<TemplateOutcome> {
  const { edit, stored, sampleField } = input
  const { definition } = stored
  if (!isEditable(definition.status)) return { kind: 'locked', status: definition.status }
  const metaId = definition.metaId ?? (await findId(deps, bot, stored))
  if (metaId === undefined) return { kind: 'missing' }
  const uploaded = await withHandles(deps, bot, edit.definition.components, sampleField)
  if (uploaded.kind !== 'ok') return uploaded
  const { category } = edit.definition
  const { ttlSeconds } = edit.record
  const result = await deps.cloud.editTemplate(bot.channel, metaId, {
    ...(category === definition.category ? {} : { category }),
    ...(edit.touchesMeta ? { components: uploaded.components } : {}),
    ...(ttlSeconds === stored.record.ttlSeconds ? {} : { ttlSeconds }),
  })
  if (result.kind === 'failed') {
    if (result.outcome.kind === 'unknown') await refresh(deps, bot, metaId)
    return { kind: 'meta', outcome: result.outcome }
  }
  const { status, quality } = definition
  const kept = { ...edit.definition, metaId, status, ...(quality ? { quality } : {}) }
  await put(deps, bot, kept, edit)
  // Whether it is under review now is Meta's to say.
  await refresh(deps, bot, metaId)
  return storedOf(deps, bot, definition)
}

function put(
  deps: TemplateDeps,
  bot: Bot,
  definition: StoredTemplate['definition'],
  edit: TemplateEdit,
): Promise<void> {
  return deps.store.putTemplate(bot.id, definition, deps.clock(), edit.record)
}

/** What the operator put by hand may have no id yet. */
async function findId(deps: TemplateDeps, bot: Bot, { definition }: StoredTemplate): Promise<string | undefined> {
  await syncName(deps, bot, definition.elementName)
  const found = await storedOf(deps, bot, definition)
  return found.kind === 'ok' ? found.value.definition.metaId : undefined
}
