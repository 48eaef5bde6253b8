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
  let [isOut, isGood, lateMs] = [false, false, 0]
  const take = (received: Received, response: ServerResponse) => {
    taken.push(received)
    response.end(answerTo(received))
  }
  const takeLate = (received: Received, response: ServerResponse, ms: number) => {
    failures.slow += 1
    setTimeout(() => take(received, response), ms)
  }
  const fail = (received: Received, response: ServerResponse) => {
    const eventId = String(received.body.eventId)
    refusals.set(eventId, (refusals.get(eventId) ?? 0) + 1)
    const way = oneOf(random, ['refused', 'cut'] as const)
    failures[way] += 1
    if (way === 'cut') response.destroy()
    else response.writeHead(oneOf(random, [500, 503])).end('no')
  }
  receiver.answer((received, response) => {
    const refused = refusals.get(String(received.body.eventId)) ?? 0
    if (isOut) return fail(received, response)
    if (isGood) return take(received, response)
    if (lateMs > 0) return takeLate(received, response, lateMs)
    const chance = random()
    if (chance >= failing * 2) return take(received, response)
    if (chance < failing && refused < mostRefusals) return fail(received, response)
    takeLate(received, response, slowMs)
  })
  return {
    receiver,
    taken,
    failures,
    out: (next) => {
      isOut = next
    },
    slow: (ms) => {
      lateMs = ms
    },
    behave: () => {
      ;[isOut, isGood, lateMs] = [false, true, 0]
    },
  }
}

/** A skill says something that names the call, and ends or stays by the call's id: the same whenever it is asked again. */
function answerTo({ path, body }: Received): string {
  if (path !== '/skill') return 'ok'
  const eventId = String(body.eventId)
  const isLast = eventId.charCodeAt(eventId.length - 1) % 2 === 0
  return JSON.stringify({ messages: [{ type: 'text', text: `s.${eventId}` }], ...(isLast && { skill: null }) })
}
