/**
 * Saved views as the gateway has them, and which one was opened on a page: as long as its filters are only changed, and
 * the page was not left for other ones, what is shown is that view, changed.
 */
import { queryOptions } from '@tanstack/react-query'
import { Told } from '../kit/told.ts'
import { gateway } from './gateway.ts'
import { type Filters, isSame, type ListPage, type View } from './list-pages.ts'
import { tagged } from './tagged.ts'

/** Of all pages: the palette has them too. Quotas bound their number. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async (): Promise<View[]> => (await gateway.listViews({})).results,
  staleTime: 30_000,
})

type Opened = { id: string; filters: Filters }

const opened = new Map<ListPage, Opened>()

export type Shown = { view: View; isChanged: boolean }

/**
 * The view that the filters are, or were before somebody changed them here. `isHere`: the page showed something before;
 * otherwise one has come by a link, and only filters that were seen last are a view still.
 */
export function shownView(
  page: ListPage,
  filters: Filters,
  views: readonly View[],
  isHere: boolean,
): Shown | undefined {
  const last = opened.get(page)
  const same = views.filter((one) => one.page === page && isSame(one.filters, filters))
  const view = same.find(({ id }) => id === last?.id) ?? same[0]
  if (view !== undefined) return { view, isChanged: false }
  if (last === undefined || Object.keys(filters).length === 0) return undefined
  const before = views.find(({ id }) => id === last.id)
  return before && (isHere || isSame(last.filters, filters)) ? { view: before, isChanged: true } : undefined
}

/** For the next look. */
export function remember(page: ListPage, filters: Filters, shown: Shown | undefined): void {
  if (shown === undefined) opened.delete(page)
  else opened.set(page, { id: shown.view.id, filters })
}

/** Takes the place of the view's filters as they were shown, and of no others. */
export async function replaceFilters({ id, filters: seen }: View, filters: Filters): Promise<View> {
  const { value, tag } = await tagged((options) => gateway.getView({ viewId: id }, options))
  if (!isSame(value.filters, seen))
    throw new Told({ title: 'views.other', text: 'views.other_do', code: 'R4120 PRECONDITION_FAILED' })
  return gateway.updateView({ viewId: id, ifMatch: tag, body: { filters: { ...filters } } })
}
