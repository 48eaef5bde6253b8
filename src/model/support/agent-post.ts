/**
 * What the external support panel posts (jelou-api.md, 18.3): an agent's message, or the end of a conversation.
 * Untrusted JSON in, the act out, or every violation with the path as the panel wrote it. Pure, never throws.
 *
 * Unverified: the name of the event that ends a conversation, and where its `redirectPayload` is. The names below are
 * read, and the payload at the root or in `value`, in either spelling.
 */
import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import type { SessionContent } from '../message/content.ts'
import { parseSessionRequest } from '../message/parse.ts'
import { exactText, isObject } from '../request/check.ts'
import { readUserIdText } from '../user/phone.ts'
import { type Redirect, readRedirect } from './redirect.ts'

export const closingEvents = [
  'conversation.close',
  'conversation.closed',
  'conversation_close',
  'close_conversation',
] as const
export const messageEvent = 'incoming_message'
export const agentTypes = ['text', 'image', 'video', 'audio', 'document'] as const

/** `roomId`: as the panel wrote it. */
export type AgentPost = { userId: string; roomId: string } & (
  | { kind: 'message'; id: string; content: SessionContent }
  | { kind: 'close'; redirect?: Redirect }
)

/** Members of every post: all of them are required (jelou-api.md, 18.3). */
const textMembers = ['field', 'object', 'event_type', 'project_id', 'room_id', 'bot_id', 'user_id'] as const
const maxLength = 255

/** The bot that the post is about, before anything else of it is believed. */
export function botNamed(body: unknown): { botId: string; projectId: string } | undefined {
  if (!isObject(body)) return undefined
  const [botId, projectId] = [exactText(body.bot_id), exactText(body.project_id)]
  return botId && projectId ? { botId, projectId } : undefined
}

export function readAgentPost(body: unknown, allowPrivateMedia: AllowPrivate): Checked<AgentPost> {
  if (!isObject(body)) return { ok: false, violations: [{ path: 'body', rule: 'type', args: { expected: 'object' } }] }
  const violations = textMembers.flatMap((name) => textViolations(body[name], name))
  const userId = readUserIdText(exactText(body.user_id) ?? '')
  if (userId === undefined && violations.every(({ path }) => path !== 'user_id'))
    violations.push({ path: 'user_id', rule: 'phone_digits' })
  const frame = { userId: userId ?? '', roomId: exactText(body.room_id) ?? '' }
  const event = exactText(body.event_type) ?? ''
  const act = closingEvents.some((name) => name === event)
    ? readClose(body)
    : readMessage(event, body, { userId: frame.userId, allowPrivateMedia })
  if (!act.ok) violations.push(...act.violations)
  if (!act.ok || violations.length > 0) return { ok: false, violations }
  return { ok: true, value: { ...frame, ...act.value } }
}

/** Ids may come as numbers, where no digit is lost. */
function textViolations(value: unknown, path: string): Violation[] {
  if (value === undefined || value === null) return [{ path, rule: 'required' }]
  const text = exactText(value)
  if (text === undefined) return [{ path, rule: 'type', args: { expected: 'string' } }]
  if (text.trim() === '') return [{ path, rule: 'empty' }]
  if (text.length <= maxLength) return []
  return [{ path, rule: 'too_long', args: { actual: text.length, limit: maxLength } }]
}

function readClose(body: Record<string, unknown>): Checked<{ kind: 'close'; redirect?: Redirect }> {
  const value = isObject(body.value) ? body.value : {}
  const places = [
    ['redirectPayload', body.redirectPayload],
    ['redirect_payload', body.redirect_payload],
    ['value.redirectPayload', value.redirectPayload],
    ['value.redirect_payload', value.redirect_payload],
  ] as const
  const [path, given] = places.find(([, one]) => one !== undefined && one !== null) ?? ['', undefined]
  const redirect = readRedirect(given, path)
  if (!redirect.ok) return redirect
  return { ok: true, value: { kind: 'close', ...(redirect.value && { redirect: redirect.value }) } }
}

type Context = { userId: string; allowPrivateMedia: AllowPrivate }

function readMessage(
  event: string,
  { value }: Record<string, unknown>,
  context: Context,
): Checked<{ kind: 'message'; id: string; content: SessionContent }> {
  if (event !== '' && event !== messageEvent) {
    const values = [messageEvent, ...closingEvents].join(',')
    return { ok: false, violations: [{ path: 'event_type', rule: 'one_of', args: { values } }] }
  }
  if (!isObject(value)) return { ok: false, violations: [{ path: 'value', rule: 'required' }] }
  const violations = textViolations(value.id, 'value.id')
  const content = readContent(value, context)
  if (!content.ok) violations.push(...content.violations)
  if (!content.ok || violations.length > 0) return { ok: false, violations }
  return { ok: true, value: { kind: 'message', id: exactText(value.id) ?? '', content: content.value } }
}

/** By the parser of the messages that clients send, so that the same rules and limits hold. */
function readContent({ type, content }: Record<string, unknown>, context: Context): Checked<SessionContent> {
  const named = agentTypes.find((one) => one === type)
  if (named === undefined) {
    const values = agentTypes.join(',')
    const missing: Violation = { path: 'value.type', rule: 'required' }
    const other: Violation = { path: 'value.type', rule: 'one_of', args: { values } }
    return { ok: false, violations: [type === undefined || type === null ? missing : other] }
  }
  if (!isObject(content)) return { ok: false, violations: [{ path: 'value.content', rule: 'required' }] }
  const parsed = parseSessionRequest(requestOf(named, content), {
    botId: 'bot',
    userId: context.userId || '10000000',
    allowPrivateMedia: context.allowPrivateMedia,
  })
  const mimeType: Violation[] = named === 'text' ? [] : textViolations(content.mime_type, 'value.content.mime_type')
  if (parsed.ok && mimeType.length === 0) return { ok: true, value: parsed.value.content }
  const others = parsed.ok ? [] : parsed.violations.map((one) => ({ ...one, path: pathOf(one.path, named) }))
  return { ok: false, violations: [...others, ...mimeType] }
}

/** A caption of a sound is none that WhatsApp shows: said, as for every client. */
function requestOf(type: (typeof agentTypes)[number], content: Record<string, unknown>): Record<string, unknown> {
  const { body, url, caption, filename } = content
  switch (type) {
    case 'text':
      return { type, text: body }
    case 'document':
      return { type: 'file', mediaUrl: url, text: caption, filename }
    case 'image':
    case 'video':
    case 'audio':
      return { type, mediaUrl: url, text: type === 'audio' ? undefined : caption }
  }
}

function pathOf(path: string, type: (typeof agentTypes)[number]): string {
  const names: Record<string, string> = {
    text: type === 'text' ? 'body' : 'caption',
    mediaUrl: 'url',
    filename: 'filename',
  }
  return names[path] === undefined ? `value.${path}` : `value.content.${names[path]}`
}
