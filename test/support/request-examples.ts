/**
 * Every request example of the documents with the expected request to Meta: run one by one by request-examples.test.ts,
 * and all at once, with disorder and faults, by random-faults.test.ts. Only the placeholders are replaced, as the
 * reference says.
 */
import { person } from './gateway.ts'

export const image = 'https://cdn.ejemplo.com/imagen.jpeg'

/** One message on the wire, without the members common to all. */
export type Wire = Record<string, unknown>

const contact = {
  addresses: [
    {
      street: '1 Lucky Shrub Way',
      city: 'Menlo Park',
      state: 'CA',
      zip: '94025',
      country: 'United States',
      country_code: 'US',
      type: 'Office',
    },
  ],
  emails: [{ email: 'user@example.com', type: 'Work' }],
  name: { formatted_name: 'John Doe', first_name: 'John', last_name: 'Doe', middle_name: 'M.' },
  phones: [{ phone: `+${person}`, type: 'Mobile', wa_id: person }],
}

const contactInSpanish = {
  name: { formatted_name: 'Juan Pérez', first_name: 'Juan', last_name: 'Pérez' },
  phones: [{ phone: `+${person}`, type: 'Mobile', wa_id: person }],
  emails: [{ email: '[email protected]', type: 'Work' }],
  addresses: [
    {
      street: 'Calle Principal 123',
      city: 'Ciudad de México',
      state: 'CDMX',
      zip: '01000',
      country: 'México',
      country_code: 'MX',
      type: 'Office',
    },
  ],
}

/** Name, request, wire. `ID` stands for the message's id. */
export const messageExamples: [string, Record<string, unknown>, Wire][] = [
  ['M1 text', { type: 'text', text: 'MENSAJE', userId: person }, { type: 'text', text: { body: 'MENSAJE' } }],
  [
    'M2 text with options',
    {
      text: 'MENSAJE',
      userId: person,
      botId: 'demo',
      type: 'text',
      buttons: {
        title: '<Título Principal>',
        buttonText: { type: 'text', text: '<Texto Botón Principal>' },
        options: [
          { title: '<Opción 1>', description: '<Descripción Opción 1>', payload: '<Texto_Retorno_1>' },
          { title: '<Opción 2>', description: '<Descripción Opción 2>', payload: '<Texto_Retorno_2>' },
        ],
      },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'list',
        header: { type: 'text', text: '<Título Principal>' },
        body: { text: 'MENSAJE' },
        action: {
          button: '<Texto Botón Princi…',
          sections: [
            {
              rows: [
                { id: 'ID:0', title: '<Opción 1>', description: '<Descripción Opción 1>' },
                { id: 'ID:1', title: '<Opción 2>', description: '<Descripción Opción 2>' },
              ],
            },
          ],
        },
      },
    },
  ],
  [
    'M3 quick reply',
    {
      text: 'MENSAJE',
      title: '<Título del mensaje>',
      quick_replies: [{ title: '<TÍTULO_BOTÓN_1>' }, { title: '<TÍTULO_BOTÓN_2>' }, { title: '<TÍTULO_BOTÓN_3>' }],
      userId: person,
      botId: 'demo',
      type: 'quick_reply',
    },
    {
      type: 'interactive',
      interactive: {
        type: 'button',
        header: { type: 'text', text: '<Título del mensaje>' },
        body: { text: 'MENSAJE' },
        action: {
          buttons: ['<TÍTULO_BOTÓN_1>', '<TÍTULO_BOTÓN_2>', '<TÍTULO_BOTÓN_3>'].map((title, index) => ({
            type: 'reply',
            reply: { id: `ID:${index}`, title },
          })),
        },
      },
    },
  ],
  [
    'M4 image',
    { text: 'MENSAJE', mediaUrl: image, userId: person, botId: 'demo', type: 'image' },
    { type: 'image', image: { link: image, caption: 'MENSAJE' } },
  ],
  [
    'M5 audio',
    { mediaUrl: 'https://cdn.ejemplo.com/audio.mp3', userId: person, botId: 'demo', type: 'audio' },
    { type: 'audio', audio: { link: 'https://cdn.ejemplo.com/audio.mp3' } },
  ],
  [
    'M6 video',
    { mediaUrl: 'https://cdn.ejemplo.com/video.mp4', text: 'MENSAJE', userId: person, botId: 'demo', type: 'video' },
    { type: 'video', video: { link: 'https://cdn.ejemplo.com/video.mp4', caption: 'MENSAJE' } },
  ],
  [
    'M7 file',
    { mediaUrl: 'https://cdn.ejemplo.com/documento.pdf', userId: person, botId: 'demo', type: 'file' },
    { type: 'document', document: { link: 'https://cdn.ejemplo.com/documento.pdf', filename: 'documento.pdf' } },
  ],
  [
    'M8 sticker',
    { mediaUrl: 'https://cdn.ejemplo.com/sticker.webp', userId: person, botId: 'demo', type: 'sticker' },
    { type: 'sticker', sticker: { link: 'https://cdn.ejemplo.com/sticker.webp' } },
  ],
  [
    'M9 location',
    { coordinates: { lat: '-0.1807', long: '-78.4678' }, userId: person, botId: 'demo', type: 'location' },
    { type: 'location', location: { latitude: -0.1807, longitude: -78.4678 } },
  ],
  ['M10 contact', { type: 'contacts', userId: person, contacts: [contact] }, { type: 'contacts', contacts: [contact] }],
  [
    'M11 location request',
    { type: 'location_request', userId: person, text: 'Hello World' },
    {
      type: 'interactive',
      interactive: {
        type: 'location_request_message',
        body: { text: 'Hello World' },
        action: { name: 'send_location' },
      },
    },
  ],
  [
    'M12 URL button',
    {
      type: 'cta_url',
      userId: person,
      title: 'Hi',
      text: 'Hello World',
      caption: 'Jelou',
      parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'cta_url',
        header: { type: 'text', text: 'Hi' },
        body: { text: 'Hello World' },
        footer: { text: 'Jelou' },
        action: { name: 'cta_url', parameters: { display_text: 'Apps', url: 'https://apps.jelou.ai' } },
      },
    },
  ],
  [
    'M13 flow button',
    {
      type: 'flow',
      userId: person,
      text: 'Hello World😎',
      caption: 'Jelou',
      title: 'Hi',
      parameters: {
        flow_id: 'FLOW_ID',
        flow_cta: 'FLOW_CTA',
        flow_name: 'FLOW_NAME',
        flow_action_payload: { screen: 'RECOMMEND' },
        mode: 'draft',
        flow_action: 'navigate',
        flow_message_version: '3',
      },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'flow',
        header: { type: 'text', text: 'Hi' },
        body: { text: 'Hello World😎' },
        footer: { text: 'Jelou' },
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: 'FLOW_ID',
            flow_cta: 'FLOW_CTA',
            mode: 'draft',
            flow_token: 'ID',
            flow_action: 'navigate',
            flow_action_payload: { screen: 'RECOMMEND' },
          },
        },
      },
    },
  ],
  [
    'M14 contact in Spanish',
    { type: 'contacts', userId: person, contacts: [contactInSpanish] },
    { type: 'contacts', contacts: [contactInSpanish] },
  ],
  [
    'voice call',
    { type: 'voice_call', userId: person, header: 'Hi', text: 'Llámanos', parameters: { display_text: 'Llamar' } },
    {
      type: 'interactive',
      interactive: {
        type: 'voice_call',
        header: { type: 'text', text: 'Hi' },
        body: { text: 'Llámanos' },
        action: { name: 'voice_call', parameters: { display_text: 'Llamar' } },
      },
    },
  ],
  [
    'carousel',
    {
      type: 'CAROUSEL',
      userId: person,
      text: 'Mira',
      parameters: {
        cards: [0, 1].map((card_index) => ({
          card_index,
          type: 'cta_url',
          header: { type: 'image', image: { link: image } },
          body: { text: 'Producto' },
          action: { name: 'cta_url', parameters: { display_text: 'Ver', url: 'https://ejemplo.com' } },
        })),
      },
    },
    {
      type: 'interactive',
      interactive: {
        type: 'carousel',
        body: { text: 'Mira' },
        action: {
          cards: [0, 1].map((card_index) => ({
            card_index,
            type: 'cta_url',
            header: { type: 'image', image: { link: image } },
            body: { text: 'Producto' },
            action: { name: 'cta_url', parameters: { display_text: 'Ver', url: 'https://ejemplo.com' } },
          })),
        },
      },
    },
  ],
]

const text = (value: string) => ({ type: 'text', text: value })
const bodyOf = (...values: string[]) => ({ type: 'body', parameters: values.map(text) })
const header = (kind: string, link: string, more: object = {}) => ({
  type: 'header',
  parameters: [{ type: kind, [kind]: { link, ...more } }],
})
const button = (sub_type: string, index: number, parameter: Record<string, unknown>) => ({
  type: 'button',
  sub_type,
  index: String(index),
  parameters: [parameter],
})
const edge = (action: string, skillId: string, extra = {}) => ({ type: 'edge', action, skillId, ...extra })
const offerEndsAt = Date.now() + 86_400_000

/** Name, request, the template's name and its components on the wire. */
export const templateExamples: [string, Record<string, unknown>, string, unknown[]][] = [
  ['T1 text', { parameters: ['P1', 'P2'], elementName: 'demo_text' }, 'demo_text', [bodyOf('P1', 'P2')]],
  [
    'T2 image',
    { parameters: ['P1', 'P2'], mediaUrl: image, type: 'image', elementName: 'demo_image' },
    'demo_image',
    [header('image', image), bodyOf('P1', 'P2')],
  ],
  [
    'T3 video',
    {
      parameters: ['P1', 'P2'],
      mediaUrl: 'https://cdn.ejemplo.com/video.mp4',
      type: 'video',
      elementName: 'demo_video',
    },
    'demo_video',
    [header('video', 'https://cdn.ejemplo.com/video.mp4'), bodyOf('P1', 'P2')],
  ],
  [
    'T4 document',
    {
      parameters: ['P1'],
      mediaUrl: 'https://cdn.ejemplo.com/documento.pdf',
      type: 'document',
      elementName: 'demo_document',
    },
    'demo_document',
    [header('document', 'https://cdn.ejemplo.com/documento.pdf', { filename: 'documento.pdf' }), bodyOf('P1')],
  ],
  ['T5 static URL button', { parameters: ['P1'], elementName: 'demo_url' }, 'demo_url', [bodyOf('P1')]],
  [
    'T6 dynamic URL button',
    {
      parameters: ['P1'],
      elementName: 'demo_url_dynamic',
      buttonParameters: [{ type: 'URL', payload: { param: 'PARAM_URL' } }],
    },
    'demo_url_dynamic',
    [bodyOf('P1'), button('url', 0, text('PARAM_URL'))],
  ],
  [
    'T7 quick replies',
    {
      elementName: 'demo_quick_reply',
      language: 'es',
      type: 'text',
      parameters: ['param1', 'param2'],
      buttonParameters: ['1', '2', '3'].map((n) => ({ type: 'QUICK_REPLY', payload: edge(`BTN${n}`, n) })),
    },
    'demo_quick_reply',
    [
      bodyOf('param1', 'param2'),
      ...['1', '2', '3'].map((n, index) =>
        button('quick_reply', index, { type: 'payload', payload: JSON.stringify(edge(`BTN${n}`, n)) }),
      ),
    ],
  ],
  [
    'F1 buttonPayloads',
    {
      elementName: 'demo_quick_reply',
      parameters: ['param1', 'param2'],
      buttonPayloads: [edge('Yes', '1'), edge('Reschedule', '2'), edge('Cancel', '3')],
    },
    'demo_quick_reply',
    [
      bodyOf('param1', 'param2'),
      ...[edge('Yes', '1'), edge('Reschedule', '2'), edge('Cancel', '3')].map((payload, index) =>
        button('quick_reply', index, { type: 'payload', payload: JSON.stringify(payload) }),
      ),
    ],
  ],
  [
    'T8 header parameter',
    { elementName: 'demo_header', parameters: ['P1', 'P2'], headerParameters: ['VALUE'] },
    'demo_header',
    [{ type: 'header', parameters: [text('VALUE')] }, bodyOf('P1', 'P2')],
  ],
  [
    'T9 catalog',
    {
      elementName: 'demo_catalog',
      parameters: ['P1'],
      type: 'catalog',
      buttonParameters: [{ type: 'CATALOG', payload: { thumbnailProduct: 'productId' } }],
    },
    'demo_catalog',
    [bodyOf('P1'), button('CATALOG', 0, { type: 'action', action: { thumbnail_product_retailer_id: 'productId' } })],
  ],
  [
    'T10 offer with copy code',
    {
      buttonOptions: {},
      elementName: 'demo_offer',
      parameters: ['P1', 'P2'],
      type: 'image',
      mediaUrl: image,
      ltoParams: { expirationTime: offerEndsAt },
      buttonParameters: [{ type: 'COPY_CODE', param: 1, payload: { param: '20OFF' } }],
    },
    'demo_offer',
    [
      header('image', image),
      bodyOf('P1', 'P2'),
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: offerEndsAt } }],
      },
      button('copy_code', 0, { type: 'coupon_code', coupon_code: '20OFF' }),
    ],
  ],
  [
    'T11 authentication',
    { buttonOptions: {}, elementName: 'demo_code', parameters: ['482913'], type: 'hsm' },
    'demo_code',
    [bodyOf('482913'), button('url', 0, text('482913'))],
  ],
  [
    'T12 carousel',
    {
      elementName: 'demo_carousel',
      parameters: [],
      type: 'carousel',
      cards: [
        {
          mediaUrl: 'https://cdn.ejemplo.com/producto1.jpg',
          params: ['V'],
          buttonParameters: [{ type: 'QUICK_REPLY', payload: edge('Boton 1', '45515', { cardIndex: 0 }) }],
        },
        {
          mediaUrl: 'https://cdn.ejemplo.com/producto2.jpg',
          params: ['V1', 'V2'],
          buttonParameters: [{ type: 'QUICK_REPLY', payload: edge('Boton 2', '10192', { cardIndex: 1 }) }],
        },
      ],
    },
    'demo_carousel',
    [
      {
        type: 'carousel',
        cards: [
          {
            card_index: 0,
            components: [
              header('image', 'https://cdn.ejemplo.com/producto1.jpg'),
              bodyOf('V'),
              button('quick_reply', 0, {
                type: 'payload',
                payload: JSON.stringify(edge('Boton 1', '45515', { cardIndex: 0 })),
              }),
            ],
          },
          {
            card_index: 1,
            components: [
              header('image', 'https://cdn.ejemplo.com/producto2.jpg'),
              bodyOf('V1', 'V2'),
              button('quick_reply', 0, {
                type: 'payload',
                payload: JSON.stringify(edge('Boton 2', '10192', { cardIndex: 1 })),
              }),
            ],
          },
        ],
      },
    ],
  ],
  ['T13 without parameters', { parameters: [], elementName: 'demo_plain' }, 'demo_plain', []],
]

/** A message example's wire, with the message's id in place of `ID`. */
export function wireWithId(wire: Wire, id: string): Wire {
  return JSON.parse(JSON.stringify(wire).replaceAll('"ID', `"${id}`))
}

export function templateWire(elementName: string, components: unknown[]): Wire {
  const filled = components.length > 0 ? { components } : {}
  return { type: 'template', template: { name: elementName, language: { code: 'es' }, ...filled } }
}
