/** Plain text up to WhatsApp's limit. Any content is allowed and sent unchanged. */
import { readProse } from '../request/check.ts'
import type { TextContent } from './content.ts'
import { exampleUserId, type Family, requestSchema, textField } from './family.ts'

const limits = { text: 4096 } as const

const schema = requestSchema(
  'text',
  { text: textField('What the person reads.', limits.text) },
  {
    name: 'PlainTextMessage',
    title: 'Text',
    description: 'Plain text. With `buttons` or `options` it is a list message instead.',
    not: {
      anyOf: [
        { required: ['buttons'], properties: { buttons: {} } },
        { required: ['options'], properties: { options: {} } },
      ],
    },
    example: { type: 'text', text: 'MENSAJE', userId: exampleUserId },
  },
)

export const textMessage: Family<TextContent> = {
  schemas: [schema],
  parse: (body) => ({ type: 'text', text: readProse(body, 'text', limits.text) }),
}
