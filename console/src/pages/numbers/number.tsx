/** One number: how it is at Meta, its settings, its credentials, and the end of it. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { phoneAddress } from '../../app/bots.ts'
import { useMay } from '../../app/session.ts'
import type { Tagged } from '../../app/tagged.ts'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { Channel } from './channel.tsx'
import { DeleteNumber } from './delete-number.tsx'
import { Health } from './health.tsx'
import { ImportCard } from './import.tsx'
import { ProfileCard } from './profile.tsx'
import { type Bot, botQuery } from './queries.ts'
import { RotateSecret } from './rotate.tsx'
import { SettingsForm } from './settings-form.tsx'
import { StandingCard } from './standing.tsx'
import { WebhookSecret } from './webhook-secret.tsx'

const route = getRouteApi('/signed-in/numbers/$botId')

export function NumberPage() {
  const { t } = useWords()
  const { botId } = route.useParams()
  const bot = useQuery(botQuery(botId))
  const digits = bot.data?.value.channel.displayNumber?.replaceAll(/\D/g, '')
  return (
    <Page
      title={bot.data?.value.name ?? t('bot')}
      lead={
        <>
          <Link to="/numbers">{t('nav.numbers')}</Link> · {digits && <Phone digits={digits} />} <code>{botId}</code>
        </>
      }
      actions={bot.data && <Ways bot={bot.data.value} />}
    >
      <Loaded of={bot} lines={12}>
        {(found) => <Content now={found} />}
      </Loaded>
    </Page>
  )
}

function Ways({ bot }: { bot: Bot }) {
  const { t } = useWords()
  const search = { bot: bot.id }
  const phone = phoneAddress(bot)
  return (
    <>
      <Link to="/numbers/$botId/meta" params={{ botId: bot.id }}>
        {t('own.title')}
      </Link>
      <Link to="/messages" search={search}>
        {t('nav.messages')}
      </Link>
      <Link to="/templates" search={search}>
        {t('nav.templates')}
      </Link>
      <Link to="/webhooks">{t('nav.webhooks')}</Link>
      {phone !== undefined && <a href={phone}>{t('overview.phone')}</a>}
    </>
  )
}

function Content({ now }: { now: Tagged<Bot> }) {
  const { t } = useWords()
  const { value: bot, tag } = now
  const mayChange = useMay('bots.write', bot.id)
  const facts = useFacts(bot)
  if (!mayChange)
    return (
      <div className="stack">
        <StandingCard botId={bot.id} />
        <ImportCard bot={bot} />
        <Card title={t('number.settings')}>
          <Facts facts={facts} />
        </Card>
        <ProfileCard bot={bot} mayChange={false} />
      </div>
    )
  return (
    <div className="stack">
      <div className="columns">
        <Health botId={bot.id} />
        <div className="stack top">
          <StandingCard botId={bot.id} />
          <ImportCard bot={bot} />
          <RotateSecret bot={bot} tag={tag} />
        </div>
      </div>
      <ProfileCard bot={bot} mayChange />
      <div className="columns">
        <Card title={t('number.settings')}>
          <SettingsForm now={now} />
        </Card>
        <div className="stack top">
          <Channel bot={bot} tag={tag} />
          <WebhookSecret botId={bot.id} />
          <DeleteNumber bot={bot} tag={tag} />
        </div>
      </div>
    </div>
  )
}

/** For those who may only look. */
function useFacts(bot: Bot): Fact[] {
  const { t, number } = useWords()
  return [
    [t('number.phone_number_id'), bot.channel.phoneNumberId],
    [t('number.waba_id'), bot.channel.wabaId],
    [t('number.pace'), t('number.a_second', { pace: number(bot.messagesPerSecond) })],
    [t('number.window'), t(`number.window_${bot.window}`)],
    [t('number.webhook'), bot.webhookUrl ?? t('number.no_webhook')],
    [t('numbers.since'), <Time key="since" at={bot.createdAt} isExact />],
  ]
}
