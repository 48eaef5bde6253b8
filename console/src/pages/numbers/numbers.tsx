/** Every number with its bot; a row opens its page. Below, the numbers whose deletion is under way or done. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type Bot, botsQuery } from '../../app/bots.ts'
import { useMayForAll } from '../../app/session.ts'
import { Badge } from '../../kit/badge.tsx'
import { LinkButton } from '../../kit/button.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type DeletedBot, deletedQuery } from './queries.ts'

const route = getRouteApi('/signed-in/numbers')

export function Numbers() {
  const { t } = useWords()
  const mayConnect = useMayForAll('bots.write')
  const maySeeDeleted = useMayForAll('bots.read')
  const connect = (
    <LinkButton to="/numbers/connect" kind="primary">
      {t('numbers.connect')}
    </LinkButton>
  )
  return (
    <Page title={t('nav.numbers')} lead={t('numbers.lead')} actions={mayConnect && connect}>
      <div className="stack">
        <Loaded of={useQuery(botsQuery)} lines={8}>
          {(bots) =>
            bots.length === 0 ? (
              <Empty title={t('numbers.none')}>
                <p>{t('numbers.none_do')}</p>
              </Empty>
            ) : (
              <List bots={bots} />
            )
          }
        </Loaded>
        {maySeeDeleted && <Deleted />}
      </div>
    </Page>
  )
}

function List({ bots }: { bots: readonly Bot[] }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  return (
    <DataGrid
      label={t('nav.numbers')}
      columns={useColumns()}
      rows={bots}
      keyOf={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: '/numbers/$botId', params: { botId: id } })}
    />
  )
}

function useColumns(): Column<Bot>[] {
  const { t, number } = useWords()
  return [
    {
      id: 'person',
      title: t('column.name'),
      cell: ({ id, name, channel: { displayNumber, phoneNumberId } }) => (
        <span className="two">
          <span className="clip">{name === id ? name : `${name} (${id})`}</span>
          <span className="soft">
            {displayNumber ? <Phone digits={displayNumber.replaceAll(/\D/g, '')} /> : phoneNumberId}
          </span>
        </span>
      ),
    },
    {
      id: 'text',
      title: t('number.webhook'),
      cell: ({ webhookUrl }) => <span className="clip soft">{webhookUrl ?? t('number.no_webhook')}</span>,
    },
    {
      id: 'type',
      title: t('number.pace'),
      cell: ({ messagesPerSecond: pace }) => t('number.a_second', { pace: number(pace) }),
    },
    { id: 'time', title: t('numbers.since'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
}

/** Most installations have none: then there is nothing to say. */
function Deleted() {
  const { t } = useWords()
  const deleted = useQuery(deletedQuery).data ?? []
  if (deleted.length === 0) return null
  return (
    <Card title={t('numbers.deleted')}>
      <p className="soft">{t('numbers.deleted_about')}</p>
      <ul className="plain lines">
        {deleted.map((one) => (
          <DeletedRow key={one.botId} bot={one} />
        ))}
      </ul>
    </Card>
  )
}

function DeletedRow({ bot: { botId, phoneNumberId, stage, deletedAt } }: { bot: DeletedBot }) {
  const { t } = useWords()
  return (
    <li>
      <span>{botId}</span>
      <code className="soft">{phoneNumberId ?? ''}</code>
      <Badge tone={stage === 'ended' ? 'calm' : 'busy'} text={t(`numbers.stage_${stage}`)} />
      <span className="soft">
        <Time at={deletedAt} />
      </span>
    </li>
  )
}
