/**
 * The bots' webhook as it is in the world, and the webhook of their skill: it keeps a journal of everything that came, and by seed it says
 * no, hangs up, answers late or is out altogether. An event is refused so often at most, so that the end does not wait for the long steps
 * of the retries.
 */
import type { ServerResponse } from 'node:http'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'
import { oneOf, type Random } from './random.ts'

export type Hook = {
  receiver: Receiver
  /** What it answered 200 to. */
  taken: Received[]
  /** How often it failed, by the way it did. */
  failures: Record<'refused' | 'cut' | 'slow', number>
  /** Nothing is taken from now on. */
  out(isOut: boolean): void
  /** Every answer comes so late from now on; 0: at once. */
  slow(ms: number): void
  /** From now on it takes everything. */
  behave(): void
}

const mostRefusals = 2
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
    if (chance < failing && (refusals.get(eventId) ?? 0) < mostRefusals) return fail(eventId, response)
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

/** A skill says something that names the call, and ends or stays by the call's id: the same whenever it is asked again. */
function answerTo({ path, body }: Received): string {
  if (path !== '/skill') return 'ok'
  const eventId = String(body.eventId)
  const isLast = eventId.charCodeAt(eventId.length - 1) % 2 === 0
  return JSON.stringify({ messages: [{ type: 'text', text: `s.${eventId}` }], ...(isLast && { skill: null }) })
}
