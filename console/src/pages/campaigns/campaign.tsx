/** One campaign: how far it is, what failed and why, the reason for a pause, and what can be done. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { CampaignCost } from '../costs/campaign-cost.tsx'
import { CampaignActions } from './actions.tsx'
import { Figures } from './figures.tsx'
import { People } from './people.tsx'
import { Progress } from './progress.tsx'
import type { Campaign } from './source.ts'
import { Spread, type SpreadFound } from './spread.tsx'

const route = getRouteApi('/signed-in/campaigns/$campaignId')
const refreshMs = 2_000
const moving = ['IN_PROGRESS', 'PENDING', 'SCHEDULED']

export function CampaignPage() {
  const { t } = useWords()
  const { campaignId } = route.useParams()
  const campaign = useQuery({
    queryKey: ['campaigns', campaignId],
    queryFn: () => gateway.getCampaign({ campaignId }),
    refetchInterval: ({ state: { data } }) => (data && moving.includes(data.status) ? refreshMs : false),
  })
  return (
    <Page
      title={campaign.data?.name ?? t('campaign')}
      lead={
        <>
          <Link to="/campaigns">{t('nav.campaigns')}</Link> · <code>{campaignId}</code>
        </>
      }
      actions={campaign.data && <CampaignActions campaign={campaign.data} />}
    >
      <Loaded of={campaign}>{(found) => <Content campaign={found} />}</Loaded>
    </Page>
  )
}

function Content({ campaign }: { campaign: Campaign }) {
  const { t } = useWords()
  const { view = 'figures' } = route.useSearch()
  const navigate = route.useNavigate()
  const path = `/v1/campaigns/${campaign._id}`
  const views = [
    { id: 'figures', label: t('campaign.figures'), content: <Figures campaign={campaign} /> },
    { id: 'people', label: t('campaign.people'), content: <People campaign={campaign} /> },
    {
      id: 'cost',
      label: t('cost.title'),
      content: <CampaignCost campaignId={campaign._id} createdAt={campaign.createdAt} />,
    },
    { id: 'facts', label: t('campaign.about'), content: <Facts facts={useFacts(campaign)} /> },
    { id: 'json', label: t('message.whole'), content: <CodeBlock value={campaign} curl={curlOf('GET', path)} /> },
  ]
  return (
    <div className="stack">
      {campaign.reason && <Reason reason={campaign.reason} />}
      <Card>
        <Progress campaign={campaign} />
        {isSlowed(campaign.spread) && <Spread spread={campaign.spread} botId={campaign.bot.id} />}
      </Card>
      <Card>
        <Tabs
          label={campaign.name}
          views={views}
          shown={views.some(({ id }) => id === view) ? view : 'figures'}
          onShow={(to) => void navigate({ search: { view: to }, replace: true })}
        />
      </Card>
    </div>
  )
}

function isSlowed(spread: SpreadFound | undefined): spread is SpreadFound {
  return spread !== undefined && spread.days !== 0 && (spread.percent < 100 || spread.days !== 1)
}

/** Why it stands still, what to do, and when it looks again by itself. */
function Reason({ reason: { says, advice, code, at, nextLookAt } }: { reason: Schemas['CampaignStop'] }) {
  const { t, language } = useWords()
  return (
    <section className="failure">
      <h2>{says[language]}</h2>
      <p>{advice[language]}</p>
      <p className="soft">
        {t('error.code')} <code>{code}</code> · <Time at={at} />
        {nextLookAt !== null && (
          <>
            {' '}
            · {t('campaign.looks_again')} <Time at={nextLookAt} />
          </>
        )}
      </p>
    </section>
  )
}

function useFacts(campaign: Campaign): Fact[] {
  const { t } = useWords()
  const { status, metadata, bot, fileName, createdAt, scheduledAt, startedAt, endedAt, sendBy } = campaign
  const instant = (at: string | null) => at && <Time at={at} isExact />
  return [
    [t('column.state'), <StateBadge key="state" state={status} />],
    [
      t('template'),
      <Link
        key="template"
        to="/templates/$botId/$elementName"
        params={{ botId: bot.id, elementName: metadata.elementName }}
      >
        {metadata.elementName}
      </Link>,
    ],
    [t('bot'), bot.name],
    [t('campaign.file'), fileName],
    [t('campaign.by'), sendBy.names],
    [t('campaign.created'), instant(createdAt)],
    [
      t('campaign.scheduled'),
      scheduledAt && (
        <>
          {instant(scheduledAt)} ({Intl.DateTimeFormat().resolvedOptions().timeZone})
        </>
      ),
    ],
    [t('campaign.started'), instant(startedAt)],
    [t('campaign.ended'), instant(endedAt)],
    [t('campaign.error'), metadata.error],
  ]
}
