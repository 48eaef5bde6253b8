/** One conversation: who it is, who answers, what was said, and the next message. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { ActiveSkill } from './active-skill.tsx'
import { ChatList } from './chat-list.tsx'
import { Composer } from './composer.tsx'
import { Holder, useIsHeld } from './holder.tsx'
import type { Quoted } from './kind-dialog.tsx'
import { Lines } from './lines.tsx'
import { Memory } from './memory.tsx'
import { type Person, personQuery } from './source.ts'
import { Team } from './team.tsx'
import './conversations.css'

const route = getRouteApi('/signed-in/conversations/$botId/$userId')

export function ConversationPage() {
  const { t } = useWords()
  const { botId, userId } = route.useParams()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const person = useQuery(personQuery(botId, userId))
  const title = person.data?.names || `+${userId}`
  const lead = (
    <>
      <Link to="/conversations" search={{ bot: botId, ...filter }}>
        {t('nav.conversations')}
      </Link>{' '}
      · <Phone digits={userId} />
    </>
  )
  return (
    <Page title={title} lead={lead}>
      <div className="inbox has-chat">
        <ChatList bot={botId} filter={filter} onFilter={(search) => void navigate({ search, replace: true })} />
        <Loaded of={person} lines={10}>
          {(found) => (
            <>
              <Conversation key={found.id} person={found} />
              <Team key={`team ${found.id}`} botId={botId} userId={found.id}>
                <ActiveSkill person={found} />
                <Memory botId={botId} userId={found.id} />
              </Team>
            </>
          )}
        </Loaded>
      </div>
    </Page>
  )
}

function Conversation({ person }: { person: Person }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', person.botId)
  const [quoted, setQuoted] = useState<Quoted>()
  return (
    <section className="conversation" aria-label={t('chat.with', { name: person.names || person.id })}>
      <Holder person={person} />
      <Who person={person} />
      <Lines person={person} onAnswer={mayWrite && person.window.isOpen ? setQuoted : undefined} />
      <Composer person={person} quoted={quoted} onQuote={setQuoted} />
    </section>
  )
}

/** Who answers: the bot, or people here; and the way from one to the other. */
function Who({ person: { id: userId, botId, state, stateUntil, skillId } }: { person: Person }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', botId)
  const isManual = state === 'manual'
  const change = useChange({
    run: () => gateway.setUserState({ body: { botId, userId, state: isManual ? 'auto' : 'manual' } }),
    touches: [
      ['person', botId, userId],
      ['chats', botId],
    ],
    done: isManual ? 'chat.given_back' : 'chat.taken',
  })
  const isHeld = useIsHeld({ botId, userId })
  // The bot is silent then, so there is nothing to take over from it.
  if (isHeld && !isManual) return null
  return (
    <div className={`who ${state}`} role="status">
      <p>
        <b>{t(isManual ? 'chat.you_answer' : 'chat.bot_answers')}</b>{' '}
        <span className="soft">
          {isManual && stateUntil !== null && (
            <>
              {t('chat.until')} <Time at={stateUntil} />
            </>
          )}
          {!isManual && skillId !== null && t('chat.skill', { skill: skillId })}
        </span>
      </p>
      {mayWrite && (
        <Button kind={isManual ? 'plain' : 'primary'} isPending={change.isPending} onPress={() => change.mutate()}>
          {t(isManual ? 'chat.give_back' : 'chat.take')}
        </Button>
      )}
    </div>
  )
}
