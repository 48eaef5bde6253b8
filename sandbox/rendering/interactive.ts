/**
 * Interactive messages as a phone shows them: header, text, footer, and something to tap. The content may be invalid
 * when the rules are off.
 */
import { isJson, type Json, jsonAt, listAt, textAt } from '../wire.ts'
import { mediaOf, type Rendered, type RenderedButton, type RenderedFlow, withText } from './parts.ts'

export function renderInteractive(interactive: Json): Rendered {
  const action = jsonAt(interactive, 'action')
  const kind = textAt(interactive, 'type') ?? 'interactive'
  return { ...frameOf(interactive, kind), ...tappable(kind, action) }
}

function frameOf(part: Json, kind: string): Rendered {
  const header = jsonAt(part, 'header')
  const headerType = textAt(header, 'type')
  return {
    kind,
    ...withText('text', textAt(part.body, 'text')),
    ...withText('footer', textAt(part.footer, 'text')),
    ...(headerType === 'text' ? withText('header', textAt(header, 'text')) : {}),
    ...(headerType === undefined || headerType === 'text'
      ? {}
      : { media: mediaOf(headerType, jsonAt(header, headerType)) }),
  }
}

function tappable(kind: string, action: Json): Partial<Rendered> {
  const parameters = jsonAt(action, 'parameters')
  switch (kind) {
    case 'list':
      return {
        list: { button: textAt(action, 'button') ?? '', sections: listAt(action, 'sections').map(renderSection) },
      }
    case 'button':
      return { buttons: replies(action) }
    case 'cta_url':
      return { buttons: [urlButton(parameters)] }
    case 'flow':
      return { buttons: [{ kind: 'flow', title: textAt(parameters, 'flow_cta') ?? '', flow: flowOf(parameters) }] }
    case 'voice_call':
      return { buttons: [{ kind: 'call', title: textAt(parameters, 'display_text') ?? 'Call Now' }] }
    case 'call_permission_request':
      return { buttons: [{ kind: 'call_permission', title: '' }] }
    case 'location_request_message':
      return { buttons: [{ kind: 'location', title: '' }] }
    case 'contact_request':
    case 'request_contact_info':
      return { buttons: [{ kind: 'contact', title: '' }] }
    case 'address_message':
      return { buttons: [{ kind: 'address', title: '' }] }
    case 'order_details':
    case 'order_status':
      return orderOf(parameters)
    case 'carousel':
      return { cards: listAt(action, 'cards').filter(isJson).map(renderCard) }
    case 'catalog_message':
    case 'product':
    case 'product_list':
      return productsOf(kind, action)
    default:
      return {}
  }
}

/** The products for the cart: the catalog behind its button, one product, or a list by section. */
function productsOf(kind: string, action: Json): Partial<Rendered> {
  const catalog = withText('catalogId', textAt(action, 'catalog_id'))
  if (kind === 'catalog_message') {
    const id = textAt(jsonAt(action, 'parameters'), 'thumbnail_product_retailer_id')
    return { ...catalog, products: id === undefined ? [] : [id], buttons: [{ kind: 'catalog', title: '' }] }
  }
  if (kind === 'product') return { ...catalog, products: [productOf(action)] }
  const shelves = shelvesOf(action)
  return {
    ...catalog,
    products: shelves.flatMap(({ ids }) => ids),
    shelves,
    buttons: [{ kind: 'catalog', title: '' }],
  }
}

/** Amounts are `{value, offset}`: 1250 with offset 100 is 12.50. */
export function orderOf(parameters: Json): Partial<Rendered> {
  const order = jsonAt(parameters, 'order')
  const items = listAt(order, 'items')
    .filter(isJson)
    .map((item) => ({
      id: textAt(item, 'name') ?? textAt(item, 'retailer_id') ?? '',
      quantity: Number(item.quantity ?? 1),
      price: amountOf(jsonAt(item, 'amount')),
      ...withText('currency', textAt(parameters, 'currency')),
    }))
  const reference = textAt(parameters, 'reference_id') ?? ''
  return {
    order: { reference, ...withText('status', textAt(order, 'status')) },
    ...(items.length === 0 ? {} : { items }),
  }
}

function amountOf({ value, offset }: Json): number {
  return Number(value ?? 0) / (Number(offset) || 100)
}

export function shelvesOf(action: Json) {
  return listAt(action, 'sections').map((section) => ({
    ...withText('title', textAt(section, 'title')),
    ids: listAt(section, 'product_items').map(productOf),
  }))
}

export function flowOf(parameters: Json): RenderedFlow {
  const payload = jsonAt(parameters, 'flow_action_payload')
  return {
    ...withText('id', textAt(parameters, 'flow_id')),
    ...withText('name', textAt(parameters, 'flow_name')),
    ...withText('token', textAt(parameters, 'flow_token')),
    ...withText('screen', textAt(payload, 'screen')),
    ...(isJson(payload.data) ? { data: payload.data } : {}),
  }
}

function renderCard(card: Json): Rendered {
  const action = jsonAt(card, 'action')
  if (textAt(card, 'type') === 'product') return { ...frameOf(card, 'product'), ...productsOf('product', action) }
  const buttons = Array.isArray(action.buttons) ? replies(action) : [urlButton(jsonAt(action, 'parameters'))]
  return { ...frameOf(card, 'card'), buttons }
}

function replies(action: Json): RenderedButton[] {
  return listAt(action, 'buttons').map((button) => {
    const reply = { ...jsonAt(button, 'quick_reply'), ...jsonAt(button, 'reply') }
    return { kind: 'reply', title: textAt(reply, 'title') ?? '', id: textAt(reply, 'id') ?? '' }
  })
}

function urlButton(parameters: Json): RenderedButton {
  return { kind: 'url', title: textAt(parameters, 'display_text') ?? '', url: textAt(parameters, 'url') ?? '' }
}

function renderSection(section: unknown) {
  const rows = listAt(section, 'rows').map((row) => ({
    id: textAt(row, 'id') ?? '',
    title: textAt(row, 'title') ?? '',
    ...withText('description', textAt(row, 'description')),
  }))
  return { ...withText('title', textAt(section, 'title')), rows }
}

function productOf(item: unknown): string {
  return textAt(item, 'product_retailer_id') ?? ''
}
