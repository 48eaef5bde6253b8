/** A text with a button that calls the business (jelou-api.md, 5.2 number 14). */
import { Type } from 'typebox'
import { present, readObject, readOptionalProse, readProse } from '../request/check.ts'
import type { VoiceCallContent } from './content.ts'
import {
  bodyField,
  exampleUserId,
  type Family,
  interactive,
  optionalTextField,
  requestSchema,
  textField,
} from './family.ts'

const limits = { header: interactive.header, text: interactive.body, displayText: interactive.button } as const

const schema = requestSchema(
  'voice_call',
  {
    header: optionalTextField('Header.', limits.header),
    text: bodyField(),
    parameters: Type.Object({ display_text: textField('Text of the button.', limits.displayText) }),
  },
  {
    name: 'VoiceCallMessage',
    title: 'Call button',
    description: 'A text with a button that calls the business. The number must have calls enabled.',
    example: {
      type: 'voice_call',
      userId: exampleUserId,
      header: 'Hi',
      text: 'Hello World',
      parameters: { display_text: 'Call' },
    },
  },
)

export const voiceCallMessage: Family<VoiceCallContent> = {
  schemas: [schema],
  parse: (body) =>
    present({
      type: 'voice_call',
      header: readOptionalProse(body, 'header', limits.header),
      text: readProse(body, 'text', limits.text),
      displayText: readProse(readObject(body, 'parameters'), 'display_text', limits.displayText),
    }),
}
