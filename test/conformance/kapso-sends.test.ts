/** @kapso/whatsapp-cloud-api, unmodified: each of its sends, its request, and the phone's display. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { buildTemplateSendPayload, KapsoProxyRequiredError, WhatsAppClient } from '@kapso/whatsapp-cloud-api'
import { ana, phoneNumberId, startTestSandbox, type TestSandbox } from '../support/test-sandbox.ts'
import { makeWatch } from './surface.ts'

let world: TestSandbox
let messages: WhatsAppClient['messages']
const watch = makeWatch()

before(async () => {
  world = await startTestSandbox()
  messages = watch.watch(new WhatsAppClient({ accessToken: 'any', baseUrl: world.url }).messages)
})

after(() => world?.[Symbol.asyncDispose]())

type Template = Parameters<WhatsAppClient['messages']['sendTemplate']>[0]['template']
type Sent = Awaited<ReturnType<WhatsAppClient['messages']['sendText']>>

const to = { phoneNumberId, to: `+${ana}` }
const image = 'https://cdn.ejemplo.com/imagen.jpeg'
const emailOf = (email: string) => [{ email, type: 'WORK' }]

/** Name, send, the message in the request beside its envelope, and its display on the phone. */
const sends: [string, () => Promise<Sent>, object, object][] = [
  [
    'sendText',
    () => messages.sendText({ ...to, body: 'Hola ñ 😀', previewUrl: true }),
    { type: 'text', text: { body: 'Hola ñ 😀', preview_url: true } },
    { kind: 'text', text: 'Hola ñ 😀' },
  ],
  [
    'sendImage',
    () => messages.sendImage({ ...to, image: { link: image, caption: 'Mira' } }),
    { type: 'image', image: { link: image, caption: 'Mira' } },
    { kind: 'image', text: 'Mira', media: { kind: 'image', link: image } },
  ],
  [
    'sendAudio',
    () => messages.sendAudio({ ...to, audio: { link: 'https://cdn.ejemplo.com/nota.ogg', voice: true } }),
    { type: 'audio', audio: { link: 'https://cdn.ejemplo.com/nota.ogg', voice: true } },
    { kind: 'audio', media: { kind: 'audio', link: 'https://cdn.ejemplo.com/nota.ogg' } },
  ],
  [
    'sendDocument',
    () =>
      messages.sendDocument({
        ...to,
        document: { link: 'https://cdn.ejemplo.com/a.pdf', caption: 'Factura', filename: 'factura.pdf' },
      }),
    {
      type: 'document',
      document: { link: 'https://cdn.ejemplo.com/a.pdf', caption: 'Factura', filename: 'factura.pdf' },
    },
    {
      kind: 'document',
      text: 'Factura',
      media: { kind: 'document', link: 'https://cdn.ejemplo.com/a.pdf', filename: 'factura.pdf' },
    },
  ],
  [
    'sendVideo',
    () => messages.sendVideo({ ...to, video: { link: 'https://cdn.ejemplo.com/a.mp4' } }),
    { type: 'video', video: { link: 'https://cdn.ejemplo.com/a.mp4' } },
    { kind: 'video', media: { kind: 'video', link: 'https://cdn.ejemplo.com/a.mp4' } },
  ],
  [
    'sendSticker',
    () => messages.sendSticker({ ...to, sticker: { link: 'https://cdn.ejemplo.com/a.webp' } }),
    { type: 'sticker', sticker: { link: 'https://cdn.ejemplo.com/a.webp' } },
    { kind: 'sticker', media: { kind: 'sticker', link: 'https://cdn.ejemplo.com/a.webp' } },
  ],
  [
    'sendLocation',
    () => messages.sendLocation({ ...to, location: { latitude: -2.17, longitude: -79.92, name: 'Malecón' } }),
    { type: 'location', location: { latitude: -2.17, longitude: -79.92, name: 'Malecón' } },
    { kind: 'location', location: { latitude: -2.17, longitude: -79.92, name: 'Malecón' } },
  ],
  [
    'sendContacts',
    () =>
      messages.sendContacts({
        ...to,
        contacts: [
          {
            name: { formattedName: 'Luis Paz', firstName: 'Luis' },
            phones: [{ phone: '+593987654322', waId: '593987654322', type: 'Mobile' }],
            emails: emailOf('luis@example.com'),
            addresses: [{ city: 'Quito', countryCode: 'ec' }],
            org: { company: 'Paz' },
            urls: [{ url: 'https://example.com' }],
            birthday: '1990-02-03',
          },
        ],
      }),
    {
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Luis Paz', first_name: 'Luis' },
          phones: [{ phone: '+593987654322', wa_id: '593987654322', type: 'Mobile' }],
          emails: emailOf('luis@example.com'),
          addresses: [{ city: 'Quito', country_code: 'ec' }],
          org: { company: 'Paz' },
          urls: [{ url: 'https://example.com' }],
          birthday: '1990-02-03',
        },
      ],
    },
    { kind: 'contacts', contacts: [{ name: 'Luis Paz', phones: ['+593987654322'] }] },
  ],
  [
    'sendTemplate',
    () =>
      messages.sendTemplate({
        ...to,
        template: buildTemplateSendPayload({
          name: 'demo_text',
          language: 'en',
          body: [
            { type: 'text', text: 'Ana' },
            { type: 'text', text: 'A-7' },
          ],
        }) as unknown as Template,
      }),
    {
      type: 'template',
      template: {
        name: 'demo_text',
        language: { code: 'en' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ana' },
              { type: 'text', text: 'A-7' },
            ],
          },
        ],
      },
    },
    { kind: 'template', text: 'Hi Ana, your order A-7 is on its way.' },
  ],
  [
    'sendInteractiveButtons',
    () =>
      messages.sendInteractiveButtons({
        ...to,
        bodyText: '¿Confirmas?',
        footerText: 'Gracias',
        header: { type: 'image', image: { link: image } },
        buttons: [
          { id: 'yes', title: 'Sí' },
          { id: 'no', title: 'No' },
        ],
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: '¿Confirmas?' },
        footer: { text: 'Gracias' },
        header: { type: 'image', image: { link: image } },
        action: {
          buttons: [
            { type: 'reply', reply: { id: 'yes', title: 'Sí' } },
            { type: 'reply', reply: { id: 'no', title: 'No' } },
          ],
        },
      },
    },
    {
      kind: 'button',
      text: '¿Confirmas?',
      footer: 'Gracias',
      media: { kind: 'image', link: image },
      buttons: [
        { kind: 'reply', title: 'Sí', id: 'yes' },
        { kind: 'reply', title: 'No', id: 'no' },
      ],
    },
  ],
  [
    'sendInteractiveList',
    () =>
      messages.sendInteractiveList({
        ...to,
        bodyText: 'Elige',
        buttonText: 'Opciones',
        header: { type: 'text', text: 'Menú' },
        sections: [
          { title: 'Uno', rows: [{ id: 'a', title: 'Ventas', description: 'de 9 a 18' }] },
          { title: 'Dos', rows: [{ id: 'b', title: 'Soporte' }] },
        ],
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        body: { text: 'Elige' },
        header: { type: 'text', text: 'Menú' },
        action: {
          button: 'Opciones',
          sections: [
            { title: 'Uno', rows: [{ id: 'a', title: 'Ventas', description: 'de 9 a 18' }] },
            { title: 'Dos', rows: [{ id: 'b', title: 'Soporte' }] },
          ],
        },
      },
    },
    {
      kind: 'list',
      text: 'Elige',
      header: 'Menú',
      list: {
        button: 'Opciones',
        sections: [
          { title: 'Uno', rows: [{ id: 'a', title: 'Ventas', description: 'de 9 a 18' }] },
          { title: 'Dos', rows: [{ id: 'b', title: 'Soporte' }] },
        ],
      },
    },
  ],
  [
    'sendInteractiveProduct',
    () => messages.sendInteractiveProduct({ ...to, bodyText: 'Uno', catalogId: 'cat', productRetailerId: 'sku-1' }),
    {
      type: 'interactive',
      interactive: {
        type: 'product',
        body: { text: 'Uno' },
        action: { catalog_id: 'cat', product_retailer_id: 'sku-1' },
      },
    },
    { kind: 'product', text: 'Uno', products: ['sku-1'] },
  ],
  [
    'sendInteractiveProductList',
    () =>
      messages.sendInteractiveProductList({
        ...to,
        bodyText: 'Varios',
        header: { type: 'text', text: 'Catálogo' },
        catalogId: 'cat',
        sections: [{ title: 'Todo', productItems: [{ productRetailerId: 'sku-1' }, { productRetailerId: 'sku-2' }] }],
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'product_list',
        body: { text: 'Varios' },
        header: { type: 'text', text: 'Catálogo' },
        action: {
          catalog_id: 'cat',
          sections: [
            { title: 'Todo', product_items: [{ product_retailer_id: 'sku-1' }, { product_retailer_id: 'sku-2' }] },
          ],
        },
      },
    },
    { kind: 'product_list', text: 'Varios', header: 'Catálogo', products: ['sku-1', 'sku-2'] },
  ],
  [
    'sendInteractiveFlow',
    () =>
      messages.sendInteractiveFlow({
        ...to,
        bodyText: 'Una encuesta',
        parameters: {
          flowId: '123',
          flowCta: 'Abrir',
          mode: 'draft',
          flowToken: 'tok',
          flowAction: 'navigate',
          flowActionPayload: { screen: 'RECOMMEND', data: { city: 'Quito' } },
        },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        body: { text: 'Una encuesta' },
        action: {
          name: 'flow',
          parameters: {
            flow_cta: 'Abrir',
            flow_id: '123',
            flow_message_version: '3',
            mode: 'draft',
            flow_token: 'tok',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'RECOMMEND', data: { city: 'Quito' } },
          },
        },
      },
    },
    { kind: 'flow', text: 'Una encuesta' },
  ],
  [
    'sendInteractiveAddress',
    () =>
      messages.sendInteractiveAddress({
        ...to,
        bodyText: '¿Dónde entregamos?',
        footerText: 'Gracias',
        parameters: { country: 'IN', values: { name: 'Ana', phone_number: '+919876543210' } },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'address_message',
        body: { text: '¿Dónde entregamos?' },
        footer: { text: 'Gracias' },
        action: {
          name: 'address_message',
          parameters: { country: 'IN', values: { name: 'Ana', phone_number: '+919876543210' } },
        },
      },
    },
    { kind: 'address_message', text: '¿Dónde entregamos?', footer: 'Gracias' },
  ],
  [
    'sendInteractiveLocationRequest',
    () =>
      messages.sendInteractiveLocationRequest({
        ...to,
        bodyText: '¿Dónde estás?',
        parameters: { requestMessage: '¿Dónde estás?' },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: '¿Dónde estás?' },
        action: { name: 'send_location', parameters: { request_message: '¿Dónde estás?' } },
      },
    },
    { kind: 'location_request_message', text: '¿Dónde estás?' },
  ],
  [
    'sendInteractiveCallPermission',
    () =>
      messages.sendInteractiveCallPermission({
        ...to,
        bodyText: '¿Podemos llamarte?',
        parameters: { phoneNumber: `+${ana}`, callPurpose: 'Tu pedido' },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'call_permission_request',
        body: { text: '¿Podemos llamarte?' },
        action: {
          name: 'call_permission_request',
          parameters: { phone_number: `+${ana}`, call_purpose: 'Tu pedido' },
        },
      },
    },
    { kind: 'call_permission_request', text: '¿Podemos llamarte?' },
  ],
  [
    'sendInteractiveCtaUrl',
    () =>
      messages.sendInteractiveCtaUrl({
        ...to,
        bodyText: 'Visítanos',
        header: { type: 'document', document: { link: 'https://cdn.ejemplo.com/a.pdf' } },
        parameters: { displayText: 'Abrir', url: 'https://ejemplo.com/a' },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        body: { text: 'Visítanos' },
        header: { type: 'document', document: { link: 'https://cdn.ejemplo.com/a.pdf' } },
        action: { name: 'cta_url', parameters: { display_text: 'Abrir', url: 'https://ejemplo.com/a' } },
      },
    },
    {
      kind: 'cta_url',
      text: 'Visítanos',
      media: { kind: 'document', link: 'https://cdn.ejemplo.com/a.pdf' },
      buttons: [{ kind: 'url', title: 'Abrir', url: 'https://ejemplo.com/a' }],
    },
  ],
  [
    'sendInteractiveCarousel',
    () =>
      messages.sendInteractiveCarousel({
        ...to,
        bodyText: 'Elige una',
        cards: [0, 1].map((cardIndex) => ({
          cardIndex,
          header: { type: 'image' as const, image: { link: image } },
          bodyText: `Tarjeta ${cardIndex}`,
          action: { buttons: [{ id: `card-${cardIndex}`, title: 'Esta' }] },
        })),
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'carousel',
        body: { text: 'Elige una' },
        action: {
          cards: [0, 1].map((card_index) => ({
            card_index,
            type: 'cta_url',
            header: { type: 'image', image: { link: image } },
            body: { text: `Tarjeta ${card_index}` },
            action: {
              buttons: [{ type: 'quick_reply', quick_reply: { id: `card-${card_index}`, title: 'Esta' } }],
            },
          })),
        },
      },
    },
    {
      kind: 'carousel',
      text: 'Elige una',
      cards: [0, 1].map((index) => ({
        kind: 'card',
        text: `Tarjeta ${index}`,
        media: { kind: 'image', link: image },
        buttons: [{ kind: 'reply', title: 'Esta', id: `card-${index}` }],
      })),
    },
  ],
  [
    'sendInteractiveCatalogMessage',
    () =>
      messages.sendInteractiveCatalogMessage({
        ...to,
        bodyText: 'Nuestro catálogo',
        parameters: { thumbnailProductRetailerId: 'sku-1' },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'catalog_message',
        body: { text: 'Nuestro catálogo' },
        action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'sku-1' } },
      },
    },
    { kind: 'catalog_message', text: 'Nuestro catálogo' },
  ],
  [
    'sendInteractiveRaw',
    () =>
      messages.sendInteractiveRaw({
        ...to,
        interactive: {
          type: 'voice_call',
          body: { text: 'Llámanos' },
          action: { name: 'voice_call', parameters: { displayText: 'Llamar', ttlMinutes: 100 } },
        },
      }),
    {
      type: 'interactive',
      interactive: {
        type: 'voice_call',
        body: { text: 'Llámanos' },
        action: { name: 'voice_call', parameters: { display_text: 'Llamar', ttl_minutes: 100 } },
      },
    },
    { kind: 'voice_call', text: 'Llámanos', buttons: [{ kind: 'call', title: 'Llamar' }] },
  ],
  [
    'sendRaw',
    () =>
      messages.sendRaw({
        phoneNumberId,
        payload: {
          messagingProduct: 'whatsapp',
          recipientType: 'individual',
          to: `+${ana}`,
          type: 'text',
          text: { body: 'A mano' },
        },
      }),
    { type: 'text', text: { body: 'A mano' } },
    { kind: 'text', text: 'A mano' },
  ],
]

describe('@kapso/whatsapp-cloud-api: messages', () => {
  for (const [name, send, wire, rendered] of sends) {
    test(name, async () => {
      const { messagingProduct, contacts, messages: sent } = await send()
      assert.equal(messagingProduct, 'whatsapp')
      assert.deepEqual(contacts, [{ input: `+${ana}`, waId: ana }])
      assert.match(sent[0]?.id ?? '', /^wamid\./)
      assert.equal(sent[0]?.messageStatus, name === 'sendTemplate' ? 'accepted' : undefined)
      const shown = await world.message(sent[0]?.id)
      const envelope = { messaging_product: 'whatsapp', recipient_type: 'individual', to: `+${ana}` }
      assert.deepEqual(shown.wire, { ...envelope, ...wire })
      assert.partialDeepStrictEqual(shown.rendered, rendered)
    })
  }

  test('sendReaction: to the last message, and removed', async () => {
    const { messages: sent } = await messages.sendText({ ...to, body: 'Reacciona' })
    const messageId = sent[0]?.id ?? ''
    for (const emoji of ['👍', '']) {
      const answer = await messages.sendReaction({ ...to, reaction: { messageId, emoji } })
      const shown = await world.message(answer.messages[0]?.id)
      assert.deepEqual(shown.wire.reaction, { message_id: messageId, emoji })
      assert.deepEqual(shown.rendered.reaction, { emoji, messageId })
    }
  })

  test('a reply quotes, and carries the callback data', async () => {
    const { wamid } = await world.control('POST', '/inbound', { from: ana, type: 'text', text: 'Hola' })
    const contextMessageId = String(wamid)
    const { messages: sent } = await messages.sendText({
      ...to,
      body: 'Dime',
      contextMessageId,
      bizOpaqueCallbackData: 'pedido-7',
    })
    const { wire, rendered } = await world.message(sent[0]?.id)
    assert.deepEqual(wire.context, { message_id: contextMessageId })
    assert.equal(wire.biz_opaque_callback_data, 'pedido-7')
    assert.equal(rendered.quotes, contextMessageId)
  })

  test('a person by business-scoped id alone: the answer has the id and no phone', async () => {
    const recipient = 'EC.1349abcdef'
    const { contacts, messages: sent } = await messages.sendText({ phoneNumberId, recipient, body: 'Hola' })
    assert.deepEqual(contacts, [{ input: recipient, userId: recipient }])
    assert.equal((await world.message(sent[0]?.id)).person, recipient)
  })

  test('markRead, with and without typing', async () => {
    const { wamid } = await world.control('POST', '/inbound', { from: ana, type: 'text', text: '¿Hay alguien?' })
    const read = { phoneNumberId, messageId: String(wamid) }
    assert.deepEqual(await messages.markRead(read), { success: true })
    assert.equal((await world.message(String(wamid))).status, 'read')
    assert.deepEqual(await messages.markRead({ ...read, typingIndicator: { type: 'text' } }), { success: true })
  })

  test('the history of messages needs its own proxy: the client says so itself', async () => {
    const calls = [
      messages.query({ phoneNumberId }),
      messages.get({ phoneNumberId, messageId: 'wamid.1' }),
      messages.listByConversation({ phoneNumberId, conversationId: '1' }),
    ]
    for (const call of calls) await assert.rejects(call, KapsoProxyRequiredError)
  })

  test('every function of its messages was called', () => {
    assert.deepEqual(watch.missing(new WhatsAppClient({ accessToken: 'any' }).messages), [])
  })
})
