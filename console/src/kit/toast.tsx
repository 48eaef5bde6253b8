/** A short notice that something was done. Screen readers say it; it takes no focus. */
import { useSyncExternalStore } from 'react'

type Notice = { id: number; text: string }

const shownMs = 5_000
const followers = new Set<() => void>()
let notices: readonly Notice[] = []
let lastId = 0

export function toast(text: string): void {
  const id = ++lastId
  change([...notices.slice(-2), { id, text }])
  setTimeout(() => change(notices.filter((one) => one.id !== id)), shownMs)
}

/** Stands once in the page: a live region must be there before what it says. */
export function Toasts() {
  const shown = useSyncExternalStore(follow, () => notices)
  return (
    <div className="toasts" role="status">
      {shown.map(({ id, text }) => (
        <p key={id}>{text}</p>
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
