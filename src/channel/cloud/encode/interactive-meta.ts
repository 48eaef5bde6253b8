/**
 * Interactive messages whose buttons are WhatsApp's own: requests, products of a catalog, an address (cloud-api.md,
 * 1.2; meta-2026.md, 4.6 to 4.9).
 */
import type {
  AddressMessageContent,
  CallPermissionRequestContent,
  CatalogMessageContent,
  ProductCarouselContent,
  ProductListContent,
  ProductMessageContent,
  RequestContactInfoContent,
} from '../../../model/message/content.ts'
import { footer, type Interactive, textHeader } from './interactive.ts'

/** `contact_request` was the name of the first until 2026-05-28; the action's name was always this. */
export function encodeRequest({ type, text }: RequestContactInfoContent | CallPermissionRequestContent): Interactive {
  return { type, ...body(text), action: { name: type } }
}

export function encodeCatalog({ type, text, caption, thumbnailProductId }: CatalogMessageContent): Interactive {
  const parameters = thumbnailProductId && { parameters: { thumbnail_product_retailer_id: thumbnailProductId } }
  return { type, ...body(text), ...footer(caption), action: { name: type, ...parameters } }
}

export function encodeProduct({ type, text, caption, catalogId, productId }: ProductMessageContent): Interactive {
  return { type, ...body(text), ...footer(caption), action: { catalog_id: catalogId, ...item(productId) } }
}

export function encodeProductList({ type, title, text, caption, ...action }: ProductListContent): Interactive {
  const sections = action.sections.map((section) => ({
    ...(section.title ? { title: section.title } : {}),
    product_items: section.products.map(item),
  }))
  return {
    type,
    ...textHeader(title),
    ...body(text),
    ...footer(caption),
    action: { catalog_id: action.catalogId, sections },
  }
}

export function encodeProductCarousel({ text, catalogId, products }: ProductCarouselContent): Interactive {
  const cards = products.map((id, index) => ({
    card_index: index,
    type: 'product',
    action: { ...item(id), catalog_id: catalogId },
  }))
  return { type: 'carousel', ...body(text), action: { cards } }
}

export function encodeAddress({ type, title, text, caption, ...address }: AddressMessageContent): Interactive {
  const { country, values, savedAddresses, validationErrors } = address
  const parameters = {
    country,
    ...(values && { values }),
    ...(savedAddresses && { saved_addresses: savedAddresses }),
    ...(validationErrors && { validation_errors: validationErrors }),
  }
  return { type, ...textHeader(title), ...body(text), ...footer(caption), action: { name: type, parameters } }
}

function body(text: string | undefined): Record<string, unknown> {
  return text ? { body: { text } } : {}
}

function item(productId: string): { product_retailer_id: string } {
  return { product_retailer_id: productId }
}
