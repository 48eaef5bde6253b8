/**
 * One guarded download of a file that a caller named: its bytes as they come, never whole in memory. Redirects are followed a few times,
 * each held to the guard as the first address was (promise 11). Never throws before the body is there; then its end may.
 * Used for the files of campaigns.
 */
import { type Dispatcher, request } from 'undici'
import { type AllowList, checkUrl } from './guard.ts'
import { failure, refusals } from './request.ts'

export type DownloadInput = {
  url: string
  /** For everything, the last byte included. */
  timeoutMs: number
}

export type DownloadResult =
  | { kind: 'file'; url: URL; body: AsyncIterable<Uint8Array> }
  /** `reason` may be shown to anybody. */
  | { kind: 'failed'; reason: string }

export type Download = (input: DownloadInput) => Promise<DownloadResult>

const mostRedirects = 5

export async function guardedDownload(
  deps: { agent: Dispatcher; allow: AllowList },
  input: DownloadInput,
): Promise<DownloadResult> {
  const signal = AbortSignal.timeout(input.timeoutMs)
  let { url } = input
  for (let hops = 0; hops <= mostRedirects; hops++) {
    const check = checkUrl(url, deps.allow)
    if (!check.ok) return { kind: 'failed', reason: refusals[check.reason] }
    try {
      const answer = await request(check.url, { dispatcher: deps.agent, method: 'GET', signal, bodyTimeout: 0 })
      const { location } = answer.headers
      if (answer.statusCode === 200) return { kind: 'file', url: check.url, body: answer.body }
      await answer.body.dump({ limit: 65_536 })
      const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string'
      if (!isRedirect) return { kind: 'failed', reason: `the address answers ${answer.statusCode}` }
      url = URL.parse(location, check.url)?.href ?? ''
    } catch (error) {
      return { kind: 'failed', reason: downloadReason(error) }
    }
  }
  return { kind: 'failed', reason: 'there are too many redirects' }
}

/** Why a download ended, in words that may be shown to anybody. */
export function downloadReason(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it did not come in time'
  return failure(error).reason
}
