/** The endpoints of every bot: whether they get their events, a test event, and the way to their deliveries. */
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Bot, botsQuery } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Button, LinkButton } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Endpoint, endpointsQuery } from './queries.ts'
import { Signature } from './signature.tsx'

export function Webhooks() {
  const { t } = useWords()
  const bots = useQuery(botsQuery)
  return (
    <Page
      title={t('nav.webhooks')}
      lead={t('webhooks.lead')}
      actions={<LinkButton to="/webhooks/deliveries">{t('deliveries.title')}</LinkButton>}
    >
      <Loaded of={bots}>
        {(found) => (
          <div className="stack">
            <Endpoints bots={found} />
            <Signature bots={found} />
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Endpoints({ bots }: { bots: readonly Bot[] }) {
  const { t } = useWords()
  const lists = useQueries({ queries: bots.map(({ id }) => endpointsQuery(id)) })
  const failed = lists.find(({ error, data }) => error !== null && data === undefined)
  if (failed) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />
  const found = lists.flatMap(({ data }) => data ?? [])
  if (found.length === 0 && lists.some(({ isPending }) => isPending)) return <Skeleton />
  if (found.length === 0)
    return (
      <Empty title={t('webhooks.none')}>
        <p>{t('webhooks.none_do')}</p>
        <p>
          <a href="/docs">{t('api')}</a>
        </p>
      </Empty>
    )
  return (
    <div className="stack">
      {found.map((one) => (
        <EndpointCard key={one.id} endpoint={one} />
      ))}
    </div>
  )
}

function EndpointCard({ endpoint }: { endpoint: Endpoint }) {
  const { t, number } = useWords()
  const { id, url, botId, events, batch, disabledAt, disabledReason, createdAt, waiting, oldestAt, failingSince } =
    endpoint
  return (
    <Card>
      <div className="row between">
        <h2 className="address">{url}</h2>
        <StateBadge state={stateOf(endpoint)} />
      </div>
      {disabledAt !== null && (
        <p className={disabledReason === 'paused' ? 'soft' : 'problem'}>
          {t(`endpoint.off_${disabledReason ?? 'failing'}`, { url })} <Time at={disabledAt} />
        </p>
      )}
      <Facts
        facts={[
          [t('bot'), botId],
          [t('endpoint.events'), events.length > 12 ? t('endpoint.all_events') : events.join(', ')],
          [t('endpoint.posts'), t(batch ? 'endpoint.batches' : 'endpoint.singly')],
          [t('endpoint.waiting'), number(waiting)],
          [t('endpoint.oldest'), oldestAt && <Time key="oldest" at={oldestAt} />],
          [t('endpoint.failing'), failingSince && <Time key="failing" at={failingSince} />],
          [t('endpoint.created'), <Time key="created" at={createdAt} />],
        ]}
      />
      <EndpointActions id={id} botId={botId} isOff={disabledAt !== null} />
      <BatchSwitch id={id} botId={botId} isBatch={batch} />
    </Card>
  )
}

function stateOf({ disabledAt, disabledReason, failingSince }: Endpoint): string {
  if (disabledAt !== null) return disabledReason === 'paused' ? 'paused' : 'switched_off'
  return failingSince ? 'failing' : 'in_use'
}

function EndpointActions({ id, botId, isOff }: { id: string; botId: string; isOff: boolean }) {
  const { t } = useWords()
  const mayChange = useMay('webhooks.write', botId)
  const test = useChange({ run: () => gateway.testEndpoint({ endpointId: id }), touches: [['deliveries']] })
  const resume = useChange({
    run: () => gateway.resumeEndpoint({ endpointId: id }),
    touches: [['endpoints', botId], ['deliveries']],
    done: 'endpoint.resumed',
  })
  const pause = useChange({
    run: () => gateway.pauseEndpoint({ endpointId: id }),
    touches: [['endpoints', botId], ['deliveries']],
    done: 'endpoint.paused',
  })
  return (
    <>
      <div className="row">
        {mayChange && (
          <Button isPending={test.isPending} onPress={() => test.mutate()}>
            {t('endpoint.test')}
          </Button>
        )}
        {mayChange && !isOff && (
          <Button isPending={pause.isPending} onPress={() => pause.mutate()}>
            {t('endpoint.pause')}
          </Button>
        )}
        {mayChange && isOff && (
          <Button kind="primary" isPending={resume.isPending} onPress={() => resume.mutate()}>
            {t('endpoint.resume')}
          </Button>
        )}
        <Link to="/webhooks/deliveries" search={{ endpoint: id }}>
          {t('deliveries.of_endpoint')}
        </Link>
      </div>
      {test.data && <TestResult result={test.data} />}
    </>
  )
}

/** Its program must take both forms before it is switched. */
function BatchSwitch({ id, botId, isBatch }: { id: string; botId: string; isBatch: boolean }) {
  const { t } = useWords()
  const mayChange = useMay('webhooks.write', botId)
  const change = useChange({
    run: (batch: boolean) => gateway.updateEndpoint({ endpointId: id, body: { batch } }),
    touches: [['endpoints', botId]],
    done: 'saved',
  })
  return (
    <Checkbox
      label={t('endpoint.batch')}
      isSelected={isBatch}
      isDisabled={!mayChange || change.isPending}
      onChange={(batch) => change.mutate(batch)}
    />
  )
}

type Result = Awaited<ReturnType<typeof gateway.testEndpoint>>

function TestResult({ result: { isDelivered, status, reason, durationMs, answer } }: { result: Result }) {
  const { t, number } = useWords()
  return (
    <div className="test-result" role="status">
      <p>
        <StateBadge state={isDelivered ? 'ok' : 'failed'} />{' '}
        {t(isDelivered ? 'endpoint.test_good' : 'endpoint.test_bad', { status: status ?? '–', ms: number(durationMs) })}
      </p>
      {reason !== null && <p>{reason}</p>}
      {answer !== '' && <CodeBlock value={answer} />}
    </div>
  )
}
