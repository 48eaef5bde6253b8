/**
 * Bubbles of interactive replies: a reply button, a list row, a completed flow, a call permission. `payload` is the
 * returned id; the store replaces it by the caller's own payload once it has found the message.
 */

import type { BubbleOf } from '../../../model/inbound/bubble.ts'
import { type Json, numberOf, objectOf, textOf } from '../../../model/json.ts'
import { readJson } from '../../../model/request/nesting.ts'
import { addTexts, type Content } from './content-fields.ts'
import { booleanOf, restsOf, type Taking, takingFrom } from './taking.ts'

const readers = new Map<string, (reply: Taking) => Content | undefined>([
  ['button_reply', (reply) => readPressed('quick_reply', reply)],
  ['list_reply', (reply) => readPressed('option', reply)],
  ['nfm_reply', readFlow],
  ['call_permission_reply', readCallPermission],
  ['product', readProduct],
])

export function readInteractive(member: Json): Content | undefined {
  const said = takingFrom(member)
  const type = said.text('type') ?? Object.keys(member).find((key) => readers.has(key)) ?? ''
  const reply = said.take(type, objectOf)
  if (reply === undefined) return undefined
  const replied = takingFrom(reply)
  const content = readers.get(type)?.(replied)
  return content && { ...content, rest: restsOf({ ...said.rest(), [type]: replied.rest() }) }
}

function readPressed(type: 'quick_reply' | 'option', reply: Taking): Content | undefined {
  const id = reply.text('id')
  const title = reply.text('title')
  const text = title ?? id
  if (text === undefined) return undefined
  const fields = { description: reply.text('description'), payload: id }
  const bubble = addTexts<BubbleOf<'quick_reply'> | BubbleOf<'option'>>({ type, text }, fields)
  return id === undefined ? { bubble } : { bubble, pressed: title === undefined ? { id } : { id, title } }
}

/** `response` is the parsed form data, or the raw text when it is not JSON. */
function readFlow(reply: Taking): Content {
  const bubble = addTexts<BubbleOf<'flow'>>({ type: 'flow' }, { text: reply.text('body'), name: reply.text('name') })
  bubble.response = reply.take('response_json', (value) => {
    const response = textOf(value)
    return response === undefined ? objectOf(value) : (readJson(response) ?? response)
  })
  return { bubble }
}

/** Documented since 2026-08-03, its members not confirmed (meta-2026.md, 4.7): others stay in `extra`. */
function readProduct(reply: Taking): Content {
  const texts = { catalogId: reply.text('catalog_id'), productId: reply.text('product_retailer_id') }
  return { bubble: addTexts<BubbleOf<'product'>>({ type: 'product' }, texts) }
}

function readCallPermission(reply: Taking): Content {
  const texts = { response: reply.text('response'), source: reply.text('response_source') }
  const bubble = addTexts<BubbleOf<'call_permission'>>({ type: 'call_permission' }, texts)
  const isPermanent = reply.take('is_permanent', booleanOf)
  if (isPermanent !== undefined) bubble.permanent = isPermanent
  const expiresAtSeconds = reply.take('expiration_timestamp', numberOf)
  if (expiresAtSeconds !== undefined) bubble.expiresAt = expiresAtSeconds * 1_000
  return { bubble }
}
