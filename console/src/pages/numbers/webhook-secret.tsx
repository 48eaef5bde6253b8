/** The secret that signs a bot's webhooks: a new one, while the former signs beside it for as long as is chosen. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { OverlapSelect, usualOverlap } from '../../app/overlap.tsx'
import { Button } from '../../kit/button.tsx'
import { Problem } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { Secret } from '../../kit/secret.tsx'
import { useWords } from '../../words/words.tsx'

export function WebhookSecret({ botId }: { botId: string }) {
  const { t } = useWords()
  const [overlap, setOverlap] = useState(usualOverlap)
  const renew = useChange({
    run: () => gateway.renewWebhookSecret({ botId, body: { overlapSeconds: Number(overlap) } }),
    touches: [['bot', botId]],
    done: 'number.secret_renewed',
    isToldInPlace: true,
  })
  return (
    <Card title={t('number.secret')}>
      <p className="soft">{t('number.secret_about')}</p>
      <div className="inline-form">
        <OverlapSelect label={t('number.overlap')} value={overlap} onChange={setOverlap} />
        <Button isPending={renew.isPending} onPress={() => renew.mutate()}>
          {t('number.renew')}
        </Button>
      </div>
      <Problem error={renew.error} />
      {renew.data && (
        <Secret label={t('number.new_secret')} value={renew.data.webhookSecret}>
          {t('shown_once')}
        </Secret>
      )}
    </Card>
  )
}
