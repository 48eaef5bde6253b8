/**
 * Tells who wants it of new messages, around every page: a notification, a sound, and a count in the title. Nothing is
 * told of the conversation that is open before somebody's eyes, nor of one that a colleague has or has read, nor of what
 * a skill answers. Who wants neither notification nor sound has the gateway asked for nothing.
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
import { type Happened, onHappened } from './live.ts'
import { meQuery } from './session.ts'
import { useSwitch } from './switch.ts'

type Of = { botId: string; userId: string }

/** Many open consoles hear of the same messages: each asks once for what came within this time. */
const gatherMs = 800
/** Of one answer. Of more people who wrote within that time, the last are told. */
const mostTold = 100

const isWanted = () => alerts.notifications.isOn() || alerts.sound.isOn()

const pathOf = ({ botId, userId }: Of) => `/conversations/${encodeURIComponent(botId)}/${encodeURIComponent(userId)}`

export function Alerting() {
  const { t } = useWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const me = useQuery(meQuery).data?.id
  const [notifies, sounds] = [useSwitch(alerts.notifications), useSwitch(alerts.sound)]
  const isOn = notifies || sounds
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
  const isSeen = useEffectEvent((of: Of) => pathname === pathOf(of) && !document.hidden)
  const tell = useEffectEvent(async (written: readonly Of[]) => {
    const paths = new Set(written.map(pathOf))
    const found = await unreadOf(new Set(written.map(({ botId }) => botId)))
    // It may have been switched off, or opened, meanwhile.
    if (!isWanted()) return
    const told = found.filter(
      (one) => paths.has(pathOf(one)) && !isSeen(one) && (one.assignee === null || one.assignee.memberId === me),
    )
    if (told.length === 0) return
    for (const one of told) fresh.current.add(pathOf(one))
    look()
    if (alerts.sound.isOn()) playSound()
    if (!alerts.notifications.isOn()) return
    for (const { botId, userId, names, last } of told)
      notify({ botId, userId }, names || `+${userId}`, last ? textOf(last, t) : '')
  })

  useEffect(() => look(), [pathname])
  useEffect(() => {
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  useEffect(() => {
    if (!isOn) return
    // Who may not read conversations is not told of them.
    const gathered = createGathering<Of>(gatherMs, (written) => tell(written).catch(() => {}))
    const leave = onHappened((happened) => {
      const of = writtenIn(happened)
      if (of !== undefined && !isSeen(of)) gathered.add(of)
    })
    return () => {
      leave()
      gathered.drop()
      fresh.current.clear()
      showCount(0)
    }
  }, [isOn])
  return null
}

/** The conversation in which a person has just written. */
function writtenIn(happened: Happened): Of | undefined {
  if ('what' in happened || happened.type !== 'message' || happened.userId === null) return undefined
  return { botId: happened.botId, userId: happened.userId }
}

/** The list of conversations, who wrote last first: to read one by itself would stand in the audit trail as a look. */
async function unreadOf(botIds: ReadonlySet<string>) {
  const [botId] = botIds
  const ofOne = botIds.size === 1 && botId !== undefined && { botId }
  return (await gateway.listConversations({ unread: 'true', limit: mostTold, ...ofOne })).results
}
