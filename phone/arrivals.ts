/**
 * What happens while the page is open: messages and their states as server-sent events, typing, a person who moves, a
 * reset. Thousands may arrive in a moment: they are drawn once for each frame.
 */
import { type Entry, sayingOf } from './entry.ts'
import { drawNews } from './log.ts'
import { draw, screen } from './screen.ts'
import { toast } from './sheet.tsx'
import { businessOf, chatOf, chats, forgetSeen, learn, moveSeen, retain } from './store.ts'
import { now, word } from './words.ts'

type Doing = {
  /** Everything may be another now. */
  reload(): unknown
  /** The person is known by another number or id from now on. */
  move(from: string, to: string): unknown
}

/** Resolves once the sandbox has answered or proved unreachable. */
export function listen({ reload, move }: Doing): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const events = new EventSource('/_sandbox/stream')
  let hasBroken = false
  const on = <Data>(name: string, take: (data: Data) => unknown) =>
    events.addEventListener(name, ({ data }: MessageEvent<string>) => take(JSON.parse(data)))
  on<Entry>('message', takeEntry)
  on<Typing>('typing', takeTyping)
  on<{ from: string; to: string }>('moved', ({ from, to }) => {
    moveSeen(from, to)
    move(from, to)
  })
  events.addEventListener('reset', () => {
    forgetSeen()
    reload()
  })
  events.onerror = () => {
    if (!hasBroken) toast(word.offline)
    hasBroken = true
    resolve()
  }
  // After a disconnect, reloads what was missed; it may even be another sandbox.
  events.onopen = () => {
    if (hasBroken) reload()
    hasBroken = false
    resolve()
  }
  return promise
}

let arrived: Entry[] = []
let unsaid: Entry | undefined

function takeEntry(entry: Entry): void {
  const { open } = screen
  const isFirst = !chats.get(`${entry.phoneNumberId}.${entry.person}`)?.last
  const isOpen = entry.person === open?.person && entry.phoneNumberId === open.phoneNumberId
  if (isOpen && entry.direction === 'out' && !open.entries.has(entry.wamid)) unsaid = entry
  retain(entry, isOpen)
  if (isOpen) arrived.push(entry)
  if (isFirst || entry.direction === 'in') void learn(entry).then(schedule, () => {})
  schedule()
}

type Typing = { person: string; phoneNumberId: string; forMs?: number }

function takeTyping({ person, phoneNumberId, forMs = 25_000 }: Typing): void {
  chatOf(person, phoneNumberId).typingUntil = now() + forMs
  schedule()
}

/** Once per second while the page is hidden, since it has no frames then. */
let isDrawAhead = false
function schedule(): void {
  if (isDrawAhead) return
  isDrawAhead = true
  const drawAll = () => {
    isDrawAhead = false
    drawAhead()
  }
  if (document.hidden) setTimeout(drawAll, 1_000)
  else requestAnimationFrame(drawAll)
}

function drawAhead(): void {
  const { open, isChatShown } = screen
  const entries = arrived
  arrived = []
  // For screen readers: the newest message that the business sent to the open chat, without its ticks.
  if (open && unsaid) screen.heard = `${businessOf(open)}: ${sayingOf(unsaid.rendered)}`
  unsaid = undefined
  if (open && isChatShown && entries.length > 0) drawNews(open, entries)
  else draw()
}
