/**
 * A name beside a position decides where a value goes: actions of buttons, indexes, cards, columns of a file and
 * labels, in the fit itself and on every route. Values matched by their order are reported in Recado-Notice.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { validateRow } from '../../src/model/campaign/campaign.ts'
import { parseCampaignRequest, snapshotOf } from '../../src/model/campaign/request.ts'
import type { TemplateButton } from '../../src/model/message/content.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { fitTemplate } from '../../src/model/template/fit.ts'
import { parseHsmRequest } from '../../src/model/template/request.ts'
import { anyBot, openTestHttp, type TestHttp } from '../support/http.ts'
import { demo, more, now, template } from '../support/template-definitions.ts'

const phone = '593987654321'
const reply = (action?: string, skillId = action) => ({ type: 'edge', ...(action && { action }), skillId })
const asParameters = (payloads: object[]) => payloads.map((payload) => ({ type: 'QUICK_REPLY', payload }))

function fit(definition: TemplateDefinition, fields: object) {
  const body = { elementName: definition.elementName, destinations: [phone], parameters: [], ...fields }
  const parsed = parseHsmRequest(body, { now })
  return parsed.ok ? fitTemplate(parsed.value, definition) : parsed
}

/** `0:1 2:3`: the buttons' positions and their skills; or the rules that refused the request. */
function reported(definition: TemplateDefinition, fields: object): string {
  const fitted = fit(definition, fields)
  if (!fitted.ok) return fitted.violations.map(({ path, rule }) => `${path} ${rule}`).join(', ')
  const notice = 'notices' in fitted && fitted.notices ? ' by place' : ''
  return skillsOf(fitted.value.buttons) + notice
}

const skillsOf = (buttons: TemplateButton[]) =>
  buttons
    .map((one) => `${one.index}:${one.kind === 'quick_reply' ? JSON.parse(one.payload).skillId : one.kind}`)
    .join(' ')

const two = { parameters: ['a', 'b'] }
const unknown = (at: number) => `buttonPayloads.${at}.action template_button_name`
const twice = (at: number) => `buttonPayloads.${at}.action template_button_twice`

/** The template's buttons are Sí, Reagendar and Cancelar. */
const table: [name: string, payloads: object[], expected: string][] = [
  ['in order', [reply('Sí'), reply('Reagendar'), reply('Cancelar')], '0:Sí 1:Reagendar 2:Cancelar'],
  ['reversed', [reply('Cancelar'), reply('Reagendar'), reply('Sí')], '0:Sí 1:Reagendar 2:Cancelar'],
  ['one of three', [reply('Reagendar', '2')], '1:2'],
  [
    'decomposed, in another case, with space around',
    [reply(' CANCELAR '), reply('SI\u0301')],
    '0:SI\u0301 2: CANCELAR ',
  ],
  ['nobody, as many as buttons', [reply('BTN1'), reply('BTN2'), reply('BTN3')], '0:BTN1 1:BTN2 2:BTN3 by place'],
  ['nobody, fewer than buttons', [reply('BTN2')], unknown(0)],
  ['one of nobody among others', [reply('Sí'), reply('Quizás')], unknown(1)],
  ['nobody first', [reply('BTN1'), reply('Sí'), reply('Cancelar')], unknown(0)],
  ['the same twice', [reply('Sí', '1'), reply('Sí', '2')], twice(1)],
  ['without a name among names', [reply('Cancelar'), reply(undefined, '9')], unknown(1)],
  ['an empty one among names', [{}, reply('Sí', '1')], '0:1'],
  ['no names at all', [reply(undefined, '7'), reply(undefined, '8')], '0:7 1:8'],
  ['an action that says nothing', [{ ...reply(undefined, '7'), action: ' ' }], '0:7'],
  ['nothing', [], ''],
]

describe('actions of buttons', () => {
  for (const [name, payloads, expected] of table) {
    test(`${name}, in both forms`, () => {
      assert.equal(reported(demo.quickReply, { ...two, buttonPayloads: payloads }), expected)
      const inParameters = expected.replaceAll(/buttonPayloads\.(\d)/g, 'buttonParameters.$1.payload')
      assert.equal(reported(demo.quickReply, { ...two, buttonParameters: asParameters(payloads) }), inParameters)
    })
  }

  test('a refusal names the buttons', () => {
    const fitted = fit(demo.quickReply, { ...two, buttonPayloads: [reply('Quizás')] })
    assert.deepEqual(!fitted.ok && fitted.violations[0]?.args, {
      template: 'demo_quick_reply',
      actual: 'Quizás',
      available: 'Sí, Reagendar, Cancelar',
    })
  })

  test('in any order of any named buttons, each gets its own action', () => {
    const texts = ['Sí', 'Reagendar', 'Cancelar']
    fc.assert(
      fc.property(fc.shuffledSubarray(texts, { minLength: 1 }), (named) => {
        const expected = texts.flatMap((text, at) => (named.includes(text) ? [`${at}:${text}`] : [])).join(' ')
        assert.equal(reported(demo.quickReply, { ...two, buttonPayloads: named.map((text) => reply(text)) }), expected)
      }),
    )
  })

  test('named actions may skip buttons, and leave the unnamed ones their order', () => {
    const url = { type: 'URL', payload: { param: 'x' } }
    const buttonParameters = [url, ...asParameters([reply('No'), reply('Sí')])]
    assert.equal(reported(more.mixed, { buttonParameters }), '0:Sí 1:No 2:url')
  })

  test('addresses that name their buttons go to them', () => {
    const links = template('links', [
      { type: 'BODY', text: 'Mira.' },
      {
        type: 'BUTTONS',
        buttons: ['a', 'b'].map((text) => ({ type: 'URL', text, url: `https://x.co/${text}/{{1}}` })),
      },
    ])
    const url = (action: string) => ({ type: 'URL', payload: { action, param: `for-${action}` } })
    const fitted = fit(links, { buttonParameters: [url('b'), url('a')] })
    assert.deepEqual(fitted.ok && fitted.value.buttons, [
      { kind: 'url', index: 0, text: 'for-a' },
      { kind: 'url', index: 1, text: 'for-b' },
    ])
    assert.equal(reported(links, { buttonParameters: [url('b')] }), 'buttonParameters template_button_missing')
  })
})

describe('indexes of buttons', () => {
  const at = (index: unknown, action?: string) => ({ type: 'QUICK_REPLY', index, payload: reply(action, '9') })
  const rows: [string, object[], string][] = [
    ['lead', [at(2)], '2:9'],
    ['lead as digits', [at('1')], '1:9'],
    ['that agree with the action', [at(1, 'Reagendar')], '1:9'],
    ['beside a name that is no button', [at(1, 'BTN2')], '1:9'],
    ['against the action', [at(0, 'Cancelar')], 'buttonParameters.0.payload.action mismatch'],
    ['that no button has', [at(5)], 'buttonParameters.0.index template_button_name'],
    ['twice', [at(1), at(1)], 'buttonParameters.1.index template_button_twice'],
    [
      'of another kind',
      [{ type: 'URL', index: 0, payload: { param: 'x' } }],
      'buttonParameters.0.type template_button',
    ],
    ['that are no place', [at('first')], 'buttonParameters.0.index type'],
  ]
  for (const [name, buttonParameters, expected] of rows) {
    test(name, () => assert.equal(reported(demo.quickReply, { ...two, buttonParameters }), expected))
  }
})

describe('cards', () => {
  const image = (n: number) => `https://cdn.ejemplo.com/producto${n}.jpg`
  const card = (n: number, payload: object) => ({
    mediaUrl: image(n),
    params: n === 1 ? ['a'] : ['a', 'b'],
    buttonParameters: asParameters([payload]),
  })
  const first = { ...reply('Boton 1', '1'), cardIndex: 0 }
  const second = { ...reply('Boton 2', '2'), cardIndex: 1 }
  const links = (cards: object[]) => {
    const fitted = fit(demo.carousel, { cards })
    if (!fitted.ok) return fitted.violations.map(({ path, rule }) => `${path} ${rule}`)
    return fitted.value.cards?.map(
      ({ header, buttons }) => `${'link' in header && header.link.at(-5)} ${skillsOf(buttons)}`,
    )
  }

  test('stand at their cardIndex, with all their values', () => {
    assert.deepEqual(links([card(1, first), card(2, second)]), ['1 0:1', '2 0:2'])
    assert.deepEqual(links([card(2, second), card(1, first)]), ['1 0:1', '2 0:2'])
    assert.deepEqual(links([{ ...card(2, reply('Boton 2', '2')), card_index: 1 }, card(1, reply('Boton 1', '1'))]), [
      '1 0:1',
      '2 0:2',
    ])
  })

  test('with a position twice, in two ways or out of range are refused where they stood', () => {
    const payload = (at: number) => `cards.${at}.buttonParameters.0.payload`
    assert.deepEqual(links([card(1, first), card(2, { ...second, cardIndex: 0 })]), [
      `${payload(1)}.cardIndex duplicate`,
    ])
    assert.deepEqual(links([card(1, { ...first, cardIndex: 2 }), card(2, second)]), [`${payload(0)}.cardIndex range`])
    assert.deepEqual(links([{ ...card(1, first), cardIndex: 1 }, card(2, reply('Boton 2'))]), [
      `${payload(0)}.cardIndex mismatch`,
    ])
    const wrong = card(2, { ...second, action: 'Boton 9', more: 1 })
    assert.deepEqual(
      links([{ ...wrong, buttonParameters: asParameters([reply('x'), reply('Boton 2')]) }, card(1, first)]),
      [`${payload(0)}.action template_button_name`],
    )
  })
})

describe('columns of a file', () => {
  const named = template('named', [{ type: 'BODY', text: 'Hola {{nombre}}, tu {{pedido}}.' }], {
    parameterFormat: 'NAMED',
  })
  const snapshot = (definition: TemplateDefinition, columns: string[], rest: object = {}, labels?: string[]) => {
    const body = { campaignName: 'x', elementName: definition.elementName, botId: 'demo', ...rest }
    const request = parseCampaignRequest(body, now)
    assert.ok(request.ok)
    return snapshotOf({ request: request.value, definition, header: { columns, separator: ',', line: 1 }, now, labels })
  }
  const row = (
    definition: TemplateDefinition,
    columns: string[],
    cells: string[],
    rest: object = {},
    labels?: string[],
  ) => {
    const ready = snapshot(definition, columns, rest, labels)
    assert.ok(ready.ok, JSON.stringify(ready))
    return validateRow(ready.value, { line: 2, cells: [phone, ...cells] })
  }
  const textOf = (validated: ReturnType<typeof row>) =>
    validated.kind === 'good' ? validated.filled.content.text : validated.reasons

  test('named after the variables or their labels fill these, in any order', () => {
    assert.equal(textOf(row(named, ['tel', 'pedido', 'extra', 'Nombre'], ['A-1', '', 'Ana'])), 'Hola Ana, tu A-1.')
    const labels = ['Nombre', 'Pedido']
    const text = 'Hola Ana, tu pedido A-1 va en camino.'
    assert.equal(textOf(row(demo.text, ['tel', 'PEDIDO', 'nombre'], ['A-1', 'Ana'], {}, labels)), text)
    assert.equal(textOf(row(demo.text, ['tel', '2', '1'], ['A-1', 'Ana'])), text)
    const params = [
      { param: 'Pedido', column: 'b' },
      { param: 'Nombre', column: 'a' },
    ]
    assert.equal(textOf(row(demo.text, ['tel', 'a', 'b'], ['Ana', 'A-1'], { params }, labels)), text)
  })

  test('without a matching name fill in their order; a name of one variable at the position of another is refused', () => {
    assert.equal(textOf(row(named, ['tel', 'a', 'b'], ['Ana', 'A-1'])), 'Hola Ana, tu A-1.')
    assert.equal(textOf(row(named, ['tel', 'nombre', 'b'], ['Ana', 'A-1'])), 'Hola Ana, tu A-1.')
    const astray = snapshot(named, ['tel', 'cliente', 'nombre'])
    assert.deepEqual(!astray.ok && astray.violations.map(({ path, rule, args }) => [path, rule, args?.column]), [
      ['file', 'csv_column', 'pedido'],
    ])
  })

  test('an action that a column fills must name a button in each row', () => {
    const rest = { buttonPayloads: [{ type: 'edge', action: '{{boton}}', skillId: '1' }] }
    const columns = ['tel', 'a', 'b', 'boton']
    const good = row(demo.quickReply, columns, ['x', 'y', 'Cancelar'], rest)
    assert.equal(good.kind === 'good' && skillsOf(good.filled.content.buttons), '2:1')
    const bad = row(demo.quickReply, columns, ['x', 'y', 'Quizás'], rest)
    assert.deepEqual(bad.kind === 'bad' && bad.reasons.map(({ rule }) => rule), ['template_button_name'])
    const three = { buttonPayloads: ['{{boton}}', 'b', 'c'].map((action) => ({ type: 'edge', action, skillId: '1' })) }
    assert.equal(snapshot(demo.quickReply, columns, three).ok, false)
  })
})

describe('on every route', () => {
  let http: TestHttp
  before(async () => {
    http = await openTestHttp()
    await http.store.putTemplate('demo', demo.quickReply, 1)
    await http.store.putTemplate('demo', demo.document, 1)
    await http.store.putTemplate(
      'demo',
      template(
        'por_nombre',
        [
          { type: 'HEADER', format: 'TEXT', text: 'Aviso de {{tienda}}' },
          { type: 'BODY', text: 'Hola {{nombre}}.' },
        ],
        { parameterFormat: 'NAMED' },
      ),
      1,
    )
  })
  after(() => http?.[Symbol.asyncDispose]())

  const elementName = 'demo_quick_reply'
  const reversed = [reply('Cancelar', '3'), reply('Sí', '1')]
  const strangers = [reply('BTN1'), reply('BTN2'), reply('BTN3')]
  const byId = { type: 'template', templateId: elementName, userId: phone, parameters: { 1: 'a', 2: 'b' } }
  const doors: [string, object][] = [
    ['/v2/whatsapp/demo/hsm', { elementName, destinations: [phone], ...two }],
    [`/v1/bots/demo/templates/${elementName}/preview`, two],
    ['/v1/bots/demo/messages', byId],
    ['/v1/bots/demo/campaigns/mayo/template-messages', byId],
  ]

  for (const [url, body] of doors) {
    test(`${url}: by name, by position with a notice, or refused`, async () => {
      const send = (buttonPayloads: object[]) => http.inject('POST', url, { body: { ...body, buttonPayloads } })
      const named = await send(reversed)
      assert.deepEqual([named.status, named.headers['recado-notice']], [200, undefined], named.text)
      const placed = await send(strangers)
      assert.equal(placed.status, 200, placed.text)
      assert.match(String(placed.headers['recado-notice']), /^buttonPayloads: no action matches the text of a button/)
      const refused = await send([reply('Sí'), reply('Quizás')])
      assert.deepEqual(Object.keys(refused.json.validationError), ['buttonPayloads.1.action'])
      assert.match(refused.json.validationError['buttonPayloads.1.action'][0].es, /Sí, Reagendar, Cancelar/)
      if (!url.endsWith('preview')) return
      assert.deepEqual(named.json.data.buttons, [
        { text: 'Sí', payload: reply('Sí', '1') },
        { text: 'Reagendar' },
        { text: 'Cancelar', payload: reply('Cancelar', '3') },
      ])
    })
  }

  test('a campaign and its preview', async () => {
    const send = async (url: string, buttonPayloads: object[]) => {
      const form = new FormData()
      const fields = {
        campaignName: 'Mayo',
        elementName,
        botId: 'demo',
        buttonPayloads: JSON.stringify(buttonPayloads),
      }
      for (const [key, value] of Object.entries(fields)) form.append(key, value)
      form.append('file', new Blob([`phone,a,b\n${phone},x,y\n`]), 'lista.csv')
      const payload = form as unknown as string
      const answer = await http.app.inject({ method: 'POST', url, headers: { authorization: anyBot }, payload })
      return { status: answer.statusCode, notice: answer.headers['recado-notice'], json: JSON.parse(answer.body) }
    }
    for (const url of ['/v1/hsm/file', '/v1/campaigns/preview']) {
      const named = await send(url, reversed)
      assert.deepEqual([named.status, named.notice, named.json.data.notices], [200, undefined, []])
      const placed = await send(url, strangers)
      assert.match(String(placed.notice), /^buttonPayloads: no action/)
      assert.match(placed.json.data.notices[0], /^buttonPayloads: no action/)
      assert.equal((await send(url, [reply('Quizás')])).status, 422)
      if (!url.endsWith('preview')) continue
      const { buttons } = named.json.data.samples[0].message
      assert.deepEqual(buttons[2], { text: 'Cancelar', payload: reply('Cancelar', '3') })
    }
  })

  test('the older send fills header, file and buttons as the newer one does', async () => {
    const send = async (fields: object) => {
      const answer = await http.inject('POST', '/v1/bots/demo/messages', {
        body: { type: 'template', userId: phone, ...fields },
      })
      if (answer.status !== 200) return Object.keys(answer.json.validationError)
      const [item] = await http.store.history({ botId: 'demo', messageId: answer.json.messageId }, 0, 1)
      return item?.direction === 'out' ? item.content : item
    }
    const file = { templateId: 'demo_document', parameters: { 1: 'Ana' }, filename: 'factura.pdf' }
    const link = 'https://cdn.ejemplo.com/documento.pdf'
    const sent = (await send({ ...file, mediaUrl: link })) as { header?: unknown }
    assert.deepEqual(sent.header, { kind: 'document', link, filename: 'factura.pdf' })
    assert.deepEqual(await send(file), ['mediaUrl'])
    const values = { nombre: 'Ana', tienda: 'Sol' }
    const byName = (await send({ templateId: 'por_nombre', parameters: values })) as { header?: unknown; text?: string }
    assert.deepEqual([byName.header, byName.text], [{ kind: 'text', name: 'tienda', text: 'Sol' }, 'Hola Ana.'])
    const headerParameters = ['Sol']
    const byPlace = (await send({
      templateId: 'por_nombre',
      parameters: { nombre: 'Ana' },
      headerParameters,
    })) as object
    assert.deepEqual(byPlace, byName)
    assert.deepEqual(await send({ templateId: 'por_nombre', parameters: values, headerParameters }), [
      'headerParameters',
    ])
  })

  test('unknown names fill in their order, with a notice; labels identify their variables', async () => {
    const send = (parameters: object) =>
      http.inject('POST', '/v1/bots/demo/messages', { body: { ...byId, parameters } })
    const placed = await send({ uno: 'a', otro: 'b' })
    assert.match(String(placed.headers['recado-notice']), /^parameters: /)
    assert.equal((await send({ 1: 'a', 2: 'b' })).headers['recado-notice'], undefined)
  })
})
