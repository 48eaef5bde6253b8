/** Every kind of message that a business can send, as the Cloud API takes it: the conversation of the browser tests. */

export type Sample = { name: string; message: object }

/** `media`: the address of the samples; `first`: the message to quote and to react to. */
export function everyMessage(media: string, first: string, expiresAt: number): Sample[] {
  return [...plain(media, first), ...interactive(media), ...templates(media, expiresAt)]
}

function plain(media: string, first: string): Sample[] {
  const luis = { name: { formatted_name: 'Luis Paz' }, phones: [{ phone: '+593987654322', wa_id: '593987654322' }] }
  const rosa = { name: { formatted_name: 'Rosa Vera' }, phones: [{ phone: '+593987654323' }] }
  return [
    {
      name: 'text',
      message: {
        text: {
          body: '¡Hola! *Tu pedido* está _en camino_ ~mañana~ hoy.\nCódigo `A-1024`\n```linea 1\nlinea 2```\n- uno\n- dos\n1. primero\n> una cita\nMás en https://ejemplo.com/a_b?x=1.',
        },
      },
    },
    { name: 'emoji', message: { text: { body: '🎉' } } },
    { name: 'quote', message: { context: { message_id: first }, text: { body: 'Te respondo a eso' } } },
    { name: 'reaction', message: { type: 'reaction', reaction: { message_id: first, emoji: '👍' } } },
    {
      name: 'image',
      message: { type: 'image', image: { link: `${media}/image.png`, caption: 'Tu abrigo, *con capucha*' } },
    },
    { name: 'image-bare', message: { type: 'image', image: { link: `${media}/image.png` } } },
    {
      name: 'image-elsewhere',
      message: { type: 'image', image: { link: 'https://example.com/abrigo.jpg', caption: 'De otro sitio' } },
    },
    { name: 'video', message: { type: 'video', video: { link: `${media}/video.mp4`, caption: 'Cómo se usa' } } },
    { name: 'audio', message: { type: 'audio', audio: { link: `${media}/audio.ogg`, voice: true } } },
    {
      name: 'document',
      message: {
        type: 'document',
        document: { link: `${media}/document.pdf`, filename: 'Factura-0012.pdf', caption: 'Tu factura' },
      },
    },
    { name: 'sticker', message: { type: 'sticker', sticker: { link: `${media}/sticker.webp` } } },
    {
      name: 'location',
      message: {
        type: 'location',
        location: { latitude: -2.19, longitude: -79.88, name: 'Malecón 2000', address: 'Guayaquil' },
      },
    },
    { name: 'contact', message: { type: 'contacts', contacts: [luis] } },
    { name: 'contacts', message: { type: 'contacts', contacts: [luis, rosa] } },
  ]
}

const of = (type: string, text: string, action: object, more: object = {}) => ({
  type: 'interactive',
  interactive: { type, body: { text }, action, ...more },
})

export const flowId = '900000000000001'

const amount = (value: number) => ({ value, offset: 100 })
const orderDetails = {
  reference_id: 'P-77',
  type: 'physical-goods',
  currency: 'USD',
  total_amount: amount(2_500),
  order: { status: 'pending', items: [{ name: 'Taza', quantity: 2, amount: amount(1_250) }] },
}

function interactive(media: string): Sample[] {
  const image = { type: 'image', image: { link: `${media}/image.png` } }
  const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
  const rows = [
    {
      title: 'Platos',
      rows: [
        { id: 'r1', title: 'Encebollado', description: 'Con chifles' },
        { id: 'r2', title: 'Ceviche' },
      ],
    },
    { title: 'Bebidas', rows: [{ id: 'r3', title: 'Jugo de mora' }] },
  ]
  const shelves = [
    { title: 'Ropa', product_items: [{ product_retailer_id: 'abrigo-1' }, { product_retailer_id: 'gorra-2' }] },
    { title: 'Casa', product_items: [{ product_retailer_id: 'taza-3' }] },
  ]
  const card = (index: number, title: string) => ({
    card_index: index,
    type: 'cta_url',
    header: image,
    body: { text: `Tarjeta ${title}` },
    action: { buttons: [{ type: 'quick_reply', quick_reply: { id: `c${index}`, title: `Quiero ${title}` } }] },
  })
  const header = { type: 'text', text: 'Confirma' }
  const flow = { flow_message_version: '3', flow_id: flowId, flow_cta: 'Agendar', flow_token: 'token-1' }
  return [
    {
      name: 'buttons',
      message: of(
        'button',
        '¿Te llega bien el martes?',
        { buttons: [reply('b1', 'Sí, claro'), reply('b2', 'No puedo')] },
        { header, footer: { text: 'Responde cuando puedas' } },
      ),
    },
    { name: 'list', message: of('list', 'Elige tu almuerzo', { button: 'Ver menú', sections: rows }) },
    {
      name: 'url',
      message: of('cta_url', 'Paga en línea', {
        name: 'cta_url',
        parameters: { display_text: 'Pagar ahora', url: 'https://example.com/pay' },
      }),
    },
    {
      name: 'location-request',
      message: of('location_request_message', '¿Dónde te lo llevamos?', { name: 'send_location' }),
    },
    { name: 'flow', message: of('flow', 'Agenda tu cita', { name: 'flow', parameters: flow }) },
    {
      name: 'call',
      message: of('voice_call', '¿Hablamos?', { name: 'voice_call', parameters: { display_text: 'Llámanos' } }),
    },
    {
      name: 'call-permission',
      message: of('call_permission_request', '¿Podemos llamarte?', { name: 'call_permission_request' }),
    },
    {
      name: 'carousel',
      message: of('carousel', 'Para ti', { cards: [card(0, 'uno'), card(1, 'dos'), card(2, 'tres')] }),
    },
    {
      name: 'catalog',
      message: of('catalog_message', 'Todo nuestro catálogo', {
        name: 'catalog_message',
        parameters: { thumbnail_product_retailer_id: 'abrigo-1' },
      }),
    },
    {
      name: 'address',
      message: of('address_message', '¿A qué dirección?', { name: 'address_message', parameters: { country: 'IN' } }),
    },
    {
      name: 'order-details',
      message: of('order_details', 'Este es tu pedido', { name: 'review_and_pay', parameters: orderDetails }),
    },
    {
      name: 'order-status',
      message: of('order_status', 'Ya va en camino', {
        name: 'review_order',
        parameters: { reference_id: 'P-77', order: { status: 'shipped' } },
      }),
    },
    {
      name: 'contact-request',
      message: of('contact_request', '¿Nos compartes tu número?', { name: 'request_contact_info' }),
    },
    { name: 'product', message: of('product', 'Míralo bien', { catalog_id: 'c1', product_retailer_id: 'taza-3' }) },
    {
      name: 'products',
      message: of(
        'product_list',
        'Escoge lo tuyo',
        { catalog_id: 'c1', sections: shelves },
        { header: { type: 'text', text: 'Lo nuevo' } },
      ),
    },
  ]
}

function templates(media: string, expiresAt: number): Sample[] {
  const texts = (...values: string[]) => ({ type: 'body', parameters: values.map((text) => ({ type: 'text', text })) })
  const header = { type: 'header', parameters: [{ type: 'image', image: { link: `${media}/image.png` } }] }
  const button = (type: string, index: number, parameter: object) => ({
    type: 'button',
    sub_type: type,
    index,
    parameters: [parameter],
  })
  const template = (name: string, ...components: object[]) => ({
    type: 'template',
    template: { name, language: { code: 'es' }, components },
  })
  const payload = (index: number) => button('quick_reply', index, { type: 'payload', payload: `p${index}` })
  const card = (index: number, ...values: string[]) => ({
    card_index: index,
    components: [header, texts(...values), button('quick_reply', 0, { type: 'payload', payload: `card-${index}` })],
  })
  const offer = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: expiresAt } }
  return [
    {
      name: 'template-header',
      message: template(
        'demo_header',
        { type: 'header', parameters: [{ type: 'text', text: 'A-7' }] },
        texts('Ana', '$5'),
      ),
    },
    {
      name: 'template-quick-reply',
      message: template('demo_quick_reply', texts('Ana', 'la tienda'), payload(0), payload(1), payload(2)),
    },
    { name: 'template-url', message: template('demo_url', texts('Ana')) },
    {
      name: 'template-offer',
      message: template(
        'demo_offer',
        header,
        { type: 'limited_time_offer', parameters: [offer] },
        texts('Ana', 'tu abrigo'),
        button('copy_code', 0, { type: 'coupon_code', coupon_code: 'CARIBE25' }),
      ),
    },
    {
      name: 'template-code',
      message: template('demo_code', texts('246810'), button('url', 0, { type: 'text', text: '246810' })),
    },
    { name: 'template-catalog', message: template('demo_catalog', texts('Ana')) },
    {
      name: 'template-carousel',
      message: template('demo_carousel', { type: 'carousel', cards: [card(0, '19,90'), card(1, '39,90', '29,90')] }),
    },
  ]
}
