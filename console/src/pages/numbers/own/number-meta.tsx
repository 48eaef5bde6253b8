/**
 * A number's own settings at Meta: what a new chat offers, QR codes, blocked people, the username, where webhooks go,
 * and, for those who may change it, registration, verification and the contact book.
 */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Allowed } from '../../../app/allowed.tsx'
import { useMay } from '../../../app/session.ts'
import { Loaded } from '../../../kit/loaded.tsx'
import { Page } from '../../../kit/page.tsx'
import { useWords } from '../../../words/words.tsx'
import { type Bot, botQuery } from '../queries.ts'
import { BlockedPeople } from './blocked-people.tsx'
import { ChatStart } from './chat-start.tsx'
import { ContactBook } from './contact-book.tsx'
import { QrCodes } from './qr-codes.tsx'
import { Registration } from './registration.tsx'
import { Subscription } from './subscription.tsx'
import { Username } from './username.tsx'
import { Verification } from './verification.tsx'
import './own.css'

const route = getRouteApi('/signed-in/numbers/$botId/meta')

export function NumberMeta() {
  const { t } = useWords()
  const { botId } = route.useParams()
  const bot = useQuery(botQuery(botId))
  const name = bot.data?.value.name ?? botId
  return (
    <Page
      title={t('own.title')}
      lead={
        <>
          <Link to="/numbers/$botId" params={{ botId }}>
            {name}
          </Link>{' '}
          · {t('own.lead')}
        </>
      }
    >
      <Allowed to="bots.read" bot={botId}>
        <Loaded of={bot} lines={12}>
          {({ value }) => <Settings bot={value} />}
        </Loaded>
      </Allowed>
    </Page>
  )
}

/** Whoever may not change it sees what there is. */
function Settings({ bot }: { bot: Bot }) {
  const mayChange = useMay('bots.write', bot.id)
  return (
    <div className="stack">
      <ChatStart bot={bot} mayChange={mayChange} />
      <QrCodes botId={bot.id} mayChange={mayChange} />
      <div className="columns">
        <Username botId={bot.id} mayChange={mayChange} />
        <BlockedPeople botId={bot.id} mayChange={mayChange} />
      </div>
      <div className="columns">
        <Subscription botId={bot.id} mayChange={mayChange} />
        {mayChange && (
          <div className="stack top">
            <Verification botId={bot.id} />
            <ContactBook botId={bot.id} />
          </div>
        )}
      </div>
      {mayChange && <Registration botId={bot.id} />}
    </div>
  )
}
