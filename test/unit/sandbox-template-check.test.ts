/** Meta's rules for new templates as the sandbox checks them: for each, one draft just inside and one just outside. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { checkComponents, checkHead } from '../../sandbox/templates/check.ts'
import { isComponent, type Template } from '../../sandbox/templates/template.ts'

type Json = Record<string, unknown>

const check = (components: readonly Json[], category: Template['category'] = 'UTILITY', isNamed = false) =>
  checkComponents(components.filter(isComponent), { category, isNamed, knowsHandle: (handle) => handle !== 'unknown' })

const head = (changes: Json) =>
  checkHead({ name: 'a', language: 'es', category: 'UTILITY', components: [{ type: 'BODY', text: 'a' }], ...changes })

const example = (...values: string[]) => ({ example: { body_text: [values] } })
const body = (text = 'Hola.', more: Json = {}) => ({ type: 'BODY', text, ...more })
const buttons = (...list: Json[]) => ({ type: 'BUTTONS', buttons: list })
const reply = (text = 'Sí') => ({ type: 'QUICK_REPLY', text })
const link = (url = 'https://x.com', more: Json = {}) => ({ type: 'URL', text: 'Ver', url, ...more })
const header = (text: string, more: Json = {}) => ({ type: 'HEADER', format: 'TEXT', text, ...more })
const image = (handle = '4::a') => ({ type: 'HEADER', format: 'IMAGE', example: { header_handle: [handle] } })
const times = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item)
const offer = (text = 'Hoy') => ({ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text, has_expiration: true } })
const copy = (code = 'A') => ({ type: 'COPY_CODE', example: code })
const card = (...components: Json[]) => ({ components: [image(), ...components] })
const carousel = (...cards: Json[]) => ({ type: 'CAROUSEL', cards })
const otp = (more: Json = {}) => buttons({ type: 'OTP', otp_type: 'COPY_CODE', ...more })
const app = { package_name: 'com.x', signature_hash: '12345678901' }

describe('the head of a new template', () => {
  const pairs: [string, Json, Json][] = [
    ['name', { name: 'a_1'.padEnd(512, 'x') }, { name: 'x'.repeat(513) }],
    ['letters of the name', { name: 'a_b' }, { name: 'A b' }],
    ['language', { language: 'es_EC' }, { language: 'pt' }],
    ['category', { category: 'marketing' }, { category: 'NEWS' }],
    ['parameter_format', { parameter_format: 'named' }, { parameter_format: 'x' }],
    ['lifetime of utility', { message_send_ttl_seconds: 30 }, { message_send_ttl_seconds: 29 }],
    ['lifetime for ever', { message_send_ttl_seconds: -1 }, { category: 'MARKETING', message_send_ttl_seconds: -1 }],
    [
      'lifetime of authentication',
      { category: 'AUTHENTICATION', message_send_ttl_seconds: 900 },
      { category: 'AUTHENTICATION', message_send_ttl_seconds: 901 },
    ],
    ['components', {}, { components: [7] }],
  ]
  for (const [rule, inside, outside] of pairs)
    test(rule, () => {
      assert.equal(head(inside), undefined)
      assert.equal(head(outside)?.code, 100)
    })
})

describe('the components of a new template', () => {
  type Case = [Json[], Template['category']?, boolean?]
  const marketing = 'MARKETING' as const
  const code = 'AUTHENTICATION' as const
  const long = 'palabra '.repeat(200)
  const rows: [rule: string, inside: Case, outside: Case, subcode?: number][] = [
    ['one body', [[body()]], [[header('a')]], 2388043],
    ['nothing twice', [[body()]], [[body(), body()]]],
    ['no unknown component', [[body()]], [[body(), { type: 'SOUND' }]]],
    ['body of 1024', [[body(long.slice(0, 1024))]], [[body(long.slice(0, 1025))]], 2388040],
    [
      'variables not at the edges',
      [[body('a {{1}} b c', example('x'))]],
      [[body('{{1}} b c d', example('x'))]],
      2388299,
    ],
    [
      'variables apart',
      [[body('a b {{1}} y {{2}} c d', example('x', 'y'))]],
      [[body('a b c {{1}} {{2}} d e', example('x', 'y'))]],
      2388072,
    ],
    [
      'variables numbered',
      [[body('a b {{2}} y {{1}} c d', example('x', 'y'))]],
      [[body('a b {{1}} y {{3}} c d', example('x', 'y'))]],
      2388072,
    ],
    [
      'variables few',
      [[body('a b {{1}} y {{2}} c d', example('x', 'y'))]],
      [[body('a b {{1}} y {{2}} c', example('x', 'y'))]],
      2388293,
    ],
    ['an example for each variable', [[body('a {{1}} b c', example('x'))]], [[body('a {{1}} b c')]], 2388043],
    [
      'names in lower case',
      [
        [body('a {{my_name}} b c', { example: { body_text_named_params: [{ param_name: 'my_name', example: 'x' }] } })],
        'UTILITY',
        true,
      ],
      [[body('a {{1}} b c', example('x'))], 'UTILITY', true],
      2388072,
    ],
    ['header of 60', [[body(), header('a'.repeat(60))]], [[body(), header('a'.repeat(61))]], 2388040],
    [
      'one variable in the header',
      [[body(), header('a {{1}}', { example: { header_text: ['x'] } })]],
      [[body(), header('{{1}} {{2}}', { example: { header_text: ['x', 'y'] } })]],
      2388047,
    ],
    ['a handle for a media header', [[body(), image()]], [[body(), image('unknown')]], 2388273],
    ['an example for a media header', [[body(), image()]], [[body(), { type: 'HEADER', format: 'IMAGE' }]], 2388043],
    [
      'a known format',
      [[body(), { type: 'HEADER', format: 'LOCATION' }]],
      [[body(), { type: 'HEADER', format: 'AUDIO' }]],
    ],
    [
      'footer of 60',
      [[body(), { type: 'FOOTER', text: 'a'.repeat(60) }]],
      [[body(), { type: 'FOOTER', text: 'a'.repeat(61) }]],
      2388040,
    ],
    [
      'no variable in the footer',
      [[body(), { type: 'FOOTER', text: 'a' }]],
      [[body(), { type: 'FOOTER', text: 'a {{1}}' }]],
      2388073,
    ],
    ['10 buttons', [[body(), buttons(...times(10, reply()))]], [[body(), buttons(...times(11, reply()))]]],
    ['2 addresses', [[body(), buttons(link(), link())]], [[body(), buttons(link(), link(), link())]]],
    [
      'text of a button',
      [[body(), buttons(reply('a'.repeat(25)))]],
      [[body(), buttons(reply('a'.repeat(26)))]],
      2388040,
    ],
    [
      'quick replies together',
      [[body(), buttons(reply(), reply(), link())]],
      [[body(), buttons(reply(), link(), reply())]],
    ],
    ['a web address', [[body(), buttons(link())]], [[body(), buttons(link('ftp://x'))]]],
    [
      'the variable at the end of the address',
      [[body(), buttons(link('https://x.com/{{1}}', { example: ['a'] }))]],
      [[body(), buttons(link('https://x.com/{{1}}/a', { example: ['a'] }))]],
    ],
    [
      'an example for the address',
      [[body(), buttons(link('https://x.com/{{1}}', { example: ['a'] }))]],
      [[body(), buttons(link('https://x.com/{{1}}'))]],
      2388043,
    ],
    [
      'one phone of 20',
      [[body(), buttons({ type: 'PHONE_NUMBER', text: 'a', phone_number: '+593987654321' })]],
      [[body(), buttons({ type: 'PHONE_NUMBER', text: 'a', phone_number: '1'.repeat(21) })]],
      2388040,
    ],
    ['code of 20', [[body(), buttons(copy('a'.repeat(20)))]], [[body(), buttons(copy('a'.repeat(21)))]], 2388040],
    [
      'one way to name a flow',
      [[body(), buttons({ type: 'FLOW', text: 'a', flow_id: '1' })]],
      [[body(), buttons({ type: 'FLOW', text: 'a', flow_id: '1', flow_name: 'a' })]],
    ],
    [
      'an offer is marketing',
      [[image(), offer(), body(), buttons(copy(), link())], marketing],
      [[image(), offer(), body(), buttons(copy(), link())], 'UTILITY'],
    ],
    [
      'offer of 16',
      [[offer('a'.repeat(16)), body(), buttons(copy(), link())], marketing],
      [[offer('a'.repeat(17)), body(), buttons(copy(), link())], marketing],
      2388040,
    ],
    [
      'offer with a body of 600',
      [[offer(), body(long.slice(0, 600)), buttons(copy(), link())], marketing],
      [[offer(), body(long.slice(0, 601)), buttons(copy(), link())], marketing],
      2388040,
    ],
    [
      'offer without footer',
      [[offer(), body(), buttons(copy(), link())], marketing],
      [[offer(), body(), { type: 'FOOTER', text: 'a' }, buttons(copy(), link())], marketing],
    ],
    [
      'offer with its buttons in order',
      [[offer(), body(), buttons(copy(), link())], marketing],
      [[offer(), body(), buttons(link(), copy())], marketing],
    ],
    [
      'code of an offer of 15',
      [[offer(), body(), buttons(copy('a'.repeat(15)), link())], marketing],
      [[offer(), body(), buttons(copy('a'.repeat(16)), link())], marketing],
      2388040,
    ],
    ['2 to 10 cards', [[body(), carousel(...times(10, card()))], marketing], [[body(), carousel(card())], marketing]],
    [
      'cards alike',
      [[body(), carousel(card(buttons(reply())), card(buttons(reply())))], marketing],
      [[body(), carousel(card(buttons(reply())), card(buttons(link())))], marketing],
    ],
    [
      'body of a card of 160',
      [[body(), carousel(...times(2, card(body(long.slice(0, 160)))))], marketing],
      [[body(), carousel(...times(2, card(body(long.slice(0, 161)))))], marketing],
      2388040,
    ],
    [
      '2 buttons on a card',
      [[body(), carousel(...times(2, card(buttons(reply(), reply()))))], marketing],
      [[body(), carousel(...times(2, card(buttons(...times(3, reply())))))], marketing],
    ],
    [
      'a carousel is marketing',
      [[body(), carousel(card(), card())], marketing],
      [[body(), carousel(card(), card())], 'UTILITY'],
    ],
    ['a code without a header', [[{ type: 'BODY' }, otp()], code], [[{ type: 'BODY' }, header('a'), otp()], code]],
    [
      'a code for 90 minutes',
      [[{ type: 'BODY' }, { type: 'FOOTER', code_expiration_minutes: 90 }, otp()], code],
      [[{ type: 'BODY' }, { type: 'FOOTER', code_expiration_minutes: 91 }, otp()], code],
    ],
    [
      'a known kind of code button',
      [[{ type: 'BODY' }, otp()], code],
      [[{ type: 'BODY' }, otp({ otp_type: 'SMELL' })], code],
    ],
    [
      'an app for a tap',
      [[{ type: 'BODY' }, otp({ otp_type: 'ONE_TAP', supported_apps: [app] })], code],
      [[{ type: 'BODY' }, otp({ otp_type: 'ONE_TAP' })], code],
      2388043,
    ],
    [
      '11 characters of a signature',
      [[{ type: 'BODY' }, otp({ otp_type: 'ONE_TAP', supported_apps: [app] })], code],
      [[{ type: 'BODY' }, otp({ otp_type: 'ONE_TAP', supported_apps: [{ ...app, signature_hash: 'x' }] })], code],
    ],
    [
      'terms of zero tap',
      [[{ type: 'BODY' }, otp({ otp_type: 'ZERO_TAP', supported_apps: [app], zero_tap_terms_accepted: true })], code],
      [[{ type: 'BODY' }, otp({ otp_type: 'ZERO_TAP', supported_apps: [app] })], code],
    ],
  ]
  for (const [rule, inside, outside, subcode] of rows)
    test(rule, () => {
      assert.equal(check(...inside), undefined)
      const refusal = check(...outside)
      assert.deepEqual([refusal?.code, refusal?.subcode], [100, subcode])
    })

  test("the demo's templates would all pass", () => {
    for (const { name, components, category } of demoTemplates) {
      const given = components as readonly Json[]
      assert.deepEqual([name, check(given, category)], [name, undefined])
    }
  })
})
