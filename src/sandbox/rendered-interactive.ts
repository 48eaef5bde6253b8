// Interactive messages as a phone shows them: header, text, footer, and something to tap.
// Called by rendered.ts with content that the rules have let through, or not, when the rules are switched off.

import { mediaOf, type Rendered, type RenderedButton, withText } from './rendered.ts'
import { isJson, type Json, jsonAt, listAt, textAt } from './wire.ts'

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
      return { buttons: [{ kind: 'flow', title: textAt(parameters, 'flow_cta') ?? '' }] }
    case 'voice_call':
      return { buttons: [{ kind: 'call', title: textAt(parameters, 'display_text') ?? 'Call Now' }] }
    case 'location_request_message':
      return { buttons: [{ kind: 'location', title: '' }] }
    case 'catalog_message':
      return { buttons: [{ kind: 'catalog', title: '' }] }
    case 'carousel':
      return { cards: listAt(action, 'cards').filter(isJson).map(renderCard) }
    case 'product':
      return { products: [textAt(action, 'product_retailer_id') ?? ''] }
    case 'product_list':
      return {
        products: listAt(action, 'sections').flatMap((section) => listAt(section, 'product_items').map(productOf)),
      }
    default:
      return {}
  }
}

function renderCard(card: Json): Rendered {
  const action = jsonAt(card, 'action')
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
