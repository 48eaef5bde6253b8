/**
 * The checker's rules for identities that end: which number a message left from, the fate of a deleted bot's messages,
 * and what an endpoint received before, after and at another address. Compares with the records of those who made the
 * changes (identity-history.ts).
 */
import { createHmac } from 'node:crypto'
import type { Received } from '../support/receiver.ts'
import type { Evidence, Say, Shown } from './evidence.ts'
import {
  type BotLifetime,
  type EndpointLifetime,
  isOver,
  lifetimeAt,
  ownersFrom,
  receivedMs,
} from './identity-history.ts'
import { tokenIn } from './journal.ts'
import type { Row } from './row.ts'

/** The purpose of a path. */
export const purposeOf = (path: string): string => path.split('/')[1] ?? ''

const never = Number.POSITIVE_INFINITY
/** States of messages that were not sent. */
export const unsent = ['failed', 'canceled', 'expired']

/** For each stored message, the lifetime of the bot that accepted it. */
export function lifetimesOfMessages({ messages, journal }: Evidence): Map<unknown, BotLifetime | undefined> {
  return new Map(
    messages.map(({ id, bot_id, accepted_at }) => [id, lifetimeAt(journal, String(bot_id), Number(accepted_at))]),
  )
}

/** An event's bot lifetime: its message's, or that of the bot at its time. */
export function lifetimeOfEvent(
  { journal }: Evidence,
  lifetimes: ReadonlyMap<unknown, BotLifetime | undefined>,
  { message_id, bot_id, at }: Row,
): BotLifetime | undefined {
  return message_id == null ? lifetimeAt(journal, String(bot_id), Number(at)) : lifetimes.get(message_id)
}

/**
 * Each copy on a phone left from a number that its bot had, either on arrival or when one of its attempts began (a
 * request in flight when the number or the bot went cannot be recalled). So no message leaves a bot after its deletion,
 * or from another bot's number.
 */
export function checkNumbers(evidence: Evidence, rowsOf: ReadonlyMap<string, Row[]>, say: Say): void {
  const { journal, phones } = evidence
  const askers = new Map([...journal.sent, ...journal.campaigns].map(({ token, botId }) => [token, botId]))
  const begun = Map.groupBy(evidence.attempts, ({ message_seq }) => message_seq)
  for (const shown of phones) {
    if (shown.direction === 'in') continue
    const key = `${tokenIn(shown.body)} ${shown.person}`
    const rows = rowsOf.get(key) ?? []
    const asked = askers.get(tokenIn(shown.body))
    const bots = asked === undefined ? rows.map(({ bot_id }) => String(bot_id)) : [asked]
    const startedAt = rows.flatMap(({ seq }) => begun.get(seq) ?? []).map(({ started_at }) => Number(started_at))
    const lifetimes = journal.lifetimes.filter(({ botId }) => bots.includes(botId))
    if (bots.length > 0 && !lifetimes.some((lifetime) => mayHaveSent(lifetime, shown, startedAt)))
      say(`${key} left from ${shown.phoneNumberId}, which ${bots} did not have`)
    for (const { bot_id } of rows)
      if (asked !== undefined && bot_id !== asked) say(`${key} was requested for ${asked}, and is stored for ${bot_id}`)
  }
}

function mayHaveSent(
  { numbers }: BotLifetime,
  { phoneNumberId, receivedAt }: Shown,
  startedAt: readonly number[],
): boolean {
  return numbers.some(({ phoneNumberId: own, fromAt, untilAt = never }) => {
    const isThen = (at: number) => fromAt - receivedMs <= at && at <= untilAt + receivedMs
    return own === phoneNumberId && fromAt <= receivedAt && (isThen(receivedAt) || startedAt.some(isThen))
  })
}

/**
 * A deleted bot's accepted messages reached an end with an event, or were sent; a bot that did not exist accepted
 * nothing.
 */
export function checkDeleted(
  evidence: Evidence,
  lifetimes: ReadonlyMap<unknown, BotLifetime | undefined>,
  say: Say,
): void {
  const reported = Map.groupBy(evidence.events, ({ message_id }) => message_id)
  for (const { id, bot_id, state } of evidence.messages) {
    const lifetime = lifetimes.get(id)
    if (lifetime === undefined) say(`${id} was accepted for ${bot_id} when that bot did not exist`)
    if (!isOver(lifetime)) continue
    if (state === 'queued' || state === 'sending') say(`${id} of ${bot_id}, which was deleted, is ${state}`)
    const ends = (reported.get(id) ?? []).filter(({ type }) => unsent.includes(String(type)))
    if (unsent.includes(String(state)) && ends.length === 0)
      say(`${id} of ${bot_id}, which was deleted, is ${state}, and no event reported it`)
  }
}

/**
 * The longest time that a request may be in flight after its endpoint went: the freeze of its process plus its timeout.
 */
const inTheAirMs = 16_000

/** More than failures, crashes and freezes explain. */
const maxReports = 8

/**
 * An endpoint receives all events of its lifetime and no others, at its current address, with that address's credential.
 */
export function checkEndpoints(evidence: Evidence, say: Say): void {
  const { received, taken, events, journal } = evidence
  const known = new Map(events.map((event) => [String(event.id), event]))
  const came = Map.groupBy(received, ({ path }) => path)
  const all = Map.groupBy(taken, ({ path }) => path)
  for (const lifetime of journal.endpoints) {
    const received = new Set<string>()
    for (const address of lifetime.addresses) {
      for (const one of came.get(address.path) ?? []) checkReports(lifetime, address, one, known, say)
      for (const { body } of all.get(address.path) ?? []) received.add(String(body.eventId))
    }
    for (const { id, type, bot_id, at } of events)
      if (bot_id === lifetime.botId && Number(at) > lifetime.readyAt + 2 * receivedMs && lifetime.untilAt === undefined)
        if (!received.has(String(id))) say(`${type} ${id} never reached the endpoint ${lifetime.id}`)
  }
  const tellings = taken.filter(({ path }) => purposeOf(path) !== 'skill')
  for (const [key, { length }] of Map.groupBy(tellings, ({ path, body }) => `${body.eventId} at ${path}`))
    if (length > maxReports + journal.replays) say(`${key} was accepted ${length} times`)
}

function checkReports(
  lifetime: EndpointLifetime,
  { path, fromAt, untilAt = never }: EndpointLifetime['addresses'][number],
  { at, headers, body }: Received,
  known: ReadonlyMap<string, Row>,
  say: Say,
): void {
  const id = String(body.eventId)
  const event = known.get(id)
  // Uses the storing time, not the event's: Meta reports late, and an unplaced webhook is stored when a replay is
  // requested.
  if (event !== undefined && Number(event.stored_at) < lifetime.storedAt - receivedMs && !lifetime.isFilled)
    say(`${id} is from before the endpoint ${lifetime.id}, and was delivered to it`)
  if (event !== undefined && event.bot_id !== lifetime.botId)
    say(`${id} of ${event.bot_id} was delivered to ${lifetime.id}`)
  if (at < fromAt) say(`${id} arrived at ${path} before that was an address`)
  if (at > Math.min(untilAt, lifetime.untilAt ?? never) + inTheAirMs)
    say(`${id} arrived at ${path} after that was no longer an address`)
  if (headers.authorization !== `Bearer for${path}`) say(`${id} arrived at ${path} with ${headers.authorization}`)
}

/** Each delivery is signed with a secret that its bot had. */
export function checkSignatures({ received, journal }: Evidence, say: Say): void {
  const byBot = Map.groupBy(journal.secrets, ({ botId }) => botId)
  for (const { path, headers, bytes, body, at } of received) {
    const own = (byBot.get(String(body.botId)) ?? []).filter(
      ({ fromAt, untilAt = never }) => fromAt <= at && at <= untilAt + inTheAirMs,
    )
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`
    // Several while a renewed secret overlaps the one before it.
    const signatures = String(headers['webhook-signature']).split(' ')
    const isBy = (secret: string | undefined) => {
      if (secret === undefined) return true
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
      return signatures.includes(`v1,${createHmac('sha256', key).update(signed).update(bytes).digest('base64')}`)
    }
    if (!own.some(({ secret }) => isBy(secret)))
      say(`${body.eventId} at ${path} is not signed by a secret that ${body.botId} had`)
  }
}

/** A person's message to a number is reported only by bots that held the number then or later. */
export function checkRecipients({ journal, received, phones }: Evidence, say: Say): void {
  const written = new Map(phones.filter(({ direction }) => direction === 'in').map((one) => [one.wamid, one]))
  for (const { path, body } of received) {
    const one = written.get(String(body.wamid))
    if (one === undefined || body.botId === undefined || !['bot', 'skill'].includes(purposeOf(path))) continue
    const holders = ownersFrom(journal, one.phoneNumberId, one.receivedAt)
    if (!holders.some(({ botId }) => botId === body.botId))
      say(
        `${body.wamid} was written to ${one.phoneNumberId}, and reported to ${body.botId}, which did not have that number`,
      )
  }
}
