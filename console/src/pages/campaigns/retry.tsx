/** Which failures are sent again: those that may get through are chosen, and each code says why it failed. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { useCause } from '../../kit/cause.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Problem } from '../../kit/form.tsx'
import { useWords } from '../../words/words.tsx'
import type { Campaign } from './source.ts'

type Props = { campaign: Campaign; isOpen: boolean; onClose: () => void }

export function RetryDialog({ campaign, isOpen, onClose }: Props) {
  const { t } = useWords()
  return (
    <Dialog title={t('campaign.retry_ask')} isOpen={isOpen} onClose={onClose}>
      <Choice campaign={campaign} onClose={onClose} />
    </Dialog>
  )
}

function Choice({ campaign, onClose }: Omit<Props, 'isOpen'>) {
  const { t, number } = useWords()
  const { failedByCode } = campaign.counts
  const codes = Object.entries(failedByCode).sort(([, one], [, other]) => other - one)
  const [chosen, setChosen] = useState<readonly string[]>(campaign.retryable)
  const wanted = codes.filter(([code]) => chosen.includes(code))
  const count = wanted.reduce((sum, [, one]) => sum + one, 0)
  const retry = useChange({
    run: () => {
      const errorCodes = wanted.length < codes.length ? wanted.map(([code]) => code) : undefined
      return gateway.retryCampaign({ campaignId: campaign._id, ...(errorCodes && { body: { errorCodes } }) })
    },
    touches: [['campaigns']],
    done: 'campaign.moved',
    isToldInPlace: true,
  })
  return (
    <>
      <p>{t('campaign.retry_about')}</p>
      <ul className="plain stack">
        {codes.map(([code, failed]) => (
          <li key={code}>
            <Checkbox
              label={`${code} · ${number(failed)}`}
              isSelected={chosen.includes(code)}
              onChange={(is) => setChosen(is ? [...chosen, code] : chosen.filter((one) => one !== code))}
            />
            <Why code={code} isHopeless={!campaign.retryable.includes(code)} />
          </li>
        ))}
      </ul>
      <Problem error={retry.error} />
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
        <Button
          kind="primary"
          isDisabled={count === 0}
          isPending={retry.isPending}
          onPress={() => retry.mutate(undefined, { onSuccess: onClose })}
        >
          {t('campaign.retry_now', { count, shown: number(count) })}
        </Button>
      </div>
    </>
  )
}

function Why({ code, isHopeless }: { code: string; isHopeless: boolean }) {
  const { t } = useWords()
  const cause = useCause(code)
  return (
    <p className="soft small">
      {cause?.says} {isHopeless && t('campaign.retry_hopeless')}
    </p>
  )
}
