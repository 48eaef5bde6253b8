/**
 * The one place to add a message type: a row of `messageRules` names the rule for its content. `checkEnvelope` checks
 * the rest of a POST /{phone-number-id}/messages body; both return Meta's refusal or undefined.
 */
import { charactersIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json } from '../wire.ts'
import { invalid, missing, optionalText } from './check.ts'
import { checkContacts, checkLocation, checkReaction } from './contacts.ts'
import { checkInteractive } from './interactive.ts'
import { mediaRule } from './media.ts'
import type { Rule, RuleScope } from './rule.ts'
import { checkTemplate } from './template.ts'

export const messageRules = {
  text: checkText,
  image: mediaRule({ kind: 'image', hasCaption: true }),
  audio: mediaRule({ kind: 'audio', hasCaption: false }),
  video: mediaRule({ kind: 'video', hasCaption: true }),
  document: mediaRule({ kind: 'document', hasCaption: true }),
  sticker: mediaRule({ kind: 'sticker', hasCaption: false }),
  location: checkLocation,
  contacts: checkContacts,
  reaction: checkReaction,
  interactive: checkInteractive,
  template: checkTemplate,
} as const satisfies Record<string, Rule>

export type MessageType = keyof typeof messageRules

/** `type` may be missing: Meta's own example sends a text without it. */
export function typeOf(message: Json): string {
  return message.type === undefined ? 'text' : typeof message.type === 'string' ? message.type.toLowerCase() : ''
}

/** The recipient, the envelope's members and the type; `checkContent` checks the content. */
export function checkEnvelope(message: Json): Refusal | undefined {
  if (message.messaging_product === undefined)
    return { code: 100, message: '(#100) The parameter messaging_product is required.' }
  if (message.messaging_product !== 'whatsapp') return parameter("messaging_product must be 'whatsapp'")
  return (
    checkRecipient(message) ??
    checkContext(message.context) ??
    optionalText(message.biz_opaque_callback_data, 'biz_opaque_callback_data', 512) ??
    (typeOf(message) in messageRules ? undefined : unsupported(message.type))
  )
}

export function checkContent(message: Json, scope: RuleScope): Refusal | undefined {
  const type = typeOf(message) as MessageType
  return messageRules[type](message[type], scope)
}

function checkRecipient(message: Json): Refusal | undefined {
  const { to, recipient, recipient_type: recipientType } = message
  if (recipientType === 'group') return parameter('recipient_type group: this number is not in any group')
  if (recipientType !== undefined && recipientType !== 'individual')
    return parameter('recipient_type must be one of {individual, group}')
  if (to === undefined && recipient === undefined) return { code: 100, message: '(#100) The parameter to is required.' }
  if (to === undefined) {
    const isScopedId = typeof recipient === 'string' && scopedId.test(recipient)
    return isScopedId ? undefined : parameter('recipient is not a valid business-scoped user id')
  }
  return typeof to === 'string' && isPhone(to) ? undefined : parameter('to is not a valid phone number')
}

const scopedId = /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/
const plainPhone = /^\+?\d{5,32}$/
const writtenPhone = /^\+?[\d\s()-]{5,32}$/

function isPhone(to: string): boolean {
  return plainPhone.test(to) || (writtenPhone.test(to) && to.replace(/\D/g, '').length >= 5)
}

function checkContext(context: unknown): Refusal | undefined {
  if (context === undefined) return undefined
  if (!isJson(context) || typeof context.message_id !== 'string') return missing("context['message_id']")
  return context.message_id.startsWith('wamid.')
    ? undefined
    : invalid("context['message_id'] is not a valid message id")
}

function checkText(content: unknown): Refusal | undefined {
  if (!isJson(content)) return { code: 100, message: "(#100) The parameter text['body'] is required." }
  const { body } = content
  if (typeof body !== 'string' || body === '')
    return { code: 100, message: "(#100) The parameter text['body'] is required." }
  if (charactersIn(body) > 4096)
    return { code: 100, message: "(#100) Param text['body'] must be at most 4096 characters long." }
  return content.preview_url === undefined || typeof content.preview_url === 'boolean'
    ? undefined
    : parameter("text['preview_url'] must be a boolean")
}

function parameter(details: string): Refusal {
  return { code: 100, details }
}

function unsupported(type: unknown): Refusal {
  const names = Object.keys(messageRules).join(', ')
  return { code: 100, message: `(#100) Param type must be one of {${names}} - got "${String(type)}".` }
}
