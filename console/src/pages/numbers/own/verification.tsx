/** That the number is yours, shown by a code that Meta sends to it. */
import { useState } from 'react'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Field } from '../../../kit/field.tsx'
import { Form } from '../../../kit/form.tsx'
import { Card } from '../../../kit/page.tsx'
import { Select } from '../../../kit/select.tsx'
import { useWords } from '../../../words/words.tsx'
import { touchedBy } from '../queries.ts'

const methods = ['SMS', 'VOICE'] as const
/** As Meta names the languages of the console. */
const spoken = { es: 'es', pt: 'pt_BR', en: 'en_US' } as const

export function Verification({ botId }: { botId: string }) {
  const { t } = useWords()
  return (
    <Card title={t('verification.title')}>
      <p className="soft">{t('verification.about')}</p>
      <AskCode botId={botId} />
      <GiveCode botId={botId} />
    </Card>
  )
}

function AskCode({ botId }: { botId: string }) {
  const { t, language } = useWords()
  const [method, setMethod] = useState<(typeof methods)[number]>('SMS')
  const ask = useChange({
    run: () => gateway.requestCode({ botId, body: { method, language: spoken[language] } }),
    touches: [],
    done: 'verification.asked',
    isToldInPlace: true,
  })
  return (
    <div id="ask-code">
      <Form submit={t('verification.ask')} error={ask.error} isPending={ask.isPending} onSubmit={() => ask.mutate()}>
        <Select
          name="method"
          label={t('verification.method')}
          value={method}
          choices={methods.map((value) => ({ value, label: t(`verification.${value}`) }))}
          onChange={setMethod}
        />
      </Form>
    </div>
  )
}

function GiveCode({ botId }: { botId: string }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const give = useChange({
    run: async () => {
      await gateway.verifyCode({ botId, body: { code } })
      setCode('')
    },
    touches: touchedBy(botId),
    done: 'verification.done',
    isToldInPlace: true,
  })
  return (
    <div id="give-code">
      <Form
        submit={t('verification.give')}
        error={give.error}
        isPending={give.isPending}
        onSubmit={() => give.mutate()}
      >
        <Field
          name="code"
          label={t('verification.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          placeholder="123-456"
          isRequired
          minLength={6}
          value={code}
          onChange={(text) => setCode(text.trim())}
          fault={/[^\d-]/.test(code) || code.length > 7 ? t('verification.code_fault') : undefined}
        />
      </Form>
    </div>
  )
}
