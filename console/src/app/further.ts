/**
 * One request of a long list looks only so far, and may find nothing: then the next one goes on by itself. Not for
 * ever: what is nowhere would have a whole history read, so after some empty pages somebody must ask for more.
 */
import { useEffect, useState } from 'react'

type Found = {
  data: { pages: readonly { results: readonly unknown[] }[] } | undefined
  hasNextPage: boolean
  isFetching: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => unknown
}

/** Some ten thousand rows. */
const pagesAtOnce = 20

/** `searchOn`: present while more could be searched, and nothing goes on by itself. */
export function useFurther({ data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage }: Found): {
  searchOn?: () => void
} {
  const [rounds, setRounds] = useState(1)
  const pages = data?.pages ?? []
  const empty = pages.length - 1 - pages.findLastIndex(({ results }) => results.length > 0)
  const isAsked = hasNextPage && !isFetchNextPageError && empty > 0
  const goesOn = isAsked && empty < rounds * pagesAtOnce
  useEffect(() => {
    if (goesOn && !isFetching) fetchNextPage()
  }, [goesOn, isFetching, fetchNextPage])
  return isAsked && !goesOn ? { searchOn: () => setRounds(rounds + 1) } : {}
}
