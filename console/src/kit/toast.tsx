/** A short notice that something was done, or why not. Screen readers say it; it takes no focus. */
import { useSyncExternalStore } from 'react'
import { CodeLine } from './cause.tsx'
import type { Explained } from './states.tsx'

type Notice = { id: number; text: string; code?: string | undefined }

const shownMs = 5_000
/** What to do takes longer to read, and has a link to be followed. */
const failureShownMs = 20_000
const followers = new Set<() => void>()
let notices: readonly Notice[] = []
let lastId = 0

export function toast(text: string): void {
  show({ id: ++lastId, text }, shownMs)
}

export function toastFailure({ title, text, code }: Explained): void {
  show({ id: ++lastId, text: `${title}. ${text}`, code }, failureShownMs)
}

function show(notice: Notice, forMs: number): void {
  change([...notices.slice(-2), notice])
  setTimeout(() => change(notices.filter((one) => one !== notice)), forMs)
}

/** Stands once in the page: a live region must be there before what it says. */
export function Toasts() {
  const shown = useSyncExternalStore(follow, () => notices)
  return (
    <div className="toasts" role="status">
      {shown.map(({ id, text, code }) => (
        <div key={id}>
          <p>{text}</p>
          {code !== undefined && <CodeLine code={code} />}
        </div>
      ))}
    </div>
  )
}

function change(to: readonly Notice[]): void {
  notices = to
  for (const tell of followers) tell()
}

function follow(tell: () => void): () => void {
  followers.add(tell)
  return () => followers.delete(tell)
}
