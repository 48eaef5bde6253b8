/**
 * The sandbox stands alone, so that it cannot share the gateway's mistakes, and what docs and examples rely on is
 * fixed: its identity and the templates of the demo.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { demoPerson, sandboxAppSecret, sandboxNumber, sandboxVerifyToken } from '../../sandbox/identity.ts'
import { buttonsOf, componentOf, type TemplateComponent } from '../../sandbox/templates/template.ts'
import { readDocument } from '../support/documents.ts'
import { readSources } from '../support/sources.ts'

/**
 * The dependencies of its server and its webhooks; no library that knows WhatsApp, numbers or the gateway's formats.
 */
const packages = ['fastify', 'pino', 'undici']

type Package = { version: string; dependencies: Record<string, string>; workspaces?: string[] }

const sources = readSources().filter(({ path }) => path.startsWith('sandbox/'))
const imports = sources.flatMap((source) => source.imports)

/** Name, languages, variables of the body, format of the header, kinds of the buttons. */
const promised: [string, string[], number, string | undefined, string[]][] = [
  ['demo_text', ['es', 'en', 'pt_BR'], 2, undefined, []],
  ['demo_image', ['es'], 2, 'IMAGE', []],
  ['demo_video', ['es'], 2, 'VIDEO', []],
  ['demo_document', ['es'], 1, 'DOCUMENT', []],
  ['demo_url', ['es'], 1, undefined, ['URL']],
  ['demo_url_dynamic', ['es'], 1, undefined, ['URL {{1}}']],
  ['demo_quick_reply', ['es'], 2, undefined, ['QUICK_REPLY', 'QUICK_REPLY', 'QUICK_REPLY']],
  ['demo_header', ['es'], 2, 'TEXT', []],
  ['demo_catalog', ['es'], 1, undefined, ['CATALOG']],
  // Meta requires an address beside the code of an offer.
  ['demo_offer', ['es'], 2, 'IMAGE', ['COPY_CODE', 'URL']],
]

const variables = (text = '') => new Set(text.match(/\{\{\w+\}\}/g)).size
const bodyVariables = (components: readonly TemplateComponent[]) => variables(componentOf(components, 'BODY')?.text)
const named = (name: string) => demoTemplates.filter((template) => template.name === name)

function only(name: string) {
  const [template, ...more] = named(name)
  assert.ok(template && more.length === 0)
  return template
}

describe('the sandbox', () => {
  test('imports nothing of the gateway', () => {
    const ours = imports.filter(({ to, isOurs }) => isOurs && !to.startsWith('sandbox/'))
    assert.deepEqual(
      ours.map(({ from, to }) => `${from} -> ${to}`),
      [],
    )
  })

  test('needs a server, a client and Node, nothing else', () => {
    const others = imports.filter(({ to, isOurs }) => !isOurs && !to.startsWith('node:'))
    assert.deepEqual([...new Set(others.map(({ to }) => to))].sort(), packages)
    assert.deepEqual(imports.filter(({ to }) => to === 'node:sqlite').length, 0)
  })

  test("has a package of its own, with its imports and the whole's versions", () => {
    const [own, whole] = ['sandbox/package.json', 'package.json'].map(
      (path) => JSON.parse(readDocument(path)) as Package,
    )
    assert.deepEqual(Object.keys(own?.dependencies ?? {}), packages)
    for (const name of packages) assert.equal(own?.dependencies[name], whole?.dependencies[name], name)
    assert.equal(own?.version, whole?.version)
    assert.deepEqual(whole?.workspaces, ['sandbox'])
  })

  test('has the promised identity', () => {
    assert.deepEqual([sandboxNumber.phoneNumberId, sandboxNumber.wabaId], ['100000000000001', '200000000000001'])
    assert.deepEqual([sandboxAppSecret, sandboxVerifyToken], ['sandbox-app-secret', 'sandbox-verify-token'])
    assert.equal(demoPerson.waId, '593987654321')
  })

  for (const [name, languages, parameters, header, buttons] of promised) {
    test(`has ${name} as promised`, () => {
      assert.deepEqual(
        named(name).map(({ language }) => language),
        languages,
      )
      for (const { components } of named(name)) {
        assert.equal(bodyVariables(components), parameters)
        assert.equal(componentOf(components, 'HEADER')?.format, header)
        const kinds = buttonsOf(components).map(({ type, url }) => (variables(url) > 0 ? `${type} {{1}}` : type))
        assert.deepEqual(kinds, buttons)
      }
    })
  }

  test("has the template of Meta's first example", () => {
    const { language, components } = only('hello_world')
    assert.deepEqual([language, components.map(({ type }) => type)], ['en_US', ['HEADER', 'BODY', 'FOOTER']])
    assert.ok(components.every(({ text }) => !text?.includes('{{')))
  })

  test('has an offer with its clock, a code with its button, and a plain template', () => {
    assert.ok(componentOf(only('demo_offer').components, 'LIMITED_TIME_OFFER'))
    const code = only('demo_code')
    assert.deepEqual([code.category, buttonsOf(code.components).length], ['AUTHENTICATION', 1])
    const { components } = only('demo_plain')
    assert.deepEqual(
      components.map(({ type }) => type),
      ['BODY'],
    )
    assert.equal(bodyVariables(components), 0)
  })

  test('has a carousel of two cards with pictures, one and two variables, and a quick reply each', () => {
    const { components } = only('demo_carousel')
    const cards = componentOf(components, 'CAROUSEL')?.cards ?? []
    assert.equal(bodyVariables(components), 0)
    assert.deepEqual(
      cards.map((card) => [
        componentOf(card.components, 'HEADER')?.format,
        bodyVariables(card.components),
        buttonsOf(card.components).map(({ type }) => type),
      ]),
      [
        ['IMAGE', 1, ['QUICK_REPLY']],
        ['IMAGE', 2, ['QUICK_REPLY']],
      ],
    )
  })

  test('has all of them approved, and no others', () => {
    assert.ok(demoTemplates.every(({ status }) => status === 'APPROVED'))
    const names = [...promised.map(([name]) => name), 'demo_code', 'demo_carousel', 'demo_plain', 'hello_world']
    assert.deepEqual([...new Set(demoTemplates.map(({ name }) => name))], names)
  })
})
