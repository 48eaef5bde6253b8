/**
 * A message of the control API (`GET /_sandbox/messages` and the stream), and how the drawing takes it. The business is
 * the other side here: this is the person's phone.
 */
import type { Content, Message, State } from '../drawing/content.ts'
import { summaryOf } from '../drawing/summary.ts'
import { word } from './words.ts'

export type Rendered = Content & {
  reaction?: { emoji: string; messageId: string }
  /** The message that it answers. */
  quotes?: string
  /** The same side's earlier message that this one edits or revokes. */
  changes?: string
  /** The business wrote it in its phone app. */
  isFromApp?: true
}

export type Entry = {
  seq: number
  wamid: string
  /** `out`: from the business. */
  direction: 'in' | 'out'
  /** Of a group, who wrote. */
  from: string
  /** Whose chat it is: digits, or a business-scoped id. */
  person: string
  phoneNumberId: string
  /** Ms. */
  receivedAt: number
  status: State
  failure?: { code: number; message?: string; details?: string }
  /** As it was on the wire. */
  body: string
  rendered: Rendered
}

export type Quoted = { wamid: string; who: string; text: string }

type Around = {
  business: string
  quoted: Quoted | undefined
  reactions: ReadonlyMap<string, { emoji: string }> | undefined
}

export function messageOf(entry: Entry, { business, quoted, reactions }: Around): Message {
  const { wamid, direction, receivedAt, status, failure, rendered } = entry
  const isTheirs = direction === 'out'
  return {
    id: wamid,
    side: isTheirs ? 'theirs' : 'mine',
    who: isTheirs ? business : word.you,
    at: receivedAt,
    state: status,
    content: rendered,
    ...(quoted && { quoted: { id: quoted.wamid, who: quoted.who, text: quoted.text } }),
    reactions: [...(reactions?.values() ?? [])].map(({ emoji }) => emoji).filter(Boolean),
    failure: failureOf(failure),
  }
}

/** Meta's reason, as in its webhook. */
function failureOf(failure: Entry['failure']): string {
  if (failure === undefined) return word.failed
  const why = failure.details ?? failure.message ?? ''
  return `${word.failed} (${failure.code})${why ? `: ${why}` : ''}`
}

export function sayingOf(rendered: Rendered): string {
  return summaryOf(rendered, word).text
}
