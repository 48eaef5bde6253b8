/** One item as Meta sent it, what was read of it, and trying it again. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMayForAll } from '../../app/session.ts'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { itemQuery, type Whole } from './queries.ts'
import { KindBadge } from './unprocessed.tsx'

const route = getRouteApi('/signed-in/unprocessed/$itemId')

export function UnprocessedPage() {
  const { t } = useWords()
  const { itemId } = route.useParams()
  const item = useQuery(itemQuery(itemId))
  return (
    <Page
      title={t('unprocessed.item')}
      lead={
        <>
          <Link to="/unprocessed">{t('nav.unprocessed')}</Link> · <code>{itemId}</code>
        </>
      }
    >
      <Loaded of={item} lines={10}>
        {(found) => <Content item={found} />}
      </Loaded>
    </Page>
  )
}

function Content({ item }: { item: Whole }) {
  const { t } = useWords()
  return (
    <div className="stack">
      <Card>
        <p className="problem">{item.reason}</p>
        <p className="soft">
          {t(item.kind === 'unreadable' ? 'unprocessed.unreadable_do' : 'unprocessed.unrouted_do')}
        </p>
        <Facts facts={useFacts(item)} />
        <Replay item={item} />
      </Card>
      <div className="columns">
        <Card title={t('unprocessed.source')}>
          <CodeBlock value={item.source} curl={curlOf('GET', `/manage/v1/unprocessed/${item.id}`)} />
        </Card>
        {item.fact !== null && item.fact !== undefined && (
          <Card title={t('unprocessed.fact')}>
            <CodeBlock value={item.fact} />
          </Card>
        )}
      </div>
    </div>
  )
}

function Replay({ item }: { item: Whole }) {
  const { t } = useWords()
  const mayReplay = useMayForAll('unprocessed.write')
  const replay = useChange({
    run: () => gateway.replayUnprocessed({ itemId: item.id }),
    touches: [['unprocessed', 'list']],
  })
  if (!mayReplay) return null
  const { data } = replay
  const isDone = data?.outcome === 'processed'
  return (
    <>
      <div className="row">
        <Button
          kind="primary"
          isPending={replay.isPending}
          isDisabled={!item.isReplayable || isDone}
          onPress={() => replay.mutate()}
        >
          {t('unprocessed.replay')}
        </Button>
        <Link to="/unprocessed" search={{ reason: item.reason }}>
          {t('unprocessed.same')}
        </Link>
      </div>
      {data && (
        <p role="status" className="row">
          <Badge tone={isDone ? 'good' : 'warn'} text={t(isDone ? 'unprocessed.processed' : 'unprocessed.kept')} />
          {data.reason}
        </p>
      )}
    </>
  )
}

function useFacts({ kind, factKind, phoneNumberId, wabaId, receivedAt, replays, replayedAt }: Whole): Fact[] {
  const { t, number } = useWords()
  return [
    [t('column.kind'), <KindBadge key="kind" kind={kind} />],
    [t('unprocessed.fact_kind'), factKind],
    [t('number.phone_number_id'), phoneNumberId && <code>{phoneNumberId}</code>],
    [t('number.waba_id'), wabaId && <code>{wabaId}</code>],
    [t('column.time'), <Time key="at" at={receivedAt} isExact />],
    [t('unprocessed.replays'), number(replays)],
    [t('unprocessed.last_replay'), replayedAt && <Time key="replayed" at={replayedAt} />],
  ]
}
