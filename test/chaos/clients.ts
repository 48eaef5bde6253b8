/**
 * Those who use a gateway, and what they remember. Clients send to their people one message after the other, each under its own
 * Idempotency-Key, and ask again under that key until they are told; people answer on their phones. Their journals are what check.ts holds
 * everything else against.
 */

import { request } from '../support/gateway.ts'
import { elapsed } from './fleet.ts'
import { between, oneOf, type Random, seeded } from './random.ts'
import { type BotId, basic, bots, type Site } from './site.ts'

/** One message as its client knows it. */
export type Sent = {
  /** Unique, and in the text that the phone shows. Its last number counts the messages to this person. */
  token: string
  botId: BotId
  userId: string
  kind: Kind
  /** Every id that an answer named under this key. */
  ids: Set<string>
  /** Requests made. */
  asked: number
  /** Undefined: never acknowledged. */
  ackedAt?: number
  /** An answer that is neither an acknowledgement nor a reason to ask again. */
  refused?: string
}

/** One message that a person wrote. */
export type Written = { botId: BotId; userId: string; wamid: string }

export type Journal = { sent: Sent[]; written: Written[]; acked: number }

export type Crowd = { clients: number; peoplePerBot: number; everyMs: number; hotMessages: number }

type Kind = 'text' | 'list' | 'quick_reply' | 'template'
type Person = { botId: BotId; userId: string; name: string; count: number }

const kinds: readonly Kind[] = ['text', 'text', 'list', 'quick_reply', 'template']
const answerWithinMs = 1_500
const giveUpMs = 60_000

/** `at` may come nearer: a run that is broken off sets it to the past. */
export type Closing = { at: number }

/** They send until the closing, and end when the last one is told or has given up. */
export async function sendAll(
  site: Site,
  journal: Journal,
  crowd: Crowd,
  input: { seed: number; closing: Closing },
): Promise<void> {
  const people = bots.flatMap(({ id }, bot) => peopleOf(id, bot, crowd.peoplePerBot))
  const clients = Array.from({ length: crowd.clients }, (_, client) => {
    const own = people.filter((_person, index) => index % crowd.clients === client)
    return sendAs(site, journal, own, crowd, { ...input, random: seeded(input.seed, `client ${client}`) })
  })
  await Promise.all(clients)
}

/** People write until then: mostly words, else they tap on what they were sent. */
export async function writeAll(site: Site, journal: Journal, crowd: Crowd, input: { seed: number; closing: Closing }) {
  const random = seeded(input.seed, 'people')
  const people = bots.flatMap(({ id }, bot) => peopleOf(id, bot, crowd.peoplePerBot))
  while (Date.now() < input.closing.at) {
    const { botId, userId } = oneOf(random, people)
    const phoneNumberId = bots.find(({ id }) => id === botId)?.phoneNumberId
    const type = random() < 0.6 ? 'text' : oneOf(random, ['button', 'option'])
    const write = (what: object) =>
      site.control('POST', '/_sandbox/inbound', { from: userId, phoneNumberId, ...what }) as Promise<{ wamid: string }>
    const words = { type: 'text', text: `w${journal.written.length}` }
    const { wamid } = await (type === 'text' ? write(words) : write({ type }).catch(() => write(words)))
    journal.written.push({ botId, userId, wamid })
    await elapsed(between(random, crowd.everyMs, crowd.everyMs * 3))
  }
}

function peopleOf(botId: BotId, bot: number, count: number): Person[] {
  return Array.from({ length: count }, (_, index) => ({
    botId,
    userId: `59398${bot}${String(100_000 + index)}`,
    name: `k${bot}p${index}`,
    count: 0,
  }))
}

type Hand = { closing: Closing; random: Random }

async function sendAs(site: Site, journal: Journal, people: Person[], crowd: Crowd, hand: Hand): Promise<void> {
  const { random, closing } = hand
  // The first of them is written to as often as a pair's burst bears, and a little more.
  const [hot] = people
  while (Date.now() < closing.at) {
    const isHot = hot !== undefined && hot.count < crowd.hotMessages && random() < 0.5
    const person = isHot ? hot : oneOf(random, people)
    person.count += 1
    const sent: Sent = {
      token: `${person.name}n${person.count}`,
      botId: person.botId,
      userId: person.userId,
      kind: oneOf(random, kinds),
      ids: new Set(),
      asked: 0,
    }
    journal.sent.push(sent)
    await sendUntilTold(site, journal, sent, hand)
    // Some programs ask once more although they were told.
    if (random() < 0.05 && sent.ackedAt !== undefined) await ask(site, sent)
    await elapsed(between(random, crowd.everyMs / 2, crowd.everyMs * 1.5))
  }
}

async function sendUntilTold(site: Site, journal: Journal, sent: Sent, { closing, random }: Hand): Promise<void> {
  while (Date.now() < closing.at + giveUpMs) {
    if (await ask(site, sent)) {
      if (sent.refused === undefined) sent.ackedAt = Date.now()
      journal.acked += 1
      return
    }
    await elapsed(between(random, 50, 250))
  }
}

/** Whether the answer was an end: an id, or a refusal that asking again does not mend. */
async function ask(site: Site, sent: Sent): Promise<boolean> {
  sent.asked += 1
  const { path, body } = requestOf(sent)
  const headers = { authorization: basic, 'idempotency-key': sent.token }
  const told = request(site.proxies.door.url + path, 'POST', body, headers)
  const answer = await Promise.race([told.catch(() => undefined), elapsed(answerWithinMs)])
  if (answer === undefined || answer.status >= 500 || answer.status === 429) return false
  const first = (Array.isArray(answer.body) ? answer.body[0] : answer.body) as { id?: string; messageId?: string }
  const id = first?.messageId ?? first?.id
  if (answer.status !== 200 || id === undefined) sent.refused = `${answer.status} ${JSON.stringify(answer.body)}`
  else sent.ids.add(id)
  return true
}

function requestOf({ botId, userId, kind, token }: Sent): { path: string; body: object } {
  const path = `/v1/bots/${botId}/messages`
  switch (kind) {
    case 'text':
      return { path, body: { type: 'text', userId, text: token } }
    case 'list': {
      const options = ['uno', 'dos'].map((title) => ({ title, description: title, payload: title }))
      const buttons = { title: 'Lista', buttonText: { type: 'text', text: 'Ver' }, options }
      return { path, body: { type: 'text', userId, text: token, buttons } }
    }
    case 'quick_reply':
      return {
        path,
        body: { type: 'quick_reply', userId, text: token, quick_replies: [{ title: 'Sí' }, { title: 'No' }] },
      }
    case 'template':
      return {
        path: `/v2/whatsapp/${botId}/hsm`,
        body: { destinations: [userId], elementName: 'demo_text', parameters: [token, 'P2'] },
      }
  }
}
