/**
 * What happens at the gateway while a page is open: one stream of events, which makes the answers old that it concerns.
 * A page that nobody sees has none, since a browser keeps few connections to one server; it asks anew when it is seen.
 * Only who wants to be told of new messages has it all the time.
 */
import { useEffect, useSyncExternalStore } from 'react'
import { AuthenticationError, type Changed, type Streamed } from '../../../sdk/client.ts'
import { alerts } from './alerts.ts'
import { gateway, queries, sessionEnded } from './gateway.ts'
import { createGathering } from './gathering.ts'
import { useMay } from './session.ts'
import { useSwitch } from './switch.ts'

export type LiveState = 'off' | 'live' | 'waiting'
export type Happened = Extract<Streamed, { kind: 'event' }>['event'] | Changed

/** Events come in bursts: what they concern is asked for once. */
const gatherMs = 300
/** Without a stream: one that breaks is soon back, and one that is refused would be asked for by everybody. */
const fallbackMs = 10_000
/** Whoever looks so far back is not pulled along. */
const pagesFollowed = 3

const tellers = new Set<(happened: Happened) => void>()

/** Told of everything at once, as it comes. Returns a function that ends it. */
export function onHappened(tell: (happened: Happened) => void): () => void {
  tellers.add(tell)
  return () => tellers.delete(tell)
}

let state: LiveState = 'off'
const followers = new Set<() => void>()

function show(to: LiveState): void {
  state = to
  for (const tell of followers) tell()
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (tell) => {
      followers.add(tell)
      return () => followers.delete(tell)
    },
    () => state,
  )
}

/** Between two looks of a query that follows what happens, ms: none are needed while the stream lives. */
export function useFallback(): number | false {
  return useLiveState() === 'live' ? false : fallbackMs
}

/** Once in the page, around everything. */
export function useLive(): void {
  const mayRead = useMay('conversations.read')
  const isEnded = useSwitch(sessionEnded)
  const [notifies, sounds] = [useSwitch(alerts.notifications), useSwitch(alerts.sound)]
  const isAlways = notifies || sounds
  useEffect(() => {
    if (!mayRead || isEnded) return
    let end = document.hidden && !isAlways ? () => {} : follow()
    const turn = () => {
      if (isAlways) return
      end()
      end = document.hidden ? () => {} : follow()
    }
    document.addEventListener('visibilitychange', turn)
    return () => {
      document.removeEventListener('visibilitychange', turn)
      end()
    }
  }, [mayRead, isEnded, isAlways])
}

function follow(): () => void {
  const ending = new AbortController()
  const gathered = createGathering(gatherMs, makeOld)
  let wasOpen = false
  const onState = (now: 'open' | 'waiting') => {
    show(now === 'open' ? 'live' : 'waiting')
    if (now === 'waiting') return
    // Nothing is missed behind a place of the stream; what was asked for before the first one may be old.
    if (!wasOpen) void queries.invalidateQueries({ predicate: isFollowed })
    wasOpen = true
  }
  const tell = (happened: Happened) => {
    gathered.add(happened)
    for (const one of tellers) one(happened)
  }
  read(gateway.stream({ changes: true }, { signal: ending.signal, onState }), tell).catch((error: unknown) => {
    show('off')
    if (error instanceof AuthenticationError) sessionEnded.set(true)
  })
  return () => {
    ending.abort()
    gathered.drop()
    show('off')
  }
}

async function read(stream: AsyncIterable<Streamed>, tell: (event: Happened) => void): Promise<void> {
  for await (const one of stream) {
    if (one.kind === 'event') tell(one.event)
    else if (one.kind === 'change') tell(one.change)
    else void queries.invalidateQueries({ predicate: isFollowed })
  }
}

function makeOld(happened: readonly Happened[]): void {
  void queries.invalidateQueries({
    predicate: (query) => isFollowed(query) && happened.some((one) => isAbout(query.queryKey, one)),
  })
}

const live = new Set<unknown>([
  'messages',
  'message',
  'campaigns',
  'chats',
  'chat',
  'person',
  'templates',
  'deliveries',
])

function isFollowed({
  queryKey,
  state: { data },
}: {
  queryKey: readonly unknown[]
  state: { data: unknown }
}): boolean {
  const { pages = [] } = (data ?? {}) as { pages?: unknown[] }
  return live.has(queryKey[0]) && pages.length <= pagesFollowed
}

/** Keys begin with what they are, then the bot, then the person or the message (`queryKey` of the pages). */
export function isAbout(key: readonly unknown[], happened: Happened): boolean {
  return 'what' in happened ? isChanged(key, happened) : isOfEvent(key, happened)
}

const changing = new Set<unknown>(['messages', 'message', 'chats', 'chat', 'person'])

function isChanged([what, bot, id]: readonly unknown[], change: Changed): boolean {
  if (!changing.has(what)) return false
  const { botId = bot } = change
  // Lists of messages are of all bots, or of the one that their filter names.
  if (what === 'messages')
    return change.what !== 'conversation' && ((id as { bot?: string } | undefined)?.bot ?? botId) === botId
  if (bot !== botId) return false
  if (what === 'chats' || change.what === 'many') return true
  if (what === 'message') return change.what === 'message' && id === change.messageId
  return id === change.userId
}

function isOfEvent([what, bot, id]: readonly unknown[], event: Exclude<Happened, Changed>): boolean {
  if (what === 'campaigns') return event.type === 'campaign' || event.messageId !== null
  // Lists of messages are of all bots, or of the one that their filter names.
  if (what === 'messages') return ((id as { bot?: string } | undefined)?.bot ?? event.botId) === event.botId
  if (bot !== event.botId) return what === 'deliveries'
  if (what === 'message') return id === event.messageId
  if (what === 'chat' || what === 'person') return id === event.userId
  if (what === 'templates') return event.type.startsWith('template')
  return true
}
