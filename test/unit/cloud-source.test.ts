/**
 * The source of a fact: the part of a webhook that decodes to this fact again, without its neighbours. By example and
 * at random.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import { createSourceOf } from '../../src/channel/cloud/decode/source.ts'
import type { Fact } from '../../src/model/inbound/inbound.ts'
import {
  accountFields,
  contacts,
  entryOf,
  golden,
  type Json,
  messageKinds,
  messageOf,
  messagesChange,
  payloadOf,
  statusOf,
  templateChanges,
} from '../support/cloud-webhooks.ts'

/** Each fact of the payload with its source. */
function partsOf(payload: unknown): { fact: Fact; part: Json | undefined }[] {
  const sourceOf = createSourceOf(payload)
  return decodeWebhook(payload).map((fact) => ({ fact, part: sourceOf(fact) }))
}

function assertReadAgain(payload: unknown): void {
  for (const { fact, part } of partsOf(JSON.parse(JSON.stringify(payload)))) {
    assert.ok(part, `no part for ${JSON.stringify(fact)}`)
    assert.deepEqual(decodeWebhook(JSON.parse(JSON.stringify(part))), [fact])
  }
}

for (const { name, payload } of golden) test(`"${name}" decodes again from its source`, () => assertReadAgain(payload))

const people = ['593987654321', '573001112233', '5215512345678', '16505551234']
const contactOf = (phone: string): Json => ({
  profile: { name: `Name ${phone}` },
  wa_id: phone,
  user_id: `EC.${phone}`,
})

const item = fc.record({
  person: fc.constantFrom(...people),
  member: fc.constantFrom(...messageKinds.map(({ member }) => member)),
  status: fc.constantFrom(undefined, 'sent', 'read', 'failed', 'of tomorrow'),
})
const change = fc.oneof(
  { weight: 3, arbitrary: fc.array(item, { minLength: 1, maxLength: 6 }).map(changeWith) },
  fc.constantFrom(...templateChanges),
  fc.constantFrom(...accountFields).map((field): Json => ({ field, value: { event: 'X', list: [{ a: 1 }] } })),
)

function changeWith(items: { person: string; member: Json; status: string | undefined }[]): Json {
  const isMessage = ({ status }: { status: string | undefined }) => status === undefined
  return messagesChange({
    contacts: people.map(contactOf),
    messages: items.filter(isMessage).map(({ person, member }, n) => ({
      ...messageOf(`wamid.${person}.${n}`, member),
      from: person,
      from_user_id: `EC.${person}`,
    })),
    statuses: items
      .filter((one) => !isMessage(one))
      .map(({ person, status = '' }, n) => ({
        ...statusOf(`wamid.s.${n}`, status),
        recipient_id: person,
        recipient_user_id: undefined,
      })),
  })
}

test('any batch: each fact, and only it, decodes again from its source', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      (entries) => {
        assertReadAgain(payloadOf(...entries.map((changes) => entryOf(...changes))))
      },
    ),
    { numRuns: 300 },
  )
})

test('an echo, and each conversation of a history, decodes again without its neighbours', () => {
  const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' }
  const said = (from: string, to: string, id: string) => ({ ...messageOf(id, messageKinds[0]?.member ?? {}), from, to })
  const echo = (n: number) => ({ ...said('15550783881', people[n] ?? '', `wamid.e${n}`), from_user_id: undefined })
  const thread = (n: number) => ({ id: people[n], messages: [said(people[n] ?? '', '15550783881', `wamid.h${n}`)] })
  const chunk = { metadata: { phase: 0, chunk_order: 1, progress: 50 }, threads: [thread(0), thread(1)] }
  const payload = payloadOf(
    entryOf(
      {
        field: 'smb_message_echoes',
        value: { metadata, contacts: people.map(contactOf), message_echoes: [echo(0), echo(1)] },
      },
      { field: 'history', value: { metadata, history: [chunk, { errors: [{ code: 2593109 }] }] } },
    ),
  )
  assertReadAgain(payload)
  const parts = partsOf(JSON.parse(JSON.stringify(payload))).map(({ part }) => JSON.stringify(part))
  for (const id of ['wamid.e0', 'wamid.e1', 'wamid.h0', 'wamid.h1'])
    assert.equal(parts.filter((part) => part.includes(id)).length, 1, id)
})

test('the errors of a value have a source of their own, without the items beside them', () => {
  const [text = {}] = messageKinds.map(({ member }) => member)
  const beside = { conversation_context: { type: 'summary', summary: { text: 'beside' } }, user_actions: [{ a: 1 }] }
  const value = { contacts, messages: [messageOf('wamid.1', text)], errors: [{ code: 130429 }], ...beside }
  const parts = partsOf(payloadOf(entryOf(messagesChange(value)))).map(({ part }) => JSON.stringify(part))
  const holders = (word: string) => parts.filter((part) => part.includes(word)).length
  assert.deepEqual([holders('wamid.1'), holders('130429'), holders('phone_number_id')], [1, 1, parts.length])
  assert.ok(holders('beside') <= 1)
  assertReadAgain(payloadOf(entryOf(messagesChange(value))))
})

test('a thousand neighbours and their contacts are left out', () => {
  const phones = Array.from({ length: 1_000 }, (_, n) => `5939${10_000_000 + n}`)
  const messages = phones.map((phone) => ({
    ...messageOf(`wamid.${phone}`, messageKinds[0]?.member ?? {}),
    from: phone,
    from_user_id: undefined,
  }))
  const parts = partsOf(payloadOf(entryOf(messagesChange({ contacts: phones.map(contactOf), messages }))))
  assert.equal(parts.length, 1_000)
  for (const [n, { part }] of parts.entries()) {
    const text = JSON.stringify(part)
    assert.ok(text.length < 1_000, String(text.length))
    assert.ok(text.includes(`Name ${phones[n]}`))
  }
})

test('the contact of another person is left out, even when it is the only one', () => {
  const messages = [
    messageOf('wamid.1', messageKinds[0]?.member ?? {}),
    { ...messageOf('wamid.2', {}), from: '573001112233', from_user_id: undefined },
  ]
  const parts = partsOf(payloadOf(entryOf(messagesChange({ contacts, messages }))))
  assert.deepEqual(
    parts.map(({ part }) => JSON.stringify(part).includes('Sheena')),
    [true, false],
  )
})

test('a body that is no webhook, and deep nesting, gives a source or none, and never an exception', () => {
  const deep = JSON.parse(`${'{"a":['.repeat(5_000)}${']}'.repeat(5_000)}`)
  const strange: unknown[] = [
    null,
    7,
    'x',
    [],
    {},
    deep,
    { entry: [7, null, { changes: 5 }] },
    { entry: [{ changes: [{ value: deep }] }] },
  ]
  const named = JSON.parse(
    '{"entry":[{"changes":[{"field":"x","value":{"__proto__":{"a":1},"toString":3,"contacts":[{"wa_id":{"toString":1}}]}}]}]}',
  )
  for (const payload of [...strange, named]) {
    for (const { fact, part } of partsOf(payload))
      if (part) assert.deepEqual(decodeWebhook(part).length > 0, true, JSON.stringify(fact))
  }
})
