/** When the next message leaves: at once, or at a time that somebody chooses. */
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { useWords } from '../../words/words.tsx'

/** As `datetime-local` has it, in the reader's zone; undefined: at once. */
export type Later = string | undefined

/** For the request: nothing while no time is chosen. */
export function sendAtOf(later: Later): { sendAt?: string } {
  return later === undefined || later === '' ? {} : { sendAt: new Date(later).toISOString() }
}

/** `endsAt`: of the window in which the message may be sent; without it, it may be at any time. */
type Props = { value: Later; endsAt?: string | null; onChange: (value: Later) => void }

export function LaterField({ value, endsAt, onChange }: Props) {
  const { t } = useWords()
  if (value === undefined)
    return (
      <Button kind="quiet" onPress={() => onChange('')}>
        {t('chat.later')}
      </Button>
    )
  const isBehind = endsAt != null && value !== '' && new Date(value).getTime() > Date.parse(endsAt)
  return (
    <div className="row later">
      <Field
        name="sendAt"
        label={t('chat.later_at')}
        type="datetime-local"
        value={value}
        hint={isBehind ? t('chat.later_closed') : t('new_campaign.zone', { zone })}
        autoFocus={value === ''}
        onChange={onChange}
      />
      <Button kind="quiet" onPress={() => onChange(undefined)}>
        {t('chat.later_not')}
      </Button>
    </div>
  )
}

const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions()
