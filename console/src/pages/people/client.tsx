/** One client: its bots, its secrets with their ends, a new secret beside the old ones, and the end of it. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { OverlapSelect, usualOverlap } from '../../app/overlap.tsx'
import { useMayForAll } from '../../app/session.ts'
import { type Edit, type Tagged, tagged, useEdit } from '../../app/tagged.ts'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { TypedDialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, Problem } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Secret } from '../../kit/secret.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { ScopeField, scopeText } from './grants.tsx'
import { type Client, clientQuery } from './queries.ts'

const route = getRouteApi('/signed-in/people/clients/$clientId')

export function ClientPage() {
  const { t } = useWords()
  const { clientId } = route.useParams()
  const client = useQuery(clientQuery(clientId))
  return (
    <Page
      title={client.data?.value.name ?? t('client.client')}
      lead={
        <>
          <Link to="/people/clients">{t('people.clients')}</Link> · <code>{clientId}</code>
        </>
      }
    >
      <Loaded of={client} lines={8}>
        {(found) => <Content now={found} />}
      </Loaded>
    </Page>
  )
}

function Content({ now }: { now: Tagged<Client> }) {
  const { t } = useWords()
  const { value: client, tag } = now
  const mayChange = useMayForAll('keys.write')
  return (
    <div className="columns">
      <Card title={t('client.settings')}>
        {mayChange ? <SettingsForm now={now} /> : <Facts facts={[[t('grant.bots'), scopeText(client.bots, t)]]} />}
      </Card>
      <div className="stack top">
        <Secrets client={client} mayRenew={mayChange} />
        {mayChange && <Delete client={client} tag={tag} />}
      </div>
    </div>
  )
}

function SettingsForm({ now }: { now: Tagged<Client> }) {
  const edit = useEdit(now)
  return <Settings key={edit.version} edit={edit} />
}

function Settings({ edit }: { edit: Edit<Client> }) {
  const { t } = useWords()
  const { value, tag } = edit
  const [chosen, setChosen] = useState({ bots: value.bots, strict: value.strict })
  const save = useChange({
    run: async (body: { name: string; origins: string[] }) => {
      const change = { clientId: value.clientId, ifMatch: tag, body: { ...body, ...chosen } }
      edit.saved(await tagged((options) => gateway.updateClient(change, options)))
    },
    touches: [['clients'], ['client', value.clientId]],
    done: 'saved',
    isToldInPlace: true,
  })
  const choose = (change: Partial<typeof chosen>) => {
    edit.touch()
    setChosen({ ...chosen, ...change })
  }
  return (
    <Form
      submit={t('save')}
      error={save.error}
      isPending={save.isPending}
      onTouch={edit.touch}
      onStartAnew={edit.startAnew}
      onSubmit={({ name = '', origins = '' }) =>
        save.mutate({ name, origins: origins.split(/[\s,]+/).filter((one) => one !== '') })
      }
    >
      <Field name="name" label={t('column.name')} defaultValue={value.name} isRequired maxLength={100} />
      <ScopeField bots={chosen.bots} onChange={(bots) => choose({ bots })} />
      <Field
        name="origins"
        label={t('client.origins')}
        hint={t('client.origins_hint')}
        placeholder="https://app.example.com"
        defaultValue={value.origins.join(', ')}
      />
      <Checkbox label={t('client.strict')} isSelected={chosen.strict} onChange={(strict) => choose({ strict })} />
    </Form>
  )
}

function Secrets({ client: { clientId, secrets }, mayRenew }: { client: Client; mayRenew: boolean }) {
  const { t } = useWords()
  const [overlap, setOverlap] = useState(usualOverlap)
  const renew = useChange({
    run: () => gateway.renewClientSecret({ clientId, body: { overlapSeconds: Number(overlap) } }),
    touches: [['client', clientId]],
    done: 'client.renewed',
    isToldInPlace: true,
  })
  return (
    <Card title={t('client.secrets')}>
      <ul className="plain entries">
        {secrets.map(({ createdAt, expiresAt, source }) => (
          <li key={createdAt}>
            <p>
              {t('client.made')} <Time at={createdAt} />
              {source === 'environment' && <span className="soft"> · {t('client.from_environment')}</span>}
            </p>
            <span className="soft">
              {expiresAt === null ? t('client.no_end') : t('client.ends')}{' '}
              {expiresAt !== null && <Time at={expiresAt} />}
            </span>
          </li>
        ))}
      </ul>
      {mayRenew && (
        <div className="inline-form">
          <OverlapSelect label={t('client.overlap')} value={overlap} onChange={setOverlap} />
          <Button isPending={renew.isPending} onPress={() => renew.mutate()}>
            {t('client.renew')}
          </Button>
        </div>
      )}
      <Problem error={renew.error} />
      {renew.data && (
        <Secret label={t('client.secret')} value={renew.data.clientSecret}>
          {t('shown_once')}
        </Secret>
      )}
    </Card>
  )
}

function Delete({ client: { clientId, name }, tag }: { client: Client; tag: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: async () => {
      await gateway.deleteClient({ clientId, ifMatch: tag })
      await navigate({ to: '/people/clients' })
    },
    touches: [['clients']],
    done: 'client.deleted',
  })
  return (
    <Card title={t('client.delete')}>
      <p className="soft">{t('client.delete_about')}</p>
      <div className="row">
        <Button kind="danger" isPending={remove.isPending} onPress={() => setAsking(true)}>
          {t('client.delete')}
        </Button>
      </div>
      <TypedDialog
        title={t('client.delete_ask', { name })}
        text={t('client.delete_about')}
        action={t('client.delete')}
        typed={clientId}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </Card>
  )
}
