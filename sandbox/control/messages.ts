/** Control API route of the messages on the phones: filters, the wait for one that fits, and an entry's shape. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { HistoryEntry, MessageStatus } from '../history.ts'
import type { Rendered } from '../rendering/parts.ts'
import { renderEntry } from '../rendering/rendered.ts'
import { typeOf } from '../rules/rules.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { isJson, parseJson } from '../wire.ts'
import type { World } from '../world.ts'
import { wrong } from './answers.ts'
import { found, type Listing, type ListQuery, listingOf, wholeNumber } from './list-query.ts'

const filterNames = ['to', 'from', 'phoneNumberId', 'direction', 'type', 'status', 'text', 'before']

/** The words of a message's state: what a misspelt one would wait for never comes. */
const statuses = {
  accepted: true,
  sent: true,
  delivered: true,
  read: true,
  played: true,
  failed: true,
  received: true,
} as const satisfies Record<MessageStatus, true>

export function registerMessageRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Querystring: ListQuery }>('/messages', (request, reply) => listMessages(world, request.query, reply))
}

async function listMessages(world: World, query: ListQuery, reply: FastifyReply) {
  const listing = listingOf(query, filterNames)
  if (typeof listing === 'string') return wrong(reply, listing)
  const passes = filterOf(world, listing)
  if (typeof passes === 'string') return wrong(reply, passes)
  const { history } = world
  const entries = await found(reply, {
    waitMs: listing.waitMs,
    find: () => history.select({ ...listing, passes }),
    passes,
    onChange: history.onChange,
  })
  return entries.map(shownMessage)
}

/** Cheap comparisons first: only what passes them is parsed. */
function filterOf(world: World, { since, filters }: Listing): ((entry: HistoryEntry) => boolean) | string {
  const { to, from, phoneNumberId, direction, type, status, text } = filters
  const before = wholeNumber('before', filters.before ?? '0', [0, Number.MAX_SAFE_INTEGER])
  if (typeof before === 'string') return before
  if (direction !== undefined && direction !== 'in' && direction !== 'out') return 'direction must be in or out'
  if (status !== undefined && !Object.hasOwn(statuses, status))
    return `status must be one of ${Object.keys(statuses).join(', ')}`
  return (entry) =>
    entry.seq > since &&
    (before === 0 || entry.seq < before) &&
    (direction === undefined || entry.direction === direction) &&
    (status === undefined || entry.status === status) &&
    (phoneNumberId === undefined || entry.phoneNumberId === phoneNumberId) &&
    (to === undefined || isOfPhone(world, entry, to)) &&
    (from === undefined || isFrom(world, entry, from)) &&
    (type === undefined || typeOf(messageOf(entry)) === type) &&
    (text === undefined || textsOf(renderEntry(entry)).some((shown) => shown.includes(text)))
}

/**
 * Matches by the chat that contains the message, not by the number it was sent to, which may belong to another person
 * now.
 */
function isOfPhone(world: World, { person, direction, to }: HistoryEntry, phone: string): boolean {
  const digits = digitsOf(phone)
  const keys = [waIdOf(digits), phone, world.people.keyOf(phone)]
  return keys.includes(person) || (direction === 'in' && digitsOf(to) === digits)
}

function isFrom(world: World, { from }: HistoryEntry, sender: string): boolean {
  return [waIdOf(digitsOf(sender)), digitsOf(sender), sender, world.people.keyOf(sender)].includes(from)
}

function messageOf(entry: HistoryEntry) {
  const body = parseJson(entry.body)
  return isJson(body) ? body : {}
}

/** What can be read in the bubble. */
function textsOf({ text, header, footer, buttons = [], cards = [] }: Rendered): string[] {
  const own = [text, header, footer, ...buttons.map(({ title }) => title)]
  return [...own.filter((shown) => shown !== undefined), ...cards.flatMap(textsOf)]
}

/** A history entry in the control API's shape. */
export function shownMessage(entry: HistoryEntry) {
  const { seq, wamid, direction, to, from, person, phoneNumberId, receivedAt, status, failure, body } = entry
  const rendered = renderEntry(entry)
  return { seq, wamid, direction, to, from, person, phoneNumberId, receivedAt, status, failure, body, rendered }
}
