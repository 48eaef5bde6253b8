/**
 * What the page shows at the moment. `draw` changes it and has every part drawn before it returns, so that whoever
 * draws can measure and scroll at once; while messages pour in it is called once for each frame (`arrivals.ts`).
 */
import { type ReactNode, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import type { Quoted } from './entry.ts'
import type { Chat } from './store.ts'

type Screen = {
  /** The sandbox has answered. */
  isLoaded: boolean
  /** Whose phone it is; '' is all of them. */
  viewer: string
  search: string
  open: Chat | undefined
  /** The messages of the open chat are loaded. */
  isChatShown: boolean
  /** The wamid of the first message that is drawn; undefined: that of the chat. */
  first: string | undefined
  /** The wamid of the message that the address names. */
  found: string | undefined
  /** Above the message `before`: how many came since the chat was last seen. */
  news: { before: string; count: number } | undefined
  /** Below the end of what is on the screen is something new. */
  hasLater: boolean
  quoted: Quoted | undefined
  sheet: { id: number; title: string; content: ReactNode } | undefined
  toast: { text: string; isShown: boolean }
  /** Said to screen readers. */
  heard: string
}

export const screen: Screen = {
  isLoaded: false,
  viewer: '',
  search: '',
  open: undefined,
  isChatShown: false,
  first: undefined,
  found: undefined,
  news: undefined,
  hasLater: false,
  quoted: undefined,
  sheet: undefined,
  toast: { text: '', isShown: false },
  heard: '',
}

let version = 0
const listeners = new Set<() => void>()

export function draw(change: Partial<Screen> = {}): void {
  Object.assign(screen, change)
  version += 1
  flushSync(() => {
    for (const listener of listeners) listener()
  })
}

/** The state, and a call again whenever it or the data changed. */
export function useScreen(): Screen {
  useSyncExternalStore(subscribe, () => version)
  return screen
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** An element that the page always has. */
export function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`the page has no ${id}`)
  return found as Kind
}
