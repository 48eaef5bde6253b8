/**
 * The gateway as pages reach it: the published client with the session's cookie, and the cache of its answers. What
 * concerns every page is noticed here: the connection that is lost, the session that has ended.
 */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, AuthenticationError, NetworkError, Recado, TimeoutError } from '../../../sdk/client.ts'
import { createRenewals, isDenied } from './renewal.ts'
import { makeSwitch } from './switch.ts'

/**
 * Texts of answers come in the language of the page. What comes from elsewhere, such as a part of the console, says
 * nothing about the gateway: only its own answer ends the banner.
 */
const inPageLanguage: typeof fetch = async (input, init) => {
  const headers = new Headers(init?.headers)
  headers.set('accept-language', document.documentElement.lang)
  const response = await fetch(input, { ...init, headers })
  if (response.ok) connectionLost.set(false)
  return response
}

/** Whoever waits for an answer is told of a longer pause instead, with what to do. */
const longestPauseMs = 2_000

export const gateway = new Recado({
  baseUrl: location.origin,
  session: true,
  retries: 1,
  longestPauseMs,
  timeoutMs: 30_000,
  fetch: inPageLanguage,
})

/**
 * For files: how far one is, browsers tell through XMLHttpRequest alone, which the client uses where it has no `fetch`
 * of ours. A large file takes its time.
 */
export const uploads = new Recado({ baseUrl: location.origin, session: true, retries: 1, longestPauseMs, timeoutMs: 0 })

export function inThisLanguage(): Record<string, string> {
  return { 'accept-language': document.documentElement.lang }
}

export const connectionLost = makeSwitch()
export const sessionEnded = makeSwitch()

export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      notice(error)
      if (!isDenied(error) || query.state.data === undefined) return
      query.setState({ data: undefined, dataUpdatedAt: 0 })
      // The navigation and all buttons follow what the role permits now.
      void queries.invalidateQueries({ queryKey: ['me'] })
    },
  }),
  mutationCache: new MutationCache({ onError: notice, onSuccess: () => connectionLost.set(false) }),
  defaultOptions: {
    // The client repeats by itself what may be repeated. The browser's word about being offline is not believed: a
    // gateway on this machine answers without a network.
    queries: { retry: false, networkMode: 'always', staleTime: 5_000 },
    mutations: { retry: false, networkMode: 'always' },
  },
})

export const renewals = createRenewals(queries.getQueryCache())

function notice(error: Error): void {
  if (error instanceof NetworkError || error instanceof TimeoutError) connectionLost.set(true)
  if (error instanceof AuthenticationError) sessionEnded.set(true)
}

/** Whether a repetition by hand may succeed. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiError) return error.status >= 500 || error.status === 429 || error.status === 408
  return error instanceof NetworkError || error instanceof TimeoutError
}
