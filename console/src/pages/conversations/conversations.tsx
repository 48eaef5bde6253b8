/** The conversations of a bot: the chats, and beside them what to do until one is chosen. */
import { getRouteApi } from '@tanstack/react-router'
import { BotSelect, OfBot, useShownBot } from '../../app/bot-select.tsx'
import { ViewBar } from '../../app/view-bar.tsx'
import { Page } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { AlertChoice } from './alert-choice.tsx'
import { ChatList } from './chat-list.tsx'
import './conversations.css'

const route = getRouteApi('/signed-in/conversations')

export function Conversations() {
  const { t } = useWords()
  const { bot: wanted, ...filter } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title={t('nav.conversations')} lead={t('chats.lead')} actions={<AlertChoice />}>
      <ViewBar page="conversations" search={{ ...filter, bot: useShownBot(wanted) }} />
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect value={wanted} onChange={(bot) => void navigate({ search: { bot }, replace: true })} />
      </search>
      <OfBot wanted={wanted} none={t('chats.none')}>
        {(bot) => (
          <div className="inbox">
            <ChatList
              bot={bot}
              filter={filter}
              onFilter={(search) => void navigate({ search: { bot, ...search }, replace: true })}
            />
            <p className="soft inbox-hint">{t('chats.choose')}</p>
          </div>
        )}
      </OfBot>
    </Page>
  )
}
