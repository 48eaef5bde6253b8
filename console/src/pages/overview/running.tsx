/** What happens now: the latest messages, and campaigns that are not done. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Bot } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { latestQuery, personOf, textOf } from '../messages/source.ts'

const underWay = ['IN_PROGRESS', 'PAUSED', 'SCHEDULED', 'PENDING'] as const
const refreshMs = 10_000

function underWayQuery(bots: readonly Bot[]) {
  const wanted = bots.flatMap(({ id }) => underWay.map((status) => ({ botId: id, status, limit: 5 })))
  return queryOptions({
    queryKey: ['campaigns', 'under way', wanted],
    async queryFn() {
      const lists = await Promise.all(wanted.map((one) => gateway.listCampaigns(one)))
      return lists.flatMap(({ results }) => results)
    },
    refetchInterval: refreshMs,
  })
}

export function LatestMessages() {
  const { t } = useWords()
  const latest = useQuery({ ...latestQuery, refetchInterval: refreshMs })
  const all = <Link to="/messages">{t('overview.all_messages')}</Link>
  return (
    <Card title={t('overview.latest')} actions={all}>
      <Loaded of={latest} lines={4}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{t('messages.none')}</p>
          ) : (
            <ul className="plain lines">
              {rows.map((row) => (
                <li key={row.messageId}>
                  <Link to="/messages/$botId/$messageId" params={{ botId: row.botId, messageId: row.messageId }}>
                    <span className="clip">{textOf(row, t)}</span>
                  </Link>
                  <span className="soft clip">{personOf(row).name}</span>
                  <StateBadge state={row.state} />
                  <span className="soft">
                    <Time at={row.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

export function CampaignsUnderWay({ bots }: { bots: readonly Bot[] }) {
  const { t, number } = useWords()
  return (
    <Card title={t('overview.campaigns')} actions={<Link to="/campaigns">{t('overview.all_campaigns')}</Link>}>
      <Loaded of={useQuery(underWayQuery(bots))} lines={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="soft">{t('overview.no_campaigns')}</p>
          ) : (
            <ul className="plain lines">
              {rows.map(({ _id: id, name, status, rowCount }) => (
                <li key={id}>
                  <Link to="/campaigns/$campaignId" params={{ campaignId: id }}>
                    <span className="clip">{name}</span>
                  </Link>
                  <span className="soft">{t('campaign.rows', { count: rowCount, shown: number(rowCount) })}</span>
                  <StateBadge state={status} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
