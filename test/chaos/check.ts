/**
 * The independent checker: it knows nothing of the gateway's code, and compares four journals (the clients', the
 * phones', the webhook's and the database) by the tokens in the texts. Pure. Every difference is a sentence; none is
 * good. check-events.ts checks deliveries, check-rest.ts leftovers.
 */

import { checkEvents, checkInbound, checkOneByOne, checkSkills, isNumberChanged } from './check-events.ts'
import {
  checkDeleted,
  checkEndpoints,
  checkNumbers,
  checkRecipients,
  checkSignatures,
  lifetimesOfMessages,
  unsent,
} from './check-identity.ts'
import { checkCampaigns, checkFleet, checkLeftovers, checkMedia } from './check-rest.ts'
import type { Evidence, Say, Shown } from './evidence.ts'
import { type Expected, expectedOf } from './expected.ts'
import { type BotLifetime, isOver, lifetimeAt, wasAbsent } from './identity-history.ts'
import { type Journal, numberOf, tokenIn } from './journal.ts'
import type { Row } from './row.ts'
import { rankOf } from './watch.ts'

export type Verdict = { violations: string[]; counts: Record<string, number> }

export function check(evidence: Evidence): Verdict {
  const violations: string[] = []
  const say = (violation: string) => void violations.push(violation)
  const found = find(evidence)
  for (const sent of evidence.journal.sent) checkAnswers(evidence.journal, sent, found, say)
  for (const expected of found.expected.values()) checkExpected(expected, found, say)
  checkPhantoms(found, say)
  checkOrder(evidence, say)
  checkNumbers(evidence, found.rows, say)
  checkDeleted(evidence, found.lifetimes, say)
  checkEndpoints(evidence, say)
  checkSignatures(evidence, say)
  checkRecipients(evidence, say)
  checkEvents(evidence, found.lifetimes, say)
  checkOneByOne(evidence, say)
  checkInbound(evidence, say)
  checkSkills(evidence, say)
  checkCampaigns(evidence, say)
  checkMedia(evidence, say)
  checkLeftovers(evidence, say)
  checkFleet(evidence, say)
  for (const sentence of evidence.journal.findings) say(sentence)
  checkSteps(evidence, say)
  for (const sentence of evidence.watched.overRate) say(`a rate was exceeded: ${sentence}`)
  if (evidence.watched.unread > 0) say(`${evidence.watched.unread} requests were not checked`)
  return { violations, counts: countsOf(evidence, found) }
}

/** An end may yield to Meta's report of an arrival, which a correction reports; no other state goes back. */
function checkSteps({ watched, events }: Evidence, say: Say): void {
  const types = new Map(events.map(({ id, type }) => [id, type]))
  const isCorrected = (messageId: string, end: string) =>
    events.some(
      ({ message_id, body }) =>
        message_id === messageId && types.get((JSON.parse(String(body || '{}')) as Row).corrects) === end,
    )
  for (const { id, from, to } of watched.wentBack)
    if (!unsent.includes(from) || !isCorrected(id, from)) say(`a state went back: ${id} was ${from}, and then ${to}`)
}

/** By token and person. */
type Found = {
  expected: ReadonlyMap<string, Expected>
  rows: ReadonlyMap<string, Row[]>
  shown: ReadonlyMap<string, Shown[]>
  outcomes: ReadonlyMap<unknown, Row[]>
  /** By message id. */
  lifetimes: ReadonlyMap<unknown, BotLifetime | undefined>
}

function find(evidence: Evidence): Found {
  const out = evidence.phones.filter(({ direction }) => direction === 'out')
  return {
    expected: expectedOf(evidence),
    rows: Map.groupBy(evidence.messages, ({ content, user_id }) => `${tokenIn(content)} ${user_id}`),
    shown: Map.groupBy(out, ({ body, person }) => `${tokenIn(body)} ${person}`),
    outcomes: Map.groupBy(evidence.attempts, ({ message_seq }) => message_seq),
    lifetimes: lifetimesOfMessages(evidence),
  }
}

/** Compares the answers to one key with the store. */
function checkAnswers(journal: Journal, sent: Journal['sent'][number], { rows }: Found, say: Say): void {
  if (sent.refused !== undefined && !wasTurnedAway(journal, sent)) say(`${sent.token} was refused: ${sent.refused}`)
  if (sent.ackedAt === undefined) return
  for (const userId of sent.userIds) {
    const ids = [...(sent.ids.get(userId) ?? [])]
    const [stored] = rows.get(`${sent.token} ${userId}`) ?? []
    if (ids.length > 1) say(`${sent.token}: one key, and the answers name ${ids}`)
    if (stored?.id !== ids[0]) say(`${sent.token} was acknowledged as ${ids}; stored is ${stored?.id}`)
  }
}

/** Refused because its bot was deleted, or not made completely. */
const wasTurnedAway = (journal: Journal, { botId, askedAt, refusedAt = 0 }: Journal['sent'][number]) =>
  wasAbsent(journal, botId, askedAt, refusedAt)

/** A message may legitimately end unsent: with its bot, or with the number that it may have left from. */
const endedWith = ({ lifetimes }: Found, { id, state, error }: Row): boolean =>
  (isOver(lifetimes.get(id)) && unsent.includes(String(state))) || (state === 'failed' && isNumberChanged(error))

/** An acknowledged message is on the phone once, or more often if marked and with an attempt of unknown outcome. */
function checkExpected(expected: Expected, found: Found, say: Say): void {
  const { key, count, isRequired, cancel } = expected
  const rows = found.rows.get(key) ?? []
  const times = found.shown.get(key)?.length ?? 0
  const ended = rows.filter((row) => endedWith(found, row)).length
  const canceled = ended > 0 ? 0 : rows.filter(({ state }) => state === 'canceled').length
  if (rows.length > count) say(`${key}: requested ${count} times, and there are ${rows.length} messages`)
  if (isRequired && rows.length + (expected.isRowCanceled ? 1 : 0) < count)
    say(`${key} was acknowledged and is not stored`)
  if (times < rows.length - canceled - ended) say(`${key} was accepted and is not on the phone`)
  if (canceled > 0 && cancel === undefined) say(`${key} is canceled, and nobody asked for it`)
  if (canceled > 0 && cancel === 'too_late') say(`${key} is canceled, and the cancellation was refused as too late`)
  if (cancel === 'canceled' && canceled + ended === 0) say(`${key} was canceled and is ${rows[0]?.state}`)
  if (times > rows.length - canceled) checkDouble(key, times, rows, found, say)
  const isLasting = rows.every(({ id }) => !isOver(found.lifetimes.get(id)))
  if (rows.length === 1 && canceled === 0 && isLasting) checkState(key, rows[0] ?? {}, found, say)
}

/**
 * Its outcome was unknown when the next attempt began; it may have become known later, by a status, or by an answer that
 * a process could not write before.
 */
const wasUncertain = ({ message_seq, outcome, detail, attempt, ended_at }: Row, _: number, all: readonly Row[]) =>
  outcome === 'unknown' ||
  String(detail).includes('"toldBy"') ||
  all.some((next) => {
    const isNext = next.message_seq === message_seq && Number(next.attempt) > Number(attempt)
    return isNext && Number(next.started_at) <= Number(ended_at)
  })

function checkDouble(key: string, times: number, rows: Row[], { outcomes }: Found, say: Say): void {
  const attempts = rows.flatMap(({ seq }) => outcomes.get(seq) ?? [])
  if (!rows.some(({ possible_double }) => Number(possible_double) > 0))
    say(`${key} is on the phone ${times} times without a mark (${rows.map(({ state }) => state)})`)
  if (!attempts.some(wasUncertain)) say(`${key} is doubled, though ${attempts.map(({ outcome }) => outcome)}`)
}

const phoneRank: Readonly<Record<string, number>> = { accepted: 1, sent: 1, delivered: 2, read: 3, failed: 9 }

/** A message's state matches its phone's; of two copies it may follow the failed one or the other. */
function checkState(key: string, { state }: Row, { shown }: Found, say: Say): void {
  const ranks = (shown.get(key) ?? []).map(({ status }) => phoneRank[status] ?? -1)
  const good = ranks.filter((rank) => rank < 9)
  const possible = good.length < ranks.length ? [9] : []
  if (good.length > 0) possible.push(Math.max(...good))
  if (ranks.length > 0 && !possible.includes(rankOf[String(state)] ?? -1))
    say(`${key} is ${state}; its phone shows ${ranks}`)
}

/** Everything on the phones and in the store was requested, for the person who has it. */
function checkPhantoms({ expected, shown, rows }: Found, say: Say): void {
  for (const key of shown.keys()) if (!expected.has(key)) say(`${key} is on the phone, and nobody sent it there`)
  for (const key of rows.keys()) if (!expected.has(key)) say(`${key} is stored, and nobody sent it`)
}

/** A marked message may repeat, but must not overtake. */
function checkOrder({ journal, phones, received }: Evidence, say: Say): void {
  const asked = received.filter(({ path }) => path === '/skill').map(({ body }) => `s.${body.eventId}`)
  const calls = new Map([...new Set(asked)].map((text, position) => [text, position]))
  const out = phones.filter(({ direction }) => direction === 'out')
  const bots = new Map(journal.sent.map(({ token, botId }) => [token, botId]))
  const pairOf = ({ phoneNumberId, person, body, receivedAt }: Shown) => {
    const botId = bots.get(tokenIn(body))
    const lifetime = botId === undefined ? undefined : lifetimeAt(journal, botId, receivedAt)
    return [phoneNumberId, person, ...(isOver(lifetime) ? [botId, lifetime?.fromAt] : [])].join(' ')
  }
  for (const [pair, entries] of Map.groupBy(out, pairOf)) {
    const tokens = entries.map(({ body }) => tokenIn(body))
    for (const placeOf of [numberOf, (text: string) => calls.get(text) ?? Number.NaN]) {
      const places = tokens.map(placeOf).filter((position) => !Number.isNaN(position))
      if (places.some((position, index) => index > 0 && position < (places[index - 1] ?? 0)))
        say(`order of ${pair}: ${places.join(' ')}`)
    }
  }
}

function countsOf(
  { journal, phones, messages, attempts, events, received, media, skillRuns, fleet }: Evidence,
  { shown }: Found,
) {
  const { sent, written, campaigns } = journal
  const out = phones.filter(({ direction }) => direction === 'out')
  const acked = sent.filter(({ ackedAt }) => ackedAt !== undefined)
  const inState = (expected: string) => messages.filter(({ state }) => state === expected).length
  return {
    'requests to send, acknowledged': acked.length,
    'requests repeated by clients': sent.reduce((sum, { asked }) => sum + Math.max(asked - 1, 0), 0),
    'campaigns accepted': campaigns.filter(({ ackedAt }) => ackedAt !== undefined).length,
    'messages stored': messages.length,
    'messages canceled': inState('canceled'),
    'messages that Meta failed late': inState('failed'),
    'attempts to send': attempts.length,
    'attempts of unknown outcome': attempts.filter(({ outcome }) => outcome === 'unknown').length,
    'arrivals on phones': out.length,
    'messages marked possibleDouble': messages.filter(({ possible_double }) => Number(possible_double) > 0).length,
    'messages on a phone twice or more': out.length - [...shown.keys()].length,
    'messages that people wrote': written.length,
    'files that people sent': media.length,
    'runs of skills': skillRuns.length,
    events: events.length,
    'webhook requests received': received.length,
    'repeated starts of a gateway': fleet.failedStarts.length,
    'most arrivals within a second, one number': Math.max(
      0,
      ...[...Map.groupBy(out, ({ phoneNumberId }) => phoneNumberId).values()].map(maxWithinASecond),
    ),
  }
}

function maxWithinASecond(entries: readonly Shown[]): number {
  let [max, first] = [0, 0]
  for (const [index, { receivedAt }] of entries.entries()) {
    while ((entries[first] as Shown).receivedAt <= receivedAt - 1_000) first += 1
    max = Math.max(max, index - first + 1)
  }
  return max
}
