/** API keys: each is shown once, when it is made; afterwards its beginning, its last use and its end. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog, Dialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import type { Column } from '../../kit/grid.tsx'
import { Secret } from '../../kit/secret.tsx'
import { Select } from '../../kit/select.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { Frame, List } from './frame.tsx'
import { firstGrant, GrantsField, grantsText } from './grants.tsx'
import { type ApiKey, type Grant, keysQuery } from './queries.ts'

const day = 86_400
const spans = { month: 30 * day, quarter: 90 * day, year: 365 * day, never: 0 } as const
type Span = keyof typeof spans

export function Keys() {
  const { t } = useWords()
  const mayMake = useMayForAll('keys.write')
  const [isMaking, setMaking] = useState(false)
  const [opened, setOpened] = useState<ApiKey>()
  const make = (
    <Button kind="primary" onPress={() => setMaking(true)}>
      {t('key.make')}
    </Button>
  )
  return (
    <Frame lead={t('people.keys_lead')} actions={mayMake && make}>
      <List
        of={useInfiniteQuery(keysQuery)}
        label={t('people.keys')}
        columns={useColumns()}
        keyOf={({ keyId }) => keyId}
        onOpen={setOpened}
        none={t('key.none')}
        noneDo={t('key.none_do')}
      />
      <Dialog title={t('key.make')} isOpen={isMaking} onClose={() => setMaking(false)}>
        <NewKey onClose={() => setMaking(false)} />
      </Dialog>
      <Dialog title={opened?.name ?? ''} isOpen={opened !== undefined} onClose={() => setOpened(undefined)}>
        {opened && <KeyDetails apiKey={opened} mayEnd={mayMake} onClose={() => setOpened(undefined)} />}
      </Dialog>
    </Frame>
  )
}

function useColumns(): Column<ApiKey>[] {
  const words = useWords()
  const { t } = words
  return [
    {
      id: 'person',
      title: t('column.name'),
      cell: ({ name, prefix }) => (
        <span className="two">
          <span className="clip">{name}</span>
          <code className="soft clip">{prefix}…</code>
        </span>
      ),
    },
    {
      id: 'text',
      title: t('grant.label'),
      cell: ({ grants }) => <span className="clip">{grantsText(grants as Grant[], words)}</span>,
    },
    {
      id: 'type',
      title: t('key.ends'),
      cell: ({ expiresAt }) => (expiresAt === null ? t('key.span_never') : <Time at={expiresAt} isDay />),
    },
    {
      id: 'time',
      title: t('key.last_used'),
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('people.never') : <Time at={lastUsedAt} />),
    },
  ]
}

function NewKey({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [grants, setGrants] = useState<Grant[]>([firstGrant])
  const [span, setSpan] = useState<Span>('quarter')
  const make = useChange({
    run: ({ name = '' }: Values) =>
      gateway.createApiKey({
        body: { name, grants, ...(span !== 'never' && { expiresInSeconds: spans[span] }) },
      }),
    touches: [['api-keys']],
    isToldInPlace: true,
  })
  if (make.data)
    return (
      <>
        <Secret label={make.data.name} value={make.data.apiKey}>
          {t('key.shown_once')}
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
      submit={t('key.make')}
      error={make.error}
      isPending={make.isPending}
      onSubmit={(values) => make.mutate(values)}
    >
      <Field name="name" label={t('column.name')} hint={t('key.name_hint')} isRequired maxLength={100} autoFocus />
      <GrantsField isOfKey value={grants} onChange={setGrants} />
      <Select
        label={t('key.span')}
        value={span}
        choices={(Object.keys(spans) as Span[]).map((value) => ({ value, label: t(`key.span_${value}`) }))}
        onChange={setSpan}
      />
    </Form>
  )
}

type DetailsProps = { apiKey: ApiKey; mayEnd: boolean; onClose: () => void }

function KeyDetails({ apiKey: { keyId, name, prefix, grants, createdAt, expiresAt }, mayEnd, onClose }: DetailsProps) {
  const words = useWords()
  const { t } = words
  const [isAsking, setAsking] = useState(false)
  const end = useChange({
    run: async () => {
      await gateway.deleteApiKey({ keyId })
      onClose()
    },
    touches: [['api-keys']],
    done: 'key.ended',
  })
  return (
    <>
      <Facts
        facts={[
          [t('key.beginning'), <code key="prefix">{prefix}…</code>],
          [t('grant.label'), grantsText(grants as Grant[], words)],
          [t('people.since'), <Time key="since" at={createdAt} isExact />],
          [t('key.ends'), expiresAt === null ? t('key.span_never') : <Time key="ends" at={expiresAt} isExact />],
        ]}
      />
      <div className="row end">
        <Button onPress={onClose}>{t('close')}</Button>
        {mayEnd && (
          <Button kind="danger" isPending={end.isPending} onPress={() => setAsking(true)}>
            {t('key.end')}
          </Button>
        )}
      </div>
      <ConfirmDialog
        title={t('key.end_ask', { name })}
        text={t('key.end_about')}
        action={t('key.end')}
        isOpen={isAsking}
        onConfirm={() => end.confirm()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
