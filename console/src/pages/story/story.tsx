/**
 * Every component in its states, side by side, for those who build pages and for the tests that look at them in each
 * theme and language. It needs nobody signed in and asks the gateway for nothing.
 */
import { type ReactNode, useState } from 'react'
import { ConflictError, NetworkError } from '../../../../sdk/client.ts'
import { Badge, StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Chart } from '../../kit/chart.tsx'
import { Checkbox, Checkboxes } from '../../kit/checkbox.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Field, FilterField } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { DataGrid } from '../../kit/grid.tsx'
import { Menu } from '../../kit/menu.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { QrCode } from '../../kit/qr-code.tsx'
import { CopyField, Secret } from '../../kit/secret.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { Time } from '../../kit/time.tsx'
import { Toasts, toast } from '../../kit/toast.tsx'
import { type Language, languages, useWords } from '../../words/words.tsx'
import { Bubble } from '../templates/bubble.tsx'
import { Around } from './around.tsx'
import { Forms } from './forms.tsx'
import { Messages } from './messages.tsx'

const states = ['queued', 'sent', 'read', 'expired', 'failed', 'canceled', 'IN_PROGRESS', 'PAUSED', 'A_NEW_ONE']
const manyRows = Array.from({ length: 5_000 }, (_, index) => ({ id: `msg_${index}`, text: `Hola ${index}` }))

const tones = ['busy', 'accent', 'good', 'calm', 'bad'] as const
const manySteps = Array.from({ length: 48 }, (_, hour) => `${hour} h`)
const manyLines = tones.map((tone, line) => ({
  id: tone,
  label: tone,
  tone,
  values: manySteps.map((_, hour) => Math.round((5 - line) * 40 * (1 + Math.sin((hour - line) / 5)))),
}))

export function Story() {
  return (
    <main id="content" className="story">
      <Page title="Story">
        <div className="stack">
          <Inputs />
          <FormParts />
          <Shown />
          <States />
          <Around />
          <Forms />
          <Messages />
          <Chapter name="chart">
            <Chart label="Two days" steps={manySteps} series={manyLines} />
          </Chapter>
          <Chapter name="data grid">
            <DataGrid
              label="5,000 rows"
              columns={[
                { id: 'state', title: 'State', cell: () => <StateBadge state="sent" /> },
                { id: 'text', title: 'Text', cell: ({ text }) => text },
              ]}
              rows={manyRows}
              keyOf={({ id }) => id}
              onOpen={({ id }) => toast(id)}
            />
          </Chapter>
        </div>
      </Page>
      <Toasts />
    </main>
  )
}

function Chapter({ name, children }: { name: string; children: ReactNode }) {
  return <Card title={name}>{children}</Card>
}

function Inputs() {
  const { t, language, change } = useWords()
  const [isAsking, setAsking] = useState(false)
  const choices = Object.entries(languages).map(([value, label]) => ({ value: value as Language, label }))
  return (
    <Chapter name="button, field, select, menu, dialog, toast">
      <div className="row">
        <Button kind="primary" onPress={() => toast(t('copied'))}>
          {t('refresh')}
        </Button>
        <Button onPress={() => setAsking(true)}>{t('campaign.cancel')}</Button>
        <Button kind="danger">{t('message.cancel')}</Button>
        <Button kind="quiet">{t('retry')}</Button>
        <Button isDisabled>{t('retry')}</Button>
        <Menu
          label={t('account')}
          icon="person"
          text={undefined}
          entries={[{ id: 'a', label: t('guide'), onAction: () => toast(t('guide')) }]}
        />
      </div>
      <div className="filters">
        <Select label={t('language')} value={language} choices={choices} onChange={(to) => void change(to)} />
        <Field label={t('filter.person')} placeholder="+593 98 765 4321" hint={t('palette.hint')} />
        <Field label={t('session.email')} isInvalid defaultValue="ana" />
      </div>
      <ConfirmDialog
        title={t('campaign.cancel_ask')}
        text={t('campaign.cancel_about')}
        action={t('campaign.cancel')}
        isOpen={isAsking}
        onConfirm={async () => toast(t('campaign.moved'))}
        onClose={() => setAsking(false)}
      />
    </Chapter>
  )
}

const refused = new ConflictError('taken', {
  status: 409,
  code: 'E0409',
  key: 'CONFLICT',
  violations: {},
  requestId: undefined,
  retryAfterMs: undefined,
  body: undefined,
})

function FormParts() {
  const { t } = useWords()
  const [chosen, setChosen] = useState(['demo'])
  const [filter, setFilter] = useState('')
  const [error, setError] = useState<Error | null>(null)
  const bots = ['demo', 'shop'].map((value) => ({ value, label: value }))
  return (
    <Chapter name="form, checkbox, filter, copy, secret">
      <Form submit={t('save')} error={error} isPending={false} onSubmit={() => setError(refused)}>
        <div className="form-grid">
          <Field name="name" label={t('column.name')} isRequired />
          <FilterField
            label={t('column.text')}
            value={filter}
            suggestions={['sign-in']}
            onChange={(to) => setFilter(to)}
          />
        </div>
        <Checkboxes label={t('grant.bots')} value={chosen} choices={bots} onChange={setChosen} />
        <Checkbox label={t('client.strict')} defaultSelected />
      </Form>
      <QrCode text="https://recado.example.com/" label={t('account.totp_picture')} />
      <CopyField label={t('connect.callback')} value="https://recado.example.com/meta/webhook" />
      <Secret label={t('connect.webhook_secret')} value="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw">
        {t('shown_once')}
      </Secret>
    </Chapter>
  )
}

function Shown() {
  const { t } = useWords()
  const views = [
    {
      id: 'code',
      label: t('message.content'),
      content: <CodeBlock value={{ type: 'text', text: 'Hola' }} curl="curl" />,
    },
    {
      id: 'facts',
      label: t('campaign.about'),
      content: (
        <Facts
          facts={[
            [t('bot'), 'Demo'],
            [t('column.time'), <Time key="t" at={0} />],
          ]}
        />
      ),
    },
  ]
  return (
    <Chapter name="badge, time, number, tabs, code, bubble">
      <div className="row">
        {states.map((state) => (
          <StateBadge key={state} state={state} />
        ))}
        <Badge tone="warn" text="YELLOW" />
      </div>
      <p>
        <Phone digits="593987654321" /> · <Phone digits="5511987654321" /> · <Time at={Date.now() - 90_000} />
      </p>
      <Tabs label={t('message')} views={views} />
      <Bubble definition={{ components: sample }} />
    </Chapter>
  )
}

const sample = [
  { type: 'HEADER', format: 'IMAGE' },
  { type: 'BODY', text: 'Hola *{{1}}*, su pedido _{{2}}_ está en camino.' },
  { type: 'FOOTER', text: 'Recado' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Gracias' },
      { type: 'URL', text: 'Ver pedido' },
    ],
  },
]

function States() {
  const { t } = useWords()
  return (
    <Chapter name="empty, error, skeleton">
      <div className="columns">
        <Empty title={t('messages.none')}>
          <p>{t('messages.none_do')}</p>
        </Empty>
        <Failure error={new NetworkError('no whole answer came')} onRetry={() => toast(t('retry'))} />
        <Skeleton lines={3} />
      </div>
    </Chapter>
  )
}
