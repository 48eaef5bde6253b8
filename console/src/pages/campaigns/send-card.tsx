/** The last step: a name, a time in the reader's zone, and the question whether it shall really go. */
import { useMutation } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, queries, uploads } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { exactTime } from '../../kit/time.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'
import type { Definition } from '../templates/queries.ts'
import type { Checked } from './check-card.tsx'
import { type Draft, formOf } from './draft.ts'

const route = getRouteApi('/signed-in/campaigns/new')
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

type Props = {
  bot: string
  template: Definition
  draft: Draft
  checked: Checked
  idempotencyKey: string
  onChange: (patch: Partial<Draft>) => void
}

export function SendCard({ bot, template, draft, checked, idempotencyKey, onChange }: Props) {
  const { t, number, locale } = useWords()
  const [isAsking, setAsking] = useState(false)
  const { send, progress } = useSend()
  const count = number(checked.good)
  const time = draft.at === '' ? undefined : exactTime(new Date(draft.at), locale)
  return (
    <Card title={t('new_campaign.send')}>
      <div className="form-row">
        <Field label={t('new_campaign.name')} value={draft.name} onChange={(name) => onChange({ name })} isRequired />
        <Field
          label={t('new_campaign.at')}
          type="datetime-local"
          value={draft.at}
          hint={t('new_campaign.zone', { zone })}
          onChange={(at) => onChange({ at })}
        />
      </div>
      <p>
        <Button
          kind="primary"
          isDisabled={draft.name.trim() === '' || checked.good === 0}
          isPending={send.isPending}
          onPress={() => setAsking(true)}
        >
          {time === undefined ? t('new_campaign.send_now', { count }) : t('new_campaign.schedule', { count, time })}
        </Button>
      </p>
      {send.isPending && progress && <UploadBar progress={progress} />}
      {send.error && !send.isPending && <Refused error={send.error} />}
      <Question
        {...{ bot, template, count: checked.good, time, isAsking }}
        // How far the file is, and what was refused, stands on the page.
        onConfirm={async () => send.mutate({ body: formOf(bot, template, draft), idempotencyKey })}
        onClose={() => setAsking(false)}
      />
    </Card>
  )
}

type QuestionProps = {
  bot: string
  template: Definition
  count: number
  time: string | undefined
  isAsking: boolean
  onConfirm: () => Promise<unknown>
  onClose: () => void
}

function Question({ bot, template, count, time, isAsking, onConfirm, onClose }: QuestionProps) {
  const { t, number } = useWords()
  const values = {
    count,
    shown: number(count),
    template: `${template.name} (${template.language})`,
    bot,
    time: time ?? t('new_campaign.now'),
  }
  return (
    <ConfirmDialog
      kind="primary"
      title={t('new_campaign.ask')}
      text={t('new_campaign.about', values)}
      action={t(time === undefined ? 'new_campaign.yes' : 'new_campaign.yes_later')}
      isOpen={isAsking}
      onConfirm={onConfirm}
      onClose={onClose}
    />
  )
}

function useSend() {
  const navigate = route.useNavigate()
  const [progress, setProgress] = useState<Progress>()
  const send = useMutation({
    mutationFn: (args: { body: FormData; idempotencyKey: string }) =>
      uploads.createCampaign(args, { onProgress: setProgress, headers: inThisLanguage() }),
    onSuccess: async ({ campaignId }) => {
      void queries.invalidateQueries({ queryKey: ['campaigns'] })
      await navigate({ to: '/campaigns/$campaignId', params: { campaignId } })
    },
    onSettled: () => setProgress(undefined),
  })
  return { send, progress }
}
