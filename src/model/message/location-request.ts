/** A text with a button that asks the person for their location. */
import { readProse } from '../request/check.ts'
import type { LocationRequestContent } from './content.ts'
import { bodyField, exampleUserId, type Family, interactive, requestSchema } from './family.ts'

const limits = { text: interactive.body } as const

const schema = requestSchema(
  'location_request',
  { text: bodyField() },
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
