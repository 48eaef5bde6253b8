/** The first page: what needs attention, what happened, how each number is, what runs now; or what to do first. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { type Bot, botsQuery } from '../../app/bots.ts'
import { useMay, useMayForAll } from '../../app/session.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { loadPart } from '../../kit/part.ts'
import { Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { Attention } from './attention.tsx'
import { FirstSteps } from './first-steps.tsx'
import { AlarmRows, hasAlarm, Now } from './now.tsx'
import { Numbers } from './numbers.tsx'
import { type Present, usePresent } from './present.ts'
import { CampaignsUnderWay, LatestMessages } from './running.tsx'

/** The charts, with the lists to choose from that they alone need: what is wrong now is seen before them. */
const FiguresOverTime = lazy(async () => {
  const { FiguresOverTime: figures } = await loadPart('Figures', () => import('./figures.tsx'))
  return { default: figures }
})

/** Beyond these the page would ask for more than it shows. */
const botsShown = 12
/** Each costs a request for each state of a campaign. */
const botsAsked = 3

export function Overview() {
  const { t } = useWords()
  const bots = useQuery(botsQuery)
  const mayDiagnose = useMayForAll('diagnostics.read')
  const mayRead = useMay('conversations.read')
  const mayCampaigns = useMay('campaigns.read')
  const present = usePresent((bots.data?.length ?? 0) > 0)
  return (
    <Page title={t('nav.overview')} lead={t('overview.lead')}>
      <Loaded of={bots}>
        {(found) => (
          <div className="stack">
            <FirstSteps bots={found} />
            <Attention
              bots={found.slice(0, botsShown)}
              mayDiagnose={mayDiagnose}
              alarms={found[0] && present.isPending ? undefined : alarmsOf(present.data, found)}
            />
            {found[0] && <Now found={present} />}
            <Suspense fallback={<Skeleton />}>{mayRead && found[0] && <FiguresOverTime />}</Suspense>
            <Numbers bots={found.slice(0, botsShown)} present={present.data?.results ?? []} />
            <div className="columns">
              {mayRead && found[0] && <LatestMessages />}
              {mayCampaigns && <CampaignsUnderWay bots={found.slice(0, botsAsked)} />}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function alarmsOf(present: Present | undefined, bots: readonly Bot[]) {
  const alarming = (present?.results ?? []).filter(hasAlarm)
  return alarming.map((one) => (
    <AlarmRows key={one.botId} bot={bots.find(({ id }) => id === one.botId)} present={one} />
  ))
}
