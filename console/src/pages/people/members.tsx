/** People who sign in, with their roles; inviting one gives a link that works once. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Navigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { Badge, type Tone } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import type { Column } from '../../kit/grid.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { Frame, List } from './frame.tsx'
import { firstGrant, GrantsField, grantsText } from './grants.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { type Grant, type Member, membersQuery } from './queries.ts'

const route = getRouteApi('/signed-in/people')

/** Those who may see keys and no people begin with the keys. */
export function Members() {
  const mayMembers = useMayForAll('users.read')
  const mayKeys = useMayForAll('keys.read')
  return !mayMembers && mayKeys ? <Navigate to="/people/keys" replace /> : <MemberList />
}

function MemberList() {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const mayInvite = useMayForAll('users.write')
  const [isInviting, setInviting] = useState(false)
  const invite = (
    <Button kind="primary" onPress={() => setInviting(true)}>
      {t('people.invite')}
    </Button>
  )
  return (
    <Frame lead={t('people.members_lead')} actions={mayInvite && invite}>
      <List
        of={useInfiniteQuery(membersQuery)}
        label={t('people.members')}
        columns={useColumns()}
        keyOf={({ userId }) => userId}
        onOpen={({ userId }) => void navigate({ to: '/people/$memberId', params: { memberId: userId } })}
        none={t('people.none')}
        noneDo={t('people.none_do')}
      />
      <Dialog title={t('people.invite')} isOpen={isInviting} onClose={() => setInviting(false)}>
        <Invitation onClose={() => setInviting(false)} />
      </Dialog>
    </Frame>
  )
}

function useColumns(): Column<Member>[] {
  const words = useWords()
  const { t } = words
  return [
    {
      id: 'person',
      title: t('column.name'),
      cell: ({ name, email }) => (
        <span className="two">
          <span className="clip">{name}</span>
          <span className="soft clip">{email}</span>
        </span>
      ),
    },
    {
      id: 'text',
      title: t('grant.label'),
      cell: ({ grants }) => <span className="clip">{grantsText(grants, words)}</span>,
    },
    { id: 'state', title: t('column.state'), cell: (member) => <MemberBadge member={member} /> },
    {
      id: 'time',
      title: t('people.last_sign_in'),
      cell: ({ lastSignInAt }) => (lastSignInAt === null ? t('people.never') : <Time at={lastSignInAt} />),
    },
  ]
}

export function MemberBadge({ member: { disabled, hasPassword } }: { member: Member }) {
  const { t } = useWords()
  const [word, tone]: [WordKey, Tone] = disabled
    ? ['people.off', 'bad']
    : hasPassword
      ? ['people.active', 'good']
      : ['people.invited', 'busy']
  return <Badge tone={tone} text={t(word)} />
}

function Invitation({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const [grants, setGrants] = useState<Grant[]>([firstGrant])
  const invite = useChange({
    run: ({ email = '', name = '' }: Values) => gateway.createMember({ body: { email, name, grants } }),
    touches: [['members']],
    isToldInPlace: true,
  })
  if (invite.data)
    return (
      <>
        <p>{t('people.invited_about', { name: invite.data.name })}</p>
        <OneTimeLink link={invite.data.link} />
        <div className="row end">
          <Button kind="primary" onPress={onClose}>
            {t('close')}
          </Button>
        </div>
      </>
    )
  return (
    <Form
      submit={t('people.invite')}
      error={invite.error}
      isPending={invite.isPending}
      onSubmit={(values) => invite.mutate(values)}
    >
      <Field name="name" label={t('column.name')} isRequired maxLength={100} autoFocus />
      <Field name="email" label={t('session.email')} type="email" isRequired autoComplete="off" />
      <GrantsField value={grants} onChange={setGrants} />
    </Form>
  )
}
