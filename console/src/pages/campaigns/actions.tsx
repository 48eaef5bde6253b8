/** What can be done with a campaign in its state; what cannot be undone asks first. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button, LinkButton } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { useWords } from '../../words/words.tsx'
import { RetryDialog } from './retry.tsx'
import type { Campaign } from './source.ts'

const movable = {
  pause: ['IN_PROGRESS', 'PENDING', 'SCHEDULED'],
  resume: ['PAUSED'],
  retry: ['COMPLETED', 'PAUSED', 'IN_PROGRESS'],
  cancel: ['IN_PROGRESS', 'PENDING', 'SCHEDULED', 'PAUSED'],
} as const satisfies Record<string, readonly Campaign['status'][]>

type Move = keyof typeof movable

const moves = {
  pause: (campaignId: string) => gateway.pauseCampaign({ campaignId }),
  resume: (campaignId: string) => gateway.resumeCampaign({ campaignId }),
  cancel: (campaignId: string) => gateway.cancelCampaign({ campaignId }),
} satisfies Record<Exclude<Move, 'retry'>, (campaignId: string) => Promise<unknown>>

export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const [isChoosing, setChoosing] = useState(false)
  const mayMove = useMay('campaigns.write', campaign.botId)
  const move = useChange({
    run: (to: keyof typeof moves) => moves[to](campaign._id),
    touches: [['campaigns']],
    done: 'campaign.moved',
  })
  const report = <ReportLinks campaign={campaign} />
  if (!mayMove) return report
  const may = (to: Move) =>
    (movable[to] as readonly string[]).includes(campaign.status) && (to !== 'retry' || campaign.counts.failed > 0)
  return (
    <>
      {report}
      <LinkButton to="/campaigns/new" search={{ copy: campaign._id }}>
        {t('campaign.copy')}
      </LinkButton>
      {(['resume', 'pause', 'retry'] as const).filter(may).map((to) => (
        <Button
          key={to}
          kind={to === 'resume' ? 'primary' : 'plain'}
          isPending={move.isPending}
          onPress={() => (to === 'retry' ? setChoosing(true) : move.mutate(to))}
        >
          {t(`campaign.${to}`)}
        </Button>
      ))}
      {may('cancel') && (
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t('campaign.cancel')}
        </Button>
      )}
      <ConfirmDialog
        title={t('campaign.cancel_ask')}
        text={t('campaign.cancel_about')}
        action={t('campaign.cancel')}
        isOpen={isAsking}
        onConfirm={() => move.confirm('cancel')}
        onClose={() => setAsking(false)}
      />
      <RetryDialog campaign={campaign} isOpen={isChoosing} onClose={() => setChoosing(false)} />
    </>
  )
}

/** The browser writes it to disk as it comes: a report may have a million rows. */
function ReportLinks({ campaign }: { campaign: Campaign }) {
  const { t } = useWords()
  const address = `/v1/campaigns/${campaign._id}/report`
  return (
    <>
      <a className="button plain" href={address} download>
        {t('campaign.report')}
      </a>
      <a className="button plain" href={`${address}?format=xlsx`} download>
        {t('campaign.report_xlsx')}
      </a>
    </>
  )
}
