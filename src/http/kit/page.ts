/**
 * Lists in the compatible API's own form (jelou-api.md, 3.5): pagination, _metadata, results. `paginate` slices short
 * in-memory lists; lists in the store are paged there, and `frameOf` determines the page.
 */
import { type TSchema, Type } from 'typebox'
import { withName, withParts } from '../../model/request/named.ts'

const figure = { pattern: '^[1-9][0-9]{0,8}$' }
const defaultLimit = 50
const maxLimit = 500

export const pageQuery = pageQueryOf(defaultLimit, maxLimit)

/** As the documents have it for messages: 10 a page, at most 50. A larger limit is reduced, not refused. */
export const listLimits = { limit: 10, max: 50 }
export const listQuery = pageQueryOf(listLimits.limit, listLimits.max)

function pageQueryOf(limit: number, max: number) {
  const options = { ...figure, examples: [String(limit)] }
  return Type.Object({
    page: Type.Optional(Type.String({ ...figure, description: 'From 1' })),
    limit: Type.Optional(
      Type.String({ ...options, description: `number of items per page, ${limit} by default, at most ${max}` }),
    ),
  })
}

type PageQuery = { page?: string; limit?: string }

export const pagination = Type.Object({
  page: Type.Integer(),
  limit: Type.Integer(),
  offset: Type.Integer(),
  total: Type.Integer(),
  totalPages: Type.Integer(),
})

withName('Pagination', pagination)

/** Of lists without metadata. */
export const page = withName('Page', Type.Object({ pagination, _metadata: Type.Object({}) }))

export function pageOf<Item extends TSchema>(item: Item) {
  return withParts(Type.Object({ ...page.properties, results: Type.Array(item) }), page)
}

/** The requested page; `limit` is reduced to the allowed maximum. */
export function frameOf(query: PageQuery, limits: { limit: number; max: number }) {
  const limit = Math.min(Number(query.limit ?? limits.limit), limits.max)
  const page = Number(query.page ?? 1)
  return { page, limit, offset: (page - 1) * limit }
}

export function paginationOf(frame: ReturnType<typeof frameOf>, total: number) {
  return { ...frame, total, totalPages: Math.ceil(total / frame.limit) }
}

export function paginate<Item>(items: Item[], query: PageQuery) {
  const frame = frameOf(query, { limit: defaultLimit, max: maxLimit })
  return {
    pagination: paginationOf(frame, items.length),
    _metadata: {},
    results: items.slice(frame.offset, frame.offset + frame.limit),
  }
}
