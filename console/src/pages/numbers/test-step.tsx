/** A first message from the number, as a text to somebody who wrote to it, or as a template without values. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Failure } from '../../kit/states.tsx'
import { bareNumber } from '../../kit/written-number.ts'
import { useWords } from '../../words/words.tsx'
import { isUnderWay } from '../messages/steps.ts'
import { type Definition, definitionsQuery } from '../templates/queries.ts'
import type { Bot } from './queries.ts'

const refreshMs = 1_000

export function TestStep({ bot }: { bot: Bot }) {
  const { t } = useWords()
  const maySend = useMay('conversations.write', bot.id)
  return (
    <Card title={t('connect.test')}>
      <p>{t(maySend ? 'connect.test_about' : 'connect.test_forbidden')}</p>
      {maySend && <Send botId={bot.id} />}
    </Card>
  )
}

function Send({ botId }: { botId: string }) {
  const { t } = useWords()
  const [template, setTemplate] = useState('')
  const templates = useQuery(definitionsQuery(botId)).data ?? []
  const send = useChange({
    run: (values: Values) => sendTo(botId, template, values),
    touches: [['messages', botId]],
    isToldInPlace: true,
  })
  return (
    <>
      <Form
        submit={t('connect.send')}
        error={send.error}
        isPending={send.isPending}
        onSubmit={(values) => send.mutate(values)}
      >
        <div className="form-grid">
          <Field
            name={template === '' ? 'userId' : 'destinations'}
            label={t('connect.to')}
            hint={t('connect.to_hint')}
            placeholder="+593 98 765 4321"
            inputMode="tel"
            isRequired
          />
          <Select
            label={t('connect.what')}
            value={template}
            choices={[{ value: '', label: t('kind.text') }, ...templates.filter(isPlain).map(choiceOf)]}
            onChange={setTemplate}
          />
        </div>
        {template === '' && <Field name="text" label={t('kind.text')} defaultValue={t('connect.text')} isRequired />}
      </Form>
      {send.data !== undefined && <Sent botId={botId} messageId={send.data} />}
    </>
  )
}

/** Approved, and without a value or a file that must be given. */
function isPlain({ status, components }: Definition): boolean {
  const hasFile = components.some(({ format }) => format !== undefined && format !== 'TEXT')
  return status === 'APPROVED' && !hasFile && !JSON.stringify(components).includes('{{')
}

const choiceOf = ({ name, language }: Definition) => ({ value: name, label: `${name} (${language})` })

/** The person's field has the name that the gateway gives to it in this request. */
async function sendTo(
  botId: string,
  elementName: string,
  { userId, destinations, text = '' }: Values,
): Promise<string> {
  const digits = bareNumber(userId ?? destinations ?? '')
  if (elementName === '') {
    const { messageId } = await gateway.sendMessage({ botId, body: { type: 'text', userId: digits, text } })
    return messageId
  }
  const sent = await gateway.sendTemplate({ botId, body: { elementName, destinations: [digits], parameters: [] } })
  return sent[0]?.id ?? ''
}

function Sent({ botId, messageId }: { botId: string; messageId: string }) {
  const { t } = useWords()
  const message = useQuery({
    queryKey: ['message', botId, messageId],
    queryFn: () => gateway.getMessage({ botId, messageId }),
    refetchInterval: ({ state: { data } }) => (data === undefined || isUnderWay(data) ? refreshMs : false),
  })
  if (message.error && !message.data) return <Failure error={message.error} onRetry={() => void message.refetch()} />
  return (
    <p className="row" role="status">
      <StateBadge state={message.data?.state ?? 'queued'} />
      <Link to="/messages/$botId/$messageId" params={{ botId, messageId }}>
        {t('connect.timeline')}
      </Link>
    </p>
  )
}
