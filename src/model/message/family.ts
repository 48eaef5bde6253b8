/**
 * The parts of a message family: the schemas of its request forms, for OpenAPI, and its parser. A family keeps each
 * limit in one constant that both use. Also the parts that all requests share.
 */
import { type TObject, type TProperties, type TSchemaOptions, Type } from 'typebox'
import type { AllowPrivate } from '../media/media.ts'
import type { Reader } from '../request/check.ts'
import { withName, withParts } from '../request/named.ts'
import { sendAtField } from '../request/send-at.ts'
import { userIdPattern } from '../user/phone.ts'
import type { SessionContent } from './content.ts'
import { quoteFields } from './reference.ts'

export type Family<Content extends SessionContent> = {
  /** One object schema for each form of the request; no request fits two of them. */
  schemas: TObject[]
  /** Parses the request. Violations go to the reader; the result counts only when there are none. */
  parse: (body: Reader, allowPrivate: AllowPrivate) => Content
}

export const exampleUserId = '593987654321'

export const targetFields = {
  userId: withName(
    'Recipient',
    Type.String({
      description: 'The recipient: digits with country code, no plus; or a business-scoped id.',
      pattern: userIdPattern,
      examples: [exampleUserId],
    }),
  ),
  botId: Type.Optional(Type.String({ description: "If given, it must equal the path's." })),
}

const target = withName('MessageTarget', Type.Object({ ...targetFields, ...quoteFields, sendAt: sendAtField }))

export function typeField(type: string) {
  return Type.Enum([...new Set([type, type.toLowerCase()])])
}

/**
 * The schema of one request form, under its name in the document: the common fields, then the form's own. `type` may be
 * written in any case.
 */
export function requestSchema(
  type: string,
  fields: TProperties,
  options: TSchemaOptions & { name: string; example: object },
): TObject {
  const { name, example, ...rest } = options
  const schema = Type.Object(
    {
      type: typeField(type),
      ...target.properties,
      ...fields,
    },
    { ...rest, examples: [example] },
  )
  return withName(name, withParts(schema, target))
}

/** A required, non-blank text. */
export function textField(description: string, maxLength?: number) {
  return Type.String({ description, minLength: 1, ...(maxLength === undefined ? {} : { maxLength }) })
}

export function optionalTextField(description: string, maxLength?: number) {
  return Type.Optional(Type.String({ description, ...(maxLength === undefined ? {} : { maxLength }) }))
}

/** The text of every interactive message. */
export function bodyField() {
  return withName('BodyText', textField('Text that the person reads.', interactive.body))
}

/** Limits of the parts of an interactive message (cloud-api.md, 1.2): header, body, footer, button. */
export const interactive = { header: 60, body: 1024, footer: 60, button: 20 } as const
