/** Where a person is signed in; one session or all of them can be ended. */
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { SessionList } from '../../app/session-list.tsx'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'

export function MemberSessions({ memberId }: { memberId: string }) {
  const { t } = useWords()
  const mayEnd = useMayForAll('users.write')
  const queryKey = ['member-sessions', memberId]
  const sessions = useQuery({
    queryKey,
    queryFn: async () => (await gateway.listMemberSessions({ memberId })).results,
  })
  const end = useChange({
    run: (sessionId: string) => gateway.deleteMemberSession({ memberId, sessionId }),
    touches: [queryKey],
    done: 'sessions.ended',
  })
  const endAll = useChange({
    run: () => gateway.deleteMemberSessions({ memberId }),
    touches: [queryKey],
    done: 'sessions.ended',
  })
  const all = mayEnd && (sessions.data?.length ?? 0) > 1 && (
    <Button kind="quiet" isPending={endAll.isPending} onPress={() => endAll.mutate()}>
      {t('sessions.end_all')}
    </Button>
  )
  return (
    <Card title={t('sessions.title')} actions={all}>
      <Loaded of={sessions} lines={3}>
        {(found) => <SessionList sessions={found} onEnd={mayEnd ? (id) => end.mutate(id) : undefined} />}
      </Loaded>
    </Card>
  )
}
