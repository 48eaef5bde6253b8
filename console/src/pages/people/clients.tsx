/** Clients: credentials of programs for the compatible API, each with its bots. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import type { Column } from '../../kit/grid.tsx'
import { CopyField, Secret } from '../../kit/secret.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { Frame, List } from './frame.tsx'
import { ScopeField, scopeText } from './grants.tsx'
import { type Client, clientsQuery } from './queries.ts'

const route = getRouteApi('/signed-in/people/clients')

export function Clients() {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const mayMake = useMayForAll('keys.write')
  const [isMaking, setMaking] = useState(false)
  const make = (
    <Button kind="primary" onPress={() => setMaking(true)}>
      {t('client.make')}
    </Button>
  )
  return (
    <Frame lead={t('people.clients_lead')} actions={mayMake && make}>
      <List
        of={useInfiniteQuery(clientsQuery)}
        label={t('people.clients')}
        columns={useColumns()}
        keyOf={({ clientId }) => clientId}
        onOpen={({ clientId }) => void navigate({ to: '/people/clients/$clientId', params: { clientId } })}
        none={t('client.none')}
        noneDo={t('client.none_do')}
      />
      <Dialog title={t('client.make')} isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewClient onClose={() => setMaking(false)} />
      </Dialog>
    </Frame>
  )
}

function useColumns(): Column<Client>[] {
  const { t } = useWords()
  return [
    {
      id: 'person',
      title: t('column.name'),
      cell: ({ name, clientId }) => (
        <span className="two">
          <span className="clip">{name}</span>
          <code className="soft clip">{clientId}</code>
        </span>
      ),
    },
    { id: 'text', title: t('grant.bots'), cell: ({ bots }) => <span className="clip">{scopeText(bots, t)}</span> },
    { id: 'time', title: t('people.since'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

function NewClient({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [bots, setBots] = useState<Client['bots']>('all')
  const [isStrict, setStrict] = useState(false)
  const make = useChange({
    run: ({ name = '', id }: Values) =>
      gateway.createClient({ body: { name, bots, strict: isStrict, ...(id && { id }) } }),
    touches: [['clients']],
    isToldInPlace: true,
  })
  if (make.data)
    return (
      <>
        <CopyField label={t('client.id')} value={make.data.clientId} />
        <Secret label={t('client.secret')} value={make.data.clientSecret}>
          {t('shown_once')}
        </Secret>
        <div className="row end">
          <Button kind="primary" onPress={onClose}>
            {t('close')}
          </Button>
        </div>
      </>
    )
  return (
    <Form
      submit={t('client.make')}
      error={make.error}
      isPending={make.isPending}
      onSubmit={(values) => make.mutate(values)}
    >
      <Field name="name" label={t('column.name')} hint={t('client.name_hint')} isRequired maxLength={100} autoFocus />
      <Field name="id" label={t('client.id')} hint={t('client.id_hint')} maxLength={64} autoComplete="off" />
      <ScopeField bots={bots} onChange={setBots} />
      <Checkbox label={t('client.strict')} isSelected={isStrict} onChange={setStrict} />
    </Form>
  )
}
