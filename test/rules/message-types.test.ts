/**
 * A message type is added in three places: its family (model/message), its encoder (channel/cloud/encode) and its rule
 * (sandbox/rules). Here the example of each passes all three: the API's request, Meta's body, the sandbox's check.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkContent, checkEnvelope, messageRules, typeOf } from '../../sandbox/rules/rules.ts'
import { encode } from '../../src/channel/cloud/encode/encode.ts'
import type { Content, SessionContent } from '../../src/model/message/content.ts'
import { messageTypes, parseSessionRequest } from '../../src/model/message/parse.ts'

type WireType = keyof typeof messageRules

/** Meta's type of each kind of content. A new kind makes the compiler ask for its row. */
const wireTypes = {
  text: 'text',
  options: 'interactive',
  quick_reply: 'interactive',
  image: 'image',
  audio: 'audio',
  video: 'video',
  file: 'document',
  sticker: 'sticker',
  location: 'location',
  contacts: 'contacts',
  location_request: 'interactive',
  cta_url: 'interactive',
  flow: 'interactive',
  voice_call: 'interactive',
  carousel: 'interactive',
  request_contact_info: 'interactive',
  call_permission_request: 'interactive',
  catalog_message: 'interactive',
  product: 'interactive',
  product_list: 'interactive',
  product_carousel: 'interactive',
  address_message: 'interactive',
  reaction: 'reaction',
  template: 'template',
} satisfies Record<Content['type'], WireType>

type Example = { name: string; title: string; body: unknown }

/** The examples in OpenAPI. */
const examples: Example[] = Object.entries(messageTypes).flatMap(([name, family]) =>
  family.schemas.flatMap((schema) => {
    const { title, examples: bodies } = JSON.parse(JSON.stringify(schema)) as { title: string; examples: unknown[] }
    return bodies.map((body) => ({ name, title, body }))
  }),
)

function contentOf(body: unknown): SessionContent {
  const parsed = parseSessionRequest(body, { botId: 'demo' })
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.value.content
}

/** As received: through JSON. */
function wireBodyOf(content: Content): Record<string, unknown> {
  const recipient = { phone: '593987654321' }
  return JSON.parse(JSON.stringify(encode({ content, recipient, messageId: 'msg_1', attempt: 1, locale: 'es' })))
}

describe('message types', () => {
  for (const { name, title, body } of examples) {
    test(`${name} (${title}): its example is parsed, encoded, and accepted by the sandbox`, () => {
      const content = contentOf(body)
      const wire = wireBodyOf(content)
      assert.equal(typeOf(wire), wireTypes[content.type])
      assert.equal(checkEnvelope(wire), undefined)
      const scope = { now: 0, hasMedia: () => false, templatesNamed: () => [] }
      assert.equal(checkContent(wire, scope), undefined, JSON.stringify(wire))
    })
  }

  test('every type has an example, and every kind of content comes from one', () => {
    assert.deepEqual([...new Set(examples.map(({ name }) => name))], Object.keys(messageTypes))
    const reached = new Set<string>(examples.map(({ body }) => contentOf(body).type))
    assert.deepEqual([...reached, 'template'].sort(), Object.keys(wireTypes).sort())
  })

  test('every rule of the sandbox is used by a type', () => {
    const used: string[] = Object.values(wireTypes)
    assert.deepEqual(
      Object.keys(messageRules).filter((rule) => !used.includes(rule)),
      [],
    )
  })
})
