/**
 * The timeline of a message as one list in the order of time: what the gateway did with it, what Meta and the bot's
 * endpoints answered, and what is still to come.
 */
import type { Answer } from '../../../../sdk/client.ts'

export type Message = Answer<'getMessage'>
type Event = Message['events'][number]
type Delivery = Event['deliveries'][number]

export type Step =
  | { kind: 'accepted'; at: number }
  | { kind: 'attempt'; at: number; attempt: Message['attempts'][number] }
  | { kind: 'state'; at: number; state: string }
  | { kind: 'event'; at: number; event: Event }
  | { kind: 'delivery'; at: number; event: Event; delivery: Delivery; attempt: Delivery['attempts'][number] }
  | { kind: 'next'; at: number; what: 'attempt' | 'delivery'; url?: string }

/** At one instant the cause stands before its effect. */
const order: Record<Step['kind'], number> = { accepted: 0, attempt: 1, state: 2, event: 3, delivery: 4, next: 5 }

export function stepsOf(message: Message): Step[] {
  const steps: Step[] = [
    { kind: 'accepted', at: message.scheduledAt ?? message.acceptedAt },
    ...message.attempts.map((attempt) => ({ kind: 'attempt' as const, at: attempt.startedAt, attempt })),
    ...message.states.map(({ state, at }) => ({ kind: 'state' as const, at, state })),
    ...message.events.flatMap(stepsOfEvent),
  ]
  if (message.nextAttemptAt !== undefined) steps.push({ kind: 'next', at: message.nextAttemptAt, what: 'attempt' })
  return steps.sort((one, other) => one.at - other.at || order[one.kind] - order[other.kind])
}

function stepsOfEvent(event: Event): Step[] {
  return [
    { kind: 'event', at: event.at, event },
    ...event.deliveries.flatMap((delivery) => [
      ...delivery.attempts.map((attempt) => ({
        kind: 'delivery' as const,
        at: attempt.startedAt,
        event,
        delivery,
        attempt,
      })),
      ...(delivery.nextAttemptAt === undefined
        ? []
        : [{ kind: 'next' as const, at: delivery.nextAttemptAt, what: 'delivery' as const, url: delivery.url }]),
    ]),
  ]
}

/** While one of these lasts, the page asks again. */
export function isUnderWay({ state }: Pick<Message, 'state'>): boolean {
  return state === 'scheduled' || state === 'queued' || state === 'sending' || state === 'sent'
}
