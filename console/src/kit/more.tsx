/**
 * The end of a list of pages: the next one when it comes into view or is asked for, and why it did not come, at that
 * place; what is there stays. After a failure nobody asks by itself: a list at its end would ask without a pause.
 */
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Failure } from './states.tsx'

/** Of `useInfiniteQuery`. */
export type Pages = {
  hasNextPage: boolean
  isFetching: boolean
  isFetchingNextPage: boolean
  isFetchNextPageError: boolean
  error: Error | null
  fetchNextPage: () => unknown
}

/**
 * Undefined while there is no more to ask for, or it failed, or the list is asked for anew: an end that comes into view
 * meanwhile asks when that is over.
 */
export function nextOf({ hasNextPage, isFetching, isFetchNextPageError, fetchNextPage }: Pages) {
  return hasNextPage && !isFetching && !isFetchNextPageError ? () => void fetchNextPage() : undefined
}

export function MoreFailed({ of: { isFetchNextPageError, isFetchingNextPage, error, fetchNextPage } }: { of: Pages }) {
  if (!isFetchNextPageError) return null
  return <Failure error={error} isRetrying={isFetchingNextPage} onRetry={() => void fetchNextPage()} />
}

export function MoreButton({ of, children }: { of: Pages; children: ReactNode }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = of
  if (isFetchNextPageError) return <MoreFailed of={of} />
  if (!hasNextPage) return null
  return (
    <Button kind="quiet" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
      {children}
    </Button>
  )
}
