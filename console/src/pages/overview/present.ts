/**
 * How the bots do now, in one request for all of them. The stream says when something happens, which asks anew once in
 * five seconds at most; rates fall without an event, so that as long as one is above zero it is asked now and then.
 */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway, queries } from '../../app/gateway.ts'
import { createGathering } from '../../app/gathering.ts'
import { onHappened, useFallback } from '../../app/live.ts'

export type Present = Answer<'getOverview'>
export type BotPresent = Present['results'][number]

const gatherMs = 5_000
const movingMs = 15_000

const presentQuery = queryOptions({ queryKey: ['present'], queryFn: () => gateway.getOverview({}) })

export function usePresent(isAsked: boolean) {
  const fallback = useFallback()
  useEffect(() => {
    const { add, drop } = createGathering(gatherMs, () => queries.invalidateQueries({ queryKey: ['present'] }))
    const end = onHappened(add)
    return () => {
      end()
      drop()
    }
  }, [])
  return useQuery({
    ...presentQuery,
    enabled: isAsked,
    refetchInterval: ({ state: { data } }) => (data && isMoving(data) ? movingMs : fallback),
  })
}

function isMoving({ total: { sentPerMinute, receivedPerMinute, waiting } }: Present): boolean {
  return sentPerMinute + receivedPerMinute + waiting > 0
}
