/** One delivery: the event that was posted, each attempt with the receiver's answer, and sending it again. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Badge, StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

type Details = Answer<'getDelivery'>

const route = getRouteApi('/signed-in/webhooks/deliveries/$deliveryId')
const refreshMs = 3_000

export function DeliveryPage() {
  const { t } = useWords()
  const { deliveryId } = route.useParams()
  const delivery = useQuery({
    queryKey: ['deliveries', deliveryId],
    queryFn: () => gateway.getDelivery({ deliveryId }),
    refetchInterval: ({ state: { data } }) => (data?.state === 'waiting' ? refreshMs : false),
  })
  return (
    <Page
      title={t('delivery.title')}
      lead={
        <>
          <Link to="/webhooks/deliveries">{t('deliveries.title')}</Link> · <code>{deliveryId}</code>
        </>
      }
      actions={delivery.data && <Resend delivery={delivery.data} />}
    >
      <Loaded of={delivery}>{(found) => <Content delivery={found} />}</Loaded>
    </Page>
  )
}

function Resend({ delivery: { id, botId, state } }: { delivery: Details }) {
  const { t } = useWords()
  const mayResend = useMay('webhooks.write', botId) && state !== 'waiting'
  const resend = useChange({
    run: () => gateway.resendDelivery({ deliveryId: id }),
    touches: [['deliveries']],
    done: 'deliveries.resent',
  })
  if (!mayResend) return null
  return (
    <Button kind="primary" isPending={resend.isPending} onPress={() => resend.mutate()}>
      {t('delivery.resend')}
    </Button>
  )
}

function Content({ delivery }: { delivery: Details }) {
  const { t } = useWords()
  return (
    <div className="stack">
      <Card>
        <Facts facts={useFacts(delivery)} />
      </Card>
      <Card title={t('delivery.attempts')}>
        {delivery.attempts.length === 0 && <p className="soft">{t('delivery.no_attempt')}</p>}
        <ol className="timeline">
          {delivery.attempts.map((attempt) => (
            <Attempt key={attempt.attempt + attempt.startedAt} attempt={attempt} />
          ))}
        </ol>
      </Card>
      <EventBody eventId={delivery.eventId} />
    </div>
  )
}

function Attempt({
  attempt: { startedAt, status, reason, durationMs, batch, answer },
}: {
  attempt: Details['attempts'][number]
}) {
  const { t, number } = useWords()
  const isGood = status !== null && status < 300
  return (
    <li data-kind="delivery">
      <span className="soft when">
        <Time at={startedAt} isExact />
      </span>
      <div>
        <p>
          <Badge tone={isGood ? 'good' : 'bad'} text={status === null ? t('step.no_answer') : `HTTP ${status}`} />
          <span className="soft">
            {' '}
            {number(durationMs)} ms{batch !== undefined && ` · ${t('delivery.batch', { count: number(batch) })}`}
          </span>
        </p>
        {reason !== null && <p>{reason}</p>}
        {answer !== '' && <CodeBlock value={answer} />}
      </div>
    </li>
  )
}

/** The request: it may name a person, so reading it needs another permission than the delivery. */
function EventBody({ eventId }: { eventId: string }) {
  const { t } = useWords()
  const mayRead = useMay('webhooks.read')
  const event = useQuery({
    queryKey: ['event', eventId],
    queryFn: () => gateway.getEvent({ eventId }),
    enabled: mayRead,
  })
  return (
    <Card title={t('delivery.request')}>
      <Loaded of={event}>
        {({ body }) => <CodeBlock value={body} curl={curlOf('GET', `/manage/v1/events/${eventId}`)} />}
      </Loaded>
    </Card>
  )
}

function useFacts({
  state,
  type,
  url,
  botId,
  messageId,
  at,
  nextAttemptAt,
  expiresAt,
  isSwitchedOff,
}: Details): Fact[] {
  const { t } = useWords()
  return [
    [t('column.state'), <StateBadge key="state" state={isSwitchedOff ? 'switched_off' : state} />],
    [t('column.event'), <code key="type">{type}</code>],
    [t('column.endpoint'), url],
    [t('bot'), botId],
    [
      t('message'),
      messageId && (
        <Link key="message" to="/messages/$botId/$messageId" params={{ botId, messageId }}>
          {messageId}
        </Link>
      ),
    ],
    [t('column.time'), <Time key="at" at={at} isExact />],
    [t('delivery.next'), nextAttemptAt && <Time key="next" at={nextAttemptAt} />],
    [t('delivery.expires'), expiresAt && <Time key="expires" at={expiresAt} isExact />],
  ]
}
