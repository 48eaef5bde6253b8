/**
 * One delivery from its bytes to its answer, whatever the server. 2xx only after the handler has resolved: until then
 * the gateway holds the event and posts it again. Of a batch the events go to the handler one after the other.
 */
import { NotAnEventError, parseEvents, type WebhookEvent, type WholeEvent, wholeEvent } from './events.ts'
import { type VerifyOptions, verify, type WebhookHeaders, WebhookVerificationError } from './verify.ts'

export type ReceiverOptions = VerifyOptions & {
  /** The bot's signing secret, `whsec_…`; several while one takes over from another. */
  secret: string | readonly string[]
  /**
   * Keeps the event, or does what it asks for. When it rejects, the answer is 500 and the event comes again; of a batch
   * all of them, so that `isNew` is asked about those that were taken. A skill's handler returns what the skill says;
   * what others return has no effect.
   */
  onEvent: (event: WholeEvent) => unknown
  /**
   * Whether an event is new, by its id; one that is not is answered 2xx, and goes to nobody. It only asks: what marks
   * the id belongs into the same transaction as the work of `onEvent`, or a crash between them loses the event.
   */
  isNew?: (eventId: string) => boolean | Promise<boolean>
  /** Hears why an answer was 500; by default it is written to the console. */
  onError?: (error: unknown) => void
  /** The largest body that is read, bytes; 1000000 by default. */
  maxBytes?: number
}

export type Reply = { status: number; headers: Record<string, string>; body: string }

export const usualMaxBytes = 1_000_000

const statusTexts = {
  400: 'the body is no event',
  401: 'not signed by a known secret, or not lately',
  405: 'events come by POST',
  413: 'the body is too large',
  500: 'the event was not taken',
} as const

/** `body`: as it came, byte for byte. */
export async function receive(
  body: Uint8Array | string,
  headers: WebhookHeaders,
  options: ReceiverOptions,
): Promise<Reply> {
  try {
    await verify(body, headers, options.secret, options)
    let said: unknown
    for (const event of parseEvents(body, headers)) said = await take(event, options)
    return taken(said)
  } catch (error) {
    return replyToError(error, options)
  }
}

async function take(given: WebhookEvent, { isNew, onEvent }: ReceiverOptions): Promise<unknown> {
  const event = await wholeEvent(given)
  if (isNew !== undefined && !(await isNew(event.id))) return undefined
  const result = await onEvent(event)
  return event.type === 'skill' ? result : undefined
}

export function refusal(status: keyof typeof statusTexts): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ error: statusTexts[status] }),
  }
}

/** Why it was refused is for the receiver's log: an answer would tell it to whoever tries. */
export function replyToError(error: unknown, { onError = toConsole }: ReceiverOptions): Reply {
  if (error instanceof WebhookVerificationError) return refusal(401)
  if (error instanceof NotAnEventError) return refusal(400)
  onError(error)
  return refusal(500)
}

function taken(result: unknown): Reply {
  if (result === undefined || result === null) return { status: 204, headers: {}, body: '' }
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) }
}

function toConsole(error: unknown): void {
  console.error('an event of Recado was not taken:', error)
}
