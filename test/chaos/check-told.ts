/** What the checker says of events, of what people wrote, and of skills: each reached the webhook, under one id, in order. See check.ts. */
import type { Evidence, Say } from './check.ts'
import type { Row } from './site.ts'
import { rankOf } from './watch.ts'

const steps = ['delivered_channel', 'delivered_user', 'read']

/** Of each message each step once and forward, in the store and at the webhook; every event reached it under its one id and body. */
export function checkEvents({ messages, events, received, taken }: Evidence, say: Say): void {
  const takenIds = new Set(taken.map(({ body }) => String(body.eventId)))
  const known = new Map(events.map((event) => [String(event.id), event]))
  const byMessage = Map.groupBy(events, ({ message_id }) => message_id)
  for (const { id, state } of messages) {
    const told = (byMessage.get(id) ?? []).map(({ type }) => String(type)).filter((type) => type !== 'reply')
    if (!isStory(String(state), told)) say(`${id} is ${state}, and its events are ${told}`)
  }
  for (const { id, type, message_id } of events)
    if (!takenIds.has(String(id))) say(`${type} ${id} of ${message_id} never reached the webhook`)
  for (const { path, body, raw } of received) {
    if (path === '/skill') continue
    const event = known.get(String(body.eventId))
    if (event === undefined) say(`${body.eventId} reached the webhook and is not stored`)
    else if (event.body !== raw) say(`${body.eventId} reached the webhook with another body than is stored`)
  }
}

/** What is told of a message that came to this state. Meta may fail what it had taken, at any step. */
function isStory(state: string, told: string[]): boolean {
  if (state === 'canceled') return told.join() === 'canceled'
  const isFailed = state === 'failed'
  const way = isFailed ? told.slice(0, -1) : told
  const expected = steps.slice(0, isFailed ? way.length : rankOf[state])
  return way.join() === expected.join() && (!isFailed || (way.length > 0 && told.at(-1) === 'failed'))
}

/** By person and address, events arrive for the first time in the order in which they happened. */
export function checkOneByOne({ events, received }: Evidence, say: Say): void {
  const places = new Map(events.map(({ id }, place) => [String(id), place]))
  const told = received.filter(({ path }) => path !== '/skill')
  for (const [person, came] of Map.groupBy(told, ({ path, body }) => `${path} ${body.botId} ${body.userId}`)) {
    const firsts = [...new Set(came.map(({ body }) => places.get(String(body.eventId)) ?? -1))]
    if (firsts.some((place, index) => index > 0 && place < (firsts[index - 1] as number)))
      say(`events of ${person} came out of order: ${firsts.join(' ')}`)
  }
}

/** What people wrote is told, to the bot or to a skill, under one id however often. */
export function checkInbound({ journal, phones, received, taken, skillRuns }: Evidence, say: Say): void {
  const written = new Set(phones.filter(({ direction }) => direction === 'in').map(({ wamid }) => wamid))
  const isOfPeople = ({ path }: { path: string }) => path === '/bot' || path === '/skill'
  const heard = new Set(taken.filter(isOfPeople).map(({ body }) => String(body.wamid)))
  const echoed = echoesIn(
    taken.map(({ body }) => body),
    skillRuns,
  )
  for (const { wamid } of journal.written) if (!written.has(wamid)) say(`the sandbox forgot ${wamid}`)
  for (const wamid of written)
    if (!heard.has(wamid) && !echoed.has(wamid)) say(`${wamid} was written and never reached the webhook`)
  const tellings = received.filter(isOfPeople)
  for (const [key, told] of Map.groupBy(tellings, ({ path, body }) => `${path} ${body.wamid}`)) {
    const ids = new Set(told.map(({ body }) => body.eventId))
    if (ids.size > 1) say(`${key} was told under ${[...ids]}`)
    if (!written.has(key.split(' ')[1] ?? '')) say(`${key} was told, and nobody wrote it`)
  }
}

/** What the skill without a webhook has handled is told as an event alone, under the run's id. */
function echoesIn(bodies: readonly Row[], skillRuns: readonly Row[]): Set<string> {
  const handled = new Set(
    skillRuns.flatMap(({ id, skill_id, state }) => (skill_id === 'eco' && state === 'done' ? id : [])),
  )
  return new Set(bodies.flatMap(({ eventId, wamid }) => (handled.has(eventId) ? String(wamid) : [])))
}

/** Each call is a run that was done; a run that was not made went to the bot, because its skill had ended before its turn. */
export function checkSkills({ skillRuns, received, events }: Evidence, say: Say): void {
  const states = new Map(skillRuns.map(({ id, state }) => [String(id), String(state)]))
  const calls = received.filter(({ path }) => path === '/skill')
  for (const id of new Set(calls.map(({ body }) => String(body.eventId))))
    if (states.get(id) !== 'done') say(`a skill was called as ${id}, and that run is ${states.get(id) ?? 'not stored'}`)
  for (const { id, state, detail } of skillRuns)
    if (state !== 'done' && !String(detail).includes('"skill_ended"')) say(`the skill run ${id} is ${state}: ${detail}`)
  for (const { type, body } of events) if (type === 'skill_failed') say(`a skill failed: ${body}`)
}
