/**
 * What a campaign sends is frozen when it is accepted. Before it goes on after a pause, or sends again what failed, it is held against the
 * template as it is now: renewed, or told what no longer fits. Called by run, and by http for resume and retry.
 */
import { refit } from '../model/campaign-refit.ts'
import type { Violation } from '../model/violation.ts'
import type { Renewal } from '../store/campaign-lift.ts'
import type { CampaignRecord } from '../store/campaigns.ts'
import type { CampaignDeps } from './deps.ts'

export type Renewing = { store: Pick<CampaignDeps['store'], 'frozenCampaign' | 'templatesNamed'> } & Pick<
  CampaignDeps,
  'allowPrivateMedia'
>

/** Nothing, when the template is as it was, or gone: what is gone is told when the next row would go. */
export async function renewalOf(
  { store, allowPrivateMedia }: Renewing,
  { id, botId, elementName }: CampaignRecord,
): Promise<Renewal & { violations?: Violation[] }> {
  const frozen = await store.frozenCampaign(id)
  const { language } = frozen?.definition ?? {}
  const now = (await store.templatesNamed(botId, elementName)).find((one) => one.language === language)
  if (frozen === undefined || now === undefined) return {}
  const fitted = refit(frozen, now, allowPrivateMedia)
  if (!fitted.ok) return { violations: fitted.violations }
  return fitted.value === frozen ? {} : { frozen: fitted.value }
}
