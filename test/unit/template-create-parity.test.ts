/**
 * Gateway and sandbox agree on creation: the sandbox, which has rules of its own, accepts what the gateway accepts, and
 * both refuse what Meta refuses, at the edge of each rule; every header with every button in every category.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkComponents, checkHead } from '../../sandbox/templates/check.ts'
import { templateLanguages } from '../../sandbox/templates/languages.ts'
import { isComponent, type Template } from '../../sandbox/templates/template.ts'
import { violationTexts } from '../../src/model/errors/violation.ts'
import { parseNewTemplate } from '../../src/model/template/create.ts'
import { buttonParts, headersOf, isTaken, kindOf, specialKinds } from '../support/template-kinds.ts'

type Json = Record<string, unknown>

const samples = 'https://cdn.ejemplo.com'

/** As the gateway reports it: `path rule`. */
function atTheDoor(request: Json): string[] {
  const parsed = parseNewTemplate({ elementName: 'a', ...request }, {})
  if (parsed.ok) return []
  for (const violation of parsed.violations)
    for (const text of Object.values(violationTexts(violation))) assert.doesNotMatch(text, /\{[a-z]+\}/)
  return parsed.violations.map(({ path, rule }) => `${path} ${rule}`)
}

function atMeta(request: Json): string | undefined {
  const refusal = checkHead({ name: 'a', ...request }) ?? refusalOfParts(request)
  return refusal && (refusal.details ?? refusal.message)
}

function refusalOfParts({ components, category, parameter_format: format }: Json) {
  const list = (components as unknown[]).filter(isComponent)
  const draft = { category: category as Template['category'], isNamed: format === 'NAMED', knowsHandle: () => true }
  return checkComponents(list, draft)
}

describe('every header with every button', () => {
  for (const category of ['MARKETING', 'UTILITY'])
    for (const header of headersOf(samples))
      test(`${category}, header ${header.name}`, () => {
        for (const button of buttonParts) {
          const { name, request } = kindOf(category, header, button)
          const expected = isTaken(category, header, button)
          const reported = atTheDoor(request)
          assert.equal(reported.length === 0, expected, `${name} at the door: ${reported}`)
          assert.equal(atMeta(request) === undefined, expected, `${name} at the sandbox: ${atMeta(request)}`)
        }
      })

  test('and kinds whose parts depend on each other', () => {
    for (const { name, request } of specialKinds(samples)) {
      assert.deepEqual(atTheDoor(request), [], name)
      if (request.components) assert.equal(atMeta(request), undefined, name)
    }
  })
})

const body = (text: string, ...values: string[]) =>
  values.length > 0 ? { type: 'BODY', text, example: { body_text: [values] } } : { type: 'BODY', text }
const plain = body('Hola a todos.')
const buttons = (...list: Json[]) => ({ type: 'BUTTONS', buttons: list })
const link = (url: string, example: unknown = ['a']) => buttons({ type: 'URL', text: 'Ver', url, example })
const picture = (...handles: string[]) => ({ type: 'HEADER', format: 'IMAGE', example: { header_handle: handles } })
const goods = { type: 'HEADER', format: 'PRODUCT' }
const spm = buttons({ type: 'SPM', text: 'Ver' })
const order = buttons({ type: 'ORDER_DETAILS', text: 'Pagar' })
const as = (category: string, components: Json[], more: Json = {}) => ({
  language: 'es',
  category,
  components,
  ...more,
})
const oneTap = (packageName: string) =>
  as('AUTHENTICATION', [
    { type: 'BODY' },
    buttons({
      type: 'OTP',
      otp_type: 'ONE_TAP',
      supported_apps: [{ package_name: packageName, signature_hash: 'K8a/AINcGX7' }],
    }),
  ])
const named = (...names: string[]) => ({
  type: 'BODY',
  text: 'Hola {{nombre}}, muchas gracias.',
  example: { body_text_named_params: names.map((param_name) => ({ param_name, example: 'Ana' })) },
})

/** `[inside, outside, the gateway's report]`. */
const edges: [rule: string, inside: Json, outside: Json, reported: string][] = [
  [
    'two words for a variable and one more',
    as('UTILITY', [body('Hola {{1}}, muchas gracias.', 'Ana')]),
    as('UTILITY', [body('Hola {{1}}, gracias.', 'Ana')]),
    'components.0.text template_variable_ratio',
  ],
  [
    'five words for two variables',
    as('UTILITY', [body('Hola {{1}}, tu pedido {{2}} ya salió.', 'Ana', 'A-1')]),
    as('UTILITY', [body('Hola {{1}}, tu pedido {{2}} salió.', 'Ana', 'A-1')]),
    'components.0.text template_variable_ratio',
  ],
  [
    'the name of an app',
    oneTap('com.ejemplo'),
    oneTap('comejemplo'),
    'components.1.buttons.0.supported_apps.0.package_name format',
  ],
  [
    'products are marketing',
    as('MARKETING', [plain, buttons({ type: 'MPM', text: 'Ver' })]),
    as('UTILITY', [plain, buttons({ type: 'MPM', text: 'Ver' })]),
    'components.1.buttons.0.type template_needs_category',
  ],
  [
    'a catalog is marketing',
    as('MARKETING', [plain, buttons({ type: 'CATALOG', text: 'Ver' })]),
    as('UTILITY', [plain, buttons({ type: 'CATALOG', text: 'Ver' })]),
    'components.1.buttons.0.type template_needs_category',
  ],
  [
    'a product for its button',
    as('MARKETING', [goods, plain, spm]),
    as('MARKETING', [picture('4::a'), plain, spm]),
    'components.2.buttons.0.type template_needs_header',
  ],
  [
    'a product for the button of a card',
    as('MARKETING', [plain, { type: 'CAROUSEL', cards: [{ components: [goods, spm] }, { components: [goods, spm] }] }]),
    as('MARKETING', [
      plain,
      { type: 'CAROUSEL', cards: [{ components: [picture('4::a'), spm] }, { components: [picture('4::a'), spm] }] },
    ]),
    'components.1.cards.0.components.1.buttons.0.type template_needs_header',
  ],
  [
    'the server of an address',
    as('UTILITY', [plain, link('https://ejemplo.com/{{1}}')]),
    as('UTILITY', [plain, link('https://ejemplo.com{{1}}')]),
    'components.1.buttons.0.url template_variable_host',
  ],
  [
    'a query after the server',
    as('UTILITY', [plain, link('https://ejemplo.com?p={{1}}')]),
    as('UTILITY', [plain, link('https://{{1}}')]),
    'components.1.buttons.0.url template_variable_host',
  ],
  [
    'as many examples as variables',
    as('UTILITY', [body('Hola {{1}}, muchas gracias.', 'Ana')]),
    as('UTILITY', [body('Hola {{1}}, muchas gracias.', 'Ana', 'Luis')]),
    'components.0.example.body_text template_example_most',
  ],
  [
    'no example without a variable',
    as('UTILITY', [plain]),
    as('UTILITY', [body('Hola a todos.', 'Ana')]),
    'components.0.example.body_text template_example_most',
  ],
  [
    'as many named examples as variables',
    as('UTILITY', [named('nombre')], { parameter_format: 'NAMED' }),
    as('UTILITY', [named('nombre', 'apellido')], { parameter_format: 'NAMED' }),
    'components.0.example.body_text template_example_most',
  ],
  [
    'one example of a header',
    as('UTILITY', [{ type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}', example: { header_text: ['A'] } }, plain]),
    as('UTILITY', [
      { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}}', example: { header_text: ['A', 'B'] } },
      plain,
    ]),
    'components.0.example.header_text template_example_most',
  ],
  [
    'one sample of a picture',
    as('UTILITY', [picture('4::a'), plain]),
    as('UTILITY', [picture('4::a', '4::b'), plain]),
    'components.0.example.header_handle template_example_most',
  ],
  [
    'one example of an address',
    as('UTILITY', [plain, link('https://ejemplo.com/{{1}}', ['a'])]),
    as('UTILITY', [plain, link('https://ejemplo.com/{{1}}', ['a', 'b'])]),
    'components.1.buttons.0.example template_example_most',
  ],
  [
    'a language',
    as('UTILITY', [plain], { language: 'es_MX' }),
    as('UTILITY', [plain], { language: 'es_LA' }),
    'language template_language',
  ],
  [
    'the format of an order in marketing',
    as('MARKETING', [plain, order], { display_format: 'ORDER_DETAILS' }),
    as('MARKETING', [plain, order]),
    'display_format mismatch',
  ],
  [
    'the header of an order',
    as('UTILITY', [picture('4::a'), plain, order]),
    as('UTILITY', [{ type: 'HEADER', format: 'LOCATION' }, plain, order]),
    'components.2.buttons.0.type template_needs_header',
  ],
  [
    "the category of an order's status",
    as('UTILITY', [plain], { sub_category: 'ORDER_STATUS' }),
    as('MARKETING', [plain], { sub_category: 'ORDER_STATUS' }),
    'category mismatch',
  ],
  [
    'a GIF is marketing',
    as('MARKETING', [{ ...picture('4::a'), format: 'GIF' }, plain]),
    as('UTILITY', [{ ...picture('4::a'), format: 'GIF' }, plain]),
    'components.0.format template_needs_category',
  ],
]

describe('what Meta refuses is refused at creation, by gateway and sandbox', () => {
  for (const [rule, inside, outside, reported] of edges)
    test(rule, () => {
      assert.deepEqual(atTheDoor(inside), [])
      assert.equal(atMeta(inside), undefined)
      assert.ok(atTheDoor(outside).includes(reported), `${atTheDoor(outside)}`)
      assert.notEqual(atMeta(outside), undefined)
    })

  test("every language of Meta's list is accepted, and no other", () => {
    for (const language of templateLanguages) assert.deepEqual(atTheDoor(as('UTILITY', [plain], { language })), [])
    for (const language of ['es_LA', 'es_419', 'en_ES', 'xx', 'pt_AO'])
      assert.deepEqual(atTheDoor(as('UTILITY', [plain], { language })), ['language template_language'], language)
  })
})

test('a library template has no texts of its own, and the rich order status is not accepted', () => {
  const library = { language: 'es', category: 'UTILITY', library_template_name: 'delivery_update_1' }
  assert.deepEqual(atTheDoor(library), [])
  assert.deepEqual(atTheDoor({ ...library, libraryTemplateName: undefined, category: 'MARKETING' }), [
    'category one_of',
  ])
  assert.deepEqual(atTheDoor({ ...library, components: [plain] }), ['components template_library'])
  assert.deepEqual(atTheDoor({ ...library, template: 'Hola.', footer: 'x' }), [
    'template template_library',
    'footer template_library',
  ])
  assert.deepEqual(atTheDoor({ ...library, library_template_button_inputs: 'x' }), [
    'library_template_button_inputs type',
  ])
  // Meta's page writes them as JSON in a text.
  assert.deepEqual(atTheDoor({ ...library, library_template_button_inputs: '[{"type":"URL"}]' }), [])
  assert.deepEqual(atTheDoor(as('UTILITY', [plain], { sub_category: 'RICH_ORDER_STATUS' })), ['sub_category one_of'])
  assert.deepEqual(atTheDoor(as('UTILITY', [plain], { cta_url_link_tracking_opted_out: 'no' })), [
    'cta_url_link_tracking_opted_out type',
  ])
})
