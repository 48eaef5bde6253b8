/**
 * In place of a page that cannot be shown: its file did not come, what it needs before everything else did not, or its
 * own code failed. What was lost with the connection is asked for again when that is back.
 */
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { reloadFor } from '../kit/part.ts'
import { PartError } from '../kit/part-error.ts'
import { Failure, Skeleton } from '../kit/states.tsx'
import { ConnectionBanner } from './connection.tsx'
import { connectionLost, gateway } from './gateway.ts'
import { useSwitch } from './switch.ts'

export function PageFailure({ error }: { error: unknown }) {
  return error instanceof PartError ? <MissingPart error={error} /> : <Failed error={error} />
}

/** Without the frame, in which the banner stands otherwise. */
export function StartFailure({ error }: { error: unknown }) {
  return (
    <>
      <ConnectionBanner />
      <main id="content">
        <PageFailure error={error} />
      </main>
    </>
  )
}

function Failed({ error }: { error: unknown }) {
  const router = useRouter()
  const isLost = useSwitch(connectionLost)
  const wasLost = useRef(isLost)
  useEffect(() => {
    if (wasLost.current && !isLost) void router.invalidate()
    wasLost.current = isLost
  }, [isLost, router])
  return <Failure error={error} onRetry={() => void router.invalidate()} />
}

/**
 * While the gateway does not answer, the banner says so and asks until it does. Then the file comes with everything
 * else, loaded anew: browsers remember of a file that it did not come, and another build has other files.
 */
function MissingPart({ error }: { error: PartError }) {
  const { part } = error
  const answer = useQuery({
    queryKey: ['part', part],
    queryFn: () => gateway.getLiveness({ retries: 0 }),
    gcTime: 0,
    meta: { isProbe: true },
  })
  const isThere = answer.data !== undefined
  const [isLoading, setLoading] = useState(true)
  useEffect(() => {
    if (isThere) setLoading(reloadFor(part))
  }, [isThere, part])
  if (answer.error !== null) return <Failure error={answer.error} onRetry={() => void answer.refetch()} />
  if (isLoading) return <Skeleton />
  return <Failure error={error} onRetry={() => location.reload()} />
}
