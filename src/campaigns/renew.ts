/**
 * What a campaign sends is frozen when it is accepted. Before it goes on after a pause, or sends again what failed, it is held against the
 * template as it is now: renewed, or told what no longer fits. A template of another account takes its place by itself only when it is the same
 * word for word; else somebody has to say so, by a resume or a retry. Called by run, and by http for resume and retry.
 */
import type { Frozen } from '../model/campaign.ts'
import { refit } from '../model/campaign-refit.ts'
import type { TemplateDefinition } from '../model/template/definition.ts'
import { meaning } from '../model/template/meaning.ts'
import type { Violation } from '../model/violation.ts'
import type { Renewal } from '../store/campaign-lift.ts'
import type { CampaignRecord } from '../store/campaigns.ts'
import type { CampaignDeps } from './deps.ts'

export type Renewing = { store: Pick<CampaignDeps['store'], 'bot' | 'frozenCampaign' | 'templatesNamed'> } & Pick<
  CampaignDeps,
  'allowPrivateMedia'
>

/**
 * Nothing, when the template is as it was, or gone: what is gone is told when the next row would go. `isAsked`: somebody wants it to go on,
 * by whatever template there is.
 */
export async function renewalOf(
  { store, allowPrivateMedia }: Renewing,
  { id, botId, elementName }: CampaignRecord,
  isAsked: boolean,
): Promise<Renewal & { violations?: Violation[] }> {
  const wabaId = (await store.bot(botId))?.channel.wabaId
  const frozen = await store.frozenCampaign(id)
  const { language } = frozen?.definition ?? {}
  const now = (await store.templatesNamed(botId, elementName)).find((one) => one.language === language)
  if (frozen === undefined || now === undefined) return {}
  const isOfAnother = frozen.wabaId !== undefined && frozen.wabaId !== wabaId
  if (isOfAnother && !isAsked && !isSame(frozen, now)) return {}
  const fitted = refit(frozen, now, allowPrivateMedia)
  if (!fitted.ok) return { violations: fitted.violations }
  if (isOfAnother && wabaId !== undefined) return { frozen: { ...fitted.value, wabaId } }
  return fitted.value === frozen ? {} : { frozen: fitted.value }
}

function isSame({ definition }: Frozen, now: TemplateDefinition): boolean {
  return definition.category === now.category && meaning(definition) === meaning(now)
}
