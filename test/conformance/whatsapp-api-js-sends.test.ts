/**
 * whatsapp-api-js, unmodified except for the given fetch: each of its messages and their parts, in the request and on
 * the phone.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { WhatsAppAPI } from 'whatsapp-api-js'
import * as classes from 'whatsapp-api-js/messages'
import type { ClientMessage } from 'whatsapp-api-js/types'
import { ana, appSecret, fetchTo, phoneNumberId, startTestSandbox, type TestSandbox } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let api: WhatsAppAPI
const watch = makeWatch()
const m = watch.watch(classes)

before(async () => {
  world = await startTestSandbox()
  api = new WhatsAppAPI({ token: 'any', appSecret, v: 'v25.0', ponyfill: { fetch: fetchTo(world.url) } })
  await populate()
})

after(() => world?.[Symbol.asyncDispose]())

const image = 'https://cdn.ejemplo.com/imagen.jpeg'
const offerEndsAt = Date.now() + 86_400_000
const text = (value: string) => ({ type: 'text', text: value })
const bodyOf = (...values: string[]) => ({ type: 'body', parameters: values.map(text) })
const es = { code: 'es', policy: 'deterministic' }

/** Templates that the demo lacks, for the parts of the client that need them. */
async function populate(): Promise<void> {
  const body = { type: 'BODY', text: 'Hola, tenemos algo para ti hoy.' }
  const drafts = [
    ['one_named', 'UTILITY', [{ type: 'BODY', text: 'Hola {{first_name}}, gracias por venir.' }]],
    ['one_money', 'UTILITY', [{ type: 'BODY', text: 'Debes {{1}} desde el {{2}} por tu plan.' }]],
    ['one_mpm', 'MARKETING', [body, { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'Ver' }] }]],
    [
      'one_flow',
      'UTILITY',
      [body, { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Abrir', flow_id: '1', navigate_screen: 'A' }] }],
    ],
    [
      'one_place',
      'UTILITY',
      [
        { type: 'HEADER', format: 'LOCATION' },
        { type: 'BODY', text: 'Aquí estamos para ti.' },
      ],
    ],
  ] as const
  for (const [name, category, components] of drafts)
    world.sandbox.world.templates.put('200000000000001', {
      id: `9${name}`,
      name,
      language: 'es',
      category,
      status: 'APPROVED',
      parameter_format: name === 'one_named' ? 'NAMED' : 'POSITIONAL',
      components,
    })
}

/** Name, message, its type's member in the request, and its display on the phone. */
const sends: [string, () => ClientMessage, object, object][] = [
  [
    'Text',
    () => new m.Text('Hola ñ 😀 https://ejemplo.com', true),
    { body: 'Hola ñ 😀 https://ejemplo.com', preview_url: true },
    { kind: 'text', text: 'Hola ñ 😀 https://ejemplo.com' },
  ],
  [
    'Image',
    () => new m.Image(image, false, 'Mira'),
    { link: image, caption: 'Mira' },
    { text: 'Mira', media: { kind: 'image', link: image } },
  ],
  [
    'Audio',
    () => new m.Audio('https://cdn.ejemplo.com/a.ogg', false, true),
    { link: 'https://cdn.ejemplo.com/a.ogg', voice: true },
    { media: { kind: 'audio', link: 'https://cdn.ejemplo.com/a.ogg' } },
  ],
  [
    'Document',
    () => new m.Document('https://cdn.ejemplo.com/a.pdf', false, 'Factura', 'factura.pdf'),
    { link: 'https://cdn.ejemplo.com/a.pdf', caption: 'Factura', filename: 'factura.pdf' },
    { text: 'Factura', media: { kind: 'document', filename: 'factura.pdf' } },
  ],
  [
    'Video',
    () => new m.Video('https://cdn.ejemplo.com/a.mp4', false, 'Mira'),
    { link: 'https://cdn.ejemplo.com/a.mp4', caption: 'Mira' },
    { text: 'Mira', media: { kind: 'video' } },
  ],
  [
    'Sticker',
    () => new m.Sticker('https://cdn.ejemplo.com/a.webp'),
    { link: 'https://cdn.ejemplo.com/a.webp' },
    { media: { kind: 'sticker' } },
  ],
  [
    'Location',
    () => new m.Location(-79.92, -2.17, 'Malecón', 'Guayaquil'),
    { longitude: -79.92, latitude: -2.17, name: 'Malecón', address: 'Guayaquil' },
    { kind: 'location', location: { latitude: -2.17, longitude: -79.92 } },
  ],
  [
    'Interactive with buttons',
    () =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Sí'), new m.Button('no', 'No')),
        new m.Body('¿Confirmas?'),
        new m.Header(new m.Image(image)),
        new m.Footer('Gracias'),
      ),
    {
      type: 'button',
      action: {
        buttons: [
          { type: 'reply', reply: { title: 'Sí', id: 'yes' } },
          { type: 'reply', reply: { title: 'No', id: 'no' } },
        ],
      },
      body: { text: '¿Confirmas?' },
      header: { type: 'image', image: { link: image } },
      footer: { text: 'Gracias' },
    },
    {
      text: '¿Confirmas?',
      footer: 'Gracias',
      media: { kind: 'image', link: image },
      buttons: [{ kind: 'reply', title: 'Sí', id: 'yes' }],
    },
  ],
  [
    'Interactive with a list',
    () =>
      new m.Interactive(
        new m.ActionList(
          'Opciones',
          new m.ListSection('Uno', new m.Row('a', 'Ventas', 'de 9 a 18')),
          new m.ListSection('Dos', new m.Row('b', 'Soporte')),
        ),
        new m.Body('Elige'),
        new m.Header('Menú'),
      ),
    {
      type: 'list',
      action: {
        button: 'Opciones',
        sections: [
          { title: 'Uno', rows: [{ id: 'a', title: 'Ventas', description: 'de 9 a 18' }] },
          { title: 'Dos', rows: [{ id: 'b', title: 'Soporte' }] },
        ],
      },
      body: { text: 'Elige' },
      header: { type: 'text', text: 'Menú' },
    },
    { header: 'Menú', list: { button: 'Opciones' } },
  ],
  [
    'Interactive with a catalog',
    () => new m.Interactive(new m.ActionCatalog(new m.Product('sku-1')), new m.Body('Catálogo')),
    {
      type: 'catalog_message',
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku-1' } },
      body: { text: 'Catálogo' },
    },
    { kind: 'catalog_message', text: 'Catálogo' },
  ],
  [
    'Interactive with a product',
    () => new m.Interactive(new m.ActionProduct(new m.CatalogProduct('sku-1', 'cat'))),
    { type: 'product', action: { catalog_id: 'cat', product_retailer_id: 'sku-1' } },
    { products: ['sku-1'] },
  ],
  [
    'Interactive with products',
    () =>
      new m.Interactive(
        new m.ActionProductList('cat', new m.ProductSection('Todo', new m.Product('sku-1'), new m.Product('sku-2'))),
        new m.Body('Varios'),
        new m.Header('Catálogo'),
      ),
    {
      type: 'product_list',
      action: {
        catalog_id: 'cat',
        sections: [
          { title: 'Todo', product_items: [{ product_retailer_id: 'sku-1' }, { product_retailer_id: 'sku-2' }] },
        ],
      },
      body: { text: 'Varios' },
      header: { type: 'text', text: 'Catálogo' },
    },
    { products: ['sku-1', 'sku-2'] },
  ],
  [
    'Interactive with a URL',
    () => new m.Interactive(new m.ActionCTA('Abrir', 'https://ejemplo.com/a'), new m.Body('Visítanos')),
    {
      type: 'cta_url',
      action: { name: 'cta_url', parameters: { display_text: 'Abrir', url: 'https://ejemplo.com/a' } },
      body: { text: 'Visítanos' },
    },
    { buttons: [{ kind: 'url', title: 'Abrir', url: 'https://ejemplo.com/a' }] },
  ],
  [
    'Interactive with a flow',
    () =>
      new m.Interactive(
        new m.ActionFlow({
          mode: 'published',
          flow_token: 'tok',
          flow_name: 'encuesta',
          flow_cta: 'Abrir',
          flow_action: 'data_exchange',
        } as never),
        new m.Body('Encuesta'),
      ),
    {
      type: 'flow',
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          mode: 'published',
          flow_token: 'tok',
          flow_name: 'encuesta',
          flow_cta: 'Abrir',
          flow_action: 'data_exchange',
        },
      },
      body: { text: 'Encuesta' },
    },
    { kind: 'flow', text: 'Encuesta' },
  ],
  [
    'Interactive with a flow that opens a screen',
    () =>
      new m.Interactive(new m.ActionNavigateFlow('tok', '123', 'Abrir', 'A', { city: 'Quito' }), new m.Body('Flujo')),
    {
      type: 'flow',
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          mode: 'published',
          flow_token: 'tok',
          flow_id: '123',
          flow_cta: 'Abrir',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'A', data: { city: 'Quito' } },
        },
      },
      body: { text: 'Flujo' },
    },
    { kind: 'flow' },
  ],
  [
    'Interactive with a flow that asks the endpoint',
    () => new m.Interactive(new m.ActionDataExchangeFlow('tok', '123', 'Abrir', 'draft'), new m.Body('Flujo')),
    {
      type: 'flow',
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          mode: 'draft',
          flow_token: 'tok',
          flow_id: '123',
          flow_cta: 'Abrir',
          flow_action: 'data_exchange',
        },
      },
      body: { text: 'Flujo' },
    },
    { kind: 'flow' },
  ],
  [
    'Interactive with a location request',
    () => new m.Interactive(new m.ActionLocation(), new m.Body('¿Dónde estás?')),
    { type: 'location_request_message', action: { name: 'send_location' }, body: { text: '¿Dónde estás?' } },
    { kind: 'location_request_message' },
  ],
  [
    'Interactive with a call permission request',
    () => new m.Interactive(new m.ActionCallPermission(), new m.Body('¿Podemos llamarte?')),
    {
      type: 'call_permission_request',
      action: { name: 'call_permission_request' },
      body: { text: '¿Podemos llamarte?' },
    },
    { kind: 'call_permission_request' },
  ],
  [
    'Interactive with a contact request',
    () => new m.Interactive(new m.ActionContactRequest(), new m.Body('¿Cómo te llamamos?')),
    {
      type: 'request_contact_info',
      action: { name: 'request_contact_info' },
      body: { text: '¿Cómo te llamamos?' },
    },
    { kind: 'request_contact_info', text: '¿Cómo te llamamos?' },
  ],
]

const image0 = { type: 'header', parameters: [{ type: 'image', image: { link: image } }] }
const button = (sub_type: string, index: number, parameter: object) => ({
  type: 'button',
  sub_type,
  parameters: [parameter],
  index,
})

/** Name, template, its components in the request, and its display on the phone. */
const templates: [string, () => classes.Template, object[] | undefined, object][] = [
  ['plain', () => new m.Template('demo_plain', 'es'), undefined, { text: /^Hola, gracias/ }],
  [
    'body',
    () =>
      new m.Template(
        'demo_text',
        new m.Language('es'),
        new m.BodyComponent(new m.BodyParameter('Ana'), new m.BodyParameter('A-7')),
      ),
    [bodyOf('Ana', 'A-7')],
    { text: 'Hola Ana, tu pedido A-7 ya está en camino.' },
  ],
  [
    'named parameter',
    () => new m.Template('one_named', 'es', new m.BodyComponent(new m.BodyParameter('Ana', 'first_name'))),
    [{ type: 'body', parameters: [{ parameter_name: 'first_name', type: 'text', text: 'Ana' }] }],
    { text: 'Hola Ana, gracias por venir.' },
  ],
  [
    'money and date',
    () =>
      new m.Template(
        'one_money',
        'es',
        new m.BodyComponent(
          new m.BodyParameter(new m.Currency(25_000, 'USD', '$25,00')),
          new m.BodyParameter(new m.DateTime('1 de mayo')),
        ),
      ),
    [
      {
        type: 'body',
        parameters: [
          { type: 'currency', currency: { amount_1000: 25_000, code: 'USD', fallback_value: '$25,00' } },
          { type: 'date_time', date_time: { fallback_value: '1 de mayo' } },
        ],
      },
    ],
    { text: 'Debes $25,00 desde el 1 de mayo por tu plan.' },
  ],
  [
    'text header',
    () =>
      new m.Template(
        'demo_header',
        'es',
        new m.HeaderComponent(new m.HeaderParameter('A-7')),
        new m.BodyComponent(new m.BodyParameter('Ana'), new m.BodyParameter('$25')),
      ),
    [{ type: 'header', parameters: [text('A-7')] }, bodyOf('Ana', '$25')],
    { header: 'Pedido A-7 confirmado' },
  ],
  [
    'place header',
    () =>
      new m.Template(
        'one_place',
        'es',
        new m.HeaderComponent(new m.HeaderParameter(new m.Location(-79.92, -2.17, 'Malecón', 'Guayaquil'))),
      ),
    [
      {
        type: 'header',
        parameters: [
          {
            type: 'location',
            location: { longitude: -79.92, latitude: -2.17, name: 'Malecón', address: 'Guayaquil' },
          },
        ],
      },
    ],
    { text: 'Aquí estamos para ti.' },
  ],
  [
    'quick replies, the first of them skipped',
    () =>
      new m.Template(
        'demo_quick_reply',
        'es',
        new m.BodyComponent(new m.BodyParameter('Ana'), new m.BodyParameter('la tienda')),
        new m.SkipButtonComponent(),
        new m.PayloadComponent('dos'),
        new m.PayloadComponent('tres'),
      ),
    [
      bodyOf('Ana', 'la tienda'),
      button('quick_reply', 1, { type: 'payload', payload: 'dos' }),
      button('quick_reply', 2, { type: 'payload', payload: 'tres' }),
    ],
    {
      buttons: [
        { kind: 'quick_reply', title: 'BTN1', payload: 'BTN1' },
        { kind: 'quick_reply', title: 'BTN2', payload: 'dos' },
        { kind: 'quick_reply', title: 'BTN3', payload: 'tres' },
      ],
    },
  ],
  [
    'URL button',
    () =>
      new m.Template(
        'demo_url_dynamic',
        'es',
        new m.BodyComponent(new m.BodyParameter('Ana')),
        new m.URLComponent('A-7'),
      ),
    [bodyOf('Ana'), button('url', 0, text('A-7'))],
    { buttons: [{ kind: 'url', title: 'Seguir pedido', url: 'https://ejemplo.com/pedidos/A-7' }] },
  ],
  [
    'catalog button',
    () =>
      new m.Template(
        'demo_catalog',
        'es',
        new m.BodyComponent(new m.BodyParameter('Ana')),
        new m.CatalogComponent(new m.Product('sku-1')),
      ),
    [bodyOf('Ana'), button('catalog', 0, { type: 'action', action: { thumbnail_product_retailer_id: 'sku-1' } })],
    { buttons: [{ kind: 'catalog', title: 'Ver catálogo' }] },
  ],
  [
    'products button',
    () =>
      new m.Template(
        'one_mpm',
        'es',
        new m.MPMComponent(new m.Product('sku-1'), new m.ProductSection('Todo', new m.Product('sku-2'))),
      ),
    [
      button('mpm', 0, {
        type: 'action',
        action: {
          thumbnail_product_retailer_id: 'sku-1',
          sections: [{ title: 'Todo', product_items: [{ product_retailer_id: 'sku-2' }] }],
        },
      }),
    ],
    { buttons: [{ kind: 'catalog', title: 'Ver' }] },
  ],
  [
    'flow button',
    () => new m.Template('one_flow', 'es', new m.FlowComponent('tok', { city: 'Quito' })),
    [button('flow', 0, { type: 'action', action: { flow_token: 'tok', flow_action_data: { city: 'Quito' } } })],
    { buttons: [{ kind: 'flow', title: 'Abrir' }] },
  ],
  [
    'offer with a code to copy',
    () =>
      new m.Template(
        'demo_offer',
        'es',
        new m.HeaderComponent(new m.HeaderParameter(new m.Image(image))),
        new m.LTOComponent(offerEndsAt),
        new m.BodyComponent(new m.BodyParameter('Ana'), new m.BodyParameter('tu favorito')),
        new m.CopyComponent('20OFF'),
      ),
    [
      image0,
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: offerEndsAt } }],
      },
      bodyOf('Ana', 'tu favorito'),
      button('copy_code', 0, { type: 'coupon_code', coupon_code: '20OFF' }),
    ],
    { offer: { expiresAt: offerEndsAt } },
  ],
  [
    'one-time code',
    () => m.Template.OTP('demo_code', 'es', '482913'),
    [bodyOf('482913'), button('url', 0, text('482913'))],
    { buttons: [{ kind: 'copy_code', title: 'Copiar código', code: '482913' }] },
  ],
  [
    'cards',
    () =>
      new m.Template(
        'demo_carousel',
        'es',
        new m.CarouselComponent(
          new m.CarouselCard(
            new m.Image(image),
            new m.BodyComponent(new m.BodyParameter('19,90')),
            new m.PayloadComponent('uno'),
          ),
          new m.CarouselCard(
            new m.Image(image),
            new m.BodyComponent(new m.BodyParameter('39,90'), new m.BodyParameter('29,90')),
            new m.PayloadComponent('dos'),
          ),
        ),
      ),
    [
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [image0, bodyOf('19,90'), button('quick_reply', 0, { type: 'payload', payload: 'uno' })],
          },
          {
            card_index: 1,
            components: [
              image0,
              bodyOf('39,90', '29,90'),
              button('quick_reply', 0, { type: 'payload', payload: 'dos' }),
            ],
          },
        ],
      },
    ],
    {
      cards: [
        { kind: 'card', text: 'Ahora por solo 19,90 dólares.' },
        { text: 'Antes 39,90 y ahora solo 29,90 dólares.' },
      ],
    },
  ],
  [
    'a URL button whose page opens under the whole message',
    () =>
      new m.Template(
        'demo_url',
        'es',
        new m.BodyComponent(new m.BodyParameter('Ana')),
        new m.TapTargetComponent('Tu cuenta', 'https://ejemplo.com/cuenta'),
      ),
    [
      bodyOf('Ana'),
      {
        type: 'tap_target_configuration',
        parameters: [
          {
            type: 'tap_target_configuration',
            tap_target_configuration: { title: 'Tu cuenta', url: 'https://ejemplo.com/cuenta' },
          },
        ],
      },
    ],
    { buttons: [{ kind: 'url', title: 'Ir al sitio', url: 'https://ejemplo.com/cuenta' }] },
  ],
]

async function send(message: ClientMessage, context?: string, callbackData?: string) {
  const answer = await api.sendMessage(phoneNumberId, `+${ana}`, message, context, callbackData)
  assert.ok('messages' in answer, JSON.stringify(answer))
  assert.partialDeepStrictEqual(answer.contacts, [{ input: `+${ana}`, wa_id: ana }])
  return world.message(answer.messages[0].id)
}

const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to: `+${ana}` }

describe('whatsapp-api-js: messages', () => {
  for (const [name, make, content, rendered] of sends) {
    test(name, async () => {
      const message = make()
      const shown = await send(message)
      assert.deepEqual(shown.wire, { ...envelope, type: message._type, [message._type]: content })
      assert.partialDeepStrictEqual(shown.rendered, rendered)
    })
  }

  for (const [name, make, components, rendered] of templates) {
    test(`Template: ${name}`, async () => {
      const template = make()
      const shown = await send(template)
      const content = { name: template.name, language: es, ...(components === undefined ? {} : { components }) }
      assert.deepEqual(shown.wire, { ...envelope, type: 'template', template: content })
      const { text: said, ...rest } = rendered as { text?: string | RegExp }
      assert.partialDeepStrictEqual(shown.rendered, rest)
      if (said instanceof RegExp) assert.match(String(shown.rendered.text), said)
      else if (said !== undefined) assert.equal(shown.rendered.text, said)
    })
  }

  test('Contacts: written as a string of JSON within the JSON, read as a list all the same', async () => {
    const cards = new m.Contacts(
      [
        new m.Name('Luis Paz', 'Luis', 'Paz'),
        new m.Phone('+593987654322', 'Mobile', '593987654322'),
        new m.Email('luis@example.com', 'WORK'),
        new m.Address('Ecuador', 'ec', 'Pichincha', 'Quito', 'Calle 1', '170101', 'HOME'),
        new m.Birthday('1990', '02', '03'),
        new m.Organization('Paz', 'Ventas', 'Jefe'),
        new m.Url('https://example.com', 'WORK'),
      ],
      [new m.Name('Eva Sol', 'Eva')],
    )
    const shown = await send(cards)
    assert.equal(shown.wire.type, 'contacts')
    assert.equal(JSON.parse(String(shown.wire.contacts))[1].name.formatted_name, 'Eva Sol')
    assert.partialDeepStrictEqual(shown.rendered.contacts, [
      { name: 'Luis Paz', phones: ['+593987654322'] },
      { name: 'Eva Sol', phones: [] },
    ])
  })

  test('Reaction: added and removed', async () => {
    const { wamid } = await send(new m.Text('Reacciona'))
    for (const emoji of ['👍', '']) {
      const { rendered } = await send(new m.Reaction(wamid, emoji))
      assert.deepEqual(rendered.reaction, { emoji, messageId: wamid })
    }
  })

  test('a reply quotes, and carries the callback data', async () => {
    const { wamid } = await send(new m.Text('Primero'))
    const shown = await send(new m.Text('Después'), wamid, 'pedido-7')
    assert.equal(shown.rendered.quotes, wamid)
    assert.equal(shown.wire.biz_opaque_callback_data, 'pedido-7')
  })

  test('every class of its messages was constructed', () => {
    const excused = {
      isProductSections: 'asks of a value whether it is a section; nothing is sent',
      Media: 'the base of image, audio, video, document and sticker',
      ButtonComponent: 'the base of the button components',
      'URLComponent.Button': 'made by URLComponent itself',
      'PayloadComponent.Button': 'made by PayloadComponent itself',
      'CatalogComponent.Action': 'made by CatalogComponent itself',
      'MPMComponent.Action': 'made by MPMComponent itself',
      'CopyComponent.Action': 'made by CopyComponent itself',
      'FlowComponent.Action': 'made by FlowComponent itself',
      'Product.create': 'called by ProductSection itself',
    }
    assert.deepEqual(watch.missing(classes, excused), [])
  })
})
