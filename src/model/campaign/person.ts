/**
 * A person of a campaign: what became of their row, by the names of the campaign's counts, and how a search for a
 * number is read. Pure.
 */
import type { State } from '../message/lifecycle.ts'

const counted = [
  'waiting',
  'queued',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'canceled',
  'bad',
  'repeated',
  'suppressed',
] as const

/** Of a row by its latest message. `accepted`: its message is older than retention keeps messages. */
export const personStates = [...counted, 'accepted'] as const
export type PersonState = (typeof personStates)[number]

/** The counts that list people; who replied is also among those sent, delivered or read. */
export const personFigures = [...counted, 'replied'] as const
export type PersonFigure = (typeof personFigures)[number]

/** A message on the way to Meta still counts as queued. */
export function personStateOf(state: State): PersonState {
  return state === 'sending' || state === 'scheduled' ? 'queued' : state
}

/** `+593 (98)-76` -> `59398`…: a number, or its beginning; anything else stays, such as a business-scoped id. */
export function readNumberStart(written: string): string {
  return /^\+?[\d\s().-]+$/.test(written.trim()) ? written.replaceAll(/\D/g, '') : written.trim()
}
