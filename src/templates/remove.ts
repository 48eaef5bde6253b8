/**
 * Deletes a template in one language or in all: at Meta, then here. A draft leaves no trace; the others stay listed as
 * DELETED. A template unknown to Meta counts as deleted.
 */
import type { Bot } from '../model/bot/bot.ts'
import { deletedStatus, draftStatus, type StoredTemplate } from '../model/template/record.ts'
import type { TemplateDeps, TemplateResult } from './deps.ts'

/** Returns the deleted languages. `language` in Meta's spelling. */
export async function removeTemplate(
  deps: TemplateDeps,
  bot: Bot,
  { elementName, language }: { elementName: string; language?: string },
): Promise<TemplateResult<string[]>> {
  const stored = await deps.store.templateRecords(bot.id, elementName)
  const living = stored.filter(({ definition }) => definition.status !== deletedStatus)
  const chosen = living.filter(({ definition }) => language === undefined || definition.language === language)
  if (chosen.length === 0) return { kind: 'missing' }
  const atMeta = chosen.filter(({ definition }) => definition.metaId !== undefined && definition.status !== draftStatus)
  const failed = await removeAtMeta(deps, bot, elementName, atMeta, language !== undefined)
  if (failed) return failed
  for (const { definition } of chosen) {
    const isAtMeta = atMeta.some((one) => one.definition === definition)
    if (isAtMeta) await deps.store.editTemplate(bot.id, definition, asDeleted, deps.clock())
    else await deps.store.deleteTemplate(bot.id, elementName, definition.language)
  }
  return { kind: 'ok', value: chosen.map(({ definition }) => definition.language) }
}

/** Changes stored while Meta was being asked stay. */
function asDeleted({ definition, record }: StoredTemplate) {
  return { definition: { ...definition, status: deletedStatus }, record }
}

async function removeAtMeta(
  { cloud }: TemplateDeps,
  { channel }: Bot,
  elementName: string,
  atMeta: StoredTemplate[],
  byLanguage: boolean,
): Promise<TemplateResult<never> | undefined> {
  if (atMeta.length === 0) return undefined
  const targets = byLanguage
    ? atMeta.map(({ definition }) => ({ elementName, metaId: definition.metaId }))
    : [{ elementName }]
  for (const target of targets) {
    const result = await cloud.deleteTemplate(channel, target)
    if (result.kind === 'done') continue
    const list = await cloud.listTemplates(channel, elementName)
    const metaId = 'metaId' in target ? target.metaId : undefined
    const isWhole = list.kind === 'ok' && list.unreadable === 0
    const isGone = isWhole && list.templates.every((one) => metaId !== undefined && one.metaId !== metaId)
    if (!isGone) return { kind: 'meta', outcome: result.outcome }
  }
  return undefined
}
