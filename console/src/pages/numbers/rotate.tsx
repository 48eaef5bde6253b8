/**
 * A secret of a number is replaced: which one, what to do at Meta before, what happens here at once, and, when it is
 * stored, what the check says of the new one.
 */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { Secret } from '../../kit/secret.tsx'
import { Select } from '../../kit/select.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { channelOf } from './channel.tsx'
import { CheckList } from './check-list.tsx'
import { newVerifyToken } from './create-step.tsx'
import { type Bot, checkQuery, touchedBy } from './queries.ts'

const secrets = ['accessToken', 'appSecret', 'verifyToken'] as const
type SecretName = (typeof secrets)[number]

/** The words of each: its own name, and the steps. */
const words = {
  accessToken: { name: 'number.access_token', steps: ['rotate.token_1', 'rotate.token_2', 'rotate.token_3'] },
  appSecret: { name: 'number.app_secret', steps: ['rotate.secret_1', 'rotate.secret_2', 'rotate.secret_3'] },
  verifyToken: { name: 'number.verify_token', steps: ['rotate.verify_1', 'rotate.verify_2', 'rotate.verify_3'] },
} as const satisfies Record<SecretName, unknown>

/** What tells whether the new one is right. */
const checks: Record<SecretName, readonly string[]> = {
  accessToken: ['access_token', 'token_expiry', 'token_permissions'],
  appSecret: ['app_secret', 'webhook_signature'],
  verifyToken: ['webhook_handshake', 'webhook_callback'],
}

type Kept = { name: SecretName; value: string }

export function RotateSecret({ bot, tag }: { bot: Bot; tag: string }) {
  const { t } = useWords()
  const [name, setName] = useState<SecretName>('accessToken')
  const [kept, setKept] = useState<Kept>()
  const choices = secrets.map((value) => ({ value, label: t(words[value].name) }))
  return (
    <Card title={t('rotate.title')}>
      <p className="soft">{t('rotate.about')}</p>
      <Select label={t('rotate.which')} value={name} choices={choices} onChange={setName} />
      <ol className="steps">
        {words[name].steps.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
      <SecretForm key={name} bot={bot} tag={tag} name={name} onKept={(value) => setKept({ name, value })} />
      {kept?.name === name && <After botId={bot.id} {...kept} />}
    </Card>
  )
}

type FormProps = { bot: Bot; tag: string; name: SecretName; onKept: (value: string) => void }

function SecretForm({ bot, tag, name, onKept }: FormProps) {
  const { t } = useWords()
  const [value, setValue] = useState(name === 'verifyToken' ? newVerifyToken : '')
  const save = useChange({
    run: async (values: Values) => {
      await gateway.updateBot({ botId: bot.id, ifMatch: tag, body: { channel: channelOf(values) } })
      onKept(value)
      setValue('')
    },
    touches: touchedBy(bot.id),
    done: 'rotate.stored',
    isToldInPlace: true,
  })
  return (
    <Form
      submit={t('rotate.store')}
      error={save.error}
      isPending={save.isPending}
      onSubmit={(values) => save.mutate(values)}
    >
      <Field
        name={`channel.${name}`}
        label={t('rotate.new', { name: t(words[name].name) })}
        type={name === 'verifyToken' ? 'text' : 'password'}
        autoComplete="off"
        isRequired
        value={value}
        onChange={setValue}
      />
      {name === 'verifyToken' && (
        <div className="row">
          <Button kind="quiet" onPress={() => setValue(newVerifyToken())}>
            {t('connect.verify_new')}
          </Button>
        </div>
      )}
    </Form>
  )
}

/** Of the check that is made anew with the new secret. */
function After({ botId, name, value }: Kept & { botId: string }) {
  const { t } = useWords()
  const check = useQuery(checkQuery(botId))
  const found = (check.data?.checks ?? []).filter((one) => checks[name].includes(one.name))
  return (
    <section aria-live="polite">
      {name === 'verifyToken' && (
        <Secret label={t('number.verify_token')} value={value}>
          {t('shown_once')}
        </Secret>
      )}
      <h3>{t('rotate.after')}</h3>
      {check.isFetching ? <Skeleton lines={3} /> : <CheckList checks={found} />}
    </section>
  )
}
