/** What Meta shows of a number, put in, and the bot that is made of it. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { channelOf } from './channel.tsx'

/** What is shown only now. */
export type Created = { botId: string; verifyToken: string; webhookSecret: string }

const metaGraph = 'https://graph.facebook.com'

export function CreateStep({ onDone }: { onDone: (created: Created) => void }) {
  const { t } = useWords()
  const create = useChange({
    run: async (values: Values) => {
      const { phoneNumberId = '', wabaId = '', ...rest } = channelOf(values)
      const { accessToken = '', appSecret = '', verifyToken = '' } = rest
      const made = await gateway.createBot({
        body: {
          ...(values.id && { id: values.id }),
          name: values.name ?? '',
          ...(values.webhookUrl && { webhookUrl: values.webhookUrl }),
          channel: { ...rest, phoneNumberId, wabaId, accessToken, appSecret, verifyToken },
        },
      })
      onDone({ botId: made.id, webhookSecret: made.webhookSecret, verifyToken })
    },
    touches: [['bots']],
    isToldInPlace: true,
  })
  return (
    <Form
      submit={t('connect.create')}
      error={create.error}
      isPending={create.isPending}
      onSubmit={(values) => create.mutate(values)}
    >
      <AboutNumber />
      <Credentials />
      <Advanced />
    </Form>
  )
}

function AboutNumber() {
  const { t } = useWords()
  const digits = { inputMode: 'numeric', autoComplete: 'off', isRequired: true } as const
  return (
    <Card title={t('connect.number')}>
      <p className="soft">
        {t('connect.number_about')}{' '}
        <a href="https://business.facebook.com/wa/manage/phone-numbers/" target="_blank" rel="noreferrer">
          WhatsApp Manager
        </a>
      </p>
      <div className="form-grid">
        <Field name="name" label={t('column.name')} hint={t('connect.name_hint')} isRequired maxLength={100} />
        <Field name="id" label={t('connect.id')} hint={t('connect.id_hint')} autoComplete="off" maxLength={64} />
        <Field
          name="channel.phoneNumberId"
          label={t('number.phone_number_id')}
          hint={t('connect.phone_number_id_hint')}
          {...digits}
        />
        <Field name="channel.wabaId" label={t('number.waba_id')} hint={t('connect.waba_id_hint')} {...digits} />
      </div>
      <Field
        name="webhookUrl"
        label={t('number.webhook')}
        hint={t('connect.webhook_hint')}
        type="url"
        placeholder="https://bot.example.com/webhook"
        autoComplete="off"
      />
    </Card>
  )
}

function Credentials() {
  const { t } = useWords()
  const [verifyToken, setVerifyToken] = useState(newVerifyToken)
  const hidden = { type: 'password', autoComplete: 'off', isRequired: true } as const
  return (
    <Card title={t('connect.credentials')}>
      <p className="soft">{t('connect.credentials_about')}</p>
      <div className="form-grid">
        <Field name="channel.accessToken" label={t('number.access_token')} hint={t('connect.token_hint')} {...hidden} />
        <Field name="channel.appSecret" label={t('number.app_secret')} hint={t('connect.secret_hint')} {...hidden} />
        <Field
          name="channel.appId"
          label={t('number.app_id')}
          hint={t('connect.app_id_hint')}
          inputMode="numeric"
          autoComplete="off"
        />
        <Field
          name="channel.verifyToken"
          label={t('number.verify_token')}
          hint={t('connect.verify_hint')}
          autoComplete="off"
          isRequired
          value={verifyToken}
          onChange={setVerifyToken}
        />
      </div>
      <div className="row">
        <Button kind="quiet" onPress={() => setVerifyToken(newVerifyToken())}>
          {t('connect.verify_new')}
        </Button>
      </div>
    </Card>
  )
}

function Advanced() {
  const { t } = useWords()
  return (
    <details className="card more-fields">
      <summary>{t('connect.advanced')}</summary>
      <div className="form-grid">
        <Field
          name="channel.graphUrl"
          label={t('number.graph')}
          hint={t('connect.graph_hint')}
          placeholder={metaGraph}
          autoComplete="off"
        />
        <Field
          name="channel.displayNumber"
          label={t('connect.display')}
          hint={t('connect.display_hint')}
          inputMode="tel"
          placeholder="593990000001"
          autoComplete="off"
        />
      </div>
    </details>
  )
}

/** Nobody has to remember it: Meta sends it once, in its question whether the address is ours. */
export function newVerifyToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
