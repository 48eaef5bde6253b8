/**
 * Products of the account's catalog at Meta: one, a list by sections, the whole catalog behind a button, and a row of
 * cards (cloud-api.md, 1.2; meta-2026.md, 4.7). Names of `parameters` are Meta's. What the person orders comes as a
 * message. Pure.
 */
import { Type } from 'typebox'
import {
  checkUnique,
  present,
  type Reader,
  readList,
  readObject,
  readOptionalObject,
  readOptionalProse,
  readOptionalText,
  readProse,
  readText,
  report,
} from '../request/check.ts'
import { withName } from '../request/named.ts'
import type {
  CatalogMessageContent,
  ProductCarouselContent,
  ProductListContent,
  ProductMessageContent,
  ProductSection,
} from './content.ts'
import { bodyField, exampleUserId, type Family, interactive, requestSchema, textField } from './family.ts'

const limits = {
  title: interactive.header,
  text: interactive.body,
  caption: interactive.footer,
  /** Of ids Meta states no limit; the sandbox takes as much. */
  id: 100,
  sections: { min: 1, max: 10 },
  sectionTitle: 24,
  products: { min: 1, max: 30 },
  cards: { min: 2, max: 10 },
} as const

const catalogId = withName('CatalogId', textField("Of the account's catalog.", limits.id))
const productId = withName('ProductId', Type.String({ minLength: 1, maxLength: limits.id }))
const item = withName('ProductItem', Type.Object({ product_retailer_id: productId }))
const footer = Type.Optional(withName('Footer', Type.String({ maxLength: limits.caption })))

const readFooter = (body: Reader) => readOptionalProse(body, 'caption', limits.caption)
const readCatalog = (of: Reader) => readText(of, 'catalog_id', limits.id)
const readProduct = (of: Reader) => readText(of, 'product_retailer_id', limits.id)

const catalogSchema = requestSchema(
  'catalog_message',
  {
    text: bodyField(),
    caption: footer,
    parameters: Type.Optional(
      Type.Object(
        { thumbnail_product_retailer_id: Type.Optional(productId) },
        { description: 'Whose picture is shown.' },
      ),
    ),
  },
  {
    name: 'CatalogMessage',
    title: 'Catalog',
    example: { type: 'catalog_message', userId: exampleUserId, text: 'Tazas' },
  },
)

export const catalogMessage: Family<CatalogMessageContent> = {
  schemas: [catalogSchema],
  parse(body) {
    const parameters = readOptionalObject(body, 'parameters')
    return present({
      type: 'catalog_message',
      text: readProse(body, 'text', limits.text),
      caption: readFooter(body),
      thumbnailProductId: parameters && readOptionalText(parameters, 'thumbnail_product_retailer_id', limits.id),
    })
  },
}

const productSchema = requestSchema(
  'product',
  {
    text: Type.Optional(bodyField()),
    caption: footer,
    parameters: Type.Object({ catalog_id: catalogId, product_retailer_id: productId }),
  },
  {
    name: 'ProductMessage',
    title: 'Product',
    example: {
      type: 'product',
      userId: exampleUserId,
      parameters: { catalog_id: '1948', product_retailer_id: 'taza' },
    },
  },
)

export const productMessage: Family<ProductMessageContent> = {
  schemas: [productSchema],
  parse(body) {
    const parameters = readObject(body, 'parameters')
    return present({
      type: 'product',
      text: readOptionalProse(body, 'text', limits.text),
      caption: readFooter(body),
      catalogId: readCatalog(parameters),
      productId: readProduct(parameters),
    })
  },
}

const section = Type.Object({
  title: Type.Optional(Type.String({ maxLength: limits.sectionTitle })),
  product_items: Type.Array(item, { minItems: limits.products.min, maxItems: limits.products.max }),
})

const listSchema = requestSchema(
  'product_list',
  {
    title: textField('Header.', limits.title),
    text: bodyField(),
    caption: footer,
    parameters: Type.Object({
      catalog_id: catalogId,
      sections: Type.Array(section, { minItems: limits.sections.min, maxItems: limits.sections.max }),
    }),
  },
  {
    name: 'ProductListMessage',
    title: 'Product list',
    description: 'At most 30 in all.',
    example: {
      type: 'product_list',
      userId: exampleUserId,
      title: 'Hoy',
      text: 'Tazas',
      parameters: {
        catalog_id: '1948',
        sections: [{ product_items: [{ product_retailer_id: 'taza' }] }],
      },
    },
  },
)

export const productListMessage: Family<ProductListContent> = {
  schemas: [listSchema],
  parse(body) {
    const parameters = readObject(body, 'parameters')
    return present({
      type: 'product_list',
      title: readProse(body, 'title', limits.title),
      text: readProse(body, 'text', limits.text),
      caption: readFooter(body),
      catalogId: readCatalog(parameters),
      sections: readSections(parameters),
    })
  },
}

/** 30 products in all; a section is named where there are several. */
function readSections(parameters: Reader): ProductSection[] {
  const items = readList(parameters, 'sections', limits.sections)
  const sections = items.map((one) => ({
    title: (items.length > 1 ? readProse : readOptionalProse)(one, 'title', limits.sectionTitle) ?? '',
    products: readList(one, 'product_items', limits.products).map(readProduct),
  }))
  const actual = sections.reduce((sum, { products }) => sum + products.length, 0)
  if (actual > limits.products.max) report(parameters, 'sections', 'too_many', { actual, limit: limits.products.max })
  return sections
}

const carouselSchema = requestSchema(
  'product_carousel',
  {
    text: bodyField(),
    parameters: Type.Object({
      catalog_id: catalogId,
      product_items: Type.Array(item, { minItems: limits.cards.min, maxItems: limits.cards.max }),
    }),
  },
  {
    name: 'ProductCarouselMessage',
    title: 'Product carousel',
    example: {
      type: 'product_carousel',
      userId: exampleUserId,
      text: 'Hoy',
      parameters: {
        catalog_id: '1948',
        product_items: [{ product_retailer_id: 'taza' }, { product_retailer_id: 'plato' }],
      },
    },
  },
)

export const productCarouselMessage: Family<ProductCarouselContent> = {
  schemas: [carouselSchema],
  parse(body) {
    const parameters = readObject(body, 'parameters')
    const items = readList(parameters, 'product_items', limits.cards)
    checkUnique(items, 'product_retailer_id')
    return {
      type: 'product_carousel',
      text: readProse(body, 'text', limits.text),
      catalogId: readCatalog(parameters),
      products: items.map(readProduct),
    }
  },
}
