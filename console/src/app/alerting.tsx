/**
 * Tells of new messages, around every page: a count in the title, and a notification and a sound where they are wanted.
 * Nothing is told of the conversation that is open before somebody's eyes, nor of one that a colleague has, nor of what
 * a skill answers.
 */
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useRef } from 'react'
import { showCount } from '../kit/title.ts'
import { textOf } from '../pages/messages/source.ts'
import { useWords } from '../words/words.tsx'
import { alerts, playSound } from './alerts.ts'
import { gateway } from './gateway.ts'
import { type Happened, onHappened } from './live.ts'
import { meQuery } from './session.ts'

type Of = { botId: string; userId: string }

const pathOf = ({ botId, userId }: Of) => `/conversations/${encodeURIComponent(botId)}/${encodeURIComponent(userId)}`

export function Alerting() {
  const { t } = useWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const me = useQuery(meQuery).data?.id
  /** Paths of conversations with something new. */
  const fresh = useRef(new Set<string>())

  const look = useEffectEvent(() => {
    if (document.hidden) return
    // Who sees the list sees what is unread.
    if (pathname === '/conversations') fresh.current.clear()
    else fresh.current.delete(pathname)
    showCount(fresh.current.size)
  })
  const notify = (of: Of, title: string, body: string) => {
    try {
      const shown = new Notification(title, { body, tag: pathOf(of) })
      shown.onclick = () => {
        window.focus()
        shown.close()
        void navigate({ to: '/conversations/$botId/$userId', params: of })
      }
    } catch {
      // Some browsers let only a worker notify: the count and the sound are there.
    }
  }
  const tell = useEffectEvent(async (happened: Happened) => {
    if ('what' in happened || happened.type !== 'message' || happened.userId === null) return
    const of = { botId: happened.botId, userId: happened.userId }
    const path = pathOf(of)
    if (pathname === path && !document.hidden) return
    const [conversation, { results }] = await Promise.all([
      gateway.getConversation(of),
      gateway.listMessages({ ...of, limit: 1 }),
    ])
    const { assignee, names, userId } = conversation
    if (assignee !== null && assignee.memberId !== me) return
    fresh.current.add(path)
    look()
    if (alerts.sound.isOn()) playSound()
    const [last] = results
    if (alerts.notifications.isOn()) notify(of, names || `+${userId}`, last ? textOf(last, t) : '')
  })

  useEffect(() => look(), [pathname])
  useEffect(() => {
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  // Who may not read a conversation is not told of it.
  useEffect(() => onHappened((happened) => void tell(happened).catch(() => {})), [])
  return null
}
