/**
 * The bots' webhook as in the real world, and their skill's webhook: it keeps a journal of everything received, and by
 * seed it refuses, hangs up, answers late or is down. It limits the refusals of an event, so that the end of a run does
 * not wait for the long retry steps.
 */
import type { ServerResponse } from 'node:http'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { oneOf, type Random } from './random.ts'

export type Hook = {
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

export async function startHook(random: Random, failing = 0.04): Promise<Hook> {
  const receiver = await startReceiver()
  const taken: Received[] = []
  const failures = { refused: 0, cut: 0, slow: 0 }
  const refusals = new Map<string, number>()
  const mood = { isOut: false, isGood: false, lateMs: 0 }
  const take = (received: Received, response: ServerResponse) => {
    taken.push(received)
    response.end(answerTo(received))
  }
  const takeLate = (received: Received, response: ServerResponse, ms: number) => {
    failures.slow += 1
    setTimeout(() => take(received, response), ms)
  }
  const fail = (eventId: string, response: ServerResponse) => {
    refusals.set(eventId, (refusals.get(eventId) ?? 0) + 1)
    failures[failSomehow(random, response)] += 1
  }
  receiver.answer((received, response) => {
    const eventId = String(received.body.eventId)
    if (mood.isOut) return fail(eventId, response)
    if (mood.isGood) return take(received, response)
    if (mood.lateMs > 0) return takeLate(received, response, mood.lateMs)
    const chance = random()
    if (chance >= failing * 2) return take(received, response)
    if (chance < failing && (refusals.get(eventId) ?? 0) < maxRefusals) return fail(eventId, response)
    takeLate(received, response, slowMs)
  })
  const become = (next: Partial<typeof mood>) => void Object.assign(mood, next)
  return {
    ...{ receiver, taken, failures },
    out: (isOut) => become({ isOut }),
    slow: (lateMs) => become({ lateMs }),
    behave: () => become({ isOut: false, isGood: true, lateMs: 0 }),
  }
}

function failSomehow(random: Random, response: ServerResponse): 'refused' | 'cut' {
  const way = oneOf(random, ['refused', 'cut'] as const)
  if (way === 'cut') response.destroy()
  else response.writeHead(oneOf(random, [500, 503])).end('no')
  return way
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
