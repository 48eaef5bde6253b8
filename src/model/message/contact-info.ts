/**
 * A text with a button that asks for something of WhatsApp's own: the person's number (meta-2026.md, 4.8), or the
 * permission to call them (4.9). What they answer comes as a message. No header or footer is documented for either.
 */
import { Type } from 'typebox'
import { present, readOptionalProse, readProse } from '../request/check.ts'
import type { CallPermissionRequestContent, RequestContactInfoContent } from './content.ts'
import { bodyField, exampleUserId, type Family, interactive, requestSchema } from './family.ts'

/** Meta prints no limit of this body; that of Jelou's node is followed (meta-2026.md, 4.8). */
const limits = { text: interactive.body } as const

const contactSchema = requestSchema(
  'request_contact_info',
  { text: bodyField() },
  {
    name: 'RequestContactInfoMessage',
    title: 'Request for contact info',
    description: 'The person shares their own number.',
    example: { type: 'request_contact_info', userId: exampleUserId, text: '¿Nos comparte su número?' },
  },
)

export const requestContactInfoMessage: Family<RequestContactInfoContent> = {
  schemas: [contactSchema],
  parse: (body) => ({ type: 'request_contact_info', text: readProse(body, 'text', limits.text) }),
}

const callSchema = requestSchema(
  'call_permission_request',
  { text: Type.Optional(bodyField()) },
  {
    name: 'CallPermissionMessage',
    title: 'Request for permission to call',
    example: { type: 'call_permission_request', userId: exampleUserId, text: '¿Podemos llamarle?' },
  },
)

export const callPermissionMessage: Family<CallPermissionRequestContent> = {
  schemas: [callSchema],
  parse: (body) => present({ type: 'call_permission_request', text: readOptionalProse(body, 'text', limits.text) }),
}
