/**
 * The independent checker: it knows nothing of the gateway's code, and compares four journals (the clients', the phones', the webhook's and
 * the database) by the tokens that clients wrote into their messages. Pure. Every difference is a sentence; none is good.
 */
import type { Received } from '../support/receiver.ts'
import type { Journal, Sent } from './clients.ts'
import type { Row } from './site.ts'
import { rankOf, type Watch } from './watch.ts'

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
  /** What the webhook answered 200 to. */
  taken: readonly Received[]
  messages: readonly Row[]
  attempts: readonly Row[]
  events: readonly Row[]
  watched: Pick<Watch, 'wentBack' | 'overRate' | 'unread'>
}

export type Verdict = { violations: string[]; counts: Record<string, number> }

type Say = (violation: string) => void

export function check(evidence: Evidence): Verdict {
  const violations: string[] = []
  const say = (violation: string) => void violations.push(violation)
  const shown = Map.groupBy(
    evidence.phones.filter(({ direction }) => direction === 'out'),
    ({ body }) => tokenIn(body),
  )
  checkSent(evidence, shown, say)
  checkPhantoms(evidence, shown, say)
  checkOrder(evidence, say)
  checkStates(evidence, shown, say)
  checkEvents(evidence, say)
  checkOneByOne(evidence, say)
  checkInbound(evidence, say)
  for (const sentence of evidence.watched.wentBack) say(`a state went back: ${sentence}`)
  for (const sentence of evidence.watched.overRate) say(`a rate was exceeded: ${sentence}`)
  if (evidence.watched.unread > 0) say(`${evidence.watched.unread} requests were not looked at`)
  return { violations, counts: countsOf(evidence, shown) }
}

const token = /k\d+p\d+n\d+/
const tokenIn = (text: unknown): string => token.exec(String(text))?.[0] ?? ''
const steps = ['delivered_channel', 'delivered_user', 'read']

type ByToken = ReadonlyMap<string, readonly Shown[]>

/** Acknowledged: on the phone once, or more often and marked, with an attempt whose outcome nobody knew. */
function checkSent({ journal, messages, attempts }: Evidence, shown: ByToken, say: Say): void {
  const byToken = Map.groupBy(messages, ({ content }) => tokenIn(content))
  const outcomes = Map.groupBy(attempts, ({ message_seq }) => message_seq)
  for (const sent of journal.sent) {
    const rows = byToken.get(sent.token) ?? []
    const times = shown.get(sent.token)?.length ?? 0
    if (sent.refused !== undefined) say(`${sent.token} was refused: ${sent.refused}`)
    if (sent.ids.size > 1) say(`${sent.token}: one key, and the answers name ${[...sent.ids]}`)
    if (rows.length > 1) say(`${sent.token}: one key, and ${rows.length} messages`)
    if (sent.ackedAt !== undefined && rows[0]?.id !== [...sent.ids][0])
      say(`${sent.token} was acknowledged as ${[...sent.ids]}; stored is ${rows[0]?.id}`)
    if (rows.length > 0 && times === 0) say(`${sent.token} was accepted and is not on the phone`)
    if (sent.ackedAt !== undefined && times === 0) say(`${sent.token} was acknowledged and is not on the phone`)
    if (times <= 1) continue
    const ends = (outcomes.get(rows[0]?.seq) ?? []).map(({ outcome }) => outcome)
    if (!(Number(rows[0]?.possible_double) > 0)) say(`${sent.token} is on the phone ${times} times without a mark`)
    if (!ends.some((end) => end === 'unknown' || end === null)) say(`${sent.token} is doubled, though ${ends}`)
  }
}

/** Nothing on the phones, and nothing stored, that no client asked for; each with the person that it was for. */
function checkPhantoms({ journal, messages }: Evidence, shown: ByToken, say: Say): void {
  const asked = new Map<string, Sent>(journal.sent.map((sent) => [sent.token, sent]))
  for (const [name, entries] of shown) {
    const sent = asked.get(name)
    for (const { wamid, person } of entries) {
      if (sent === undefined) say(`${wamid} (${name}) is on the phone, and nobody sent it`)
      else if (sent.userId !== person) say(`${name} was for ${sent.userId} and reached ${person}`)
    }
  }
  for (const { id, content } of messages) if (!asked.has(tokenIn(content))) say(`${id} is stored, and nobody sent it`)
}

/** A marked one may repeat; it may not overtake. */
function checkOrder({ phones }: Evidence, say: Say): void {
  const pairs = Map.groupBy(
    phones.filter(({ direction }) => direction === 'out'),
    ({ phoneNumberId, person }) => `${phoneNumberId} ${person}`,
  )
  for (const [pair, entries] of pairs) {
    const numbers = entries.map(({ body }) => Number(tokenIn(body).split('n')[1]))
    const isDisordered = numbers.some((number, index) => index > 0 && number < (numbers[index - 1] as number))
    if (isDisordered) say(`order of ${pair}: ${numbers.join(' ')}`)
  }
}

const phoneRank: Readonly<Record<string, number>> = { accepted: 1, sent: 1, delivered: 2, read: 3 }

/** A message's state is what its phone says. */
function checkStates({ messages }: Evidence, shown: ByToken, say: Say): void {
  for (const { id, content, state, lease } of messages) {
    const entries = shown.get(tokenIn(content)) ?? []
    const most = Math.max(0, ...entries.map(({ status }) => phoneRank[status] ?? -1))
    if (rankOf[String(state)] !== most) say(`${id} is ${state}; its phone says ${entries.map(({ status }) => status)}`)
    if (lease !== null) say(`${id} is still claimed`)
  }
}

/** Of each message each step once and forward, in the store and at the webhook; every event reached it under its one id and body. */
function checkEvents({ messages, events, received, taken }: Evidence, say: Say): void {
  const takenIds = new Set(taken.map(({ body }) => String(body.eventId)))
  const known = new Map(events.map((event) => [String(event.id), event]))
  const byMessage = Map.groupBy(events, ({ message_id }) => message_id)
  for (const { id, state } of messages) {
    const told = (byMessage.get(id) ?? []).map(({ type }) => String(type)).filter((type) => type !== 'reply')
    const expected = steps.slice(0, rankOf[String(state)])
    if (told.join() !== expected.join()) say(`${id} is ${state}, and its events are ${told}`)
  }
  for (const { id, type, message_id } of events)
    if (!takenIds.has(String(id))) say(`${type} ${id} of ${message_id} never reached the webhook`)
  for (const { body, raw } of received) {
    const event = known.get(String(body.eventId))
    if (event === undefined) say(`${body.eventId} reached the webhook and is not stored`)
    else if (event.body !== raw) say(`${body.eventId} reached the webhook with another body than is stored`)
  }
}

/** By person and address, events arrive for the first time in the order in which they happened. */
function checkOneByOne({ events, received }: Evidence, say: Say): void {
  const places = new Map(events.map(({ id }, place) => [String(id), place]))
  const people = Map.groupBy(received, ({ path, body }) => `${path} ${body.botId} ${body.userId}`)
  for (const [person, came] of people) {
    const firsts = [...new Set(came.map(({ body }) => places.get(String(body.eventId)) ?? -1))]
    if (firsts.some((place, index) => index > 0 && place < (firsts[index - 1] as number)))
      say(`events of ${person} came out of order: ${firsts.join(' ')}`)
  }
}

/** What people wrote is told, under one id however often. */
function checkInbound({ journal, phones, received, taken }: Evidence, say: Say): void {
  const written = new Set(phones.filter(({ direction }) => direction === 'in').map(({ wamid }) => wamid))
  const tellings = received.filter(({ path }) => path === '/bot')
  const heard = new Set(taken.map(({ body }) => String(body.wamid)))
  for (const { wamid } of journal.written) if (!written.has(wamid)) say(`the sandbox forgot ${wamid}`)
  for (const wamid of written) if (!heard.has(wamid)) say(`${wamid} was written and never reached the webhook`)
  for (const [wamid, told] of Map.groupBy(tellings, ({ body }) => String(body.wamid))) {
    const ids = new Set(told.map(({ body }) => body.eventId))
    if (ids.size > 1) say(`${wamid} was told under ${[...ids]}`)
    if (!written.has(wamid)) say(`${wamid} was told, and nobody wrote it`)
  }
}

function countsOf({ journal, phones, messages, attempts, events, received }: Evidence, shown: ByToken) {
  const { sent, written } = journal
  const out = phones.filter(({ direction }) => direction === 'out')
  return {
    'messages asked for': sent.length,
    'messages acknowledged': sent.filter(({ ackedAt }) => ackedAt !== undefined).length,
    'requests repeated by clients': sent.reduce((sum, { asked }) => sum + asked - 1, 0),
    'attempts to send': attempts.length,
    'attempts of unknown outcome': attempts.filter(({ outcome }) => outcome === 'unknown').length,
    'arrivals on phones': out.length,
    'messages marked possibleDouble': messages.filter(({ possible_double }) => Number(possible_double) > 0).length,
    'messages on a phone twice or more': [...shown.values()].filter(({ length }) => length > 1).length,
    'messages that people wrote': written.length,
    events: events.length,
    'webhook requests received': received.length,
    'most arrivals within a second, one number': Math.max(
      0,
      ...[...Map.groupBy(out, ({ phoneNumberId }) => phoneNumberId).values()].map(mostWithinASecond),
    ),
  }
}

function mostWithinASecond(entries: readonly Shown[]): number {
  let [most, first] = [0, 0]
  for (const [index, { receivedAt }] of entries.entries()) {
    while ((entries[first] as Shown).receivedAt <= receivedAt - 1_000) first += 1
    most = Math.max(most, index - first + 1)
  }
  return most
}
