/** Shared schemas, and the markers that every route carries for access and OpenAPI. */
import { Type } from 'typebox'
import { eventTypes } from '../../model/events/event.ts'
import { withName } from '../../model/request/named.ts'
import { separatorNames } from './language.ts'

export const botParams = Type.Object({
  botId: Type.String({ description: 'Id of the bot. A plus in it is a plus, not a space.', examples: ['demo'] }),
})
export const messageParams = Type.Object({
  botId: botParams.properties.botId,
  messageId: Type.String({ description: 'Id returned by the send.', examples: ['msg_01k0j3v4e5f6g7h8j9kamnbpcq'] }),
})
export const userParams = Type.Object({
  botId: botParams.properties.botId,
  userId: Type.String({ description: 'Digits with country code.', examples: ['593987654321'] }),
})

/** For downloads as CSV. */
export const separatorField = Type.Optional(
  oneOf(separatorNames, {
    description:
      'By default as spreadsheets in `Accept-Language` expect: a semicolon for es and pt, otherwise a comma.',
  }),
)

export const idempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({
      description:
        'One key, one message: a repetition with the same body within 24 hours ' +
        'gets the first response again, marked by ' +
        '`Idempotency-Replayed: true`; with another body it is refused. 1 to 255 visible ASCII characters.',
    }),
  ),
})

/** The type of an event, as in `event` of what endpoints receive. */
export const eventType = withName('EventType', oneOf(eventTypes, { description: 'The type of an event.' }))

/** An instant in responses of the management API. */
export const instant = Type.String({ format: 'date-time' })

export function iso(at: number): string {
  return new Date(at).toISOString()
}

/** Answers of the compatible API, in its two forms; most carry `data` too. */
export const succeeded = withName(
  'Succeeded',
  Type.Object({ message: Type.Array(Type.String()), status: Type.Literal('success') }),
)
export const done = withName(
  'Done',
  Type.Object({
    message: Type.Array(Type.String()),
    statusMessage: Type.Literal('success'),
    status: Type.Literal(1),
  }),
)

export const nothing = { 204: Type.Null({ description: 'Done.' }) }

/** For routes with a body parser of their own: the schema is for OpenAPI only. */
export function unchecked(): () => true {
  return () => true
}

/** Enumerations as one `enum`, which Ajv reports as one error that lists the values. */
export function oneOf<const Values extends readonly string[]>(values: Values, options: Record<string, unknown> = {}) {
  return Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options })
}

/** Of an attempt at a delivery. */
export const batchCount = withName(
  'BatchCount',
  Type.Integer({ description: 'Events in its POST, where they come in batches.' }),
)
