/** Quick replies: up to three buttons below a text. Titles are unique, short and plain (user's documents, 3). */
import { Type } from 'typebox'
import {
  checkUnique,
  isObject,
  present,
  type Reader,
  readAnyText,
  readList,
  readOptionalProse,
  readProse,
  report,
} from '../request/check.ts'
import { hasEmoji, hasMarkdown } from '../text/length.ts'
import type { QuickReplyContent } from './content.ts'
import {
  bodyField,
  exampleUserId,
  type Family,
  interactive,
  optionalTextField,
  requestSchema,
  textField,
} from './family.ts'

const limits = {
  text: interactive.body,
  title: 20,
  replies: { min: 1, max: 3 },
  replyTitle: interactive.button,
} as const

const reply = Type.Object({
  title: textField(
    'Text of the button: unique within the message, without emoji or formatting marks.',
    limits.replyTitle,
  ),
  payload: Type.Optional(
    Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())], {
      description:
        'Text sent to the webhook when the button is tapped, or an edge payload ' +
        'that starts a skill. The title by default.',
    }),
  ),
})

const schema = requestSchema(
  'quick_reply',
  {
    text: bodyField(),
    title: optionalTextField('Title above the message.', limits.title),
    quick_replies: Type.Array(reply, { minItems: limits.replies.min, maxItems: limits.replies.max }),
  },
  {
    name: 'QuickReplyMessage',
    title: 'Quick reply',
    description: 'Text with one to three reply buttons.',
    example: {
      text: 'MENSAJE',
      title: '<Título del mensaje>',
      quick_replies: [{ title: '<TÍTULO_BOTÓN_1>' }, { title: '<TÍTULO_BOTÓN_2>' }, { title: '<TÍTULO_BOTÓN_3>' }],
      userId: exampleUserId,
      type: 'quick_reply',
    },
  },
)

export const quickReplyMessage: Family<QuickReplyContent> = { schemas: [schema], parse }

function parse(body: Reader): QuickReplyContent {
  const replies = readList(body, 'quick_replies', limits.replies)
  const content: QuickReplyContent = {
    type: 'quick_reply',
    text: readProse(body, 'text', limits.text),
    title: readOptionalProse(body, 'title', limits.title),
    replies: replies.map((item) => present({ title: readPlainTitle(item), payload: readPayload(item) })),
  }
  checkUnique(
    replies,
    'title',
    content.replies.map(({ title }) => title.trim() || undefined),
  )
  return present(content)
}

/** The value returned on a tap: a text, or an object such as an edge payload. */
function readPayload(item: Reader): string | Record<string, unknown> | undefined {
  const { payload } = item.fields
  return isObject(payload) ? payload : readAnyText(item, 'payload')
}

function readPlainTitle(item: Reader): string {
  const title = readProse(item, 'title', limits.replyTitle)
  if (hasEmoji(title)) report(item, 'title', 'no_emoji')
  if (hasMarkdown(title)) report(item, 'title', 'no_markdown')
  return title
}
