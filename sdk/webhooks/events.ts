/**
 * Every event with its type. A body over 100,000 bytes comes cut, with the address of the whole: `wholeEvent` fetches
 * that, and the handlers of this package do so by themselves.
 */
import type { components, webhooks } from '../generated/schema.ts'
import { headerOf, type WebhookHeaders } from './verify.ts'

type Schemas = components['schemas']

type BodyOf<Type extends keyof webhooks> = webhooks[Type] extends {
  post: { requestBody: { content: { 'application/json': infer Body } } }
}
  ? Exclude<Body, Schemas['EventCut']>
  : never

export type EventType = keyof webhooks

export type EventBody<Type extends EventType> = BodyOf<Type>

/** `id` is the same at every repetition. `attempt` counts from 1. */
type Delivered<Type, Body> = { type: Type; id: string; attempt: number; body: Body }

export type EventOf<Type extends EventType> = Delivered<Type, EventBody<Type>>

/** An event of a later version of the gateway. */
type OtherEvent = Delivered<'other', { eventId: string; event: string; [name: string]: unknown }>

/** Told apart by `type`. */
export type WholeEvent = { [Type in EventType]: EventOf<Type> }[EventType] | OtherEvent

export type CutEvent = Delivered<'cut', Schemas['EventCut']>

export type WebhookEvent = WholeEvent | CutEvent

/** Every type of which this version knows; the compiler holds it to the document. */
const eventTypes = {
  message: true,
  delivered_channel: true,
  delivered_user: true,
  read: true,
  failed: true,
  reply: true,
  expired: true,
  canceled: true,
  message_echo: true,
  history: true,
  status: true,
  template_status: true,
  template_quality: true,
  template_category: true,
  template_category_warning: true,
  account: true,
  channel_blocked: true,
  endpoint_disabled: true,
  campaign: true,
  skill_message: true,
  skill_failed: true,
  consent: true,
  standby: true,
  handover: true,
  conversation: true,
  skill: true,
  endpoint_test: true,
} satisfies Record<EventType, true>

/** A body that is no JSON, or no event of the gateway's. */
export class NotAnEventError extends Error {
  override name = 'NotAnEventError'
}

/**
 * Of a body that was verified. Throws NotAnEventError when it is none. The kind is taken from the body, which is
 * signed, and not from a header, which is not.
 */
export function parseEvent(body: Uint8Array | string, headers: WebhookHeaders): WebhookEvent {
  const [event, ...others] = parseEvents(body, headers)
  if (event === undefined || others.length > 0) throw new NotAnEventError('it is a batch: see parseEvents')
  return event
}

/**
 * As `parseEvent`, for an endpoint that takes batches: all events of the body, in their order. Of a body with one event
 * it is that one. `attempt` is the greatest of the batch.
 */
export function parseEvents(body: Uint8Array | string, headers: WebhookHeaders): WebhookEvent[] {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body)
  const attempt = Number(headerOf(headers, 'x-recado-attempt') ?? 1)
  const values: unknown[] = [parsed(text)].flat()
  if (values.length === 0) throw new NotAnEventError('it has no event')
  return values.map((value) => eventOf(objectOf(value), attempt))
}

/** The whole of a cut event, from the address that it gives; any other event as it is. */
export async function wholeEvent(event: WebhookEvent, get: typeof fetch = fetch): Promise<WholeEvent> {
  if (event.type !== 'cut') return event
  const response = await get(event.body.whole.url)
  if (!response.ok) throw new Error(`the whole of event ${event.id} could not be fetched: ${response.status}`)
  const whole = eventOf(objectOf(await response.json()), event.attempt)
  if (whole.type === 'cut' || whole.id !== event.id)
    throw new Error(`the address of event ${event.id} gave another one`)
  return whole
}

function objectOf(value: unknown): Record<string, unknown> & { eventId: string } {
  const isObject = typeof value === 'object' && value !== null
  if (!isObject || !('eventId' in value) || typeof value.eventId !== 'string')
    throw new NotAnEventError('it has no eventId')
  return value as Record<string, unknown> & { eventId: string }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NotAnEventError('it is no JSON', { cause })
  }
}

function eventOf(body: Record<string, unknown> & { eventId: string }, attempt: number): WebhookEvent {
  // Only what a person wrote has no name of its kind.
  const named = body.event ?? 'message'
  const isKnown = typeof named === 'string' && Object.hasOwn(eventTypes, named)
  const type = typeof body.whole === 'object' ? 'cut' : isKnown ? named : 'other'
  return { type, id: body.eventId, attempt, body } as WebhookEvent
}
