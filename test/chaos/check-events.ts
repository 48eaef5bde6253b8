/** The checker's rules for events, people's messages and skills: each reached the webhook, under one id, in order. */
import type { Received } from '../support/receiver.ts'
import { lifetimeOfEvent, purposeOf } from './check-identity.ts'
import type { Evidence, Say } from './evidence.ts'
import { type BotLifetime, createDeletedBots, isOver, ownersFrom } from './identity-history.ts'
import type { Row } from './row.ts'
import { rankOf } from './watch.ts'

const steps = ['delivered_channel', 'delivered_user', 'read']

/**
 * Each message has each step once and forward, in the store and at the webhook; every event reached it under its one id
 * and body.
 */
export function checkEvents(
  evidence: Evidence,
  lifetimes: ReadonlyMap<unknown, BotLifetime | undefined>,
  say: Say,
): void {
  const { messages, events, received, taken } = evidence
  const own = taken.filter(({ path }) => purposeOf(path) === 'bot' || purposeOf(path) === 'events')
  const takenIds = new Set(own.map(({ body }) => String(body.eventId)))
  const known = new Map(events.map((event) => [String(event.id), event]))
  const byMessage = Map.groupBy(events, ({ message_id }) => message_id)
  for (const { id, state, error } of messages) {
    if (isOver(lifetimes.get(id))) continue
    const reported = stepsOf(byMessage.get(id) ?? [])
    const isReported = matchesState(String(state), reported) || (isNumberChanged(error) && reported.join() === 'failed')
    if (!isReported) say(`${id} is ${state}, and its events are ${reported}`)
  }
  for (const event of events) {
    const { id, type, message_id } = event
    if (!takenIds.has(String(id)) && !isOver(lifetimeOfEvent(evidence, lifetimes, event)))
      say(`${type} ${id} of ${message_id} never reached the webhook`)
  }
  for (const { path, body, raw } of received) {
    if (purposeOf(path) === 'skill') continue
    const event = known.get(String(body.eventId))
    if (event === undefined) say(`${body.eventId} reached the webhook and is not stored`)
    else if (event.body !== raw) say(`${body.eventId} reached the webhook with another body than is stored`)
  }
}

/** Whether the message failed because its bot got another number; it may have left before. */
export const isNumberChanged = (error: unknown): boolean => String(error).includes('NUMBER_CHANGED')

/**
 * The emitted steps, without an end that a later event corrects and the steps before it, since the story restarts
 * there.
 */
function stepsOf(events: readonly Row[]): string[] {
  const corrected = new Set(events.map(({ body }) => (JSON.parse(String(body) || '{}') as Row).corrects))
  const standing = events.slice(events.findLastIndex(({ id }) => corrected.has(id)) + 1)
  return standing.flatMap(({ type }) => (type === 'reply' ? [] : String(type)))
}

/** Whether the steps match the state. Meta may fail an accepted message at any step. */
function matchesState(state: string, reported: string[]): boolean {
  if (state === 'canceled') return reported.join() === 'canceled'
  const isFailed = state === 'failed'
  const passed = isFailed ? reported.slice(0, -1) : reported
  const expected = steps.slice(0, isFailed ? passed.length : rankOf[state])
  return passed.join() === expected.join() && (!isFailed || (passed.length > 0 && reported.at(-1) === 'failed'))
}

/**
 * By person or campaign, and endpoint, the first arrivals of events are in the order of occurrence. At an endpoint that
 * got another address, a replay repeats what the former one has had.
 */
export function checkOneByOne({ journal, events, received }: Evidence, say: Say): void {
  const places = new Map(events.map(({ id }, position) => [String(id), position]))
  const filled = journal.endpoints.flatMap(({ isFilled, addresses }) => (isFilled ? addresses : []))
  const endpoints = new Map(journal.endpoints.flatMap(({ id, addresses }) => addresses.map(({ path }) => [path, id])))
  const separate = new Set(['/skill', ...filled.map(({ path }) => path)])
  const reported = received.filter(({ path }) => !separate.has(path))
  const lineOf = ({ path, body }: Received) =>
    `${endpoints.get(path) ?? path} ${body.botId} ${body.userId ?? body.campaignId}`
  for (const [person, came] of Map.groupBy(reported, lineOf)) {
    const firsts = [...new Set(came.map(({ body }) => places.get(String(body.eventId)) ?? -1))]
    if (firsts.some((position, index) => index > 0 && position < (firsts[index - 1] as number)))
      say(`events of ${person} came out of order: ${firsts.join(' ')}`)
  }
}

/** People's messages are reported to the bot or to a skill, under one id however often. */
export function checkInbound({ journal, phones, received, taken, skillRuns, unplaced }: Evidence, say: Say): void {
  const letters = phones.filter(({ direction }) => direction === 'in')
  const written = new Set(letters.map(({ wamid }) => wamid))
  const retained = unplaced.map(({ source, raw }) => String(source ?? raw)).join()
  const isOfPeople = ({ path }: { path: string }) => ['bot', 'skill'].includes(purposeOf(path))
  const receivedIds = new Set(taken.filter(isOfPeople).map(({ body }) => String(body.wamid)))
  const echoed = echoesIn(
    taken.map(({ body }) => body),
    skillRuns,
  )
  for (const { wamid } of journal.written) if (!written.has(wamid)) say(`the sandbox forgot ${wamid}`)
  for (const { wamid, phoneNumberId, receivedAt } of letters)
    if (!receivedIds.has(wamid) && !echoed.has(wamid) && !retained.includes(wamid))
      if (!ownersFrom(journal, phoneNumberId, receivedAt).some(isOver))
        say(`${wamid} was written and never reached the webhook`)
  const tellings = received.filter(isOfPeople)
  for (const [key, reported] of Map.groupBy(tellings, ({ path, body }) => `${path} ${body.wamid}`)) {
    const ids = new Set(reported.map(({ body }) => body.eventId))
    if (ids.size > 1) say(`${key} was reported under ${[...ids]}`)
    if (!written.has(key.split(' ')[1] ?? '')) say(`${key} was reported, and nobody wrote it`)
  }
}

/** Messages handled by the skill without a webhook appear only as an event, under the run's id. */
function echoesIn(bodies: readonly Row[], skillRuns: readonly Row[]): Set<string> {
  const handled = new Set(
    skillRuns.flatMap(({ id, skill_id, state }) => (skill_id === 'eco' && state === 'done' ? id : [])),
  )
  return new Set(bodies.flatMap(({ eventId, wamid }) => (handled.has(eventId) ? String(wamid) : [])))
}

/**
 * Each call is a run that is done; a run that was not made went to the bot, because its skill had ended before its
 * turn.
 */
export function checkSkills({ journal, ...evidence }: Evidence, say: Say): void {
  const wasDeleted = createDeletedBots(journal)
  const skillRuns = evidence.skillRuns.filter(({ bot_id }) => !wasDeleted(bot_id))
  const received = evidence.received.filter(({ body }) => !wasDeleted(body.botId))
  const events = evidence.events.filter(({ bot_id }) => !wasDeleted(bot_id))
  const states = new Map(skillRuns.map(({ id, state }) => [String(id), String(state)]))
  const calls = received.filter(({ path }) => path === '/skill')
  for (const id of new Set(calls.map(({ body }) => String(body.eventId))))
    if (states.get(id) !== 'done') say(`a skill was called as ${id}, and that run is ${states.get(id) ?? 'not stored'}`)
  for (const { id, state, detail } of skillRuns)
    if (state !== 'done' && !String(detail).includes('"skill_ended"')) say(`the skill run ${id} is ${state}: ${detail}`)
  for (const { type, body } of events) if (type === 'skill_failed') say(`a skill failed: ${body}`)
}
