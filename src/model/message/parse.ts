/**
 * The body of POST /v1/bots/{botId}/messages, of its alias and of the flow_message path: untrusted JSON in, a message's
 * content out, or every violation with its path. Pure, never throws. A type is added in its family file and in
 * `messageTypes`.
 */
import { type TObject, type TSchema, Type } from 'typebox'
import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import { isPresent, present, type Reader, readOptionalText, readRoot, readText, report } from '../request/check.ts'
import { nameOf, withName } from '../request/named.ts'
import { readSendAt } from '../request/send-at.ts'
import { readUserIdText } from '../user/phone.ts'
import { addressMessage } from './address-message.ts'
import { carouselMessage } from './carousel.ts'
import { callPermissionMessage, requestContactInfoMessage } from './contact-info.ts'
import { contactsMessage } from './contacts.ts'
import type { SessionContent } from './content.ts'
import { ctaUrlMessage } from './cta-url.ts'
import type { Family } from './family.ts'
import { flowBodySchema, flowMessage } from './flow.ts'
import { locationMessage } from './location.ts'
import { locationRequestMessage } from './location-request.ts'
import { mediaMessage } from './media.ts'
import { holdsOptions, optionsMessage } from './options.ts'
import { catalogMessage, productCarouselMessage, productListMessage, productMessage } from './products.ts'
import { quickReplyMessage } from './quick-reply.ts'
import { reactionMessage } from './reaction.ts'
import { readQuote } from './reference.ts'
import { textMessage } from './text.ts'
import { voiceCallMessage } from './voice-call.ts'

/** `sendAt`: when it is to leave, if that is not now. */
export type SessionRequest = { userId: string; botId?: string; content: SessionContent; sendAt?: number }

export type SessionContext = {
  /** From the path. Without it (the alias) the body must name the bot. */
  botId?: string
  /** From the path of flow_message. */
  userId?: string
  forcedType?: 'flow'
  /** Without it nothing is for later: `sendAt` is refused. */
  now?: number
  allowPrivateMedia?: AllowPrivate
}

/** `text` is two types: with `buttons` or `options` it is a list. */
const textOrOptions: Family<SessionContent> = {
  schemas: [...textMessage.schemas, ...optionsMessage.schemas],
  parse: (body, allowPrivate) => (holdsOptions(body) ? optionsMessage : textMessage).parse(body, allowPrivate),
}

/** Every type of the API, by its name in lower case. */
export const messageTypes = {
  text: textOrOptions,
  quick_reply: quickReplyMessage,
  image: mediaMessage('image'),
  audio: mediaMessage('audio'),
  video: mediaMessage('video'),
  file: mediaMessage('file'),
  sticker: mediaMessage('sticker'),
  location: locationMessage,
  contacts: contactsMessage,
  location_request: locationRequestMessage,
  cta_url: ctaUrlMessage,
  flow: flowMessage,
  voice_call: voiceCallMessage,
  carousel: carouselMessage,
  request_contact_info: requestContactInfoMessage,
  call_permission_request: callPermissionMessage,
  catalog_message: catalogMessage,
  product: productMessage,
  product_list: productListMessage,
  product_carousel: productCarouselMessage,
  address_message: addressMessage,
  reaction: reactionMessage,
} as const satisfies Record<string, Family<SessionContent>>

export type MessageType = keyof typeof messageTypes

/** One for each form of the body. */
export const sessionForms: TObject[] = Object.values(messageTypes).flatMap((family) => family.schemas)

/** For OpenAPI: by `type`, the forms of the body, exactly one of which fits. */
export const sessionShapes: Record<MessageType, TSchema> = {
  ...mapShapes(messageTypes),
  text: withName(
    'TextMessage',
    Type.Unsafe<Record<string, unknown>>({
      title: 'Text',
      description: 'Plain text, or a list when it has options.',
      oneOf: textOrOptions.schemas,
    }),
  ),
}

export const sessionRequestSchema: TSchema = withName('SessionMessage', requestOf(sessionShapes))

/** A request whose `type` says which of the shapes it has. */
export function requestOf(shapes: Record<string, TSchema>): TSchema {
  const mapping = Object.entries(shapes).flatMap(([type, shape]) =>
    spellings(type).map((spelling) => [spelling, nameOf(shape) ?? '']),
  )
  return Type.Unsafe<Record<string, unknown>>({
    title: 'Session message',
    description: 'One message to one person, within 24 hours of what they last wrote; `type` in any case.',
    type: 'object',
    oneOf: Object.values(shapes),
    discriminator: { propertyName: 'type', mapping: Object.fromEntries(mapping) },
  })
}

/** The documents write one of them in capitals. */
function spellings(type: string): string[] {
  return type === 'carousel' ? [type, type.toUpperCase()] : [type]
}

function mapShapes<Types extends Record<string, Family<SessionContent>>>(types: Types) {
  const shapes = Object.entries(types).map(([type, { schemas }]) => [type, schemas[0]])
  return Object.fromEntries(shapes) as Record<keyof Types, TSchema>
}

/** For OpenAPI: the body of flow_message, whose type and recipient are in the path. */
export const flowMessageSchema: TObject = flowBodySchema

const typeNames = Object.keys(messageTypes).join(',')

export function parseSessionRequest(body: unknown, context: SessionContext): Checked<SessionRequest> {
  const violations: Violation[] = []
  const reader = readRoot(body, violations, ['userId', 'botId'])
  if (!reader) return { ok: false, violations }
  const type = context.forcedType ?? readType(reader)
  const userId = readUserId(reader, context.userId)
  const botId = readBotId(reader, context.botId)
  const content = type && readContent(type, reader, context.allowPrivateMedia ?? allowNone)
  const sendAt = readLater(reader, content, context.now)
  if (violations.length > 0 || !content) return { ok: false, violations }
  return { ok: true, value: present({ userId, botId, content, sendAt }) }
}

/** A reaction leaves at once: it is below a message that the person sees now. */
function readLater(reader: Reader, content: SessionContent | undefined, now: number | undefined): number | undefined {
  if (now !== undefined && content?.type !== 'reaction') return readSendAt(reader, now)
  if (isPresent(reader, 'sendAt')) report(reader, 'sendAt', 'not_for_later')
  return undefined
}

function readContent(type: MessageType, reader: Reader, allowPrivate: AllowPrivate): SessionContent {
  const content: SessionContent = messageTypes[type].parse(reader, allowPrivate)
  if (content.type === 'reaction') return content
  const replyTo = readQuote(reader)
  return replyTo === undefined ? content : { ...content, replyTo }
}

function readType(reader: Reader): MessageType | undefined {
  const text = readText(reader, 'type')
  const type = text.toLowerCase()
  if (isMessageType(type)) return type
  if (text.trim() !== '') report(reader, 'type', 'one_of', { values: typeNames })
  return undefined
}

function isMessageType(type: string): type is MessageType {
  return Object.hasOwn(messageTypes, type)
}

/** The recipient, from the path where there is one; a body that names another is reported. */
function readUserId(reader: Reader, inPath: string | undefined): string {
  const written = inPath ?? readText(reader, 'userId')
  const userId = readUserIdText(written)
  if (written.trim() !== '' && userId === undefined) report(reader, 'userId', 'phone_digits')
  if (inPath !== undefined) checkSameUser(reader, userId ?? inPath)
  return userId ?? written
}

function checkSameUser(reader: Reader, expected: string): void {
  const given = readOptionalText(reader, 'userId')
  if (given !== undefined && (readUserIdText(given) ?? given) !== expected)
    report(reader, 'userId', 'mismatch', { expected })
}

function readBotId(reader: Reader, inPath: string | undefined): string {
  if (inPath === undefined) return readText(reader, 'botId')
  checkSame(reader, 'botId', inPath)
  return inPath
}

function checkSame(reader: Reader, key: string, expected: string): void {
  const given = readOptionalText(reader, key)
  if (given !== undefined && given !== expected) report(reader, key, 'mismatch', { expected })
}

function allowNone(): boolean {
  return false
}
