/**
 * One guarded download of a file that a caller named, streamed and never whole in memory. A few redirects are followed,
 * each checked by the guard as the first address was (promise 11). Does not throw before the body starts; reading the
 * body may.
 */
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { type Dispatcher, request } from 'undici'
import { networkReason } from '../model/errors/network.ts'
import { type AllowList, checkUrl } from './allow-list.ts'
import { maxRedirects } from './redirect.ts'
import { refusals } from './request.ts'

export type DownloadInput = {
  url: string
  /** For the whole exchange, the last byte included. */
  timeoutMs: number
}

export type DownloadResult =
  | { kind: 'file'; url: URL; body: AsyncIterable<Uint8Array> }
  /** `reason` may be shown to anyone. */
  | { kind: 'failed'; reason: string }

export type Download = (input: DownloadInput) => Promise<DownloadResult>

export async function guardedDownload(
  deps: { agent: Dispatcher; allow: AllowList },
  input: DownloadInput,
): Promise<DownloadResult> {
  const signal = AbortSignal.timeout(input.timeoutMs)
  let { url } = input
  for (let hops = 0; hops <= maxRedirects; hops++) {
    const check = checkUrl(url, deps.allow)
    if (!check.ok) return { kind: 'failed', reason: refusals[check.reason] }
    try {
      const answer = await request(check.url, { dispatcher: deps.agent, method: 'GET', signal, bodyTimeout: 0 })
      const { location } = answer.headers
      if (answer.statusCode === 200) return await fileOf(check.url, answer.body, answer.headers['content-encoding'])
      await answer.body.dump({ limit: 65_536 })
      const isRedirect = answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string'
      if (!isRedirect) return { kind: 'failed', reason: `the address returned ${answer.statusCode}` }
      url = URL.parse(location, check.url)?.href ?? ''
    } catch (error) {
      return { kind: 'failed', reason: downloadReason(error) }
    }
  }
  return { kind: 'failed', reason: 'there are too many redirects' }
}

/** Some servers compress without being asked. The consumer bounds the size of the output. */
const unpackers = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
])

async function fileOf(
  url: URL,
  body: Dispatcher.ResponseData['body'],
  header: string | string[] | undefined,
): Promise<DownloadResult> {
  const encoding = String(header ?? 'identity')
    .trim()
    .toLowerCase()
  if (encoding === 'identity' || encoding === '') return { kind: 'file', url, body }
  const unpacker = unpackers.get(encoding)
  if (unpacker) return { kind: 'file', url, body: unpacked(body, unpacker()) }
  await body.dump({ limit: 65_536 })
  return { kind: 'failed', reason: 'the file has an unsupported content encoding' }
}

async function* unpacked(body: Readable, unpacker: ReturnType<typeof createGunzip>): AsyncGenerator<Uint8Array> {
  // The failure also surfaces in the loop.
  const piped = pipeline(body, unpacker).catch(() => {})
  try {
    for await (const chunk of unpacker) yield chunk as Uint8Array
  } finally {
    unpacker.destroy()
    await piped
  }
}

/** The reason why a download ended, in words that may be shown to anyone. */
export function downloadReason(error: unknown): string {
  return networkReason(error)
}
