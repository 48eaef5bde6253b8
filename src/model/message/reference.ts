/**
 * The earlier message that a message refers to: the one it quotes, by `replyTo` or Meta's own `context.message_id`, or
 * the one it reacts to. Either side's message may be named, by our id or by Meta's (cloud-api.md, 1.0; meta-2026.md,
 * 4.1: Meta's page speaks of a person's message only, providers quote both). Pure.
 */
import { Type } from 'typebox'
import type { Rule, Violation } from '../errors/violation.ts'
import {
  isObject,
  isPresent,
  pathOf,
  type Reader,
  readOptionalObject,
  readOptionalText,
  readText,
  report,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import { dayMs } from '../time.ts'
import type { Content } from './content.ts'

/** A wamid has some sixty characters. */
const maxReference = 256

/** Meta refuses a reaction to a message older than this (meta-2026.md, 4.2). */
export const reactionDays = 30
export const reactionLifeMs = reactionDays * dayMs

/** Of every message that may quote another. */
export const quoteFields = {
  replyTo: Type.Optional(
    Type.String({ description: 'Message of this chat that it quotes: our id, or a wamid.', maxLength: maxReference }),
  ),
  context: Type.Optional(
    withName(
      'QuoteContext',
      Type.Object(
        { message_id: Type.String({ maxLength: maxReference }) },
        { description: "Meta's name for `replyTo`." },
      ),
    ),
  ),
}

/** The message that this one quotes. Both names may be given if they agree. */
export function readQuote(body: Reader): string | undefined {
  const replyTo = readOptionalText(body, 'replyTo', maxReference)
  const context = readOptionalObject(body, 'context')
  if (context === undefined) return replyTo
  const named = readText(context, 'message_id', maxReference)
  if (replyTo !== undefined && named !== '' && replyTo !== named)
    report(body, 'replyTo', 'exclusive', { other: pathOf(context, 'message_id') })
  return replyTo ?? named
}

/** A reaction cannot quote (meta-2026.md, 4.1). */
export function refuseQuote(body: Reader): void {
  for (const key of ['replyTo', 'context'])
    if (key in body.fields && isPresent(body, key)) report(body, key, 'no_quote')
}

export function readReference(body: Reader, key: string): string {
  return readText(body, key, maxReference)
}

/** The message to which the content refers, as its sender named it. */
export function referenceOf(content: Content): string | undefined {
  if (content.type === 'template') return undefined
  return content.type === 'reaction' ? content.messageId : content.replyTo
}

/** The field in which a request named it. */
export function referencePath(content: Content, body: unknown): string {
  if (content.type === 'reaction') return 'messageId'
  return isObject(body) && isObject(body.context) && !body.replyTo ? 'context.message_id' : 'replyTo'
}

/** What is known of a message to which another refers. */
export type Referent = { userId: string; wamid: string | null; at: number; isReaction: boolean }

/** Why a message to this person cannot refer to that one; undefined if it can. */
export function ruleAgainst(
  content: Content,
  referent: Referent | undefined,
  { userId, now }: { userId: string; now: number },
): Rule | undefined {
  if (referent?.userId !== userId) return 'unknown_message'
  if (content.type !== 'reaction') return undefined
  if (referent.isReaction) return 'reaction_target'
  return referent.at < now - reactionLifeMs ? 'reaction_age' : undefined
}

export function referenceViolation(path: string, rule: Rule): Violation {
  return rule === 'reaction_age' ? { path, rule, args: { days: reactionDays } } : { path, rule }
}

/** Characters of a quoted message's text that are shown. */
const excerptLength = 100

/** The beginning of a text, in whole characters; its last one is an ellipsis if something is left out. */
export function excerptOf(text: string): string {
  if (text.length <= excerptLength) return text
  const graphemes = new Intl.Segmenter().segment(text.slice(0, excerptLength * 4))
  let excerpt = ''
  for (const { segment } of graphemes) {
    if (excerpt.length + segment.length > excerptLength - 1) break
    excerpt += segment
  }
  return `${excerpt.trimEnd()}…`
}
