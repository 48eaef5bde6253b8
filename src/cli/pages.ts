/** All items of a list that the API gives in pages. */
import type { Api, Query } from './api.ts'

type Page<Item> = { pagination: { totalPages: number }; results: Item[] }

const perPage = 100

export async function allPages<Item>(api: Api, path: string, query: Query = {}): Promise<Item[]> {
  const items: Item[] = []
  for (let page = 1; ; page++) {
    const { pagination, results } = await api.get<Page<Item>>(path, { ...query, page, limit: perPage })
    items.push(...results)
    if (page >= pagination.totalPages) return items
  }
}
