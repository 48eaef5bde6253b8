/** The parts of a skill: placeholders, edge payloads, and messages that are validated before they are filled. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fill, type PlaceholderFacts, unknownPlaceholders } from '../../src/model/skill/placeholder.ts'
import { checkMessages, edgeOf, readMessage } from '../../src/model/skill/skill.ts'
import { parseRoomId, roomIdOf, stateAt } from '../../src/model/user/user.ts'

const facts: PlaceholderFacts = {
  memory: { plan: 'oro', n: 3, nested: { city: 'Quito' }, list: [1, 2], empty: null },
  user: { id: '593987654321', name: 'Ana' },
  action: 'Sí',
  text: 'hola {{memory.plan}}',
}

const filled: [string, string][] = [
  ['{{memory.plan}}', 'oro'],
  ['{{ memory.nested.city }}!', 'Quito!'],
  ['{{memory.n}} y {{memory.list}}', '3 y [1,2]'],
  ['{{memory.empty}}{{memory.none}}{{memory.plan.deeper}}', ''],
  ['{{memory.constructor}}{{memory.__proto__}}', ''],
  ['{{user.name}} {{user.id}}', 'Ana 593987654321'],
  ['{{action}}: {{text}}', 'Sí: hola {{memory.plan}}'],
  ['{memory.plan} {{}} {{otro}}', '{memory.plan}  '],
]

for (const [text, expected] of filled) {
  test(`${text} becomes ${JSON.stringify(expected)}`, () => {
    assert.equal(fill(text, facts), expected)
  })
}

test('every text of a JSON is filled, and nothing else is changed', () => {
  const value = { type: 'text', n: 1, on: true, none: null, list: ['{{action}}', { '{{action}}': '{{user.name}}' }] }
  assert.deepEqual(fill(value, facts), { ...value, list: ['Sí', { '{{action}}': 'Ana' }] })
})

test('a JSON without placeholders is the same after filling', () => {
  const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('{{'))
  fc.assert(fc.property(json, (value) => assert.deepEqual(fill(value, facts), value)))
})

test('a placeholder that nothing could fill is named by its field', () => {
  const value = { text: 'x {{memory.plan}}', options: [{ title: '{{nombre}}' }], a: '{{user.email}}' }
  const paths = unknownPlaceholders(value, 'messages.0').map(({ path }) => path)
  assert.deepEqual(paths, ['messages.0.options.0.title', 'messages.0.a'])
})

const noPrivate = () => false
const check = (message: Record<string, unknown>) =>
  checkMessages([message], noPrivate).map(({ path, rule }) => `${path} ${rule}`)

test('a message that filling may correct is accepted; one that it cannot is refused', () => {
  assert.deepEqual(check({ type: 'text', text: '{{memory.plan}}' }), [])
  assert.deepEqual(check({ type: 'image', mediaUrl: '{{memory.photo}}' }), [])
  assert.deepEqual(check({ type: 'location', coordinates: { lat: '{{memory.lat}}', long: '{{memory.long}}' } }), [])
  const replies = [{ title: '{{memory.a}}' }, { title: '{{memory.b}}' }]
  assert.deepEqual(check({ type: 'quick_reply', text: '¿?', quick_replies: replies }), [])
  assert.deepEqual(check({ type: 'text' }), ['messages.0.text required'])
  assert.deepEqual(check({ type: '{{memory.type}}', text: 'x' }), ['messages.0.type one_of'])
  const long = [{ title: `{{memory.a}}${'x'.repeat(20)}` }]
  assert.deepEqual(check({ type: 'quick_reply', text: 'x', quick_replies: long }), [
    'messages.0.quick_replies.0.title too_long',
  ])
  assert.deepEqual(check({ type: 'text', text: '{{quien}}' }), ['messages.0.text format'])
  assert.deepEqual(check({ type: 'image', mediaUrl: 'http://10.0.0.1/{{memory.a}}' }), [])
})

test('a filled message is validated as by the API, and its recipient is the person of the run', () => {
  const message = { type: 'text', text: '{{memory.plan}}', userId: '1', botId: 'another' }
  assert.deepEqual(readMessage(message, 'messages.0', { facts, allowPrivateMedia: noPrivate }), {
    ok: true,
    value: { type: 'text', text: 'oro' },
  })
  const inner = { type: 'image', mediaUrl: 'http://10.0.0.1/{{memory.plan}}.png' }
  assert.equal(readMessage(inner, 'messages.0', { facts, allowPrivateMedia: noPrivate }).ok, false)
  assert.equal(readMessage('x', 'messages.0', { allowPrivateMedia: noPrivate }).ok, false)
})

const edges: [string, unknown, string | undefined][] = [
  ['an object', { type: 'edge', action: 'a', skillId: '7' }, '7'],
  ['its id a number', { type: 'edge', skillId: 7 }, '7'],
  ['JSON in a text', '{"type":"edge","action":"a","skillId":"7"}', '7'],
  ['another type', { type: 'text', skillId: '7' }, undefined],
  ['without a skill', { type: 'edge', action: 'a' }, undefined],
  ['a text', 'edge', undefined],
  ['half a JSON', '{"type":"edge"', undefined],
  ['nothing', undefined, undefined],
]

for (const [name, payload, skillId] of edges) {
  test(`an edge payload: ${name}`, () => {
    assert.equal(edgeOf(payload)?.skillId, skillId)
  })
}

test('manual ends after its time', () => {
  assert.equal(stateAt('manual', null, 5), 'manual')
  assert.equal(stateAt('manual', 6, 5), 'manual')
  assert.equal(stateAt('manual', 5, 5), 'auto')
  assert.equal(stateAt('auto', null, 5), 'auto')
})

test("a room names bot and person, whatever the bot's id contains", () => {
  for (const botId of ['demo', '+593999', 'a:b', 'bot-1.2']) {
    assert.deepEqual(parseRoomId(roomIdOf(botId, 'EC.1a')), { botId, userId: 'EC.1a' })
  }
  for (const wrong of ['', 'demo:1', 'G:demo', 'G::1', 'g:demo:1']) assert.equal(parseRoomId(wrong), undefined, wrong)
})
