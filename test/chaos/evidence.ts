/** The evidence of a chaos run, and how the checker reports a violation. Types only. */
import type { Received } from '../support/receiver.ts'
import type { Journal } from './journal.ts'
import type { Row } from './row.ts'
import type { Watch } from './watch.ts'

/** An entry of a phone, oldest first. */
export type Shown = {
  seq: number
  wamid: string
  direction: 'out' | 'in'
  person: string
  phoneNumberId: string
  receivedAt: number
  status: string
  body: string
}

export type Evidence = {
  journal: Journal
  phones: readonly Shown[]
  received: readonly Received[]
  /** The requests that the webhook answered with 200. */
  taken: readonly Received[]
  messages: readonly Row[]
  attempts: readonly Row[]
  events: readonly Row[]
  skillRuns: readonly Row[]
  campaigns: readonly Row[]
  campaignRows: readonly Row[]
  media: readonly Row[]
  /** Webhooks of Meta that found no place, verbatim. */
  unplaced: readonly Row[]
  /** Counts of unfinished things. */
  leftovers: Readonly<Record<string, number>>
  fleet: { endedAlone: readonly string[]; failedStarts: readonly string[]; mayRepeatStarts: boolean }
  watched: Pick<Watch, 'wentBack' | 'overRate' | 'unread'>
}

export type Say = (violation: string) => void
