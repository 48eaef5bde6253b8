/** One person who signs in: the roles, where they are signed in, and the ways to let them in again or keep them out. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { meQuery, useMayForAll } from '../../app/session.ts'
import { type Edit, type Tagged, tagged, useEdit } from '../../app/tagged.ts'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { GrantsField, grantsText } from './grants.tsx'
import { MemberSessions } from './member-sessions.tsx'
import { MemberWays } from './member-ways.tsx'
import { MemberBadge } from './members.tsx'
import { type Grant, type Member, memberQuery, touchedByMember } from './queries.ts'

const route = getRouteApi('/signed-in/people/$memberId')

export function MemberPage() {
  const { t } = useWords()
  const { memberId } = route.useParams()
  const member = useQuery(memberQuery(memberId))
  return (
    <Page
      title={member.data?.value.name ?? t('people.person')}
      lead={
        <>
          <Link to="/people">{t('nav.people')}</Link> · {member.data?.value.email ?? <code>{memberId}</code>}
        </>
      }
    >
      <Loaded of={member} lines={10}>
        {(found) => <Content now={found} />}
      </Loaded>
    </Page>
  )
}

function Content({ now }: { now: Tagged<Member> }) {
  const { t } = useWords()
  const { value: member, tag } = now
  const mayChange = useMayForAll('users.write')
  const me = useQuery(meQuery).data
  const facts = useFacts(member)
  return (
    <div className="columns">
      <div className="stack top">
        <Card>
          {me?.id === member.userId && (
            <p>
              {t('people.yourself')} <Link to="/account">{t('nav.account')}</Link>
            </p>
          )}
          <Facts facts={facts} />
        </Card>
        {mayChange && (
          <Card title={t('people.roles')}>
            <RolesForm now={now} />
          </Card>
        )}
      </div>
      <div className="stack top">
        <MemberSessions memberId={member.userId} />
        {mayChange && <MemberWays member={member} tag={tag} isOneself={me?.id === member.userId} />}
      </div>
    </div>
  )
}

function useFacts(member: Member): Fact[] {
  const words = useWords()
  const { t } = words
  const { grants, secondFactor, lastSignInAt, createdAt } = member
  return [
    [t('column.state'), <MemberBadge key="state" member={member} />],
    [t('grant.label'), grantsText(grants as Grant[], words)],
    [t('account.second_factor'), t(secondFactor ? 'account.on' : 'account.off')],
    [t('people.last_sign_in'), lastSignInAt === null ? t('people.never') : <Time key="last" at={lastSignInAt} />],
    [t('people.since'), <Time key="since" at={createdAt} isExact />],
  ]
}

function RolesForm({ now }: { now: Tagged<Member> }) {
  const edit = useEdit(now)
  return <Roles key={edit.version} edit={edit} />
}

function Roles({ edit }: { edit: Edit<Member> }) {
  const { t } = useWords()
  const { value, tag } = edit
  const [grants, setGrants] = useState(value.grants as Grant[])
  const save = useChange({
    run: async (name: string) => {
      const body = { name, grants }
      const change = { memberId: value.userId, ifMatch: tag, body }
      edit.saved(await tagged((options) => gateway.updateMember(change, options)))
    },
    touches: touchedByMember(value.userId),
    done: 'saved',
    isToldInPlace: true,
  })
  const give = (to: Grant[]) => {
    edit.touch()
    setGrants(to)
  }
  return (
    <Form
      submit={t('save')}
      error={save.error}
      isPending={save.isPending}
      onTouch={edit.touch}
      onStartAnew={edit.startAnew}
      onSubmit={({ name = '' }) => save.mutate(name)}
    >
      <Field name="name" label={t('column.name')} defaultValue={value.name} isRequired maxLength={100} />
      <GrantsField value={grants} onChange={give} />
    </Form>
  )
}
