/**
 * What every message family is made of: the schemas of its request forms, for OpenAPI, and its parser, for the door. A family
 * keeps each limit in one constant that both read. Here are the parts that all requests share.
 */
import { type TObject, type TProperties, type TSchemaOptions, Type } from 'typebox'
import type { Reader } from '../check.ts'
import type { SessionContent } from '../content.ts'
import type { AllowPrivate } from '../media.ts'
import { userIdPattern } from '../phone.ts'

export type Family<Content extends SessionContent> = {
  /** One object schema for each form that the request may have; no request fits two of them. */
  schemas: TObject[]
  /** What the request says. Reports to the reader; the result counts only when nothing was reported. */
  parse: (body: Reader, allowPrivate: AllowPrivate) => Content
}

export const exampleUserId = '593987654321'

/** The schema of one request form: what all have in common, then the form's own fields. `type` may be written in any case. */
export function requestSchema(
  type: string,
  fields: TProperties,
  options: TSchemaOptions & { example: object },
): TObject {
  const { example, ...rest } = options
  return Type.Object(
    {
      type: Type.Enum([...new Set([type, type.toLowerCase()])], { description: 'Kind of message, in any case.' }),
      userId: Type.String({
        description: 'The recipient: digits with country code, no plus; or a business-scoped id.',
        pattern: userIdPattern,
        examples: [exampleUserId],
      }),
      botId: Type.Optional(Type.String({ description: 'Repeats the path; must equal it.' })),
      ...fields,
    },
    { ...rest, examples: [example] },
  )
}

/** A text that must be given and not be blank. */
export function textField(description: string, maxLength?: number) {
  return Type.String({ description, minLength: 1, ...(maxLength === undefined ? {} : { maxLength }) })
}

export function optionalTextField(description: string, maxLength?: number) {
  return Type.Optional(Type.String({ description, ...(maxLength === undefined ? {} : { maxLength }) }))
}

/** The limits of the parts of an interactive message (cloud-api.md, 1.2): header, body, footer, button. */
export const interactive = { header: 60, body: 1024, footer: 60, button: 20 } as const
