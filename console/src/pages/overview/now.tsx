/** What happens now: how much is sent and received, and what waits; and alarms about tokens, quality and templates. */
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Bot } from '../../app/bots.ts'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { AttentionRow } from './attention.tsx'
import type { BotPresent, Present } from './present.ts'

export function Now({ found }: { found: UseQueryResult<Present> }) {
  const { t, number } = useWords()
  return (
    <Card title={t('overview.now')}>
      <Loaded of={found} lines={2}>
        {({ total: { sentPerMinute, receivedPerMinute, waiting, oldestDueAt } }) => (
          <Facts
            facts={[
              [t('overview.sent_rate'), number(sentPerMinute)],
              [t('overview.received_rate'), number(receivedPerMinute)],
              [t('overview.waiting'), number(waiting)],
              [t('overview.oldest'), oldestDueAt !== null && waiting > 0 ? <Time at={oldestDueAt} /> : undefined],
            ]}
          />
        )}
      </Loaded>
    </Card>
  )
}

/** In the card of a number, while there is something. */
export function OfNumber({ present }: { present: BotPresent | undefined }) {
  const { t, number } = useWords()
  if (present === undefined) return null
  const { sentPerMinute, receivedPerMinute, waiting } = present
  if (sentPerMinute + receivedPerMinute + waiting === 0) return null
  return (
    <Facts
      facts={[
        [t('overview.sent_rate'), number(sentPerMinute)],
        [t('overview.received_rate'), number(receivedPerMinute)],
        [t('overview.waiting'), number(waiting)],
      ]}
    />
  )
}

const tokens = ['refused', 'ended', 'ends_soon'] as const
const templates = ['REJECTED', 'PAUSED', 'DISABLED', 'LOW_QUALITY'] as const

export function hasAlarm({ token, templates: found, quality }: BotPresent): boolean {
  return quality !== undefined || tokens.some((one) => one === token) || templates.some((one) => (found[one] ?? 0) > 0)
}

export function AlarmRows({ bot, present: { botId, ...present } }: { bot: Bot | undefined; present: BotPresent }) {
  const { t, number } = useWords()
  const name = bot?.name ?? botId
  const token = tokens.find((one) => one === present.token)
  const stopped = templates.filter((one) => (present.templates[one] ?? 0) > 0)
  return (
    <>
      {token !== undefined && (
        <AttentionRow status={token === 'ends_soon' ? 'warning' : 'failed'} fix={t(`alarm_do.token_${token}`)}>
          <Link to="/numbers/$botId" params={{ botId }}>
            {t(`alarm.token_${token}`, { name })}
          </Link>{' '}
          {present.tokenAt !== null && <Time at={present.tokenAt} isExact={token === 'ends_soon'} />}
        </AttentionRow>
      )}
      {present.quality !== undefined && (
        <AttentionRow status={present.quality === 'RED' ? 'failed' : 'warning'} fix={t('alarm_do.quality')}>
          <Link to="/numbers/$botId" params={{ botId }}>
            {t(`alarm.quality_${present.quality}`, { name })}
          </Link>
        </AttentionRow>
      )}
      {stopped.map((one) => (
        <AttentionRow key={one} status="warning" fix={t(`alarm_do.templates_${one}`)}>
          <Link to="/templates" search={{ bot: botId, ...(one !== 'LOW_QUALITY' && { status: one }) }}>
            {t(`alarm.templates_${one}`, { name, count: number(present.templates[one] ?? 0) })}
          </Link>
        </AttentionRow>
      ))}
    </>
  )
}
