/**
 * Which messages of the open chat are on the screen: its newest, earlier ones a page at a time, and what arrives; and
 * where the screen stands among them.
 */
import type { Entry } from './entry.ts'
import { byId, draw, screen } from './screen.ts'
import { type Chat, loadEarlier, markSeen, page } from './store.ts'

/** Rows kept while messages pour into a chat left open. */
const maxRows = 400
const nearPixels = 120

export const isGentle = () => !matchMedia('(prefers-reduced-motion: reduce)').matches
const box = () => byId('messages')

export async function showChat(chat: Chat): Promise<void> {
  const { unseen } = chat
  draw({
    ...{ open: chat, isChatShown: false, first: undefined, found: undefined },
    ...{ news: undefined, hasLater: false, quoted: undefined },
  })
  byId<HTMLTextAreaElement>('text').value = chat.draft
  byId('emoji').hidePopover()
  if (chat.entries.size < page && !chat.isWhole) await loadEarlier(chat).catch(() => {})
  if (screen.open !== chat) return
  const entries = [...chat.entries.values()].slice(-page)
  const before = unseen > 0 && unseen < entries.length ? entries.at(-unseen) : undefined
  markSeen(chat)
  draw({ isChatShown: true, first: entries[0]?.wamid, news: before && { before: before.wamid, count: unseen } })
  toEnd()
}

/** Those that are drawn, and whether earlier ones could be. */
export function rowsOf(chat: Chat, first: string | undefined): { entries: Entry[]; hasEarlier: boolean } {
  const all = [...chat.entries.values()]
  const from =
    first === undefined
      ? 0
      : Math.max(
          0,
          all.findIndex(({ wamid }) => wamid === first),
        )
  return { entries: all.slice(from), hasEarlier: from > 0 || !chat.isWhole }
}

/** Draws everything that arrived since the last frame, with one layout measurement. */
export function drawNews(chat: Chat, arrived: readonly Entry[]): void {
  const wasAtEnd = isNearEnd()
  const fresh = arrived.filter((entry) => isOwn(entry) && document.getElementById(entry.wamid) === null)
  if (fresh.length > maxRows) return void showChat(chat)
  const goesToEnd = wasAtEnd || fresh.some(({ direction }) => direction === 'in')
  markSeen(chat)
  if (goesToEnd) {
    const { entries } = rowsOf(chat, screen.first)
    draw(entries.length > maxRows ? { first: entries.at(-page)?.wamid, news: undefined } : {})
    toEnd()
  } else draw(fresh.length > 0 ? { hasLater: true } : {})
}

/** It is a message of its own, and no change to another. */
function isOwn({ rendered }: Entry): boolean {
  return rendered.reaction === undefined && rendered.changes === undefined
}

let loading: Promise<void> | undefined

export function showEarlier(): Promise<void> {
  loading ??= addEarlier().finally(() => {
    loading = undefined
  })
  return loading
}

async function addEarlier(): Promise<void> {
  const chat = screen.open
  if (chat === undefined) return
  const keys = () => [...chat.entries.keys()]
  const first = screen.first ?? keys()[0]
  const place = () => (first === undefined ? chat.entries.size : keys().indexOf(first))
  if (place() < page && !chat.isWhole) await loadEarlier(chat).catch(() => {})
  if (screen.open !== chat) return
  const list = box()
  const fromBottom = list.scrollHeight - list.scrollTop
  const hadFocus = document.activeElement?.matches('.earlier') === true
  draw({ first: keys()[Math.max(0, place() - page)] })
  list.scrollTop = list.scrollHeight - fromBottom
  if (hadFocus) (list.querySelector<HTMLElement>('.earlier') ?? list).focus({ preventScroll: true })
}

/** To a message that may not be on the screen yet; returns its element, if it is in this chat. */
async function reveal(wamid: string, behavior: 'smooth' | 'instant'): Promise<HTMLElement | undefined> {
  for (let before: string | undefined | null = null; document.getElementById(wamid) === null; ) {
    // Nothing earlier came: it is not in this chat, or the sandbox is gone.
    if (before === screen.first) return undefined
    before = screen.first
    await showEarlier()
  }
  const node = byId(wamid)
  // No picture that comes late pulls back to the end.
  isAtEnd = false
  node.scrollIntoView({ block: 'center', behavior })
  return node
}

/** To what a message quotes. */
export async function goTo(wamid: string): Promise<void> {
  const node = await reveal(wamid, isGentle() ? 'smooth' : 'instant')
  node?.focus({ preventScroll: true })
  node?.animate([{ filter: 'brightness(0.8)' }, { filter: 'none' }], 1_200)
}

/** To the one that the address names: it stays marked. The focus stays where it is, perhaps outside of this frame. */
export async function showFound(wamid: string | undefined): Promise<void> {
  draw({ found: wamid })
  if (wamid !== undefined) await reveal(wamid, 'instant')
}

export function isNearEnd(): boolean {
  const { scrollHeight, scrollTop, clientHeight } = box()
  return scrollHeight - scrollTop - clientHeight < nearPixels
}

/** A picture that gets its height does not push the end out of view. */
let isAtEnd = true
let lastTop = 0

export function whenLoaded(): void {
  if (isAtEnd) toEnd()
}

export function toEnd(): void {
  isAtEnd = true
  lastTop = 0
  box().scrollTop = box().scrollHeight
  if (screen.hasLater) draw({ hasLater: false })
}

export function stayAtEnd(): void {
  if (isNearEnd()) toEnd()
}

/** At the end nothing is left to be told of; at the top earlier ones are added. */
export function whenScrolled(): void {
  const { scrollTop, scrollHeight, clientHeight } = box()
  // What grows below moves nobody up: only who scrolls up has left the end.
  isAtEnd = (isAtEnd && scrollTop >= lastTop) || isNearEnd()
  lastTop = scrollTop
  if (screen.hasLater && isNearEnd()) draw({ hasLater: false })
  const isAtTop = scrollTop < 60 && scrollHeight > clientHeight
  if (isAtTop && box().querySelector('.earlier')) void showEarlier()
}
