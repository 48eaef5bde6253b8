/** The panel's two bodies, what registers it, and what it wants the bot to do: as tables. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { endOfLink, isLinkGood, linkEnding, signatureOf, signedOf } from '../../src/model/media/link.ts'
import { botNamed, closingEvents, readAgentPost } from '../../src/model/support/agent-post.ts'
import { authTypeOf, readPanelAuth } from '../../src/model/support/panel-auth.ts'
import { panelBody } from '../../src/model/support/panel-body.ts'
import { readRedirect } from '../../src/model/support/redirect.ts'

const bot = { id: 'demo', name: 'Demo' }
const ana = '593987654321'

// ── to the panel ────────────────────────────────────────────

const messageWith = (bubble: object) => ({
  messageId: 'msg_1',
  bubble,
  names: 'Ana',
  userId: ana,
  botId: 'demo',
  received: 1_700_000_000_000,
  owner: 'user',
  state: 'manual',
  eventId: 'evt_1',
  conversationId: 'cnv_1',
})

test('a message has the documented envelope', () => {
  assert.deepEqual(panelBody(messageWith({ type: 'text', text: 'Hola' }), bot), {
    field: 'messages',
    object: 'message_event',
    event_type: 'message',
    timestamp: 1_700_000_000_000,
    project_id: 'demo',
    room_id: `G:demo:${ana}`,
    contact: { id: ana, name: 'Ana' },
    conversation: { id: 'cnv_1' },
    bot,
    value: { id: 'msg_1', type: 'text', content: { body: 'Hola' } },
  })
})

const url = 'https://recado.example/media/med_1/x'
const contents: [bubble: Record<string, unknown>, type: string, content: object][] = [
  [{ type: 'image', mediaUrl: url, mediaType: 'image/png' }, 'image', { url, mime_type: 'image/png' }],
  [
    { type: 'video', mediaUrl: url, mediaType: 'video/mp4', text: 'mire' },
    'video',
    { url, mime_type: 'video/mp4', caption: 'mire' },
  ],
  [{ type: 'audio', mediaUrl: url }, 'audio', { url, mime_type: 'application/octet-stream' }],
  [
    { type: 'file', mediaUrl: url, mediaType: 'application/pdf', filename: 'a.pdf' },
    'document',
    { url, mime_type: 'application/pdf', filename: 'a.pdf' },
  ],
  [{ type: 'sticker', mediaUrl: url, mediaType: 'image/webp' }, 'image', { url, mime_type: 'image/webp' }],
  [{ type: 'image' }, 'text', { body: '[image]' }],
  [{ type: 'location', text: 'Location shared:\nhttps://…' }, 'text', { body: 'Location shared:\nhttps://…' }],
  [{ type: 'option', text: 'Ventas', id: '1' }, 'text', { body: 'Ventas' }],
  [{ type: 'reaction', emoji: '👍', messageId: 'wamid.1' }, 'text', { body: '👍' }],
  [{ type: 'reaction', emoji: '', messageId: 'wamid.1' }, 'text', { body: '[reaction]' }],
  [
    { type: 'contacts', contacts: [{ name: { formatted_name: 'Luis' }, phones: [{ phone: '+593999' }] }, null] },
    'text',
    { body: 'Luis +593999' },
  ],
  [{ type: 'unsupported' }, 'text', { body: '[unsupported]' }],
]
for (const [bubble, type, content] of contents) {
  test(`a ${bubble.type} as ${type}: ${JSON.stringify(content)}`, () => {
    const { value } = panelBody(messageWith(bubble), bot) as { value: { type: string; content: object } }
    assert.deepEqual([value.type, value.content], [type, content])
  })
}

test('start and end have the frame, the end with its reason and redirect; other events are not for the panel', () => {
  const event = { event: 'conversation', userId: ana, names: 'Ana', timestamp: 5, conversationId: 'cnv_1' }
  const start = panelBody({ ...event, change: 'start', cause: 'state' }, bot)
  assert.deepEqual([start?.event_type, start?.timestamp, start?.value], ['conversation.start', 5, { id: 'cnv_1' }])
  const redirect = { type: 'text', text: 'menú' }
  const end = panelBody({ ...event, change: 'close', cause: 'panel', redirect }, bot)
  assert.deepEqual(end?.value, { id: 'cnv_1', reason: 'panel', redirectPayload: redirect })
  assert.equal(panelBody({ event: 'endpoint_test', eventId: 'evt_1' }, bot), undefined)
  assert.equal(panelBody({ event: 'read', userId: ana }, bot), undefined)
})

// ── from the panel ──────────────────────────────────────────

const frame = {
  field: 'messages',
  object: 'message_event',
  event_type: 'incoming_message',
  project_id: 'demo',
  room_id: `G:demo:${ana}`,
  bot_id: 'demo',
  user_id: ana,
}
const textValue = { id: 'm1', type: 'text', content: { body: 'Hola' } }
const read = (body: unknown) => readAgentPost(body, () => false)

test('the documented message, and ids that come as numbers', () => {
  const expected = {
    ok: true,
    value: {
      kind: 'message',
      userId: ana,
      roomId: `G:demo:${ana}`,
      id: 'm1',
      content: { type: 'text', text: 'Hola' },
    },
  }
  assert.deepEqual(read({ ...frame, value: textValue }), expected)
  assert.deepEqual(read({ ...frame, user_id: Number(ana), value: textValue }), expected)
  assert.deepEqual(botNamed({ ...frame, bot_id: 7, project_id: 7 }), { botId: '7', projectId: '7' })
  for (const body of [null, 'x', [], {}, { bot_id: 'demo' }, { bot_id: {}, project_id: 'demo' }])
    assert.equal(botNamed(body), undefined)
})

const media = { url: 'https://panel.example.com/a', mime_type: 'x/y' }
const wrong: [what: string, body: object, paths: string[]][] = [
  ['no value', {}, ['value']],
  ['no id', { value: { ...textValue, id: undefined } }, ['value.id']],
  ['an id too long', { value: { ...textValue, id: 'x'.repeat(256) } }, ['value.id']],
  ['no type', { value: { ...textValue, type: undefined } }, ['value.type']],
  ['another type', { value: { ...textValue, type: 'sticker' } }, ['value.type']],
  ['no content', { value: { ...textValue, content: undefined } }, ['value.content']],
  ['no body', { value: { ...textValue, content: {} } }, ['value.content.body']],
  ['a body too long', { value: { ...textValue, content: { body: 'x'.repeat(4_097) } } }, ['value.content.body']],
  ['no address', { value: { id: 'm', type: 'image', content: { mime_type: 'x/y' } } }, ['value.content.url']],
  [
    'a plain address',
    { value: { id: 'm', type: 'image', content: { ...media, url: 'http://a.b/c' } } },
    ['value.content.url'],
  ],
  ['no mime type', { value: { id: 'm', type: 'video', content: { url: media.url } } }, ['value.content.mime_type']],
  [
    'a long caption',
    { value: { id: 'm', type: 'image', content: { ...media, caption: 'x'.repeat(1_025) } } },
    ['value.content.caption'],
  ],
  [
    'a name with a slash',
    { value: { id: 'm', type: 'document', content: { ...media, filename: 'a/b' } } },
    ['value.content.filename'],
  ],
  ['another event', { event_type: 'typing', value: textValue }, ['event_type']],
  ['no number', { user_id: 'Ana', value: textValue }, ['user_id']],
  ['a room that is no text', { room_id: {}, value: textValue }, ['room_id']],
  ['an empty member', { field: ' ', value: textValue }, ['field']],
]
for (const [what, change, paths] of wrong) {
  test(`refused, by the panel's own names: ${what}`, () => {
    const result = read({ ...frame, ...change })
    assert.deepEqual(result.ok || result.violations.map(({ path }) => path), paths)
  })
}

test('each file type, and nothing throws whatever comes', () => {
  for (const [type, kind] of [
    ['image', 'image'],
    ['video', 'video'],
    ['audio', 'audio'],
    ['document', 'file'],
  ]) {
    const result = read({ ...frame, value: { id: 'm', type, content: media } })
    assert.ok(result.ok && result.value.kind === 'message')
    assert.equal(result.value.content.type, kind)
  }
  fc.assert(fc.property(fc.jsonValue(), (value) => void read(value)))
  fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (value, one) => void read({ ...frame, value, room_id: one })))
})

test('the end, by each of its names, with its redirect at each place', () => {
  const redirect = { type: 'text', text: 'menú' }
  for (const event_type of closingEvents)
    for (const where of [
      { redirectPayload: redirect },
      { redirect_payload: redirect },
      { value: { redirectPayload: redirect } },
      { value: { redirect_payload: redirect } },
    ]) {
      const result = read({ ...frame, event_type, ...where })
      assert.deepEqual(result.ok && result.value.kind === 'close' && result.value.redirect, redirect)
    }
  const plain = read({ ...frame, event_type: 'conversation.close' })
  assert.deepEqual(plain.ok && 'redirect' in plain.value, false)
  const bad = read({ ...frame, event_type: 'conversation.close', redirectPayload: { type: 'goto' } })
  assert.deepEqual(bad.ok || bad.violations.map(({ path }) => path), ['redirectPayload.type'])
})

test('a redirect: a text, an edge by its members or as JSON in its text', () => {
  const edge = { type: 'edge', skillId: '7', action: 'Sí' }
  for (const given of [edge, { type: 'edge', text: JSON.stringify(edge) }, { ...edge, skillId: 7 }])
    assert.deepEqual(readRedirect(given, 'r'), { ok: true, value: edge })
  assert.deepEqual(readRedirect({ ...edge, text: 'ventas' }, 'r'), { ok: true, value: { ...edge, text: 'ventas' } })
  for (const [given, path] of [
    [{ type: 'text' }, 'r.text'],
    [{ type: 'text', text: ' ' }, 'r.text'],
    [{ type: 'edge', text: 'ventas' }, 'r.skillId'],
    [{}, 'r.type'],
    ['x', 'r'],
  ] as const) {
    const result = readRedirect(given, 'r')
    assert.deepEqual(result.ok || result.violations.map((one) => one.path), [path])
  }
  assert.deepEqual(readRedirect(null, 'r'), { ok: true, value: undefined })
})

test('authentication as the registration writes it', () => {
  const basic = { type: 'basic', username: 'ana', password: 'a:b' } as const
  for (const [type, text, auth] of [
    [undefined, undefined, undefined],
    ['no_auth', ' ', undefined],
    ['bearer', 'abc', { type: 'bearer', token: 'abc' }],
    ['bearer', 'bearer  abc', { type: 'bearer', token: 'abc' }],
    ['api_key', 'abc', { type: 'api_key', header: 'X-API-Key', value: 'abc' }],
    ['basic', 'ana:a:b', basic],
    ['basic', btoa('ana:a:b'), basic],
    ['basic', `Basic ${btoa('ana:a:b')}`, basic],
  ] as const) {
    assert.deepEqual(readPanelAuth(type, text), { ok: true, value: auth }, String(text))
    assert.equal(authTypeOf(auth), type ?? 'no_auth')
  }
  for (const [type, text] of [
    ['no_auth', 'abc'],
    ['bearer', undefined],
    ['bearer', 'a\nb'],
    ['basic', 'nothing'],
    ['basic', ':b'],
  ] as const) {
    const result = readPanelAuth(type, text)
    assert.deepEqual(result.ok || result.violations.map(({ path }) => path), ['authorization'], String(text))
  }
})

// ── addresses of files ──────────────────────────────────────

test('a fresh address has its end in it, rounded up; a lasting one has none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.base64String({ minLength: 10 }), (until, base64) => {
      const signature = base64.replaceAll(/[^\w]/g, 'x')
      const written = `${linkEnding(until)}${signature}`
      const end = endOfLink(written) ?? 0
      assert.ok(end >= until && end < until + 1_000)
      assert.equal(signatureOf(written), signature)
      assert.equal(signedOf('med_1', written), `med_1.${(end / 1_000).toString(36)}`)
      assert.deepEqual(
        [endOfLink(signature), signatureOf(signature), signedOf('med_1', signature)],
        [undefined, signature, 'med_1'],
      )
    }),
  )
})

test('a fresh address works until its end alone; a revoked file has none', () => {
  const file = { createdAt: 0 }
  assert.ok(isLinkGood(file, { linkMs: 10, now: 100, endsAt: 101 }))
  assert.ok(!isLinkGood(file, { linkMs: 0, now: 101, endsAt: 101 }))
  assert.ok(!isLinkGood({ ...file, isLinkRevoked: true }, { linkMs: 0, now: 1, endsAt: 101 }))
  assert.ok(isLinkGood(file, { linkMs: 10, now: 9 }) && !isLinkGood(file, { linkMs: 10, now: 10 }))
})
