/** Where Meta posts what happens on the number: the app's address, the account's, or one of the number alone. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../../../../../sdk/client.ts'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Button } from '../../../kit/button.tsx'
import { TypedDialog } from '../../../kit/dialog.tsx'
import { Facts } from '../../../kit/facts.tsx'
import { Field } from '../../../kit/field.tsx'
import { Form, type Values } from '../../../kit/form.tsx'
import { Loaded } from '../../../kit/loaded.tsx'
import { Card } from '../../../kit/page.tsx'
import { Select } from '../../../kit/select.tsx'
import { useWords } from '../../../words/words.tsx'
import { bounds } from '../bounds.ts'
import { keyOf, subscriptionQuery } from './queries.ts'

const places = ['number', 'account'] as const
const shown = ['number', 'account', 'application'] as const

export function Subscription({ botId, mayChange }: { botId: string; mayChange: boolean }) {
  const { t } = useWords()
  const found = useQuery(subscriptionQuery(botId))
  return (
    <Card title={t('subscription.title')}>
      <p className="soft">{t('subscription.about')}</p>
      <Loaded of={found} lines={3}>
        {(now) => <Now of={now} />}
      </Loaded>
      {mayChange && <Change botId={botId} />}
      {mayChange && <End botId={botId} />}
    </Card>
  )
}

function Now({ of }: { of: Schemas['NumberSubscription'] }) {
  const { t } = useWords()
  if (shown.every((place) => of[place] === null)) return <p>{t('subscription.none')}</p>
  return <Facts facts={shown.map((place) => [t(`subscription.${place}`), of[place] ?? t('subscription.no_own')])} />
}

function Change({ botId }: { botId: string }) {
  const { t } = useWords()
  const [of, setOf] = useState<(typeof places)[number]>('number')
  const save = useChange({
    run: ({ url = '', verifyToken = '' }: Values) =>
      gateway.subscribe({ botId, body: { of, ...(url && { url }), ...(url && verifyToken && { verifyToken }) } }),
    touches: [keyOf(botId, 'subscription')],
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <div id="subscription">
      <Form
        submit={t('subscription.save')}
        error={save.error}
        isPending={save.isPending}
        onSubmit={(values) => save.mutate(values)}
      >
        <Select
          name="of"
          label={t('subscription.of')}
          value={of}
          choices={places.map((value) => ({ value, label: t(`subscription.${value}`) }))}
          onChange={setOf}
        />
        <Address />
      </Form>
    </div>
  )
}

function Address() {
  const { t } = useWords()
  return (
    <>
      <Field
        name="url"
        label={t('subscription.url')}
        hint={t('subscription.url_hint')}
        type="url"
        pattern="https://.+"
        placeholder="https://recado.example.com/meta/webhook"
      />
      <Field
        name="verifyToken"
        label={t('number.verify_token')}
        hint={t('subscription.token_hint')}
        type="password"
        autoComplete="off"
        maxLength={bounds.verifyToken}
      />
    </>
  )
}

function End({ botId }: { botId: string }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const end = useChange({
    run: () => gateway.unsubscribe({ botId }),
    touches: [keyOf(botId, 'subscription')],
    done: 'subscription.ended',
  })
  return (
    <div className="row">
      <Button kind="danger" onPress={() => setAsking(true)}>
        {t('subscription.end')}
      </Button>
      <TypedDialog
        title={t('subscription.end_ask')}
        text={t('subscription.end_about')}
        action={t('subscription.end')}
        typed={botId}
        isOpen={isAsking}
        onConfirm={() => end.confirm()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
