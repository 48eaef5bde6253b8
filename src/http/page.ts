/**
 * Lists of the management API in the compatible API's own form (jelou-api.md, 3.5): pagination, _metadata, results.
 * For settings, which are few and cached; the lists of messages page in the store.
 */
import { type TSchema, Type } from 'typebox'

const figure = { pattern: '^[1-9][0-9]{0,8}$' }
const defaultLimit = 50
const mostLimit = 500

export const pageQuery = Type.Object({
  page: Type.Optional(Type.String({ ...figure, description: 'page number from 1', examples: ['1'] })),
  limit: Type.Optional(
    Type.String({ ...figure, description: `number of items a page, at most ${mostLimit}`, examples: ['50'] }),
  ),
})

export function pageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    pagination: Type.Object({
      page: Type.Integer(),
      limit: Type.Integer(),
      offset: Type.Integer(),
      total: Type.Integer(),
      totalPages: Type.Integer(),
    }),
    _metadata: Type.Object({}),
    results: Type.Array(item),
  })
}

export function paginate<Item>(items: Item[], query: { page?: string; limit?: string }) {
  const limit = Math.min(Number(query.limit ?? defaultLimit), mostLimit)
  const page = Number(query.page ?? 1)
  const offset = (page - 1) * limit
  const total = items.length
  return {
    pagination: { page, limit, offset, total, totalPages: Math.ceil(total / limit) },
    _metadata: {},
    results: items.slice(offset, offset + limit),
  }
}
