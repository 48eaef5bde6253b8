/**
 * A reaction: one emoji below an earlier message of the chat; an empty one takes it back, which Meta's page no longer
 * says and SDKs still do (meta-2026.md, 4.2).
 */
import { Type } from 'typebox'
import { type Reader, readAnyText, report } from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { ReactionContent } from './content.ts'
import { exampleUserId, type Family, targetFields, typeField } from './family.ts'
import { readReference, refuseQuote } from './reference.ts'

/** Code points: the longest emoji that Unicode recommends have ten. */
const limits = { emoji: 32 } as const

/** What Unicode recommends, and pictographs that are newer than this runtime or written without their selector. */
const oneEmoji = /^(?:\p{RGI_Emoji}|\p{Extended_Pictographic}.*)$/v

const schema = withName(
  'ReactionMessage',
  Type.Object(
    {
      type: typeField('reaction'),
      ...targetFields,
      messageId: Type.String({ description: 'Message of this chat: our id, or a wamid.', examples: ['wamid.HBgM'] }),
      emoji: Type.String({ description: 'One emoji; empty takes the reaction back.', maxLength: limits.emoji }),
    },
    {
      title: 'Reaction',
      description: 'An emoji below a message of the last 30 days.',
      examples: [{ type: 'reaction', messageId: 'wamid.HBgM', emoji: '👍', userId: exampleUserId }],
    },
  ),
)

export const reactionMessage: Family<ReactionContent> = { schemas: [schema], parse }

function parse(body: Reader): ReactionContent {
  refuseQuote(body)
  return { type: 'reaction', messageId: readReference(body, 'messageId'), emoji: readEmoji(body) }
}

function readEmoji(body: Reader): string {
  if (body.fields.emoji === undefined || body.fields.emoji === null) report(body, 'emoji', 'required')
  const emoji = readAnyText(body, 'emoji') ?? ''
  if (emoji !== '' && !isOneEmoji(emoji)) report(body, 'emoji', 'one_emoji')
  return emoji
}

/** One character as a person sees it. */
function isOneEmoji(text: string): boolean {
  if (text.length > limits.emoji * 2 || !oneEmoji.test(text)) return false
  return [...new Intl.Segmenter().segment(text)].length === 1
}
