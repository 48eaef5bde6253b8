/** Schemas that bodies of events have in common (`model/events/schemas.ts`). */
import { Type } from 'typebox'
import { metaErrorSchema } from '../inbound/bubble.ts'
import { withName } from '../request/named.ts'

export const optional = Type.Optional
export const text = Type.String()
export const at = Type.Integer({ description: 'Ms.' })
export const anything = Type.Record(Type.String(), Type.Unknown())
export const isoOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
export const eventId = withName(
  'EventId',
  Type.String({
    description: 'The same at every attempt and replay, equal to the header `webhook-id`.',
    examples: ['evt_01m7y35febkr0f68wtrdjd373a'],
  }),
)
export const botId = Type.String()
export const userId = withName(
  'PersonId',
  Type.String({
    description: 'The person: digits, or a business-scoped id when the number is hidden.',
    examples: ['593987654321'],
  }),
)
export const messageId = Type.String()
export const wamid = Type.String({ description: "Meta's id of the message." })
export const raw = { ...anything, description: 'What Meta sent.' }
export const oneOf = <const Values extends readonly string[]>(values: Values, options: { description?: string } = {}) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values], ...options })

export const wholeSchema = withName(
  'WholeEvent',
  Type.Object({
    url: Type.String({ description: 'Of the whole event, without credentials.' }),
    bytes: Type.Integer(),
    omitted: Type.Array(text, { description: 'Paths left out; a last `*`: and more.' }),
  }),
)

/** Of the person, when Meta gives it. */
export const person = {
  scopedId: optional(Type.String({ description: 'Business-scoped id.' })),
  username: optional(text),
  parentScopedId: optional(Type.String({ description: 'Id for a business of several portfolios.' })),
  identityKeyHash: optional(Type.String({ description: 'Changes with the safety number.' })),
  extra: optional({ ...anything, description: "What has no name above, in Meta's own names." }),
}

export const gatewayError = Type.Object({
  key: Type.String({ description: 'docs/errors.md lists them.' }),
  message: text,
})
export const messageError = Type.Union([metaErrorSchema, gatewayError, Type.Null()])
export const heldBy = Type.Union([Type.String(), Type.Null()], {
  description: 'The role of the responder who has the conversation, or `unknown`; null: no other.',
})
