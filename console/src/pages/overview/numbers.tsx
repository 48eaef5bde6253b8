/** The numbers of the installation, and how each is: by the check of the bot, which asks Meta. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type Bot, phoneAddress } from '../../app/bots.ts'
import { useMay } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { checkQuery } from '../numbers/queries.ts'
import { Present, standingQuery } from '../numbers/standing.tsx'
import { CheckRow, isTrouble } from './attention.tsx'
import { OfNumber } from './now.tsx'
import type { BotPresent } from './present.ts'

type Props = { bots: readonly Bot[]; present: readonly BotPresent[] }

export function Numbers({ bots, present }: Props) {
  const { t } = useWords()
  return (
    <section aria-label={t('overview.numbers')}>
      <h2>{t('overview.numbers')}</h2>
      <div className="cards">
        {bots.map((bot) => (
          <NumberCard key={bot.id} bot={bot} present={present.find(({ botId }) => botId === bot.id)} />
        ))}
      </div>
    </section>
  )
}

function NumberCard({ bot, present }: { bot: Bot; present: BotPresent | undefined }) {
  const { t, number } = useWords()
  const phone = phoneAddress(bot)
  const { displayNumber, phoneNumberId } = bot.channel
  return (
    <Card>
      <div className="row between">
        <div>
          <h3>
            <Link to="/numbers/$botId" params={{ botId: bot.id }}>
              {bot.name}
            </Link>
          </h3>
          <p className="soft">{displayNumber ? <Phone digits={digitsOf(displayNumber)} /> : phoneNumberId}</p>
        </div>
        <span className="soft">{t('overview.pace', { pace: number(bot.messagesPerSecond) })}</span>
      </div>
      <Standing botId={bot.id} />
      <OfNumber present={present} />
      <BotHealth bot={bot} />
      <div className="row links">
        <Link to="/messages" search={{ bot: bot.id }}>
          {t('nav.messages')}
        </Link>
        <Link to="/templates" search={{ bot: bot.id }}>
          {t('nav.templates')}
        </Link>
        {phone !== undefined && <a href={phone}>{t('overview.phone')}</a>}
      </div>
    </Card>
  )
}

/** What the gateway keeps of it: Meta is not asked for this. */
function Standing({ botId }: { botId: string }) {
  const { data } = useInfiniteQuery(standingQuery(botId))
  const values = (data?.pages[0]?.current ?? []).filter(({ name }) => name === 'quality' || name === 'limit')
  return values.length === 0 ? null : <Present values={values} />
}

const digitsOf = (shown: string) => shown.replaceAll(/\D/g, '')

function BotHealth({ bot: { id } }: { bot: Bot }) {
  const { t } = useWords()
  const mayCheck = useMay('bots.write', id)
  const check = useQuery({ ...checkQuery(id), enabled: mayCheck })
  if (!mayCheck) return null
  if (check.error && !check.data) return <Failure error={check.error} onRetry={() => void check.refetch()} />
  if (!check.data) return <Skeleton lines={2} />
  const troubles = check.data.checks.filter(isTrouble)
  return (
    <>
      <div className="row between">
        <StateBadge state={check.data.status} />
        <span className="row soft">
          <Time at={check.data.checkedAt} />
          <Button kind="quiet" isDisabled={check.isFetching} onPress={() => void check.refetch()}>
            {t('check_again')}
          </Button>
        </span>
      </div>
      <ul className="plain">
        {troubles.map((one) => (
          <CheckRow key={one.name} check={one} />
        ))}
      </ul>
    </>
  )
}
