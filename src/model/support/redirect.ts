/**
 * What a panel wants the bot to do with a conversation that it gives back: `redirectPayload` (jelou-api.md, section 13,
 * which only says `{type: "text" | "edge", text}`). Unverified: where the skill of an edge is. Both are read, members
 * as behind a button and a `text` that is such a payload as JSON. Pure.
 */
import type { Checked } from '../errors/violation.ts'
import { isObject } from '../request/check.ts'
import { edgeOf } from '../skill/skill.ts'

/** `edge`: this skill goes on with the person. `text`: a word for the bot, which its event `conversation` has. */
export type Redirect =
  | { type: 'text'; text: string }
  | { type: 'edge'; skillId: string; action?: string; text?: string }

export function readRedirect(value: unknown, path: string): Checked<Redirect | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined }
  if (!isObject(value)) return { ok: false, violations: [{ path, rule: 'type', args: { expected: 'object' } }] }
  const text = typeof value.text === 'string' ? value.text : undefined
  if (value.type === 'text')
    return text?.trim()
      ? { ok: true, value: { type: 'text', text } }
      : { ok: false, violations: [{ path: `${path}.text`, rule: 'required' }] }
  if (value.type !== 'edge')
    return { ok: false, violations: [{ path: `${path}.type`, rule: 'one_of', args: { values: 'text,edge' } }] }
  const edge = edgeOf(value) ?? edgeOf(text)
  if (edge === undefined) return { ok: false, violations: [{ path: `${path}.skillId`, rule: 'required' }] }
  const { skillId, action } = edge
  const said = edgeOf(value) && text !== undefined ? { text } : {}
  return { ok: true, value: { type: 'edge', skillId, ...(action === undefined ? {} : { action }), ...said } }
}
