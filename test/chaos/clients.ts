/**
 * Programs that send: one message after the other to their people, each under its own Idempotency-Key, retried under
 * that key at any gateway until acknowledged; a template to several at once; now and then a cancellation.
 */
import { type Closing, createRequester, type Requester } from './client-request.ts'
import { elapsed } from './gateways.ts'
import { allPeople, choices, type Journal, type Kind, maxWaiting, type Person, type Sent, sampleOf } from './journal.ts'
import { between, oneOf, type Random, seeded } from './random.ts'
import type { Site } from './site-parts.ts'

export type Load = {
  clients: number
  peoplePerBot: number
  everyMs: number
  hotMessages: number
  /** The interval between files; without it, no files. */
  campaignEveryMs?: number
}

const kinds: readonly Kind[] = ['text', 'text', 'list', 'list', 'quick_reply', 'template', 'buttons', 'many']

type Sender = { client: number; requester: Requester; closing: Closing; random: Random }

/** Clients send until the closing, and end once the last message is acknowledged or given up. */
export async function sendAll(
  site: Site,
  journal: Journal,
  load: Load,
  { seed, closing }: { seed: number; closing: Closing },
): Promise<void> {
  const people = allPeople(journal, load.peoplePerBot)
  const clients = Array.from({ length: load.clients }, (_, client) => {
    const own = people.filter((_person, index) => index % load.clients === client)
    const random = seeded(seed, `client ${client}`)
    const requester = createRequester(site, client, { random, closing })
    return sendAs(journal, own, load, { client, requester, closing, random })
  })
  await Promise.all(clients)
}

async function sendAs(journal: Journal, people: Person[], load: Load, sender: Sender): Promise<void> {
  const { random, closing, client } = sender
  // The first person gets as many messages as a pair's burst allows, and more.
  const [hot] = people
  for (let count = 1; performance.now() < closing.at; count++) {
    await elapsed(between(random, load.everyMs / 2, load.everyMs * 1.5))
    if (journal.waiting > maxWaiting) continue
    const isHot = hot !== undefined && hot.count < load.hotMessages && random() < 0.5
    const person = isHot ? hot : oneOf(random, people)
    const { slot } = person
    if (slot.isAbsent) continue
    const kind = oneOf(random, kinds)
    const others = kind === 'many' ? people.filter((one) => one.slot === slot) : []
    const reached = [...new Set([person, ...sampleOf(random, others, between(random, 1, 4))])]
    for (const one of reached) one.count += 1
    const sent: Sent = {
      token: `c${client}n${count}`,
      botId: slot.botId,
      userIds: reached.map(({ userId }) => userId),
      kind,
      ids: new Map(),
      asked: 0,
      askedAt: Date.now(),
    }
    journal.sent.push(sent)
    await sendUntilAnswered(journal, sent, sender)
    await maybeRepeatOrCancel(sent, sender, person === hot)
  }
}

async function sendUntilAnswered(journal: Journal, sent: Sent, { requester, random, closing }: Sender): Promise<void> {
  while (performance.now() < closing.at + giveUpMs) {
    if (await request(requester, sent)) {
      if (sent.refused === undefined) sent.ackedAt = Date.now()
      journal.acked += 1
      return
    }
    await elapsed(between(random, 50, 250))
  }
}

const giveUpMs = 60_000

/** Some programs retry although they have an answer; some cancel. */
async function maybeRepeatOrCancel(sent: Sent, { requester, random }: Sender, isHot: boolean): Promise<void> {
  const chance = random()
  if (sent.ackedAt === undefined || sent.kind === 'many') return
  if (chance < 0.05) await request(requester, sent)
  else if (chance < (isHot ? 0.2 : 0.09)) await cancelMessage(requester, sent)
}

/** Whether the answer is final: an id, or a refusal that a retry does not change. */
async function request(requester: Requester, sent: Sent): Promise<boolean> {
  sent.asked += 1
  const { path, body } = requestOf(sent)
  const answer = await requester.tryOnce('POST', path, body, sent.token)
  if (answer === undefined) return false
  const ids = answer.status === 200 ? idsIn(sent, answer.body) : []
  if (ids.length !== sent.userIds.length) {
    sent.refused = `${answer.status} ${JSON.stringify(answer.body)}`
    sent.refusedAt = Date.now()
  }
  for (const [userId, id] of ids) sent.ids.set(userId, (sent.ids.get(userId) ?? new Set()).add(id))
  return true
}

function idsIn({ userIds }: Sent, body: unknown): [userId: string, id: string][] {
  if (Array.isArray(body)) return body.map(({ destination, id }) => [String(destination), String(id)])
  const { messageId } = body as { messageId?: string }
  return messageId === undefined ? [] : [[userIds[0] ?? '', messageId]]
}

/** Retries until the outcome is known, or cannot be known. */
export async function cancelMessage(requester: Requester, sent: Sent): Promise<void> {
  const [id] = sent.ids.get(sent.userIds[0] ?? '') ?? []
  let isUnsure = false
  for (let left = 8; left > 0; left -= 1) {
    const answer = await requester.tryOnce('DELETE', `/v1/bots/${sent.botId}/messages/${id}`)
    if (answer?.status === 200) {
      sent.cancel = 'canceled'
      return
    }
    if (answer !== undefined && !isUnsure) sent.cancel = 'too_late'
    else sent.cancel = 'unsure'
    if (answer !== undefined) return
    isUnsure = true
  }
}

function requestOf({ botId, userIds, kind, token }: Sent): { path: string; body: object } {
  const path = `/v1/bots/${botId}/messages`
  const [userId] = userIds
  switch (kind) {
    case 'text':
      return { path, body: { type: 'text', userId, text: token } }
    case 'list': {
      const options = Object.entries(choices).map(([title, skillId]) => {
        return { title, description: title, payload: JSON.stringify(edgeOf(token, skillId)) }
      })
      const buttons = { title: 'Lista', buttonText: { type: 'text', text: 'Ver' }, options }
      return { path, body: { type: 'text', userId, text: token, buttons } }
    }
    case 'quick_reply': {
      const quick_replies = [{ title: 'Sí' }, { title: 'No' }]
      return { path, body: { type: 'quick_reply', userId, text: token, quick_replies } }
    }
    case 'buttons': {
      const buttonPayloads = Object.values(choices).map((skillId) => edgeOf(token, skillId))
      const template = { elementName: 'demo_quick_reply', parameters: [token, 'P2'], buttonPayloads }
      return { path: `/v2/whatsapp/${botId}/hsm`, body: { destinations: userIds, ...template } }
    }
    case 'template':
    case 'many':
      return {
        path: `/v2/whatsapp/${botId}/hsm`,
        body: { destinations: userIds, elementName: 'demo_text', parameters: [token, 'P2'] },
      }
  }
}

/** A button's payload: the skill that starts, and the token as the choice. */
function edgeOf(token: string, skillId: string | undefined): object {
  return skillId === undefined ? { plain: token } : { type: 'edge', action: token, skillId }
}
