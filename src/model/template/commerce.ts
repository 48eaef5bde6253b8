/**
 * Values that only some templates require of a send: the location of a location header, the product of a product
 * header, the sections of a product button, the order of a payment button and of an order status. Accepted in the API's
 * words or in Meta's own (cloud-api.md, 1.3; Meta's pages of product and payment templates).
 */
import { Type } from 'typebox'
import type { OrderStatus, Place, Product, ProductSection } from '../message/content.ts'
import { coordinatesFields, readPoint } from '../message/location.ts'
import {
  exactText,
  isObject,
  isPresent,
  pathOf,
  present,
  type Reader,
  readChoice,
  readList,
  readObject,
  readOptionalObject,
  readOptionalText,
  readText,
  report,
} from '../request/check.ts'
import { withName, withNames } from '../request/named.ts'

/** Meta's, except the length of ids, which Meta does not state: those are the gateway's own. */
const limits = { productId: 100, catalogId: 100, sectionTitle: 24, sections: 10, products: 30, referenceId: 35 }

export type CommerceParts = {
  coordinates?: Place
  product?: Product
  orderStatus?: OrderStatus
  /** Of the template's max price: `bidMultiplier`, or Meta's `bid_spec` (meta-2026.md, section 10.2). */
  bidMultiplier?: number
}

export function readCommerce(root: Reader): CommerceParts {
  const coordinates = readOptionalObject(root, 'coordinates')
  return present<CommerceParts>({
    coordinates: coordinates && readPoint(coordinates, coordinates),
    product: readProduct(root),
    orderStatus: readOrderStatus(root),
    bidMultiplier: readMultiplier(root),
  })
}

function readMultiplier(root: Reader): number | undefined {
  const isMetas = !isPresent(root, 'bidMultiplier') && isPresent(root, 'bid_spec')
  const reader = isMetas ? readOptionalObject(root, 'bid_spec') : root
  const key = isMetas ? 'per_message_bid_multiplier' : 'bidMultiplier'
  if (reader === undefined || !isPresent(reader, key)) return undefined
  const value = reader.fields[key]
  // In a form every value is a text.
  const given = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value
  if (typeof given === 'number' && given > 0 && given <= maxMultiplier) return given
  report(reader, key, 'range', { min: 0.01, max: maxMultiplier })
  return undefined
}

/** Ours: Meta states none. */
const maxMultiplier = 100

/** `product`: `{productId, catalogId}`, or as Meta writes it. */
export function readProduct(root: Reader): Product | undefined {
  const product = readOptionalObject(root, 'product')
  if (product === undefined) return undefined
  return {
    productId: readId(product, either(product, 'productId', 'product_retailer_id'), limits.productId),
    catalogId: readId(product, either(product, 'catalogId', 'catalog_id'), limits.catalogId),
  }
}

/** Ids of digits come as numbers too. */
function readId(reader: Reader, key: string, limit: number): string {
  const fields = { ...reader.fields, [key]: exactText(reader.fields[key]) ?? reader.fields[key] }
  return readText({ ...reader, fields }, key, limit)
}

function either(reader: Reader, own: string, metas: string): string {
  return !isPresent(reader, own) && isPresent(reader, metas) ? metas : own
}

// ── a button of products ────────────────────────────────────

/**
 * `{sections: [{title, products: [id]}]}`; in Meta's form the products are `product_items: [{product_retailer_id}]`.
 */
export function readSections(payload: Reader): ProductSection[] {
  const items = readList(payload, 'sections', { min: 1, max: limits.sections })
  const sections = items.map((item) => ({
    title: readText(item, 'title', limits.sectionTitle),
    products: readProducts(item),
  }))
  const actual = sections.reduce((sum, { products }) => sum + products.length, 0)
  if (actual > limits.products) report(payload, 'sections', 'too_many', { actual, limit: limits.products })
  return sections
}

function readProducts(section: Reader): string[] {
  if (isPresent(section, 'product_items')) {
    const items = readList(section, 'product_items', { min: 1, max: limits.products })
    return items.map((item) => readId(item, 'product_retailer_id', limits.productId))
  }
  const { products } = section.fields
  if (!isPresent(section, 'products')) report(section, 'products', 'required')
  else if (!Array.isArray(products)) report(section, 'products', 'type', { expected: 'array' })
  else if (products.length === 0) report(section, 'products', 'too_few', { actual: 0, limit: 1 })
  else {
    const list: Reader = { fields: { ...products }, path: pathOf(section, 'products'), violations: section.violations }
    return products.map((_, index) => readId(list, String(index), limits.productId))
  }
  return []
}

// ── payments ────────────────────────────────────────────────

/**
 * The order that a payment button opens, kept in Meta's form; under `order_details` or by itself. Only the members
 * common to every country's form are checked.
 */
export function readOrderDetails(payload: Reader): Record<string, unknown> {
  const key = either(payload, 'orderDetails', 'order_details')
  const details = isPresent(payload, key) ? readObject(payload, key) : payload
  readReference(details, 'reference_id')
  readChoice(details, 'type', ['digital-goods', 'physical-goods'])
  const currency = readText(details, 'currency')
  if (currency !== '' && !/^[A-Z]{3}$/.test(currency)) report(details, 'currency', 'format', { expected: 'BRL' })
  checkAmount(details, 'total_amount')
  const order = readObject(details, 'order')
  readText(order, 'status')
  for (const item of readList(order, 'items', { min: 1, max: 999 })) {
    readText(item, 'name')
    checkAmount(item, 'amount')
  }
  checkAmount(order, 'subtotal')
  return details.fields
}

function readReference(reader: Reader, key: string): string {
  const reference = readId(reader, key, limits.referenceId)
  if (reference !== '' && !/^[\w.-]*$/.test(reference))
    report(reader, key, 'format', { expected: 'A-Z, a-z, 0-9, _ . -' })
  return reference
}

/** `{value, offset}`, both whole: 1250 of offset 100 is 12.50. */
function checkAmount(reader: Reader, key: string): void {
  const amount = readObject(reader, key)
  for (const part of ['value', 'offset']) {
    const number = amount.fields[part]
    if (!isPresent(amount, part)) report(amount, part, 'required')
    else if (typeof number !== 'number' || !Number.isInteger(number) || number < 0)
      report(amount, part, 'type', { expected: 'integer' })
  }
}

const orderStates = ['processing', 'partially_shipped', 'shipped', 'completed', 'canceled'] as const

/**
 * `orderStatus`: `{referenceId, status, description}`, or `{reference_id, order: {status, description}}` as Meta writes
 * it.
 */
function readOrderStatus(root: Reader): OrderStatus | undefined {
  const given = readOptionalObject(root, 'orderStatus')
  if (given === undefined) return undefined
  const order = isObject(given.fields.order) ? readObject(given, 'order') : given
  return present<OrderStatus>({
    referenceId: readReference(given, either(given, 'referenceId', 'reference_id')),
    status: readChoice(order, 'status', orderStates),
    description: readOptionalText(order, 'description', 120),
  })
}

// ── for OpenAPI ─────────────────────────────────────────────

const optional = Type.Optional

export const productSchema = Type.Object(
  {
    productId: Type.String({
      maxLength: limits.productId,
      description: "The product's id in the catalog",
      examples: ['A-1'],
    }),
    catalogId: Type.String({
      maxLength: limits.catalogId,
      description: 'The catalog of the account',
      examples: ['194836987003835'],
    }),
  },
  { description: "Product of a product header; Meta's `product_retailer_id` and `catalog_id` are accepted too" },
)
withName('Product', productSchema)

const bidMultiplier = withName(
  'BidMultiplier',
  Type.Number({ exclusiveMinimum: 0, maximum: maxMultiplier, description: "Scales the template's max price" }),
)

export const commerceSchemas = {
  coordinates: optional(
    Type.Object(
      { ...coordinatesFields, name: optional(Type.String()), address: optional(Type.String()) },
      { description: "Location of a location header; Meta's `latitude` and `longitude` are accepted too" },
    ),
  ),
  product: optional(productSchema),
  bidMultiplier: optional(bidMultiplier),
  bid_spec: optional(
    Type.Object(
      { per_message_bid_multiplier: optional(bidMultiplier) },
      { description: "Meta's form of `bidMultiplier`" },
    ),
  ),
  orderStatus: optional(
    Type.Object(
      {
        referenceId: Type.String({ maxLength: limits.referenceId, examples: ['A-1024'] }),
        status: Type.String({ enum: [...orderStates], examples: ['shipped'] }),
        description: optional(Type.String()),
      },
      { description: "Status for an order status template; Meta's own form is accepted too" },
    ),
  ),
}

withNames({ Coordinates: commerceSchemas.coordinates, OrderStatus: commerceSchemas.orderStatus })
