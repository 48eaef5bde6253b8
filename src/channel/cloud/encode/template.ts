/**
 * A template message for the Cloud API (cloud-api.md, section 1.3). The content was already fitted to its definition:
 * every parameter is in place, an authentication code is in body and button, so this only writes components.
 */

import { documentName, type KnownFiles } from '../../../model/media/document-name.ts'
import type {
  OrderStatus,
  TemplateButton,
  TemplateCard,
  TemplateContent,
  TemplateHeader,
  TemplateParameter,
} from '../../../model/message/content.ts'

type Component = { type: string; [field: string]: unknown }

/** `components` is omitted when there is nothing to fill, as Meta asks. */
export function encodeTemplate(
  content: TemplateContent,
  messageId: string,
  files: KnownFiles,
): Record<string, unknown> {
  const { header: given } = content
  const header = given?.kind === 'document' ? named(given, files) : given
  const components = [
    ...encodePlaces({ ...content, header }, messageId, content.offerExpiresAt),
    ...(content.orderStatus ? [encodeOrderStatus(content.orderStatus)] : []),
    ...(content.cards?.length ? [encodeCards(content.cards, messageId)] : []),
  ]
  return {
    name: content.elementName,
    language: { code: content.language },
    ...(components.length > 0 ? { components } : {}),
  }
}

function named(header: TemplateHeader & { kind: 'document' }, files: KnownFiles): TemplateHeader {
  const { link: url, filename: given } = header
  return { ...header, filename: documentName({ given, url, known: files.get(url) }) }
}

/** The components that a template and each of its cards share, in Meta's order. */
function encodePlaces(
  position: { header?: TemplateHeader; body: TemplateParameter[]; buttons: TemplateButton[] },
  messageId: string,
  offerExpiresAt?: number,
): Component[] {
  const components: Component[] = []
  if (position.header) components.push({ type: 'header', parameters: [encodeHeader(position.header)] })
  if (position.body.length > 0) components.push({ type: 'body', parameters: position.body.map(encodeText) })
  if (offerExpiresAt !== undefined) components.push(encodeOffer(offerExpiresAt))
  for (const button of position.buttons) {
    const component = encodeButton(button, messageId)
    if (component) components.push(component)
  }
  return components
}

function encodeHeader(header: TemplateHeader): Record<string, unknown> {
  switch (header.kind) {
    case 'text':
      return encodeText(header)
    case 'image':
    case 'video':
    case 'gif':
      return { type: header.kind, [header.kind]: { link: header.link } }
    case 'document': {
      const { link, filename } = header
      return { type: 'document', document: filename ? { link, filename } : { link } }
    }
    case 'location': {
      const { kind: type, ...location } = header
      return { type, location }
    }
    case 'product': {
      const { kind: type, productId, catalogId } = header
      return { type, product: { product_retailer_id: productId, catalog_id: catalogId } }
    }
  }
}

function encodeText({ text, name }: TemplateParameter): Record<string, unknown> {
  return name === undefined ? { type: 'text', text } : { type: 'text', parameter_name: name, text }
}

function encodeOffer(expiresAt: number): Component {
  const offer = { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: expiresAt } }
  return { type: 'limited_time_offer', parameters: [offer] }
}

/** A button without parameters is omitted: Meta uses the template's own. */
function encodeButton(button: TemplateButton, messageId: string): Component | undefined {
  switch (button.kind) {
    case 'quick_reply':
      return component('quick_reply', button.index, { type: 'payload', payload: button.payload })
    case 'url':
      return component('url', button.index, { type: 'text', text: button.text })
    case 'copy_code':
      return component('copy_code', button.index, { type: 'coupon_code', coupon_code: button.code })
    case 'catalog': {
      if (button.thumbnailProductId === undefined) return undefined
      const action = { thumbnail_product_retailer_id: button.thumbnailProductId }
      return component('CATALOG', button.index, { type: 'action', action })
    }
    case 'mpm':
      return component('mpm', button.index, { type: 'action', action: encodeShelves(button) })
    case 'order_details': {
      const action = { order_details: button.details }
      return component('order_details', button.index, { type: 'action', action })
    }
    case 'flow':
      return component('flow', button.index, { type: 'action', action: { flow_token: button.token ?? messageId } })
    case 'voice_call': {
      if (button.payload === undefined) return undefined
      return component('voice_call', button.index, { type: 'payload', payload: button.payload })
    }
  }
}

function encodeShelves({ thumbnailProductId, sections }: TemplateButton & { kind: 'mpm' }): Record<string, unknown> {
  return {
    thumbnail_product_retailer_id: thumbnailProductId,
    sections: sections.map(({ title, products }) => ({
      title,
      product_items: products.map((id) => ({ product_retailer_id: id })),
    })),
  }
}

function encodeOrderStatus({ referenceId, ...order }: OrderStatus): Component {
  const status = { type: 'order_status', order_status: { reference_id: referenceId, order } }
  return { type: 'order_status', parameters: [status] }
}

function component(subType: string, index: number, parameter: Record<string, unknown>): Component {
  return { type: 'button', sub_type: subType, index: String(index), parameters: [parameter] }
}

function encodeCards(cards: TemplateCard[], messageId: string): Component {
  return {
    type: 'carousel',
    cards: cards.map((card, index) => ({ card_index: index, components: encodePlaces(card, messageId) })),
  }
}
