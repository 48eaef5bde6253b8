/**
 * What the console makes of a template: the values that it asks for are those that a send needs, a copy finds them
 * again, and the form writes what the gateway takes.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addableKinds, fieldsOfButton, withButton } from '../../console/src/pages/templates/buttons.ts'
import {
  type CardForm,
  categories,
  componentsOf,
  emptyForm,
  formOf,
  isNamed,
  notesOf,
  type TemplateForm,
  withCard,
} from '../../console/src/pages/templates/form.ts'
import {
  filledByRow,
  filledIn,
  parametersOf,
  partsOf,
  slotsOf,
  type TemplateLike,
  type Values,
  valuesOf,
} from '../../console/src/pages/templates/slots.ts'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { parseNewTemplate } from '../../src/model/template/create.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { fitTemplate } from '../../src/model/template/fit.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'

const now = Date.UTC(2026, 11, 1)

/** In the console's form, which is Meta's. */
const templates = demoTemplates.map((one) => structuredClone(one) as unknown as TemplateLike & typeof one)

function definitionOf({ name, language, category, status, components }: (typeof templates)[number]) {
  return { elementName: name, language, category, status, components } as unknown as TemplateDefinition
}

const endings: Record<string, string> = { image: 'jpg', video: 'mp4', gif: 'mp4', document: 'pdf' }

function sampleFor({ kind, id, name }: ReturnType<typeof slotsOf>[number]): string {
  if (kind === 'media') return `https://cdn.example.com/${id}.${endings[name]}`
  if (kind === 'instant') return '2026-12-24T18:00'
  return kind === 'code' ? '20OFF' : `valor ${id}`
}

const valuesFor = (template: TemplateLike): Values =>
  Object.fromEntries(slotsOf(template).map((slot) => [slot.id, sampleFor(slot)]))

describe('slots of a template', () => {
  for (const template of templates) {
    const { name, language } = template
    test(`${name} in ${language}: with every slot filled a send fits, and no slot is for nothing`, () => {
      const send = (values: Values) => {
        const parts = partsOf(template, values)
        const body = {
          elementName: name,
          destinations: ['593987654321'],
          parameters: parametersOf(template, values),
          ...parts,
        }
        const parsed = parseHsmRequest(body, { now })
        return parsed.ok ? fitTemplate(parsed.value, definitionOf(template), true) : parsed
      }
      const values = valuesFor(template)
      assert.deepEqual(send(values), { ...send(values), ok: true })
      for (const slot of slotsOf(template)) {
        if (slot.isOptional) continue
        const { [slot.id]: _, ...others } = values
        assert.equal(send(others).ok, false, slot.id)
      }
    })

    test(`${name} in ${language}: a copy finds every value again`, () => {
      const values = valuesFor(template)
      const found = valuesOf({ ...partsOf(template, values), actions: { setSkill: { id: 2222 } } })
      const own = slotsOf(template).filter(({ part, card }) => part !== 'body' || card !== undefined)
      assert.deepEqual(found.values, Object.fromEntries(own.map(({ id }) => [id, values[id]])))
      assert.deepEqual(found.rest, { actions: { setSkill: { id: 2222 } } })
    })

    test(`${name} in ${language}: its picture has no variable when all are filled`, () => {
      assert.doesNotMatch(textsIn(filledIn(template, valuesFor(template))).join(' '), /\{\{/)
    })
  }

  test('columns are filled by the row, whatever their case; what is no column stays', () => {
    const values = { 'body.1': '{{Nombre}}', header: '{{ otro }} {{pedido}}' }
    assert.deepEqual(filledByRow(values, ['telefono', 'nombre', 'Pedido'], ['593', 'Ana', 'A-1']), {
      'body.1': 'Ana',
      header: '{{ otro }} A-1',
    })
  })
})

/** Headers, bodies and footers; addresses of buttons keep their variables. */
function textsIn({ components }: TemplateLike): string[] {
  return components.flatMap(({ text, cards }) => [
    ...(typeof text === 'string' ? [text] : []),
    ...((cards as TemplateLike[] | undefined) ?? []).flatMap(textsIn),
  ])
}

describe('the form of a template', () => {
  for (const template of templates.filter(({ category }) => category !== 'AUTHENTICATION'))
    test(`${template.name} in ${template.language} comes out as it went in`, () => {
      const form = formOf(template)
      const types = ({ type }: { type: string }) => type
      const sorted = (list: readonly { type: string }[]) => list.toSorted((a, b) => types(a).localeCompare(types(b)))
      assert.deepEqual(sorted(componentsOf(form) ?? []), sorted([...template.components]))
    })

  const bodyOf = (form: TemplateForm) => ({
    elementName: form.name,
    language: form.language,
    category: form.category,
    components: componentsOf(form),
    parameterFormat: isNamed(form) ? 'NAMED' : 'POSITIONAL',
  })
  /** A card that was added is alike the others, and empty. */
  const filledForm = (form: TemplateForm): TemplateForm => {
    const last = { sample: 'https://cdn.example.com/c.jpg', body: 'Por solo diez dólares.', samples: {} }
    const fill = (card: CardForm) =>
      card.sample === ''
        ? { ...card, ...last, buttons: card.buttons.map((one) => ({ ...one, text: 'Quiero c' })) }
        : card
    return form.cards ? { ...form, cards: { ...form.cards, list: form.cards.list.map(fill) } } : form
  }
  const head = { ...emptyForm, name: 'pedido', language: 'es' }
  const body = 'Hola {{1}}, su pedido {{2}} está listo para retirar.'
  const samples = { 1: 'Ana', 2: 'A-1' }

  for (const [what, form] of Object.entries({
    plain: { ...head, body: 'Gracias por escribirnos.' },
    variables: {
      ...head,
      body,
      samples,
      footer: 'Tienda',
      header: { format: 'TEXT', text: 'Pedido {{1}}', sample: 'A-1' },
    },
    names: {
      ...head,
      body: 'Hola {{nombre}}, su pedido está listo para retirar.',
      samples: { nombre: 'Ana' },
    },
    image: { ...head, body, samples, header: { format: 'IMAGE', text: '', sample: 'https://cdn.example.com/a.jpg' } },
    location: { ...head, body, samples, header: { format: 'LOCATION', text: '', sample: '' } },
    code: { ...head, category: 'AUTHENTICATION' },
    buttons: {
      ...head,
      body,
      samples,
      buttons: [
        { type: 'QUICK_REPLY', text: 'Gracias' },
        { type: 'URL', text: 'Ver', url: 'https://example.com/{{1}}', example: 'https://example.com/1' },
        { type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+593987654321' },
        { type: 'COPY_CODE', text: '', example: '20OFF' },
        { type: 'FLOW', text: 'Abrir', flow_id: '1' },
        { type: 'VOICE_CALL', text: 'Llamar aquí', ttl_minutes: 1440 },
        { type: 'REQUEST_CONTACT_INFO', text: '' },
      ],
    },
    offer: {
      ...head,
      category: 'MARKETING',
      body,
      samples,
      offer: { text: 'Solo hoy', expires: true },
      buttons: [
        { type: 'COPY_CODE', text: '', example: '20OFF' },
        { type: 'URL', text: 'Comprar', url: 'https://example.com' },
      ],
    },
    cards: {
      ...head,
      category: 'MARKETING',
      body: 'Vea lo nuevo de esta semana.',
      cards: withCard({
        format: 'IMAGE',
        list: ['a', 'b'].map((name) => ({
          sample: `https://cdn.example.com/${name}.jpg`,
          body: 'Por solo {{1}} dólares.',
          samples: { 1: '19,90' },
          buttons: [{ type: 'QUICK_REPLY', text: `Quiero ${name}` }],
        })),
      }),
    },
  } satisfies Record<string, TemplateForm>))
    test(`the gateway takes what it writes: ${what}`, () => {
      const parsed = parseNewTemplate(bodyOf(filledForm(form)), {})
      assert.deepEqual(parsed.ok ? [] : parsed.violations, [])
      assert.deepEqual(notesOf(form), {})
    })

  test('what it notes while somebody writes, the gateway refuses too', () => {
    for (const [text, note] of [
      ['{{1}}, hola', 'edge'],
      ['Hola {{1}} {{2}} amigos y amigas de la casa', 'adjacent'],
      ['Hola {{2}}, gracias por escribirnos hoy', 'gap'],
      ['a'.repeat(1025), 'length'],
    ] as const) {
      const form = { ...head, body: text, samples: { 1: 'a', 2: 'b' } }
      assert.equal(notesOf(form).body, note)
      assert.equal(parseNewTemplate(bodyOf(form), {}).ok, false, text)
    }
    const wrong = { ...head, name: 'Pedido listo', body: 'Gracias por escribirnos.' }
    assert.equal(notesOf(wrong).name, 'name')
    assert.equal(parseNewTemplate(bodyOf(wrong), {}).ok, false)
  })

  test('JSON that is no list gives no components', () => {
    for (const extra of ['{', '{"type":"CAROUSEL"}']) assert.equal(componentsOf({ ...emptyForm, extra }), undefined)
  })
})

describe('buttons', () => {
  test('no more of a kind than Meta allows, and those of products in marketing alone', () => {
    for (const category of categories)
      assert.equal(addableKinds([], category).includes('CATALOG'), category === 'MARKETING')
    const urls = [{ type: 'URL' }, { type: 'url' }]
    assert.equal(addableKinds(urls, 'UTILITY').includes('URL'), false)
  })

  test('quick replies stay together', () => {
    const types = (['QUICK_REPLY', 'URL', 'QUICK_REPLY'] as const).reduce<{ type?: string }[]>(
      (buttons, type) => withButton(buttons, type),
      [],
    )
    assert.deepEqual(
      types.map(({ type }) => type),
      ['QUICK_REPLY', 'QUICK_REPLY', 'URL'],
    )
  })

  test('an address with a variable asks for a sample', () => {
    assert.deepEqual(fieldsOfButton({ type: 'URL', url: 'https://a.example/{{1}}' }), ['text', 'url', 'example'])
    assert.deepEqual(fieldsOfButton({ type: 'URL', url: 'https://a.example' }), ['text', 'url'])
  })
})
