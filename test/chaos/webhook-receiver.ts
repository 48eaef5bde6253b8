/**
 * The bots' webhook as in the real world, and their skill's webhook: it keeps a journal of everything received, and by
 * seed it refuses, hangs up, answers late or is down. It limits the refusals of an event, so that the end of a run does
 * not wait for the long retry steps.
 */
import type { ServerResponse } from 'node:http'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { oneOf, type Random } from './random.ts'

export type WebhookReceiver = {
  receiver: Receiver
  /** The requests answered with 200. */
  taken: Received[]
  /** The number of failures by kind. */
  failures: Record<'refused' | 'cut' | 'slow', number>
  /** While out, accepts nothing. */
  out(isOut: boolean): void
  /** Delays every answer from now on; 0: no delay. */
  slow(ms: number): void
  /** Accepts everything from now on. */
  behave(): void
}

const maxRefusals = 2
const slowMs = 300

export async function startWebhookReceiver(random: Random, failing = 0.04): Promise<WebhookReceiver> {
  const receiver = await startReceiver()
  const taken: Received[] = []
  const failures = { refused: 0, cut: 0, slow: 0 }
  const refusals = new Map<string, number>()
  const mode = { isOut: false, isGood: false, lateMs: 0 }
  const accept = (received: Received, response: ServerResponse) => {
    taken.push(received)
    response.end(answerTo(received))
  }
  const acceptLate = (received: Received, response: ServerResponse, ms: number) => {
    failures.slow += 1
    setTimeout(() => accept(received, response), ms)
  }
  const fail = (eventId: string, response: ServerResponse) => {
    refusals.set(eventId, (refusals.get(eventId) ?? 0) + 1)
    failures[failSomehow(random, response)] += 1
  }
  receiver.answer((received, response) => {
    const eventId = String(received.body.eventId)
    if (mode.isOut) return fail(eventId, response)
    if (mode.isGood) return accept(received, response)
    if (mode.lateMs > 0) return acceptLate(received, response, mode.lateMs)
    const chance = random()
    if (chance >= failing * 2) return accept(received, response)
    if (chance < failing && (refusals.get(eventId) ?? 0) < maxRefusals) return fail(eventId, response)
    acceptLate(received, response, slowMs)
  })
  const setMode = (next: Partial<typeof mode>) => void Object.assign(mode, next)
  return {
    ...{ receiver, taken, failures },
    out: (isOut) => setMode({ isOut }),
    slow: (lateMs) => setMode({ lateMs }),
    behave: () => setMode({ isOut: false, isGood: true, lateMs: 0 }),
  }
}

function failSomehow(random: Random, response: ServerResponse): 'refused' | 'cut' {
  const kind = oneOf(random, ['refused', 'cut'] as const)
  if (kind === 'cut') response.destroy()
  else response.writeHead(oneOf(random, [500, 503])).end('no')
  return kind
}

/**
 * A skill's answer names the call, and the call's id decides whether the skill ends: a retried call gets the same
 * answer.
 */
function answerTo({ path, body }: Received): string {
  if (path !== '/skill') return 'ok'
  const eventId = String(body.eventId)
  const isLast = eventId.charCodeAt(eventId.length - 1) % 2 === 0
  return JSON.stringify({ messages: [{ type: 'text', text: `s.${eventId}` }], ...(isLast && { skill: null }) })
}
