/**
 * A skill: a named handler of a bot, which answers what a person does instead of the bot webhook. Either a list of
 * messages of this same API with placeholders, or a webhook. It is validated when the operator writes it (`checkSkill`)
 * and when it runs (`readMessage`). Pure.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import type { InputKind } from '../inbound/heard.ts'
import type { AllowPrivate } from '../media/media.ts'
import type { EdgePayload, SessionContent } from '../message/content.ts'
import { parseSessionRequest } from '../message/parse.ts'
import { isObject } from '../request/check.ts'
import { readJson } from '../request/nesting.ts'
import { pathIdPattern } from '../request/path-id.ts'
import { fill, hasPlaceholder, type PlaceholderFacts, sample, unknownPlaceholders } from './placeholder.ts'

export type Skill = {
  id: string
  botId: string
  name: string
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
  /** Kinds of actions that it receives; words and presses by default. */
  hears?: InputKind[]
} & SkillAct

export type SkillAct =
  | {
      kind: 'messages'
      /** Bodies of `POST /v1/bots/{botId}/messages` without recipient, may contain placeholders. */
      messages: Record<string, unknown>[]
      /** Written into the person's memory when it runs, placeholders filled. */
      memory?: Record<string, unknown>
      /** The skill that receives the person's next message; without it the skill ends when it has run. */
      next?: string
    }
  | { kind: 'webhook'; url: string }

/** The cause of a run: a button, a person's message, or the API. */
export const skillCauses = ['press', 'message', 'set'] as const
export type SkillCause = {
  kind: (typeof skillCauses)[number]
  action?: string
  text?: string
  /** The documented envelope of the message (jelou-api.md, 12.1); absent when the API started the skill. */
  envelope?: Record<string, unknown>
}

export const maxSkillMessages = 10
export const skillIdPattern = pathIdPattern('A-Za-z0-9_.:-', 64)

/** JSON of the right type that names a skill; the documents write its id as number and as text. */
export function edgeOf(payload: unknown): (EdgePayload & { skillId: string }) | undefined {
  const edge = typeof payload === 'string' && payload.startsWith('{') ? readJson(payload) : payload
  if (!isObject(edge) || edge.type !== 'edge') return undefined
  const { skillId } = edge
  if (typeof skillId !== 'string' && typeof skillId !== 'number') return undefined
  const action = typeof edge.action === 'string' ? edge.action : undefined
  return { ...edge, type: 'edge', skillId: String(skillId), ...(action === undefined ? {} : { action }) }
}

/** Validates a skill's messages as far as possible before anything fills them, each violation under `messages.N`. */
export function checkMessages(messages: Record<string, unknown>[], allowPrivateMedia: AllowPrivate): Violation[] {
  return messages.flatMap((message, index) => {
    const path = `messages.${index}`
    const strange = unknownPlaceholders(message, path)
    if (strange.length > 0) return strange
    const result = parseBody(sample(message), allowPrivateMedia)
    if (result.ok) return []
    return result.violations.filter((one) => holdsAnyway(one, message)).map((one) => under(path, one))
  })
}

/** A filled text is at least as long as its sample; every other rule can only be checked once it is filled. */
function holdsAnyway({ path, rule }: Violation, message: Record<string, unknown>): boolean {
  if (path === 'type' || rule === 'too_long') return true
  const value = path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)?.[key], message)
  return !hasPlaceholder(value)
}

/** One message, ready to be accepted, or why it cannot be sent; `path` is its position. */
export function readMessage(
  message: unknown,
  path: string,
  { facts, allowPrivateMedia }: { facts?: PlaceholderFacts; allowPrivateMedia: AllowPrivate },
): Checked<SessionContent> {
  const result = parseBody(facts ? fill(message, facts) : message, allowPrivateMedia)
  if (result.ok) return { ok: true, value: result.value.content }
  return { ok: false, violations: result.violations.map((one) => under(path, one)) }
}

/** The recipient is always the person of the run: a recipient in the message is ignored. */
function parseBody(message: unknown, allowPrivateMedia: AllowPrivate) {
  const { userId: _user, botId: _bot, ...body } = isObject(message) ? message : {}
  return parseSessionRequest(isObject(message) ? body : message, {
    botId: 'bot',
    userId: '10000000',
    allowPrivateMedia,
  })
}

function under(path: string, violation: Violation): Violation {
  return { ...violation, path: violation.path === 'body' ? path : `${path}.${violation.path}` }
}

/** The person's text, for `{{text}}`. */
export function textOfBubble(bubble: { text?: string; [field: string]: unknown }): string {
  return typeof bubble.text === 'string' ? bubble.text : ''
}
