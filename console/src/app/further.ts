/** One request of a long list looks only so far, and may find nothing: then the next one goes on by itself. */
import { useEffect } from 'react'

type Found = {
  data: { pages: readonly { results: readonly unknown[] }[] } | undefined
  hasNextPage: boolean
  isFetching: boolean
  fetchNextPage: () => unknown
}

export function useFurther({ data, hasNextPage, isFetching, fetchNextPage }: Found): void {
  const isEmpty = data?.pages.at(-1)?.results.length === 0
  useEffect(() => {
    if (isEmpty && hasNextPage && !isFetching) fetchNextPage()
  }, [isEmpty, hasNextPage, isFetching, fetchNextPage])
}
