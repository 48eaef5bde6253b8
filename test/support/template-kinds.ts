/**
 * Every header format and button kind that Meta has for templates, with the fields of a send for each and the resulting
 * phone message; and the template kinds that constrain their parts. Tests of creation and of sends run all
 * combinations.
 */

type Json = Record<string, unknown>

export type Part = {
  name: string
  /** The template's component in Meta's JSON; absent for none. */
  component?: Json
  /** Fields of a send. */
  send: Json
  /** The expected phone message, by members of the rendering. */
  shown: Json
  categories?: readonly string[]
}

const example = (file: string) => ({ example: { header_handle: [file] } })
const product = { productId: 'taza-3', catalogId: '194836987003835' }
const amount = { value: 2500, offset: 100 }
export const orderDetails = {
  reference_id: 'P-77',
  type: 'digital-goods',
  payment_type: 'br',
  currency: 'BRL',
  total_amount: amount,
  order: { status: 'pending', items: [{ retailer_id: 'taza-3', name: 'Taza', amount, quantity: 1 }], subtotal: amount },
}

/** `samples`: the address of the sandbox's sample files. */
export function headersOf(samples: string): Part[] {
  const picture = `${samples}/image.jpg`
  const film = `${samples}/video.mp4`
  const paper = `${samples}/document.pdf`
  const location = { latitude: -2.17, longitude: -79.92, name: 'Malecón 2000' }
  return [
    { name: 'none', send: {}, shown: {} },
    {
      name: 'text',
      component: { format: 'TEXT', text: 'Pedido {{1}}', example: { header_text: ['A-1'] } },
      send: { headerParameters: ['A-7'] },
      shown: { header: 'Pedido A-7' },
    },
    {
      name: 'image',
      component: { format: 'IMAGE', ...example(picture) },
      send: { mediaUrl: picture },
      shown: { media: { kind: 'image' } },
    },
    {
      name: 'video',
      component: { format: 'VIDEO', ...example(film) },
      send: { mediaUrl: film },
      shown: { media: { kind: 'video' } },
    },
    {
      name: 'gif',
      component: { format: 'GIF', ...example(film) },
      send: { mediaUrl: film },
      shown: { media: { kind: 'gif' } },
      categories: ['MARKETING'],
    },
    {
      name: 'document',
      component: { format: 'DOCUMENT', ...example(paper) },
      send: { mediaUrl: paper, filename: 'Factura.pdf' },
      shown: { media: { kind: 'document', filename: 'Factura.pdf' } },
    },
    {
      name: 'location',
      component: { format: 'LOCATION' },
      send: { coordinates: { lat: '-2.17', long: -79.92, name: 'Malecón 2000' } },
      shown: { location },
    },
    {
      name: 'product',
      component: { format: 'PRODUCT' },
      send: { product },
      shown: { products: ['taza-3'], catalogId: product.catalogId },
      categories: ['MARKETING'],
    },
  ]
}

export type ButtonPart = Part & { headers?: readonly string[] }

const given = (type: string, payload: Json) => ({ buttonParameters: [{ type, payload }] })
const title = (kind: string, text: string, more: Json = {}) => ({ buttons: [{ kind, title: text, ...more }] })
const marketing = { categories: ['MARKETING'] }
const allButProduct = ['none', 'text', 'image', 'video', 'gif', 'document', 'location']

export const buttonParts: ButtonPart[] = [
  { name: 'none', send: {}, shown: {} },
  {
    name: 'quick reply',
    component: { type: 'QUICK_REPLY', text: 'Sí' },
    send: given('QUICK_REPLY', { type: 'edge', action: 'Sí', skillId: '1' }),
    shown: title('quick_reply', 'Sí', { payload: '{"type":"edge","action":"Sí","skillId":"1"}' }),
  },
  {
    name: 'address',
    component: { type: 'URL', text: 'Ver', url: 'https://ejemplo.com/cuenta' },
    send: {},
    shown: title('url', 'Ver', { url: 'https://ejemplo.com/cuenta' }),
  },
  {
    name: 'address with a variable',
    component: { type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}', example: ['a'] },
    send: given('URL', { param: 'A-7' }),
    shown: title('url', 'Ver', { url: 'https://ejemplo.com/A-7' }),
  },
  {
    name: 'phone',
    component: { type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+593987654321' },
    send: {},
    shown: title('phone', 'Llamar', { phone: '+593987654321' }),
  },
  {
    name: 'code',
    component: { type: 'COPY_CODE', example: ['20OFF'] },
    send: given('COPY_CODE', { param: 'CARIBE25' }),
    shown: title('copy_code', 'Copy offer code', { code: 'CARIBE25' }),
  },
  {
    name: 'catalog',
    component: { type: 'CATALOG', text: 'Catálogo' },
    send: given('CATALOG', { thumbnailProduct: 'taza-1' }),
    shown: title('catalog', 'Catálogo'),
    ...marketing,
    headers: allButProduct,
  },
  {
    name: 'products',
    component: { type: 'MPM', text: 'Ver productos' },
    send: given('MPM', { sections: [{ title: 'Tazas', products: ['taza-1', 'taza-2'] }] }),
    shown: { ...title('catalog', 'Ver productos'), shelves: [{ title: 'Tazas', ids: ['taza-1', 'taza-2'] }] },
    ...marketing,
    headers: allButProduct,
  },
  {
    name: 'product',
    component: { type: 'SPM', text: 'Ver' },
    send: {},
    shown: title('catalog', 'Ver'),
    ...marketing,
    headers: ['product'],
  },
  {
    name: 'flow',
    component: { type: 'FLOW', text: 'Abrir', flow_id: '1', flow_action: 'navigate', navigate_screen: 'UNO' },
    send: given('FLOW', { param: 'un-token' }),
    shown: title('flow', 'Abrir', { flow: { id: '1', token: 'un-token', screen: 'UNO' } }),
  },
  {
    name: 'call',
    component: { type: 'VOICE_CALL', text: 'Llamar' },
    send: given('VOICE_CALL', { param: 'desde-la-plantilla' }),
    shown: title('call', 'Llamar'),
  },
  {
    name: 'order',
    component: { type: 'ORDER_DETAILS', text: 'Pagar' },
    send: given('ORDER_DETAILS', { order_details: orderDetails }),
    shown: { ...title('order', 'Pagar'), order: { reference: 'P-77', status: 'pending' } },
    headers: ['none', 'text', 'image', 'document'],
  },
  {
    name: 'contact',
    component: { type: 'REQUEST_CONTACT_INFO' },
    send: {},
    shown: title('contact', ''),
  },
]

export type Kind = { name: string; request: Json; send: Json; shown: Json }

const bodyText = 'Hola {{1}}, tenemos algo nuevo para ti.'
const body = { type: 'BODY', text: bodyText, example: { body_text: [['Ana']] } }

/** Whether Meta accepts the combination in a template of the category. */
export function isTaken(category: string, header: Part, button: ButtonPart): boolean {
  const fits = (part: Part) => part.categories === undefined || part.categories.includes(category)
  return fits(header) && fits(button) && (button.headers === undefined || button.headers.includes(header.name))
}

export function kindOf(category: string, header: Part, button: ButtonPart): Kind {
  const components = [
    ...(header.component ? [{ type: 'HEADER', ...header.component }] : []),
    body,
    ...(button.component ? [{ type: 'BUTTONS', buttons: [button.component] }] : []),
  ]
  const isOrder = button.name === 'order'
  return {
    name: `${category} with header ${header.name} and button ${button.name}`,
    request: { language: 'es', category, components, ...(isOrder ? { display_format: 'ORDER_DETAILS' } : {}) },
    send: { parameters: ['Ana'], ...header.send, ...button.send },
    shown: { text: 'Hola Ana, tenemos algo nuevo para ti.', ...header.shown, ...button.shown },
  }
}

/** The kinds whose parts depend on each other. */
export function specialKinds(samples: string): Kind[] {
  const picture = `${samples}/image.jpg`
  const image = { type: 'HEADER', format: 'IMAGE', ...example(picture) }
  const buttons = (...list: Json[]) => ({ type: 'BUTTONS', buttons: list })
  const address = { type: 'URL', text: 'Comprar', url: 'https://ejemplo.com/ofertas' }
  const card = { components: [image, buttons({ type: 'QUICK_REPLY', text: 'Lo quiero' })] }
  const ofProduct = (button: Json) => ({ components: [{ type: 'HEADER', format: 'PRODUCT' }, buttons(button)] })
  const productOf = (id: string) => ({ productId: id, catalogId: '1948' })
  const cards = (one: Json) => ({ type: 'CAROUSEL', cards: [one, one] })
  const marketing = (...components: Json[]) => ({ language: 'es', category: 'MARKETING', components })
  const shown = (more: Json) => ({ text: 'Hola Ana, tenemos algo nuevo para ti.', ...more })
  return [
    {
      name: 'a limited-time offer',
      request: marketing(
        image,
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Solo hoy', has_expiration: true } },
        body,
        buttons({ type: 'COPY_CODE', example: ['20OFF'] }, address),
      ),
      send: {
        parameters: ['Ana'],
        mediaUrl: picture,
        ltoParams: { expirationTime: 4_102_444_800_000 },
        ...given('COPY_CODE', { param: 'CARIBE25' }),
      },
      shown: shown({ offer: { text: 'Solo hoy', expiresAt: 4_102_444_800_000 } }),
    },
    {
      name: 'a carousel of pictures',
      request: marketing(body, cards(card)),
      send: {
        parameters: ['Ana'],
        cards: [1, 2].map((n) => ({
          mediaUrl: picture,
          params: [],
          buttonParameters: [
            { type: 'QUICK_REPLY', payload: { type: 'edge', action: 'Lo quiero', skillId: String(n) } },
          ],
        })),
      },
      shown: shown({ cards: [{ media: { kind: 'image' } }, { media: { kind: 'image' } }] }),
    },
    {
      name: 'a carousel of products, more than were created',
      request: marketing(body, cards(ofProduct({ type: 'SPM', text: 'Ver' }))),
      send: { parameters: ['Ana'], cards: ['a', 'b', 'c'].map((id) => ({ product: productOf(id), params: [] })) },
      shown: shown({ cards: ['a', 'b', 'c'].map((id) => ({ products: [id], catalogId: '1948' })) }),
    },
    {
      name: 'a carousel of products with addresses',
      request: marketing(
        body,
        cards(ofProduct({ type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}', example: ['a'] })),
      ),
      send: {
        parameters: ['Ana'],
        cards: ['a', 'b'].map((id) => ({ product: productOf(id), params: [], ...given('URL', { param: id }) })),
      },
      shown: shown({ cards: ['a', 'b'].map((id) => ({ buttons: [{ url: `https://ejemplo.com/${id}` }] })) }),
    },
    {
      name: "an order's status",
      request: { language: 'es', category: 'UTILITY', sub_category: 'ORDER_STATUS', components: [body] },
      send: { parameters: ['Ana'], orderStatus: { referenceId: 'P-77', status: 'shipped', description: 'Llega hoy' } },
      shown: shown({ order: { reference: 'P-77', status: 'shipped' } }),
    },
    {
      name: 'a one-time code',
      request: {
        language: 'es',
        category: 'AUTHENTICATION',
        components: [{ type: 'BODY' }, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })],
      },
      send: { parameters: ['246810'] },
      shown: { text: 'Tu código de verificación es *246810*.', buttons: [{ kind: 'copy_code', code: '246810' }] },
    },
    {
      name: "a template of Meta's library",
      request: {
        language: 'es',
        category: 'UTILITY',
        library_template_name: 'delivery_update_1',
        library_template_button_inputs: [
          { type: 'URL', url: { base_url: 'https://ejemplo.com/{{1}}', url_suffix_example: 'https://ejemplo.com/a' } },
          { type: 'PHONE_NUMBER', phone_number: '+593987654321' },
        ],
      },
      send: { parameters: ['Ana', 'A-7'], ...given('URL', { param: 'A-7' }) },
      shown: { text: 'Hola Ana, su pedido A-7 salió de nuestra bodega y llega hoy.', header: 'Su pedido va en camino' },
    },
  ]
}
