/**
 * For each content rule of the sandbox a request just inside it and one just outside: `[inside, outside]`, merged into
 * a valid envelope. The table test checks them against the rule table in both directions.
 */
import type { Template, TemplateComponent } from '../../sandbox/templates/template.ts'

type Json = Record<string, unknown>
export type Example = readonly [inside: Json, outside: Json]

export const person = '593987654321'
export const knownMedia = 'known'

const letters = (count: number) => 'ñ'.repeat(count)
const link = 'https://ejemplo.com/a'
const times = <Item>(count: number, make: (index: number) => Item) => Array.from({ length: count }, (_, at) => make(at))

const text = { text: { body: 'a' } }
const media = (type: string, content: Json): Json => ({ type, [type]: content })
const location = (more: Json): Json => ({ type: 'location', location: { latitude: 1, longitude: 1, ...more } })
const contact = (more: Json): Json => ({ type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' }, ...more }] })
const contacts = (count: number): Json => ({
  type: 'contacts',
  contacts: times(count, () => ({ name: { formatted_name: 'Ana' } })),
})
const reaction = (content: Json): Json => ({ type: 'reaction', reaction: content })

export const envelopeExamples: Readonly<Record<string, Example>> = {
  'messaging-product': [text, { ...text, messaging_product: 'telegram' }],
  'recipient-type': [
    { ...text, recipient_type: 'individual' },
    { ...text, recipient_type: 'group' },
  ],
  to: [
    { ...text, to: '1 (631) 555-1234' },
    { ...text, to: '1234' },
  ],
  recipient: [
    { ...text, to: undefined, recipient: 'EC.1a2B' },
    { ...text, to: undefined, recipient: 'ec.1' },
  ],
  context: [
    { ...text, context: { message_id: 'wamid.unknown' } },
    { ...text, context: { message_id: '123' } },
  ],
  'callback-data': [
    { ...text, biz_opaque_callback_data: letters(512) },
    { ...text, biz_opaque_callback_data: letters(513) },
  ],
  type: [
    { ...text, type: 'TEXT' },
    { type: 'hologram', hologram: {} },
  ],
  sender: [text, { ...text, to: '+593990000001' }],
}

export const contentExamples: Readonly<Record<string, Example>> = {
  'text-body': [{ text: { body: letters(4096) } }, { text: { body: letters(4097) } }],
  'text-preview': [{ text: { body: 'a', preview_url: true } }, { text: { body: 'a', preview_url: 'yes' } }],
  'media-source': [media('video', { link }), media('video', { link, id: knownMedia })],
  'media-id': [media('image', { id: knownMedia }), media('image', { id: 'other' })],
  'media-link': [media('document', { link }), media('document', { link: 'ftp://ejemplo.com/a' })],
  'media-caption': [media('image', { link, caption: letters(1024) }), media('image', { link, caption: letters(1025) })],
  'media-no-caption': [media('sticker', { link }), media('sticker', { link, caption: 'a' })],
  'document-filename': [
    media('document', { link, filename: letters(240) }),
    media('document', { link, filename: letters(241) }),
  ],
  'audio-voice': [media('audio', { link, voice: true }), media('audio', { id: knownMedia, voice: true })],
  'location-latitude': [location({ latitude: '-90' }), location({ latitude: -90.1 })],
  'location-longitude': [location({ longitude: 180 }), location({ longitude: 180.1 })],
  'location-name': [location({ name: letters(1000) }), location({ name: letters(1001) })],
  'location-address': [location({ address: letters(1000) }), location({ address: letters(1001) })],
  'contacts-count': [contacts(257), contacts(258)],
  'contact-name': [contact({}), { type: 'contacts', contacts: [{ name: { first_name: 'Ana' } }] }],
  'contact-birthday': [contact({ birthday: '2000-01-31' }), contact({ birthday: '31/01/2000' })],
  'contact-lists': [contact({ phones: [{ phone: '+1', type: 'Pop-Up' }] }), contact({ phones: '+1' })],
  'reaction-message': [reaction({ message_id: 'wamid.x', emoji: '👍' }), reaction({ emoji: '👍' })],
  'reaction-emoji': [reaction({ message_id: 'wamid.x', emoji: '' }), reaction({ message_id: 'wamid.x' })],
}

const interactive = (type: string, action: unknown, more: Json = {}): Json => ({
  type: 'interactive',
  interactive: { type, body: { text: 'a' }, action, ...more },
})
const reply = (id: string, title: string) => ({ type: 'reply', reply: { id, title } })
const replies = (count: number) => times(count, (index) => reply(String(index), `b${index}`))
const buttons = (list: unknown, more: Json = {}) => interactive('button', { buttons: list }, more)
const row = (index: number, more: Json = {}) => ({ id: `r${index}`, title: `t${index}`, ...more })
const rows = (count: number, from = 0) => times(count, (index) => row(index + from))
const sections = (count: number) => times(count, (index) => ({ title: `s${index}`, rows: [row(index)] }))
const list = (of: unknown, more: Json = {}, outer: Json = {}) =>
  interactive('list', { button: 'Ver', sections: of, ...more }, outer)
const named = (type: string, name: string, parameters: Json = {}, more: Json = {}) =>
  interactive(type, { name, parameters }, more)
const cta = (parameters: Json) => named('cta_url', 'cta_url', { display_text: 'Ver', url: link, ...parameters })
const flow = (parameters: Json) =>
  named('flow', 'flow', { flow_message_version: '3', flow_cta: 'Abrir', flow_id: '1', ...parameters })
const call = (parameters: Json) => named('voice_call', 'voice_call', parameters)
const card = (index: number, more: Json = {}) => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: { link } },
  action: { name: 'cta_url', parameters: { display_text: 'Ver', url: link } },
  ...more,
})
const cards = (count: number, first: Json = {}) =>
  interactive('carousel', { cards: times(count, (index) => card(index, index === 0 ? first : {})) })
const goodsCard = (index: number) => ({
  card_index: index,
  type: 'product',
  action: { product_retailer_id: `p${index}`, catalog_id: '1' },
})
const quickReplies = (count: number) => ({ buttons: replies(count).map(({ reply: one }) => ({ quick_reply: one })) })
const items = (count: number, from = 0) => times(count, (index) => ({ product_retailer_id: `p${index + from}` }))
const header = { header: { type: 'text', text: 'a' } }
const products = (of: unknown, more: Json = {}) =>
  interactive('product_list', { catalog_id: '1', sections: of, ...more }, header)

export const interactiveExamples: Readonly<Record<string, Example>> = {
  'interactive-type': [buttons(replies(1)), interactive('quiz', {})],
  'interactive-action': [buttons(replies(1)), interactive('button', undefined)],
  'interactive-body': [
    buttons(replies(1), { body: { text: letters(1024) } }),
    buttons(replies(1), { body: { text: letters(1025) } }),
  ],
  'interactive-footer': [
    buttons(replies(1), { footer: { text: letters(60) } }),
    buttons(replies(1), { footer: { text: letters(61) } }),
  ],
  'interactive-no-footer': [
    named('location_request_message', 'send_location'),
    named('location_request_message', 'send_location', {}, { footer: { text: 'a' } }),
  ],
  'header-text': [
    buttons(replies(1), { header: { type: 'text', text: letters(60) } }),
    buttons(replies(1), { header: { type: 'text', text: letters(61) } }),
  ],
  'header-text-null': [buttons(replies(1), header), buttons(replies(1), { header: { type: 'text' } })],
  'header-type': [
    buttons(replies(1), { header: { type: 'image', image: { link } } }),
    list(sections(1), {}, { header: { type: 'image', image: { link } } }),
  ],
  'header-none': [named('catalog_message', 'catalog_message'), named('catalog_message', 'catalog_message', {}, header)],
  'header-required': [
    products([{ title: 'a', product_items: items(1) }]),
    interactive('product_list', { catalog_id: '1', sections: [{ title: 'a', product_items: items(1) }] }),
  ],
  'buttons-count': [buttons(replies(3)), buttons(replies(4))],
  'button-id': [buttons([reply(letters(256), 'a')]), buttons([reply(letters(257), 'a')])],
  'button-id-trimmed': [buttons([reply('a b', 'a')]), buttons([reply('a ', 'a')])],
  'button-title': [buttons([reply('1', letters(20))]), buttons([reply('1', letters(21))])],
  'button-ids-unique': [buttons([reply('1', 'a'), reply('2', 'b')]), buttons([reply('1', 'a'), reply('1', 'b')])],
  'button-titles-unique': [buttons([reply('1', 'a'), reply('2', 'b')]), buttons([reply('1', 'a'), reply('2', 'a')])],
  'list-button': [list(sections(1), { button: letters(20) }), list(sections(1), { button: letters(21) })],
  'sections-count': [list(sections(10)), list(sections(11))],
  'section-title': [
    list([{ title: letters(24), rows: rows(1) }]),
    list([{ rows: rows(1) }, { title: 'b', rows: rows(1, 1) }]),
  ],
  'section-items': [list([{ rows: rows(1) }]), list([{ rows: [] }])],
  'rows-total': [
    list([
      { title: 'a', rows: rows(6) },
      { title: 'b', rows: rows(4, 6) },
    ]),
    list([
      { title: 'a', rows: rows(6) },
      { title: 'b', rows: rows(5, 6) },
    ]),
  ],
  'row-id': [list([{ rows: [row(1, { id: letters(200) })] }]), list([{ rows: [row(1, { id: letters(201) })] }])],
  'row-title': [list([{ rows: [row(1, { title: letters(24) })] }]), list([{ rows: [row(1, { title: letters(25) })] }])],
  'row-description': [
    list([{ rows: [row(1, { description: letters(72) })] }]),
    list([{ rows: [row(1, { description: letters(73) })] }]),
  ],
  'row-ids-unique': [list([{ rows: rows(2) }]), list([{ rows: [row(1), row(1)] }])],
  'action-name': [
    named('call_permission_request', 'call_permission_request'),
    named('call_permission_request', 'send_location'),
  ],
  'display-text': [cta({ display_text: letters(20) }), call({ display_text: letters(21) })],
  'cta-url': [cta({ url: 'HTTP://ejemplo.com' }), cta({ url: 'ejemplo.com' })],
  'flow-id': [flow({}), flow({ flow_name: 'a' })],
  'flow-mode': [flow({ mode: 'draft' }), flow({ mode: 'secret' })],
  'flow-action': [flow({ flow_action: 'data_exchange' }), flow({ flow_action: 'jump' })],
  'flow-version': [flow({}), flow({ flow_message_version: undefined })],
  'flow-cta': [flow({ flow_cta: letters(30) }), flow({ flow_cta: letters(31) })],
  'flow-data': [
    flow({ flow_action_payload: { screen: 'A', data: { a: 1 } } }),
    flow({ flow_action_payload: { screen: 'A', data: {} } }),
  ],
  'flow-payload': [flow({ flow_action_payload: { screen: 'A' } }), flow({ flow_action_payload: 'A' })],
  'flow-screen': [flow({ flow_action_payload: { screen: 'A' } }), flow({ flow_action_payload: {} })],
  'call-ttl': [call({ ttl_minutes: 43_200 }), call({ ttl_minutes: 43_201 })],
  'call-payload': [call({ payload: letters(512) }), call({ payload: letters(513) })],
  'cards-count': [cards(10), cards(11)],
  'card-index': [cards(2), cards(2, { card_index: 1 })],
  'card-header': [cards(2), cards(2, { header: { type: 'text', text: 'a' } })],
  'card-body': [cards(2, { body: { text: letters(160) } }), cards(2, { body: { text: letters(161) } })],
  'card-buttons': [cards(2, { action: quickReplies(2) }), cards(2, { action: quickReplies(3) })],
  'card-headers-alike': [cards(2), cards(2, { header: { type: 'video', video: { link } } })],
  'product-catalog': [
    products([{ title: 'a', product_items: items(1) }]),
    products([{ title: 'a', product_items: items(1) }], { catalog_id: undefined }),
  ],
  'product-id': [
    interactive('product', { catalog_id: '1', product_retailer_id: 'a' }, { body: undefined }),
    interactive('product', { catalog_id: '1' }),
  ],
  'products-total': [
    products([{ title: 'a', product_items: items(30) }]),
    products([
      { title: 'a', product_items: items(15) },
      { title: 'b', product_items: items(16, 15) },
    ]),
  ],
  'products-ids': [
    products([{ title: 'a', product_items: items(1) }]),
    products([{ title: 'a', product_items: [{}] }]),
  ],
  'address-country': [
    named('address_message', 'address_message', { country: 'IN' }),
    named('address_message', 'address_message'),
  ],
  'address-pin': [
    named('address_message', 'address_message', { country: 'IN', values: { in_pin_code: '560001' } }),
    named('address_message', 'address_message', { country: 'IN', values: { in_pin_code: '5600011' } }),
  ],
  'card-product': [
    interactive('carousel', { cards: times(2, goodsCard) }),
    interactive('carousel', { cards: times(2, (index) => ({ ...goodsCard(index), action: { catalog_id: '1' } })) }),
  ],
  'order-reference': [
    named('order_details', 'review_and_pay', { reference_id: 'A1' }),
    named('order_status', 'review_order'),
  ],
}

const component = (type: string, more: Json = {}): TemplateComponent => ({ type, ...more })
const made = (name: string, components: readonly TemplateComponent[], more: Partial<Template> = {}): Template => ({
  id: `9${name}`,
  name,
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  parameter_format: 'POSITIONAL',
  components,
  ...more,
})
const body = component('BODY', { text: 'Hola {{1}}.' })
const plain = component('BODY', { text: 'Hola.' })
const button = (more: Json) => component('BUTTONS', { buttons: [more] })

const productCard = {
  components: [component('HEADER', { format: 'PRODUCT' }), button({ type: 'SPM', text: 'Ver' })],
}

/** Templates for cases that the demo's do not cover. */
export const extraTemplates: readonly Template[] = [
  made('paused', [plain], { status: 'PAUSED' }),
  made('disabled', [plain], { status: 'DISABLED' }),
  made('named', [component('BODY', { text: 'Hola {{first_name}}.' })], { parameter_format: 'NAMED' }),
  made('place', [component('HEADER', { format: 'LOCATION' }), plain]),
  made('mpm', [plain, button({ type: 'MPM', text: 'Ver' })], { category: 'MARKETING' }),
  made('spm', [component('HEADER', { format: 'PRODUCT' }), plain, button({ type: 'SPM', text: 'Ver' })], {
    category: 'MARKETING',
  }),
  made('shelf', [plain, component('CAROUSEL', { cards: times(2, () => productCard) })], { category: 'MARKETING' }),
  made('pay', [plain, button({ type: 'ORDER_DETAILS', text: 'Pagar' })]),
  made('order', [plain], { sub_category: 'ORDER_STATUS' }),
  made('call', [plain, button({ type: 'VOICE_CALL', text: 'Llamar' })]),
  made('phone', [plain, button({ type: 'PHONE_NUMBER', text: 'Llamar', phone_number: '+593987654321' })]),
  made('coupon', [plain, button({ type: 'COPY_CODE', example: 'A' })], { category: 'MARKETING' }),
  made('long', [body], {}),
  made('balance', [component('BODY', { text: 'La cuenta {{1}} tiene {{2}}.' })], {
    library_template_name: 'low_balance_1',
  }),
  made('offer', [plain], { category: 'MARKETING' }),
  made('capped', [plain], {
    category: 'MARKETING',
    optimization_spec: { bid_strategy: 'LOWEST_COST_WITH_BID_CAP', bid_amount: 25_000 },
  }),
]

const template = (name: unknown, components: unknown = undefined, more: Json = {}): Json => ({
  type: 'template',
  template: { name, language: { code: 'es' }, components, ...more },
})
const texts = (...values: unknown[]) => values.map((value) => ({ type: 'text', text: value }))
const filled = (...values: unknown[]) => ({ type: 'body', parameters: texts(...values) })
const titled = (...values: unknown[]) => ({ type: 'header', parameters: texts(...values) })
const image = (content: unknown) => ({ type: 'header', parameters: [{ type: 'image', image: content }] })
const geoLocation = (content: unknown) => ({ type: 'header', parameters: [{ type: 'location', location: content }] })
const press = (subType: string, parameter: unknown, index: unknown = '0') => ({
  type: 'button',
  sub_type: subType,
  index,
  parameters: parameter === undefined ? undefined : [parameter],
})
const payload = (value: unknown) => ({ type: 'payload', payload: value })
const suffix = (value: unknown) => ({ type: 'text', text: value })
const coupon = (value: unknown) => ({ type: 'coupon_code', coupon_code: value })
const action = (value: unknown) => ({ type: 'action', action: value })
const offerEnds = (at: unknown) => ({
  type: 'limited_time_offer',
  parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: at } }],
})
const future = 4_102_444_800_000
const offer = (code: string, ends: unknown = future) =>
  template('demo_offer', [image({ link }), filled('a', 'b'), offerEnds(ends), press('copy_code', coupon(code), 0)])
const code = (inBody: string, inButton: string) =>
  template('demo_code', [filled(inBody), press('url', suffix(inButton))])
const slide = (index: number, ...values: string[]) => ({
  card_index: index,
  components: [image({ id: knownMedia }), filled(...values)],
})
const slides = (...list: unknown[]) => template('demo_carousel', [{ type: 'carousel', cards: list }])
const goods = (content: unknown) => ({ type: 'header', parameters: [{ type: 'product', product: content }] })
const productSlides = (count: number) =>
  template('shelf', [
    {
      type: 'carousel',
      cards: times(count, (index) => ({
        card_index: index,
        components: [goods({ product_retailer_id: `A-${index}`, catalog_id: '1' })],
      })),
    },
  ])
const amount = { value: 1250, offset: 100 }
const pay = (more: Json) =>
  template('pay', [
    press(
      'order_details',
      action({
        order_details: {
          reference_id: 'A-1',
          type: 'digital-goods',
          currency: 'BRL',
          total_amount: amount,
          order: { status: 'pending', subtotal: amount, items: [{ name: 'Torta', amount, quantity: 1 }] },
          ...more,
        },
      }),
    ),
  ])
const became = (status: string) =>
  template('order', [
    {
      type: 'order_status',
      parameters: [{ type: 'order_status', order_status: { reference_id: 'A-1', order: { status } } }],
    },
  ])
const dynamic = (value: unknown, subType = 'URL') =>
  template('demo_url_dynamic', [filled('a'), press(subType, suffix(value))])
const quick = (parameter: unknown, index: unknown = 2) =>
  template('demo_quick_reply', [filled('a', 'b'), press('QUICK_REPLY', parameter, index)])
const mpm = (of: unknown) => template('mpm', [press('mpm', action({ sections: of }))])
const shelf = (count: number, title = 'a') => ({ title, product_items: items(count) })
const dial = (parameter: unknown) => template('call', [press('voice_call', parameter)])
const hello = (parameter: unknown) => template('long', [{ type: 'body', parameters: [parameter] }])

export const templateExamples: Readonly<Record<string, Example>> = {
  'template-name': [template('demo_plain'), template(undefined)],
  'template-language': [template('demo_plain'), template('demo_plain', undefined, { language: {} })],
  'template-components': [template('demo_plain', []), template('demo_plain', {})],
  'template-exists': [template('demo_plain'), template('demo_plain', [], { language: { code: 'en' } })],
  'template-paused': [template('demo_plain'), template('paused')],
  'template-disabled': [template('demo_plain'), template('disabled')],
  'component-type': [
    template('demo_text', [{ ...filled('a', 'b'), type: 'BODY' }]),
    template('demo_text', [filled('a', 'b'), { type: 'legs' }]),
  ],
  'component-parameters': [
    template('demo_text', [filled('a', 'b')]),
    template('demo_text', [{ type: 'body', parameters: ['a', 'b'] }]),
  ],
  'header-count': [
    template('demo_header', [titled('a'), filled('a', 'b')]),
    template('demo_header', [filled('a', 'b')]),
  ],
  'header-format': [
    template('demo_image', [image({ link }), filled('a', 'b')]),
    template('demo_image', [titled('a'), filled('a', 'b')]),
  ],
  'header-length': [
    template('demo_header', [titled('a'.repeat(42)), filled('a', 'b')]),
    template('demo_header', [titled('a'.repeat(43)), filled('a', 'b')]),
  ],
  'header-location': [
    template('place', [geoLocation({ latitude: '1', longitude: 1 })]),
    template('place', [geoLocation({ latitude: 1 })]),
  ],
  'header-product': [
    template('spm', [goods({ product_retailer_id: 'A', catalog_id: '1' })]),
    template('spm', [goods({ product_retailer_id: 'A' })]),
  ],
  'body-count': [template('demo_text', [filled('a', 'b')]), template('demo_text', [filled('a')])],
  'parameter-name': [
    template('named', [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'a' }] }]),
    template('named', [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'name', text: 'a' }] }]),
  ],
  'parameter-type': [hello({ type: 'text', text: 'a' }), hello({ type: 'image', image: { link } })],
  'parameter-fallback': [
    hello({ type: 'currency', currency: { fallback_value: '$1', code: 'USD', amount_1000: 1000 } }),
    hello({ type: 'date_time', date_time: {} }),
  ],
  'parameter-text': [hello({ type: 'text', text: 'a' }), hello({ type: 'text', text: '' })],
  'parameter-spaces': [hello({ type: 'text', text: 'a    b' }), hello({ type: 'text', text: 'a     b' })],
  'code-length': [code('123456789012345', '123456789012345'), code('1234567890123456', '123456789012345')],
  'library-type': [template('balance', [filled('4321', '$12')]), template('balance', [filled('4321', 'poco')])],
  'body-length': [hello({ type: 'text', text: 'a'.repeat(1018) }), hello({ type: 'text', text: 'a'.repeat(1019) })],
  'offer-expiry': [offer('20OFF'), offer('20OFF', 1_600_000_000_000)],
  'cards-sent': [slides(slide(0, 'a'), slide(1, 'a', 'b')), slides(slide(0, 'a'))],
  'product-cards': [productSlides(10), productSlides(11)],
  'card-missing': [slides(slide(1, 'a', 'b'), slide(0, 'a')), slides(slide(0, 'a'), slide(2, 'a', 'b'))],
  'button-needed': [dynamic('A'), template('demo_url_dynamic', [filled('a')])],
  'button-exists': [quick(payload('a'), '2'), quick(payload('a'), '3')],
  'button-kind': [dynamic('A', 'url'), dynamic('A', 'quick_reply')],
  'button-payload': [quick(payload('a')), quick(payload({ a: 1 }))],
  'url-static': [template('demo_url', [filled('a')]), template('demo_url', [filled('a'), press('url', suffix('A'))])],
  'url-text': [dynamic('A'), dynamic('')],
  'url-length': [
    dynamic('A'.repeat(2000 - 'https://ejemplo.com/pedidos/'.length)),
    dynamic('A'.repeat(2001 - 'https://ejemplo.com/pedidos/'.length)),
  ],
  'url-encoded': [dynamic('A%20B'), dynamic('A B')],
  coupon: [
    template('coupon', [press('copy_code', coupon('A'))]),
    template('coupon', [press('copy_code', suffix('A'))]),
  ],
  'coupon-length': [
    template('coupon', [press('copy_code', coupon('A'.repeat(20)))]),
    template('coupon', [press('copy_code', coupon('A'.repeat(21)))]),
  ],
  'offer-code-length': [offer('A'.repeat(15)), offer('A'.repeat(16))],
  'button-action': [
    template('demo_catalog', [filled('a'), press('CATALOG', action({ thumbnail_product_retailer_id: '1' }), 0)]),
    template('demo_catalog', [filled('a'), press('CATALOG', suffix('1'), 0)]),
  ],
  'mpm-sections': [mpm(times(10, () => shelf(1))), mpm(times(11, () => shelf(1)))],
  'mpm-title': [mpm([shelf(1, 'a'.repeat(24))]), mpm([shelf(1, 'a'.repeat(25))])],
  'mpm-products': [mpm([shelf(15), shelf(15)]), mpm([shelf(15), shelf(16)])],
  'order-details': [pay({}), pay({ currency: 'reales' })],
  'order-status': [became('shipped'), became('lost')],
  'product-button': [
    template('spm', [goods({ product_retailer_id: 'A', catalog_id: '1' })]),
    template('spm', [goods({ product_retailer_id: 'A', catalog_id: '1' }), press('spm', suffix('A'))]),
  ],
  'call-button-ttl': [
    dial({ type: 'ttl_minutes', ttl_minutes: 43_200 }),
    dial({ type: 'ttl_minutes', ttl_minutes: 43_201 }),
  ],
  'call-button-payload': [dial(payload('a'.repeat(512))), dial(payload('a'.repeat(513)))],
  'phone-button': [template('phone'), template('phone', [press('phone_number', suffix('A'))])],
}
