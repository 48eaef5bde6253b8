/**
 * Bubbles of what a person answers with a tap: a reply button, a row of a list, a finished flow, leave to call. `payload` is
 * the id that came back; the store puts the caller's own payload there once it has found the message. Called by bubble.ts.
 */
import type { Bubble } from '../../model/inbound.ts'
import { addTexts, type Content } from './bubble-fields.ts'
import { type Json, numberOf, objectOf, parseJson, textOf } from './json.ts'

const readers = new Map<string, (reply: Json) => Content | undefined>([
  ['button_reply', (reply) => readPressed('quick_reply', reply)],
  ['list_reply', (reply) => readPressed('option', reply)],
  ['nfm_reply', readFlow],
  ['call_permission_reply', readCallPermission],
])

export function readInteractive(member: Json): Content | undefined {
  const type = textOf(member.type) ?? Object.keys(member).find((key) => readers.has(key)) ?? ''
  const reply = objectOf(member[type])
  return reply && readers.get(type)?.(reply)
}

function readPressed(type: 'quick_reply' | 'option', reply: Json): Content | undefined {
  const id = textOf(reply.id)
  const title = textOf(reply.title)
  const text = title ?? id
  if (text === undefined) return undefined
  const bubble = addTexts({ type, text }, { description: reply.description, payload: id })
  return id === undefined ? { bubble } : { bubble, pressed: title === undefined ? { id } : { id, title } }
}

/** `response` is what the person filled in, parsed; the text as it came when it is not JSON. */
function readFlow(reply: Json): Content {
  const bubble: Bubble = addTexts({ type: 'flow' }, { text: reply.body, name: reply.name })
  const response = textOf(reply.response_json)
  bubble.response = response === undefined ? objectOf(reply.response_json) : (parseJson(response) ?? response)
  return { bubble }
}

function readCallPermission(reply: Json): Content {
  const bubble = addTexts({ type: 'call_permission' }, { response: reply.response, source: reply.response_source })
  if (typeof reply.is_permanent === 'boolean') bubble.permanent = reply.is_permanent
  const expiresAtSeconds = numberOf(reply.expiration_timestamp)
  if (expiresAtSeconds !== undefined) bubble.expiresAt = expiresAtSeconds * 1_000
  return { bubble }
}
