/** The end of a call: the caller's signal, or the time that it may take, whichever comes first. */
import { TimeoutError } from './errors.ts'

export type Deadline = {
  signal: AbortSignal
  /** Whether a pause ends before the time does. */
  leaves(ms: number): boolean
  /** Resolves after the pause; rejects when the call ends before. */
  pause(ms: number): Promise<void>
  /** The time counts no more; nor does the caller's signal, unless a body is still to be read. */
  release(isReadLater: boolean): void
}

/** `timeoutMs` 0: no time. */
export function startDeadline(timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  const { signal } = controller
  const endsAt = timeoutMs > 0 ? performance.now() + timeoutMs : Number.POSITIVE_INFINITY
  const end = () => controller.abort(outer?.reason)
  const timer = timeoutMs > 0 ? setTimeout(() => controller.abort(new TimeoutError(timeoutMs)), timeoutMs) : undefined
  if (outer?.aborted) end()
  else outer?.addEventListener('abort', end, { once: true })
  return {
    signal,
    leaves: (ms) => performance.now() + ms < endsAt,
    pause: (ms) => pauseUnless(signal, ms),
    release(isReadLater) {
      clearTimeout(timer)
      if (!isReadLater) outer?.removeEventListener('abort', end)
    },
  }
}

function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
