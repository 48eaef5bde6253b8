/**
 * Renewal of a campaign's snapshot. The content is frozen when a campaign is accepted; before it resumes after a pause
 * or retries failed rows, the snapshot is compared with the current template and either renewed or refused with what no
 * longer fits. A template of another account replaces the old one automatically only if it is identical word for word;
 * otherwise a person must confirm by a resume or a retry.
 */
import type { CampaignSnapshot } from '../model/campaign/campaign.ts'
import { refit } from '../model/campaign/refit.ts'
import type { Violation } from '../model/errors/violation.ts'
import type { TemplateDefinition } from '../model/template/definition.ts'
import { meaning } from '../model/template/meaning.ts'
import type { CampaignRecord } from '../store/campaigns/campaigns.ts'
import type { Renewal } from '../store/campaigns/lift.ts'
import type { CampaignDeps } from './deps.ts'

export type Renewing = { store: Pick<CampaignDeps['store'], 'bot' | 'campaignSnapshot' | 'templatesNamed'> } & Pick<
  CampaignDeps,
  'allowPrivateMedia'
>

/**
 * Returns nothing when the template is unchanged, or gone: a missing template is reported when the next row would be
 * sent. `isAsked`: a person asked for the campaign to continue, with whatever template exists.
 */
export async function renewalOf(
  { store, allowPrivateMedia }: Renewing,
  { id, botId, elementName }: CampaignRecord,
  isAsked: boolean,
): Promise<Renewal & { violations?: Violation[] }> {
  const wabaId = (await store.bot(botId))?.channel.wabaId
  const snapshot = await store.campaignSnapshot(id)
  const { language } = snapshot?.definition ?? {}
  const now = (await store.templatesNamed(botId, elementName)).find((one) => one.language === language)
  if (snapshot === undefined || now === undefined) return {}
  const isOfAnother = snapshot.wabaId !== undefined && snapshot.wabaId !== wabaId
  if (isOfAnother && !isAsked && !isSame(snapshot, now)) return {}
  const fitted = refit(snapshot, now, allowPrivateMedia)
  if (!fitted.ok) return { violations: fitted.violations }
  if (isOfAnother && wabaId !== undefined) return { snapshot: { ...fitted.value, wabaId } }
  return fitted.value === snapshot ? {} : { snapshot: fitted.value }
}

function isSame({ definition }: CampaignSnapshot, now: TemplateDefinition): boolean {
  return definition.category === now.category && meaning(definition) === meaning(now)
}
