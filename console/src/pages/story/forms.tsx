/** What forms are made of, and what stands for a failure: in their states, for the page of all components. */
import { useState } from 'react'
import { ApiError } from '../../../../sdk/client.ts'
import { Button } from '../../kit/button.tsx'
import { CauseBox } from '../../kit/cause.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { FileDrop } from '../../kit/file-drop.tsx'
import { LimitedField } from '../../kit/limited-field.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { toast } from '../../kit/toast.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'

const says = {
  en: 'The text field is required.',
  es: 'El campo text es obligatorio.',
  pt: 'O campo text é obrigatório.',
}
const refused = new ApiError('refused', {
  status: 422,
  code: 'E0422',
  key: 'VALIDATOR_ERROR',
  violations: { text: [says] },
  requestId: undefined,
  retryAfterMs: undefined,
  body: undefined,
})

export function Forms() {
  const { t } = useWords()
  const [text, setText] = useState('Hola {{1}}')
  const [isOn, setOn] = useState(true)
  return (
    <Card title="text area, limits, checkbox, file, upload, refusal, cause">
      <div className="form-row">
        <TextArea label={t('column.text')} limit={5} value={text} onChange={setText} hint={t('builder.marks')} />
        <TextArea label="JSON" isCode isInvalid value="{" onChange={() => undefined} />
        <LimitedField label={t('column.name')} limit={60} value={text} onChange={setText} />
        <Checkbox label={t('builder.offer_on')} isSelected={isOn} onChange={setOn} />
      </div>
      <FileDrop
        label={t('new_campaign.drop')}
        action={t('new_campaign.choose_file')}
        types={['.csv']}
        onFile={({ name }) => toast(name)}
      />
      <UploadBar progress={{ sentBytes: 2, totalBytes: 5 }} />
      <Refusals />
      <CauseBox title={t('message.why')} failed={{ code: '131026', said: 'Message undeliverable' }} />
    </Card>
  )
}

function Refusals() {
  const { t } = useWords()
  const [error, setError] = useState<Error | null>(null)
  const [isFailed, setFailed] = useState(false)
  const further = {
    hasNextPage: true,
    isFetching: false,
    isFetchingNextPage: false,
    isFetchNextPageError: isFailed,
    error: refused,
    fetchNextPage: () => setFailed(!isFailed),
  }
  return (
    <>
      <FaultsAtFields error={error}>
        <Select
          name="text"
          label={t('column.kind')}
          value="text"
          choices={[{ value: 'text', label: t('kind.text') }]}
          onChange={() => setError(null)}
        />
      </FaultsAtFields>
      {error && <Refused error={error} />}
      <div className="row">
        <Button onPress={() => setError(refused)}>{t('save')}</Button>
        <MoreButton of={further}>{t('chats.more')}</MoreButton>
      </div>
    </>
  )
}
