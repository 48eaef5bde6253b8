/** One message and everything that happened to it. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { usePhone } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Button, LinkButton } from '../../kit/button.tsx'
import { CauseBox, failedOf } from '../../kit/cause.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { MessageCost } from '../costs/message-cost.tsx'
import { kindOf } from './source.ts'
import { isUnderWay, type Message } from './steps.ts'
import { Timeline } from './timeline.tsx'

const route = getRouteApi('/signed-in/messages/$botId/$messageId')
const refreshMs = 2_000

export function MessagePage() {
  const { t } = useWords()
  const { botId, messageId } = route.useParams()
  const message = useQuery({
    queryKey: ['message', botId, messageId],
    queryFn: () => gateway.getMessage({ botId, messageId }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && isUnderWay(data) ? refreshMs : false),
  })
  const lead = (
    <>
      <Link to="/messages" search={{ bot: botId }}>
        {t('nav.messages')}
      </Link>{' '}
      · <code>{messageId}</code>
    </>
  )
  return (
    <Page title={t('message')} lead={lead} actions={message.data && <Actions message={message.data} />}>
      <Loaded of={message} lines={10}>
        {(found) => <Content message={found} />}
      </Loaded>
    </Page>
  )
}

function Actions({ message }: { message: Message }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const { botId, messageId } = message
  const phone = usePhone(botId)
  const mayCancel = useMay('conversations.write', botId) && ['queued', 'scheduled'].includes(message.state)
  const cancel = useChange({
    run: () => gateway.cancelMessage({ botId, messageId }),
    touches: [
      ['message', botId, messageId],
      ['messages', botId],
    ],
    done: 'message.canceled',
  })
  return (
    <>
      <LinkButton to="/conversations/$botId/$userId" params={{ botId, userId: message.userId }}>
        {t('chat.open')}
      </LinkButton>
      {phone !== undefined && message.wamid !== undefined && (
        <LinkButton to="/sandbox" search={{ bot: botId, person: message.userId, wamid: message.wamid }}>
          {t('nav.sandbox')}
        </LinkButton>
      )}
      {mayCancel && (
        <Button kind="danger" isPending={cancel.isPending} onPress={() => setAsking(true)}>
          {t('message.cancel')}
        </Button>
      )}
      <ConfirmDialog
        title={t('message.cancel_ask')}
        text={t('message.cancel_about')}
        action={t('message.cancel')}
        isOpen={isAsking}
        onConfirm={() => cancel.confirm()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

function Content({ message }: { message: Message }) {
  const { t } = useWords()
  const path = `/v1/bots/${message.botId}/messages/${message.messageId}`
  const views = [
    { id: 'timeline', label: t('message.timeline'), content: <Timeline message={message} /> },
    {
      id: 'content',
      label: t('message.content'),
      content: <CodeBlock value={message.content} curl={resendOf(message)} />,
    },
    { id: 'json', label: t('message.whole'), content: <CodeBlock value={message} curl={curlOf('GET', path)} /> },
  ]
  return (
    <div className="stack">
      <Why message={message} />
      <Card>
        <Facts facts={useFacts(message)} />
      </Card>
      <Card>
        <Tabs label={t('message')} views={views} />
      </Card>
    </div>
  )
}

/** The command that sends the same again. */
function resendOf({ botId, content, kind, direction }: Message): string | undefined {
  if (direction !== 'out' || kind !== 'session') return undefined
  return curlOf('POST', `/v1/bots/${botId}/messages`, content)
}

function Why({ message }: { message: Message }) {
  const { t } = useWords()
  const failed = failedOf(message.error)
  // Trouble that is told afterwards takes nothing back.
  if (message.state === 'delivered' || message.state === 'read') return null
  return failed && <CauseBox title={t('message.why')} failed={failed} />
}

function useFacts(message: Message): Fact[] {
  const { t } = useWords()
  const { campaignId } = message
  return [
    [t('column.state'), <StateBadge key="state" state={message.state} />],
    [t('column.way'), t(message.direction === 'out' ? 'way.out' : 'way.in')],
    [
      t('column.person'),
      <Link key="person" to="/messages" search={{ bot: message.botId, person: message.userId }}>
        <Phone digits={message.userId} />
      </Link>,
    ],
    [t('column.kind'), kindOf(message.type, t)],
    [t('column.time'), <Time key="time" at={message.acceptedAt} isExact />],
    [t('message.leaves'), message.sendAt && <Time key="leaves" at={message.sendAt} isExact />],
    [t('template'), message.elementName],
    [
      t('campaign'),
      campaignId && (
        <Link key="campaign" to="/campaigns/$campaignId" params={{ campaignId }}>
          {campaignId}
        </Link>
      ),
    ],
    [t('cost.title'), message.cost && <MessageCost key="cost" message={message} />],
    ['wamid', message.wamid && <code key="wamid">{message.wamid}</code>],
    [t('message.waits_behind'), message.waitsBehind],
    [t('message.possible_double'), message.possibleDouble ? t('yes') : undefined],
  ]
}
