/**
 * An edit at Meta: parts that the request does not change are neither fetched nor validated, and are sent back as Meta
 * shows them.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestResult } from '../../src/egress/request.ts'
import type { TemplateComponent } from '../../src/model/template/definition.ts'
import { type EditMode, parseTemplateEdit } from '../../src/model/template/edit.ts'
import type { StoredTemplate } from '../../src/model/template/record.ts'
import type { TemplateDeps } from '../../src/templates/deps.ts'
import { editTemplate } from '../../src/templates/edit.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const expired = 'https://scontent.example.com/v/sample.png?oe=1'
const shownNow = 'https://scontent.example.com/v/sample.png?oe=2'
const header = (url: string): TemplateComponent => ({
  type: 'HEADER',
  format: 'IMAGE',
  example: { header_handle: [url] },
})
const body: TemplateComponent = { type: 'BODY', text: 'Hola {{1}}, va.', example: { body_text: [['Ana']] } }
const newBody = { template: 'Hola {{1}}, ya va.', params: [{ param: '1', example: 'Ana' }] }
const storedWith = (components: TemplateComponent[], more = {}): StoredTemplate => ({
  definition: {
    elementName: 'order',
    language: 'es',
    category: 'UTILITY',
    status: 'APPROVED',
    metaId: '77',
    components,
    ...more,
  },
  record: {},
  createdAt: t0,
  updatedAt: t0,
})

type World = { fetched: string[]; edits: { components?: TemplateComponent[] }[] }

/** `files`: addresses that can be fetched. `takes`: what Meta accepts as a sample. */
async function edit(
  stored: StoredTemplate,
  request: object,
  { files = [] as string[], takes = (_handle: string): boolean => true, mode = 'merge' as EditMode } = {},
) {
  const world: World = { fetched: [], edits: [] }
  const parsed = parseTemplateEdit(request, stored, mode, {})
  if (!parsed.ok) return { ...world, kind: 'invalid', paths: parsed.violations.map(({ path }) => path) }
  const png = Buffer.from('89504e470d0a1a0a', 'hex')
  const deps = {
    store: {
      editTemplate: async () => undefined,
      templateRecords: async () => [stored],
      syncTemplates: async () => ({}),
    },
    cloud: {
      async editTemplate(_channel: unknown, _id: string, change: World['edits'][number]) {
        world.edits.push(change)
        const handles = JSON.stringify(change.components ?? []).match(/"header_handle":\["([^"]*)"\]/)
        if (handles?.[1] === undefined || takes(handles[1])) return { kind: 'done' }
        return { kind: 'failed', outcome: { kind: 'refused', class: 'fix', error: { code: 100 } } }
      },
      readTemplate: async () => ({
        kind: 'ok',
        template: { ...stored.definition, components: [header(shownNow), body] },
      }),
      uploadSample: async () => ({ kind: 'ok', handle: '4::new' }),
    },
    async request({ url }: { url: string }): Promise<RequestResult> {
      world.fetched.push(url)
      const status = files.includes(url) ? 200 : 403
      return { kind: 'answer', status, headers: {}, body: '', bytes: png, truncated: false }
    },
    typesOf: async () => ['image/png'],
    clock: () => t0,
  } as unknown as TemplateDeps
  const result = await editTemplate(deps, testBot(), {
    stored,
    edit: parsed.value,
    editOf: () => parsed.value,
    send: false,
    sampleField: 'mediaUrl',
  })
  const paths = result.kind === 'invalid' ? result.violations.map(({ path }) => path) : []
  return { ...world, kind: result.kind, paths }
}

const handleIn = ({ components = [] }: World['edits'][number]) =>
  components.find(({ type }) => type === 'HEADER')?.example as { header_handle: string[] } | undefined

test('a new body of a template with a picture: no sample is fetched, and the header is sent back as Meta shows it', async () => {
  const result = await edit(storedWith([header(expired), body]), newBody)
  assert.deepEqual([result.kind, result.fetched, result.edits.length], ['ok', [], 1])
  assert.deepEqual(handleIn(result.edits[0] ?? {}), { header_handle: [expired] })
})

test('when Meta requires the sample again, it is fetched from its present address at Meta', async () => {
  const takes = (handle: string) => handle.startsWith('4::')
  const result = await edit(storedWith([header(expired), body]), newBody, { files: [shownNow], takes })
  assert.deepEqual([result.kind, result.fetched], ['ok', [shownNow]])
  assert.deepEqual(handleIn(result.edits[1] ?? {}), { header_handle: ['4::new'] })
})

test("a sample that Meta's own address does not return is Meta's refusal, and concerns no field of the request", async () => {
  const result = await edit(storedWith([header(expired), body]), newBody, { takes: () => false })
  assert.deepEqual([result.kind, result.paths, result.edits.length], ['meta', [], 1])
})

test('the media of a card are kept likewise', async () => {
  const card = (url: string) => ({
    components: [header(url), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Sí' }] }],
  })
  const carousel = { type: 'CAROUSEL', cards: [card(expired), card(`${expired}2`)] }
  const result = await edit(storedWith([body, carousel], { category: 'MARKETING' }), newBody)
  assert.deepEqual([result.kind, result.paths, result.fetched], ['ok', [], []])
})

test('the whole template as it was read is accepted, with an address that has expired meanwhile', async () => {
  const components = [header(expired), { ...body, text: 'Hola {{1}}, ya va.' }]
  for (const mode of ['merge', 'replace'] as const) {
    const result = await edit(storedWith([header(expired), body]), { components }, { mode })
    assert.deepEqual([result.kind, result.paths], ['ok', []])
    assert.deepEqual(handleIn(result.edits[0] ?? {}), { header_handle: [expired] })
  }
})

test('a sample in the request is fetched and validated, under its field', async () => {
  const mediaUrl = 'https://files.example.com/new.png'
  const given = { ...newBody, type: 'IMAGE', mediaUrl }
  const missing = await edit(storedWith([header(expired), body]), given)
  assert.deepEqual([missing.kind, missing.paths, missing.edits], ['invalid', ['mediaUrl'], []])
  const there = await edit(storedWith([header(expired), body]), given, { files: [mediaUrl] })
  assert.deepEqual(
    [there.kind, there.fetched, handleIn(there.edits[0] ?? {})],
    ['ok', [mediaUrl], { header_handle: ['4::new'] }],
  )
})

test('no component is fetched or sent when something else changes', async () => {
  const result = await edit(storedWith([header(expired), body]), { message_send_ttl_seconds: 60 })
  assert.deepEqual([result.kind, result.fetched, result.edits], ['ok', [], [{ ttlSeconds: 60 }]])
})

test('unchanged parts are not validated, changed ones are', async () => {
  const odd: [string, TemplateComponent][] = [
    ['an address of another kind', header('https://files.example.com/sample.webp')],
    ['an address that is not public', header('http://10.0.0.7/sample.png')],
    ['no sample at all', { type: 'HEADER', format: 'IMAGE' }],
    ['a footer that is too long', { type: 'FOOTER', text: 'x'.repeat(99) }],
    ['a button that nobody knows', { type: 'BUTTONS', buttons: [{ type: 'NEW_KIND', text: 'Sí' }] }],
  ]
  for (const [name, component] of odd) {
    const result = await edit(storedWith([component, body]), newBody)
    assert.deepEqual([result.kind, result.paths], ['ok', []], name)
  }
  const bad = await edit(storedWith([header(expired), body]), { footer: 'x'.repeat(99) })
  assert.deepEqual([bad.kind, bad.paths], ['invalid', ['footer']])
  const both = await edit(storedWith([{ type: 'FOOTER', text: 'x'.repeat(99) }, body]), {
    ...newBody,
    template: '{{1}}',
  })
  assert.equal(both.kind, 'invalid')
  assert.ok(
    both.paths.every((path) => path === 'template'),
    both.paths.join(),
  )
})
