/** The keys of a chat, in the box of its messages. */
import type { KeyboardEvent } from 'react'

/** Up and down move from message to message; Enter on one opens its menu (`message.tsx`). */
export function moveAmongMessages(event: KeyboardEvent<HTMLElement>): void {
  const box = event.currentTarget
  const target = event.target as Element
  const isOnMessage = target.matches('article')
  if (!isOnMessage && target !== box) return
  const all = [...box.querySelectorAll<HTMLElement>('article')]
  const at = isOnMessage ? all.indexOf(target as HTMLElement) : all.length
  const places: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }
  const next = all[places[event.key] ?? -1]
  if (!next) return
  event.preventDefault()
  next.focus()
  next.scrollIntoView({ block: 'nearest' })
}
