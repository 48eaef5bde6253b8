/** The number's username: which one it has and how it stands, claiming one, and giving it up. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../../../../../sdk/client.ts'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Badge } from '../../../kit/badge.tsx'
import { Button } from '../../../kit/button.tsx'
import { Checkbox } from '../../../kit/checkbox.tsx'
import { ConfirmDialog } from '../../../kit/dialog.tsx'
import { Field } from '../../../kit/field.tsx'
import { Form } from '../../../kit/form.tsx'
import { Loaded } from '../../../kit/loaded.tsx'
import { Card } from '../../../kit/page.tsx'
import { useWords } from '../../../words/words.tsx'
import { bounds, lengthOf } from '../bounds.ts'
import { keyOf, suggestionsQuery, usernameQuery } from './queries.ts'

type Name = Schemas['NumberUsername']

export function Username({ botId, mayChange }: { botId: string; mayChange: boolean }) {
  const { t } = useWords()
  const found = useQuery(usernameQuery(botId))
  return (
    <Card title={t('username.title')}>
      <p className="soft">{t('username.about')}</p>
      <Loaded of={found} lines={3}>
        {(now) => (
          <>
            <Now name={now} />
            {mayChange && now.username !== null && <GiveUp botId={botId} username={now.username} />}
          </>
        )}
      </Loaded>
      {mayChange && <Claim botId={botId} />}
    </Card>
  )
}

const tones = { approved: 'good', reserved: 'busy' } as const
const isKnown = (status: string): status is keyof typeof tones => Object.hasOwn(tones, status)

function Now({ name: { username, status } }: { name: Name }) {
  const { t } = useWords()
  if (username === null) return <p>{t('username.none')}</p>
  return (
    <div role="status" className="stack">
      <p>
        <b>@{username}</b>{' '}
        {status !== null &&
          (isKnown(status) ? <Badge tone={tones[status]} text={t(`username.${status}`)} /> : <code>{status}</code>)}
      </p>
      {status === 'reserved' && <p className="soft small">{t('username.reserved_about')}</p>}
    </div>
  )
}

function Claim({ botId }: { botId: string }) {
  const { t } = useWords()
  const [username, setUsername] = useState('')
  const [transfer, setTransfer] = useState(false)
  const claim = useChange({
    run: () => gateway.setUsername({ botId, body: { username, ...(transfer && { transfer }) } }),
    touches: [keyOf(botId, 'username'), keyOf(botId, 'suggestions')],
    done: 'username.claimed',
    isToldInPlace: true,
  })
  return (
    <div id="username">
      <Form
        submit={t('username.claim')}
        error={claim.error}
        isPending={claim.isPending}
        onSubmit={() => claim.mutate()}
      >
        <Field
          name="username"
          label={t('username.wanted')}
          hint={t('username.hint')}
          autoComplete="off"
          spellCheck="false"
          isRequired
          value={username}
          onChange={(text) => setUsername(text.trim().toLowerCase().replace(/^@/, ''))}
          fault={isFit(username) ? undefined : t('username.fault', bounds.username)}
        />
        <Suggestions botId={botId} onChoose={setUsername} />
        <Checkbox label={t('username.transfer')} isSelected={transfer} onChange={setTransfer} />
      </Form>
    </div>
  )
}

/** As long as the gateway takes; what else a name may be, Meta says. */
function isFit(username: string): boolean {
  const { least, most } = bounds.username
  return username === '' || (lengthOf(username) >= least && lengthOf(username) <= most)
}

function Suggestions({ botId, onChoose }: { botId: string; onChoose: (username: string) => void }) {
  const { t } = useWords()
  const [isAsked, setAsked] = useState(false)
  const found = useQuery({ ...suggestionsQuery(botId), enabled: isAsked })
  if (!isAsked)
    return (
      <div className="row">
        <Button kind="quiet" onPress={() => setAsked(true)}>
          {t('username.suggest')}
        </Button>
      </div>
    )
  return (
    <Loaded of={found} lines={1}>
      {(names) =>
        names.length === 0 ? (
          <p className="soft">{t('username.no_suggestions')}</p>
        ) : (
          <div className="row">
            {names.map((name) => (
              <Button key={name} onPress={() => onChoose(name)}>
                {name}
              </Button>
            ))}
          </div>
        )
      }
    </Loaded>
  )
}

function GiveUp({ botId, username }: { botId: string; username: string }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: () => gateway.deleteUsername({ botId }),
    touches: [keyOf(botId, 'username'), keyOf(botId, 'suggestions')],
    done: 'username.given_up',
  })
  return (
    <div className="row">
      <Button kind="danger" onPress={() => setAsking(true)}>
        {t('username.give_up')}
      </Button>
      <ConfirmDialog
        title={t('username.give_up_ask', { username })}
        text={t('username.give_up_about')}
        action={t('username.give_up')}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
