/**
 * Tells of new messages whoever wants it, around every page: by a notification, a sound or both, and a count in the
 * title. Others ask the gateway for nothing. Nothing is told of the conversation that is open before somebody's eyes, nor of one that a colleague has, nor of what
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
import { createGathering } from './gathering.ts'
import { onHappened } from './live.ts'
import { meQuery } from './session.ts'

/** People write in bursts: who is told of them asks once. */
const gatherMs = 800
/** As many as the gateway lists at once; a burst of more people needs no name for each. */
const maxTold = 100

type Of = { botId: string; userId: string }

const pathOf = ({ botId, userId }: Of) => `/conversations/${encodeURIComponent(botId)}/${encodeURIComponent(userId)}`

const isWanted = () => alerts.notifications.isOn() || alerts.sound.isOn()

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
  /** One question for the whole burst: of lists the trail does not say that somebody looked at a person. */
  const tell = useEffectEvent(async (burst: readonly Of[]) => {
    const isOpen = (path: string) => pathname === path && !document.hidden
    const paths = new Set(burst.map(pathOf).filter((path) => !isOpen(path)))
    const [first, ...others] = new Set(burst.map(({ botId }) => botId))
    if (paths.size === 0 || !isWanted()) return
    const ofBot = first !== undefined && others.length === 0 ? { botId: first } : {}
    const { results } = await gateway.listConversations({ ...ofBot, unread: 'true', limit: maxTold })
    const told = results.filter((one) => paths.has(pathOf(one)) && [me, undefined].includes(one.assignee?.memberId))
    for (const one of told) fresh.current.add(pathOf(one))
    look()
    if (told.length > 0 && alerts.sound.isOn()) playSound()
    if (!alerts.notifications.isOn()) return
    for (const one of told) notify(one, one.names || `+${one.userId}`, one.last ? textOf(one.last, t) : '')
  })

  useEffect(() => look(), [pathname])
  useEffect(() => {
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    // Who may not read conversations is not told of them.
    const gathering = createGathering<Of>(gatherMs, (burst) => tell(burst).catch(() => {}))
    const end = onHappened((happened) => {
      if ('what' in happened || happened.type !== 'message' || happened.userId === null || !isWanted()) return
      gathering.add({ botId: happened.botId, userId: happened.userId })
    })
    return () => {
      end()
      gathering.drop()
    }
  }, [])
  return null
}
