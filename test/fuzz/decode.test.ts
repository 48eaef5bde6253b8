/**
 * Decoding of random input: whatever Meta, or anybody with its secret, sends, nothing throws and no id is lost (promise
 * 7).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import {
  contacts,
  entryOf,
  golden,
  type Json,
  messageKinds,
  messageOf,
  messagesChange,
  payloadOf,
  statusOf,
} from '../support/cloud-webhooks.ts'

const sentinel = messagesChange({
  contacts,
  messages: [messageOf('wamid.SENTINEL', { type: 'text', text: { body: 'still here' } })],
})

for (const { name, payload } of golden)
  test(`any one field of "${name}" may be missing or of another type`, () => {
    let variants = 0
    for (const path of pathsOf(payload)) {
      for (const replacement of [undefined, null, '', 0, [], {}, 'x']) {
        variants++
        const mutilated = replaceAt(payload, path, replacement)
        const around = payloadOf(
          entryOf(sentinel),
          ...(Array.isArray(mutilated?.entry) ? (mutilated.entry as Json[]) : []),
          entryOf(sentinel),
        )
        decodeWebhook(mutilated)
        const facts = decodeWebhook(around)
        assert.equal(facts.filter((fact) => 'wamid' in fact && fact.wamid === 'wamid.SENTINEL').length, 2)
        assertNothingLost(around, facts)
      }
    }
    assert.ok(variants > 20)
  })

const wamid = fc.string({ minLength: 1, maxLength: 12 }).map((text) => `wamid.${text}`)
const member = fc.oneof(
  fc.constantFrom(...messageKinds.map((kind) => kind.member)),
  fc.record({ type: fc.string(), text: fc.jsonValue(), errors: fc.jsonValue() }, { requiredKeys: [] }),
)
const item = fc.oneof(
  fc.tuple(wamid, member).map(([id, content]) => messageOf(id, content)),
  fc.tuple(wamid, fc.constantFrom('sent', 'read', 'deleted', '')).map(([id, status]) => statusOf(id, status)),
  fc.tuple(wamid, fc.dictionary(fc.string(), fc.jsonValue())).map(([id, rest]): Json => ({ ...rest, id })),
  fc.jsonValue(),
)
const value = fc.record(
  {
    messaging_product: fc.constant('whatsapp'),
    metadata: fc.oneof(fc.constant({ phone_number_id: '1' }), fc.jsonValue()),
    contacts: fc.oneof(fc.constant(contacts), fc.jsonValue()),
    messages: fc.oneof({ weight: 4, arbitrary: fc.array(item, { maxLength: 4 }) }, fc.jsonValue()),
    statuses: fc.oneof({ weight: 4, arbitrary: fc.array(item, { maxLength: 4 }) }, fc.jsonValue()),
    errors: fc.jsonValue(),
  },
  { requiredKeys: [] },
)
const change = fc.record(
  {
    field: fc.oneof(fc.constant('messages'), fc.string()),
    value: fc.oneof({ weight: 5, arbitrary: value }, fc.jsonValue()),
  },
  { requiredKeys: [] },
)
const entry = fc.record(
  { id: fc.oneof(fc.string(), fc.integer()), time: fc.jsonValue(), changes: fc.array(change, { maxLength: 3 }) },
  { requiredKeys: ['changes'] },
)

test('every id of every item appears in the facts', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 3 }), (entries) => {
      const payload = payloadOf(...(entries as Json[]))
      assertNothingLost(payload, decodeWebhook(payload))
    }),
    { numRuns: 2_000 },
  )
})

test('any JSON, and any other text, gives facts', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.anything()), (payload) => {
      assert.ok(Array.isArray(decodeWebhook(payload)))
    }),
    { numRuns: 2_000 },
  )
})

test('truncated JSON that still parses, and deep nesting, give facts', () => {
  const deep = messageOf(
    'wamid.DEEP',
    JSON.parse(`${'{"type":"edit","edit":{"original_message_id":"a","message":'.repeat(5_000)}{}${'}}'.repeat(5_000)}`),
  )
  const [fact] = decodeWebhook(payloadOf(entryOf(messagesChange({ messages: [deep] }))))
  assert.equal(fact?.kind, 'message')
  for (const { payload } of golden) {
    const text = JSON.stringify(payload)
    for (let end = 1; end < text.length; end += 7) {
      const closed = closeJson(text.slice(0, end))
      if (closed !== undefined) assert.ok(Array.isArray(decodeWebhook(closed)))
    }
  }
})

/** Every id of an item of messages or statuses, where both the path to it and the id are readable. */
function idsOf(payload: Json): string[] {
  const found: string[] = []
  const list = (of: unknown): Json[] =>
    Array.isArray(of) ? of.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) : []
  for (const one of list(payload.entry))
    for (const { value: of } of list(one.changes)) {
      const { messages, statuses } = (of ?? {}) as Json
      for (const { id } of [...list(messages), ...list(statuses)]) if (typeof id === 'string') found.push(id)
    }
  return found
}

function assertNothingLost(payload: Json, facts: unknown[]): void {
  const text = JSON.stringify(facts)
  for (const id of idsOf(payload)) assert.ok(text.includes(JSON.stringify(id)), `${id} is lost`)
}

function pathsOf(node: unknown, path: string[] = []): string[][] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, child]) => [[...path, key], ...pathsOf(child, [...path, key])])
}

function replaceAt(payload: Json, path: string[], replacement: unknown): Json {
  const copy = structuredClone(payload)
  let node: Json = copy
  for (const key of path.slice(0, -1)) node = node[key] as Json
  const last = path.at(-1) ?? ''
  if (replacement === undefined && !Array.isArray(node)) delete node[last]
  else node[last] = replacement
  return copy
}

/** Closes the brackets that a cut left open; undefined when that is still no JSON. */
function closeJson(text: string): unknown {
  const open: string[] = []
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (isInString && character === '\\') i++
    else if (character === '"') isInString = !isInString
    else if (!isInString && (character === '{' || character === '[')) open.push(character === '{' ? '}' : ']')
    else if (!isInString && (character === '}' || character === ']')) open.pop()
  }
  try {
    return JSON.parse(`${text}${isInString ? '"' : ''}${open.reverse().join('')}`)
  } catch {
    return undefined
  }
}
