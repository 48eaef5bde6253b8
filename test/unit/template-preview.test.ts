/** A template as the person reads it, and the shape that is read from Meta's JSON. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TemplateContent } from '../../src/model/message/content.ts'
import { renderTemplate } from '../../src/model/template/preview.ts'
import { hydrate, shapeOf } from '../../src/model/template/shape.ts'
import { demo, more, template } from '../support/template-definitions.ts'

const content = (fields: Partial<TemplateContent>): TemplateContent => ({
  type: 'template',
  elementName: 't',
  language: 'es',
  body: [],
  buttons: [],
  ...fields,
})

test('header, body, footer', () => {
  const sent = content({ header: { kind: 'text', text: 'hoy' }, body: [{ text: 'Ana' }, { text: '42' }] })
  assert.deepEqual(renderTemplate(demo.header, sent), {
    header: { kind: 'text', text: 'Aviso hoy' },
    body: 'Hola Ana, tu pedido 42 va en camino.',
    footer: 'Fin',
    buttons: [],
  })
})

test('buttons with their addresses and codes', () => {
  const sent = content({
    buttons: [
      { kind: 'copy_code', index: 0, code: 'A1' },
      { kind: 'url', index: 1, text: 'p' },
    ],
  })
  assert.deepEqual(renderTemplate(more.coupon, sent).buttons, [
    { text: '', code: 'A1' },
    { text: 'Ir', url: 'https://x.co/p' },
  ])
  assert.deepEqual(renderTemplate(demo.url, content({})).buttons, [{ text: 'Ver', url: 'https://ejemplo.com/' }])
  assert.deepEqual(
    renderTemplate(demo.quickReply, content({})).buttons.map((button) => button.text),
    ['Sí', 'Reagendar', 'Cancelar'],
  )
})

test('cards', () => {
  const header = { kind: 'image', link: 'https://cdn.ejemplo.com/1.jpg' } as const
  const cards = [{ header, body: [{ text: '5 €' }], buttons: [] }]
  assert.deepEqual(renderTemplate(demo.carousel, content({ cards })).cards, [
    { header, body: 'Desde 5 €.', buttons: [{ text: 'Boton 1' }] },
  ])
})

test('the shape is read in either case', () => {
  const lower = JSON.parse(
    JSON.stringify(demo.offer.components).replace(/"(HEADER|BODY|BUTTONS|IMAGE)"/g, (word) => word.toLowerCase()),
  )
  assert.deepEqual(shapeOf(template('t', lower)), shapeOf(demo.offer))
  assert.deepEqual(shapeOf(demo.offer).offer, { expires: true })
  assert.deepEqual(shapeOf(more.endless).offer, { expires: false })
})

test('a GIF has a kind of its own', () => {
  assert.deepEqual(shapeOf(template('t', [{ type: 'HEADER', format: 'GIF' }])).header, { kind: 'gif' })
})

test('kinds of buttons', () => {
  const kinds = (definition: Parameters<typeof shapeOf>[0]) => shapeOf(definition).buttons.map((button) => button.kind)
  assert.deepEqual(kinds(more.mixed), ['quick_reply', 'quick_reply', 'url', 'phone_number'])
  assert.deepEqual(kinds(demo.code), ['otp'])
  assert.deepEqual(kinds(more.products), ['mpm'])
  assert.deepEqual(kinds(template('t', [{ type: 'BUTTONS', buttons: [{ type: 'SPM' }, { type: 'NEW' }, 5] }])), [
    'spm',
    'other',
    'other',
  ])
})

test('a variable without a value stays as written', () => {
  const { body } = shapeOf(demo.text)
  assert.equal(hydrate(body, ['{{2}}']), 'Hola {{2}}, tu pedido {{2}} va en camino.')
})
