/** What is one's own: who one is and what one may do, the password, the second factor, the sessions. */
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { type Me, meQuery } from '../../app/session.ts'
import { SessionList } from '../../app/session-list.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { grantsText } from '../people/grants.tsx'
import type { Grant } from '../people/queries.ts'
import { Password } from './password.tsx'
import { SecondFactor } from './second-factor.tsx'

export function AccountPage() {
  const { t } = useWords()
  return (
    <Page title={t('nav.account')} lead={t('account.lead')}>
      <Loaded of={useQuery(meQuery)}>{(me) => <Content me={me} />}</Loaded>
    </Page>
  )
}

function Content({ me }: { me: Me }) {
  const words = useWords()
  const { t } = words
  return (
    <div className="columns">
      <div className="stack top">
        <Card title={me.name ?? t('account')}>
          <Facts
            facts={[
              [t('session.email'), me.email],
              [t('grant.label'), grantsText(me.grants as Grant[], words)],
            ]}
          />
        </Card>
        <Password email={me.email ?? ''} />
      </div>
      <div className="stack top">
        <SecondFactor isOn={me.secondFactor} />
        <Sessions />
      </div>
    </div>
  )
}

function Sessions() {
  const { t } = useWords()
  const queryKey = ['my-sessions']
  const sessions = useQuery({ queryKey, queryFn: async () => (await gateway.listMySessions({})).results })
  const end = useChange({
    run: (sessionId: string) => gateway.deleteMySession({ sessionId }),
    touches: [queryKey],
    done: 'sessions.ended',
  })
  return (
    <Card title={t('sessions.title')}>
      <p className="soft">{t('sessions.about')}</p>
      <Loaded of={sessions} lines={3}>
        {(found) => <SessionList sessions={found} onEnd={(id) => end.mutate(id)} />}
      </Loaded>
    </Card>
  )
}
