/** The content of an answer, or what stands for it while it comes and when it does not come. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure, Skeleton } from './states.tsx'

type Props<Data> = { of: UseQueryResult<Data>; lines?: number; children: (data: Data) => ReactNode }

/** Data that is there stays in view when asking again fails: the banner says that. */
export function Loaded<Data>({ of, lines = 6, children }: Props<Data>) {
  if (of.data !== undefined) return children(of.data)
  if (of.error !== null) return <Failure error={of.error} onRetry={() => void of.refetch()} />
  return <Skeleton lines={lines} />
}
