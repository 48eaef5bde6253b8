/** A text with a button that asks the person for their location. */
import { readProse } from '../request/check.ts'
import type { LocationRequestContent } from './content.ts'
import { exampleUserId, type Family, interactive, requestSchema, textField } from './family.ts'

const limits = { text: interactive.body } as const

const schema = requestSchema(
  'location_request',
  { text: textField('What the person reads.', limits.text) },
  {
    name: 'LocationRequestMessage',
    title: 'Location request',
    description: 'A text with a button by which the person sends their location.',
    example: { type: 'location_request', userId: exampleUserId, text: 'Hello World' },
  },
)

export const locationRequestMessage: Family<LocationRequestContent> = {
  schemas: [schema],
  parse: (body) => ({ type: 'location_request', text: readProse(body, 'text', limits.text) }),
}
