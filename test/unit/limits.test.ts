/**
 * Each of Meta's limits on texts that people read, at its edge and one beyond, in letters of every kind: validation,
 * preview, campaign check and sandbox agree, each by its own code. The sandbox also gets the text as it was written,
 * before the gateway composes it.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { handleMessage } from '../../sandbox/send.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { encode } from '../../src/channel/cloud/encode/encode.ts'
import { validateRow } from '../../src/model/campaign/campaign.ts'
import { parseCampaignRequest, snapshotOf } from '../../src/model/campaign/request.ts'
import type { Content } from '../../src/model/message/content.ts'
import { type MessageType, messageTypes, parseSessionRequest } from '../../src/model/message/parse.ts'
import type { TemplateComponent, TemplateDefinition } from '../../src/model/template/definition.ts'
import { fitTemplate } from '../../src/model/template/fit.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'
import { openTestHttp, type TestHttp } from '../support/http.ts'
import { person } from '../support/sandbox-examples.ts'

type Json = Record<string, unknown>

let sandbox: Sandbox
let http: TestHttp

before(async () => {
  http = await openTestHttp()
  sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    demoPerson: true,
    logLevel: 'silent',
    statusDelayMs: { sent: 10, delivered: 20, read: 30 },
  })
  sandbox.world.clock.freeze()
})
after(async () => {
  await sandbox?.stop()
  await http?.[Symbol.asyncDispose]()
})

// ── texts of an exact length ────────────────────────────────

/** Each is one character, in any number of units and code points. */
const letters = {
  plain: 'a',
  composed: 'é',
  apart: 'e\u0301',
  'apart twice': 'e\u0302\u0301',
  'jamo apart': '한'.normalize('NFD'),
  'surrogate pair': '𠮷',
  emoji: '😀',
} as const
type Letter = keyof typeof letters
const allLetters = Object.keys(letters) as Letter[]
const words: Letter[] = ['plain', 'composed', 'apart', 'apart twice', 'jamo apart', 'surrogate pair']
/** A text that is sent unchanged counts unchanged. */
const codes: Letter[] = ['plain', 'composed', 'surrogate pair', 'emoji']

const textOf = (letter: Letter, length: number) => letters[letter].repeat(length)

/** The sandbox's verdict on a body with this marked text. */
function sandboxTakes(wire: Json, text: string): boolean {
  const whole = { ...wire, to: `+${person}` }
  const body = JSON.stringify(whole).replaceAll(`"${mark}"`, () => JSON.stringify(text))
  // Its pair pace is not tested here.
  sandbox.world.advance(60_000)
  const answer = handleMessage(sandbox.world, { phoneNumber: sandboxNumber, body })
  assert.equal(answer.kind, 'answer')
  if (answer.statusCode !== 200) assert.match(answer.body, /length|long|characters/i)
  return answer.statusCode === 200
}

/** Short, of letters that no limit and no rule concerns. */
const mark = 'MARCA'

function wireOf(content: Content): Json {
  return encode({ content, recipient: { phone: person }, messageId: 'msg_1', attempt: 1, locale: 'es' })
}

// ── messages ────────────────────────────────────────────────

const messages: [type: MessageType, form: number, path: string, limit: number, letters: Letter[]][] = [
  ['text', 0, 'text', 4096, allLetters],
  ['text', 2, 'text', 4096, allLetters],
  ['text', 2, 'title', 60, words],
  ['text', 2, 'options.0.title', 24, words],
  ['text', 2, 'options.0.description', 72, words],
  ['quick_reply', 0, 'text', 1024, allLetters],
  ['quick_reply', 0, 'quick_replies.0.title', 20, words],
  ['image', 0, 'text', 1024, allLetters],
  ['video', 0, 'text', 1024, allLetters],
  ['file', 0, 'text', 1024, allLetters],
  ['location_request', 0, 'text', 1024, allLetters],
  ['cta_url', 0, 'text', 1024, allLetters],
  ['cta_url', 0, 'title', 60, words],
  ['cta_url', 0, 'caption', 60, words],
  ['cta_url', 0, 'parameters.display_text', 20, words],
  ['flow', 0, 'title', 60, words],
  ['flow', 0, 'text', 1024, allLetters],
  ['flow', 0, 'caption', 60, words],
  ['flow', 0, 'parameters.flow_cta', 30, words],
  ['voice_call', 0, 'text', 1024, allLetters],
  ['voice_call', 0, 'parameters.display_text', 20, words],
  ['carousel', 0, 'text', 1024, allLetters],
  ['carousel', 0, 'parameters.cards.0.body.text', 160, allLetters],
]

function exampleOf(type: MessageType, form: number, path: string, value: string): Json {
  const { examples } = messageTypes[type].schemas[form] as unknown as { examples: [Json] }
  const request = structuredClone(examples[0])
  request.userId = person
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const holder = keys.reduce<Json>((held, key) => held[key] as Json, request)
  holder[last] = value
  return request
}

for (const [type, form, path, limit, kinds] of messages) {
  for (const letter of kinds) {
    test(`${type} ${form} ${path}: ${limit} ${letter} pass, one more does not, in validation and in the sandbox`, () => {
      const marked = parseSessionRequest(exampleOf(type, form, path, mark), { botId: 'demo' })
      assert.ok(marked.ok, JSON.stringify(marked))
      const wire = wireOf(marked.value.content)
      for (const [length, isTaken] of [
        [limit, true],
        [limit + 1, false],
      ] as const) {
        const text = textOf(letter, length)
        const parsed = parseSessionRequest(exampleOf(type, form, path, text), { botId: 'demo' })
        assert.equal(parsed.ok, isTaken, JSON.stringify(parsed).slice(0, 300))
        assert.equal(sandboxTakes(wire, text), isTaken, 'sandbox, as it was written')
        assert.equal(sandboxTakes(wire, text.normalize('NFC')), isTaken, 'sandbox, composed')
        if (!parsed.ok)
          assert.deepEqual(
            parsed.violations.map(({ path: at, rule, args }) => [at, rule, args]),
            [[path, 'too_long', { actual: length, limit }]],
          )
        else assert.ok(JSON.stringify(parsed.value.content).includes(text.normalize('NFC')), 'what goes out is NFC')
      }
    })
  }
}

// ── templates ───────────────────────────────────────────────

const link = 'https://cdn.ejemplo.com/a.jpeg'
const component = (type: string, more: Json): TemplateComponent => ({ type, ...more }) as TemplateComponent
const bodyText = 'Jose\u0301, {{1}}.'
const body = component('BODY', { text: bodyText })
const picture = component('HEADER', { format: 'IMAGE' })
const card = { components: [picture, body, component('BUTTONS', { buttons: [{ type: 'QUICK_REPLY', text: 'Sí' }] })] }

type Place = {
  name: string
  category?: TemplateDefinition['category']
  components: TemplateComponent[]
  /** In the template's own text. */
  fixed: number
  limit: number
  request: (value: string) => Json
  letters: Letter[]
}

const bodyFixed = 'José, .'.length
const places: Place[] = [
  {
    name: 'body',
    components: [body],
    fixed: bodyFixed,
    limit: 1024,
    request: (value) => ({ parameters: [value] }),
    letters: allLetters,
  },
  {
    name: 'header',
    components: [
      component('HEADER', { format: 'TEXT', text: 'Jose\u0301 {{1}}' }),
      component('BODY', { text: 'Hola.' }),
    ],
    fixed: 'José '.length,
    limit: 60,
    request: (value) => ({ parameters: [], headerParameters: [value] }),
    letters: allLetters,
  },
  {
    name: 'offer',
    category: 'MARKETING',
    components: [
      picture,
      component('LIMITED_TIME_OFFER', { limited_time_offer: { text: 'Oferta', has_expiration: true } }),
      body,
      component('BUTTONS', {
        buttons: [
          { type: 'COPY_CODE', example: 'A' },
          { type: 'URL', text: 'Ver', url: 'https://ejemplo.com' },
        ],
      }),
    ],
    fixed: bodyFixed,
    limit: 600,
    request: (value) => ({
      parameters: [value],
      mediaUrl: link,
      ltoParams: { expirationTime: 4_102_444_800_000 },
      buttonParameters: [{ type: 'COPY_CODE', payload: { param: 'A1' } }],
    }),
    letters: allLetters,
  },
  {
    name: 'card',
    category: 'MARKETING',
    components: [component('BODY', { text: 'Hola.' }), component('CAROUSEL', { cards: [card, card] })],
    fixed: bodyFixed,
    limit: 160,
    request: (value) => ({
      parameters: [],
      cards: [value, 'b'].map((text) => ({
        mediaUrl: link,
        params: [text],
        buttonParameters: [{ type: 'QUICK_REPLY', payload: { a: 1 } }],
      })),
    }),
    letters: allLetters,
  },
  {
    name: 'code',
    category: 'AUTHENTICATION',
    components: [
      component('BODY', { text: '{{1}} es tu código.' }),
      component('BUTTONS', {
        buttons: [
          {
            type: 'URL',
            text: 'Copiar',
            url: 'https://www.whatsapp.com/otp/code/?code=otp{{1}}',
            otp_type: 'COPY_CODE',
          },
        ],
      }),
    ],
    fixed: 0,
    limit: 15,
    request: (value) => ({ parameters: [value] }),
    letters: ['plain', 'composed', 'surrogate pair'],
  },
  {
    name: 'coupon',
    category: 'MARKETING',
    components: [
      component('BODY', { text: 'Hola.' }),
      component('BUTTONS', { buttons: [{ type: 'COPY_CODE', example: 'A' }] }),
    ],
    fixed: 0,
    limit: 20,
    request: (value) => ({ parameters: [], buttonParameters: [{ type: 'COPY_CODE', payload: { param: value } }] }),
    letters: codes,
  },
  {
    name: 'address',
    components: [
      component('BODY', { text: 'Hola.' }),
      component('BUTTONS', { buttons: [{ type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}' }] }),
    ],
    fixed: 'https://ejemplo.com/'.length,
    limit: 2000,
    request: (value) => ({ parameters: [], buttonParameters: [{ type: 'URL', payload: { param: value } }] }),
    letters: ['plain'],
  },
]

const now = 1_800_000_000_000

function wholeRequest({ name, request }: Place, value: string): Json {
  return { elementName: name, destinations: [person], language: 'es', ...request(value) }
}

/** A campaign whose file has the value in a column. */
function campaignTakes(position: Place, definition: TemplateDefinition, value: string): boolean {
  const { parameters: _, ...rest } = position.request('{{valor}}')
  const parsed = parseCampaignRequest({ campaignName: 'Mayo', elementName: position.name, botId: 'demo', ...rest }, now)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const header = { separator: ',', columns: ['telefono', 'valor'], line: 1 }
  const snapshot = snapshotOf({ request: parsed.value, definition, header, now })
  assert.ok(snapshot.ok, JSON.stringify(snapshot))
  return validateRow(snapshot.value, { line: 2, cells: [person, value] }).kind === 'good'
}

for (const position of places) {
  const definition: TemplateDefinition = {
    elementName: position.name,
    language: 'es',
    category: position.category ?? 'UTILITY',
    status: 'APPROVED',
    components: position.components,
  }
  test(`template ${position.name}: ${position.limit} filled in pass and one more does not, by four checks`, async () => {
    await http.store.putTemplate('demo', definition, 1)
    const { elementName: name, ...same } = definition
    sandbox.world.templates.put(sandboxNumber.wabaId, {
      ...same,
      name,
      id: `9${position.limit}`,
      parameter_format: 'POSITIONAL',
    } as never)
    const marked = parseHsmRequest(wholeRequest(position, mark), { now })
    assert.ok(marked.ok, JSON.stringify(marked))
    const fitted = fitTemplate(marked.value, definition)
    assert.ok(fitted.ok, JSON.stringify(fitted))
    const wire = wireOf(fitted.value)
    for (const letter of position.letters) {
      for (const [beyond, isTaken] of [
        [0, true],
        [1, false],
      ] as const) {
        const value = textOf(letter, position.limit - position.fixed + beyond)
        const { destinations: _to, elementName: _name, ...shown } = wholeRequest(position, value)
        const door = await http.inject('POST', '/v2/whatsapp/demo/hsm', { body: wholeRequest(position, value) })
        const preview = await http.inject('POST', `/v1/bots/demo/templates/${position.name}/preview`, { body: shown })
        const verdicts = {
          door: door.status,
          preview: preview.status,
          campaign: campaignTakes(position, definition, value),
          sandbox: sandboxTakes(wire, value),
          'sandbox, composed': sandboxTakes(wire, value.normalize('NFC')),
        }
        const status = isTaken ? 200 : 422
        const same = {
          door: status,
          preview: status,
          campaign: isTaken,
          sandbox: isTaken,
          'sandbox, composed': isTaken,
        }
        assert.deepEqual(verdicts, same, `${letter} ${value.length} ${door.text.slice(-300)}`)
      }
    }
  })
}

test('ids, payloads and addresses are sent unchanged', () => {
  const separate = 'cafe\u0301'
  const asked = {
    type: 'text',
    userId: person,
    text: separate,
    title: separate,
    options: [{ title: separate, payload: separate, id: separate }],
  }
  const parsed = parseSessionRequest(asked, { botId: 'demo' })
  assert.ok(parsed.ok)
  const { content } = parsed.value
  assert.ok(content.type === 'options')
  assert.deepEqual(
    [content.text, content.title, content.options[0]],
    ['café', 'café', { title: 'café', payload: separate, id: separate }],
  )
})
