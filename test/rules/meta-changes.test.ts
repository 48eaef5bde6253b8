/**
 * docs/meta-changes.md answers every entry of Meta's change log that docs/reference/meta-2026.md knows; and the code
 * knows every webhook field, message type and status of its section 16 by name.
 */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import { isTemplateField } from '../../src/channel/cloud/decode/template.ts'
import { isKnownField } from '../../src/model/inbound/webhook-field.ts'
import { readDocument, rootPath } from '../support/documents.ts'
import { tableRows } from '../support/markdown.ts'

const reference = readDocument('docs/reference/meta-2026.md')
const lists = reference.slice(reference.indexOf('\n## 16'), reference.indexOf('\n## 17'))
const part = (number: string) => lists.slice(lists.indexOf(`\n### ${number}`)).split('\n### ')[1] ?? ''

describe("Meta's changes", () => {
  const entries = tableRows(reference, "15. Meta's changes of 2026, by date")
  const answers = tableRows(readDocument('docs/meta-changes.md'))

  test('each has an answer, in its order, and no other', () => {
    assert.ok(entries.length > 50, String(entries.length))
    assert.deepEqual(
      answers.map(([date, change]) => [date, change]),
      entries.map(([date, change]) => [date, change]),
    )
  })

  test('what is done names the file that does it; whatever is not says why', () => {
    for (const [date, change, state = '', here = ''] of answers) {
      const name = `${date} ${change}`
      assert.match(state, /^(?:done|not ours|open)$/, name)
      assert.ok(here.length > 15, name)
      const files = [...here.matchAll(/`((?:src|sandbox)\/[^`]+)`/g)].map(([, path = '']) => path)
      assert.ok(state !== 'done' || files.length > 0, `${name} names no file`)
      for (const path of files) assert.ok(existsSync(join(rootPath, path)), `${name}: ${path}`)
    }
  })
})

describe('what Meta documents is known by name', () => {
  test('every webhook field', () => {
    const cells = tableRows(part('16.1')).map(([names = '']) => names)
    const fields = cells.flatMap((names) =>
      names.split(', ').map((name) => name.replace('…', 'message_template').replaceAll('`', '')),
    )
    assert.ok(fields.length > 34, String(fields.length))
    assert.deepEqual(
      fields.filter((field) => !isKnownField(field) && !isTemplateField(field)),
      [],
    )
  })

  /** What a message of the type must have to be read, where that is no object of its name. */
  const members: Record<string, unknown> = {
    text: { body: 'Hola' },
    image: { id: '1' },
    audio: { id: '1' },
    video: { id: '1' },
    document: { id: '1' },
    sticker: { id: '1' },
    location: { latitude: 1, longitude: 2 },
    contacts: [{ name: { formatted_name: 'Ana' } }],
    interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Sí' } },
    button: { text: 'Sí', payload: '1' },
    reaction: { message_id: 'wamid.1', emoji: '👍' },
    order: { catalog_id: '1', product_items: [] },
    system: { type: 'user_changed_number', body: 'x', wa_id: '593987654321' },
    edit: { original_message_id: 'wamid.1', message: { type: 'text', text: { body: 'Hola' } } },
    revoke: { original_message_id: 'wamid.1' },
    request_welcome: {},
  }
  /** Meta's own word for what it does not pass on; a kind of chat, not of message; of histories; of the old API. */
  const withoutContent = ['unsupported', 'group', 'media_placeholder', 'unknown']
  const wordsOf = (label: string) => {
    const rows = tableRows(part('16.2'))
    const from = rows.findIndex(([of]) => of === label)
    const next = rows.findIndex(([of], at) => at > from && of !== '')
    const cells = rows.slice(from, next === -1 ? undefined : next).map(([, words = '']) => words)
    const text = cells.join(' ').replaceAll(/\([^)]*\)/g, '')
    return text
      .split(/,| and /)
      .map((word) => word.trim())
      .filter((word) => word !== '')
  }
  const bubbleOf = (type: string, member: unknown) => {
    const value = {
      metadata: { display_phone_number: '593990000001', phone_number_id: '1' },
      contacts: [{ wa_id: '593987654321', profile: { name: 'Ana' } }],
      messages: [{ id: 'wamid.2', from: '593987654321', timestamp: '1790000000', type, [type]: member }],
    }
    const [fact] = decodeWebhook({ entry: [{ id: '2', changes: [{ field: 'messages', value }] }] })
    return (fact as { bubble?: { type: string } } | undefined)?.bubble?.type
  }

  test('every type of message', () => {
    const types = wordsOf('`type`')
    assert.ok(types.length > 18, types.join())
    const known = types.filter((type) => !withoutContent.includes(type))
    assert.deepEqual(known.toSorted(), Object.keys(members).toSorted())
    const unread = known.filter((type) => ['unsupported', undefined].includes(bubbleOf(type, members[type])))
    assert.deepEqual(unread, [])
  })

  const replies: Record<string, unknown> = {
    button_reply: { id: '1', title: 'Sí' },
    list_reply: { id: '1', title: 'Sí' },
    nfm_reply: { name: 'flow', response_json: '{}' },
    call_permission_reply: { response: 'accept' },
    product: { catalog_id: '1', product_retailer_id: 'A-1' },
  }
  test('every answer to something interactive', () => {
    const types = wordsOf('`interactive.type`')
    assert.deepEqual(types.toSorted(), Object.keys(replies).toSorted())
    const unread = types.filter((type) =>
      ['unsupported', undefined].includes(bubbleOf('interactive', { type, [type]: replies[type] })),
    )
    assert.deepEqual(unread, [])
  })

  test('every status of a message', () => {
    const [, words = ''] = tableRows(part('16.4')).find(([of]) => of === 'messages') ?? []
    const statuses = (words.split(';')[0] ?? '')
      .replaceAll(/\([^)]*\)/g, '')
      .split(',')
      .map((one) => one.trim())
    assert.ok(statuses.length > 4, words)
    const value = (status: string) => ({
      metadata: { display_phone_number: '593990000001', phone_number_id: '1' },
      statuses: [{ id: 'wamid.1', status, timestamp: '1790000000', recipient_id: '593987654321' }],
    })
    const unread = statuses.filter((status) => {
      const facts = decodeWebhook({ entry: [{ id: '2', changes: [{ field: 'messages', value: value(status) }] }] })
      return facts.length !== 1 || (facts[0] as { kind: string }).kind !== 'status'
    })
    assert.deepEqual(unread, [])
  })
})
