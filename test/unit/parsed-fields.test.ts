/**
 * A schema shows every field that its parser reads: one that is missing would be refused as unknown, or reported as
 * ignored. Every kind of request is parsed from a proxy that records the names that the parser reads.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSchema } from '../../src/http/api/template-schemas.ts'
import { parseCampaignRequest } from '../../src/model/campaign/request.ts'
import { campaignRequestSchema } from '../../src/model/campaign/schema.ts'
import { messageTypes, parseSessionRequest, sessionForms } from '../../src/model/message/parse.ts'
import { straysIn, type WordSchema, wordsOf } from '../../src/model/request/words.ts'
import { parseTemplateById, templateByIdSchema } from '../../src/model/template/by-id.ts'
import { parseNewTemplate } from '../../src/model/template/create.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'
import { hsmRequestSchema } from '../../src/model/template/request-schema.ts'

const now = 1_800_000_000_000

/** A proxy that records every name read from its objects. */
function watched(value: unknown, path: string, asked: Set<string>): unknown {
  if (Array.isArray(value)) return value.map((item, index) => watched(item, `${path}${index}.`, asked))
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, watched(one, `${path}${key}.`, asked)]),
  )
  return new Proxy(inner, {
    get(target, key) {
      if (typeof key === 'string' && key !== 'toJSON') asked.add(path + key)
      return Reflect.get(target, key)
    },
  })
}

/** The same value with something at the path. */
function withField(value: unknown, path: string): unknown {
  const copy = JSON.parse(JSON.stringify(value))
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  const holder = keys.reduce((held, key) => held?.[key], copy)
  if (holder && !(last in holder)) holder[last] = 'x'
  return copy
}

/** `refused`: names that are read only to be refused. */
function checkRead(
  schema: unknown,
  request: unknown,
  parse: (body: unknown) => unknown,
  refusedNames: readonly string[] = [],
): void {
  const words = wordsOf(schema as WordSchema)
  const asked = new Set<string>()
  parse(watched(request, '', asked))
  assert.ok(asked.size > 0)
  for (const path of [...asked].filter((one) => !refusedNames.includes(one))) {
    const { refused, unknown } = straysIn(words, withField(request, path))
    assert.deepEqual(
      [...refused.map((one) => one.path), ...unknown].filter((one) => one === path),
      [],
      path,
    )
  }
}

for (const [type, { schemas }] of Object.entries(messageTypes)) {
  for (const [form, schema] of schemas.entries()) {
    const { examples } = schema as unknown as { examples: [Record<string, unknown>] }
    test(`message ${type}, form ${form}`, () => {
      checkRead(
        { oneOf: sessionForms },
        examples[0],
        (body) => parseSessionRequest(body, {}),
        type === 'reaction' ? ['sendAt'] : [],
      )
    })
  }
}

const template = {
  elementName: 'demo',
  destinations: ['593987654321'],
  parameters: ['a'],
  actions: { setSkill: { id: '1' }, setMemoryParams: { a: 1 } },
  ltoParams: { expirationTime: now + 1 },
  cards: [
    {
      mediaUrl: 'https://cdn.ejemplo.com/a.png',
      params: ['a'],
      buttonParameters: [{ type: 'URL', payload: { param: 'x' } }],
    },
  ],
  buttonParameters: [{ type: 'QUICK_REPLY', payload: { a: 1 } }],
  buttonPayloads: [{ type: 'edge', action: 'A', skillId: '1' }],
}
const { parameters: _, ...send } = template

test('template send', () => checkRead(hsmRequestSchema, template, (body) => parseHsmRequest(body, { now })))
test('template send with the older name of the skill', () => {
  const request = { ...template, actions: { setFlow: { id: 1 } } }
  checkRead(hsmRequestSchema, request, (body) => parseHsmRequest(body, { now }))
})
test('template by id', () => {
  const { destinations: _to, elementName: _name, ...parts } = template
  const request = { ...parts, type: 'template', templateId: 'demo', userId: '593987654321', parameters: { a: 'b' } }
  checkRead(templateByIdSchema, request, (body) => parseTemplateById(body, { botId: 'demo', now }))
})
test('campaign', () => {
  const params = [{ param: 1, column: 'a' }]
  const request = { ...send, campaignName: 'a', botId: 'demo', fileUrl: 'https://cdn.ejemplo.com/a.csv', params }
  checkRead(campaignRequestSchema, request, (body) => parseCampaignRequest(body, now))
})
test('a new template, in either form', () => {
  const head = { elementName: 'a', language: 'es', category: 'UTILITY' }
  const params = [{ param: '1', label: 'a', example: 'a' }]
  const form = {
    ...head,
    template: 'Hola {{1}}.',
    params,
    header: 'Hola',
    headerParams: params,
    buttons: [],
    extraSettings: {},
  }
  checkRead(createSchema, form, (body) => parseNewTemplate(body, {}))
  const code = { ...head, category: 'AUTHENTICATION', template: '{{1}}', extraSettings: { codeExpirationMinutes: 5 } }
  checkRead(createSchema, code, (body) => parseNewTemplate(body, {}))
  const meta = { name: 'a', language: 'es', category: 'UTILITY', components: [{ type: 'BODY', text: 'Hola' }] }
  checkRead(createSchema, meta, (body) => parseNewTemplate(body, {}))
})
