/**
 * Requests for files of this gateway, answered from where they are kept: what is to be sent needs no address that Meta
 * could reach, nor one that the guard allows. Whatever is not here, such as a file of another process, is asked for.
 * Never throws, as every guarded request.
 */
import { addAbortSignal, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { failure, type GuardedRequest, type RequestInput, type RequestResult } from '../egress/request.ts'
import { isLinkGood } from '../model/media/link.ts'
import type { MediaFile } from '../store/media/media.ts'
import type { MediaStore } from '../store/media/store.ts'
import type { BlobStorage } from './blob-storage.ts'

export type OwnDeps = {
  request: GuardedRequest
  /** Undefined: it is no address of ours, or one that nobody was given. */
  mediaIdOf(url: string): string | undefined
  store: Pick<MediaStore, 'mediaFile'>
  place: Pick<BlobStorage, 'open'>
  clock: () => number
  /** How long an address works, in ms; 0: as long as the file is kept. */
  linkMs: number
}

export function ownFirst(deps: OwnDeps): GuardedRequest {
  return async (input) => {
    const id = input.method === 'GET' ? deps.mediaIdOf(input.url) : undefined
    if (id === undefined) return deps.request(input)
    const late = AbortSignal.timeout(input.timeoutMs)
    const signal = input.signal === undefined ? late : AbortSignal.any([late, input.signal])
    try {
      return (await fromHere(deps, id, input, signal)) ?? (await deps.request(input))
    } catch (error) {
      return failure(signal.aborted ? signal.reason : error)
    }
  }
}

/** Undefined: it is not here. */
async function fromHere(
  deps: OwnDeps,
  id: string,
  input: RequestInput,
  signal: AbortSignal,
): Promise<RequestResult | undefined> {
  const file = await within(deps.store.mediaFile(id), signal)
  if (file?.state !== 'kept' || file.place === undefined) return undefined
  if (!mayRead(deps, file, input.of)) return gone
  const part = partOf(input, file.size ?? 0)
  const opening = deps.place.open(file.place, part?.range)
  const opened = await within(opening, signal).catch((error: unknown) => {
    opening.then(destroy, () => {})
    throw error
  })
  return opened && answerOf(file, await buffer(addAbortSignal(signal, opened)), part)
}

/** A bot sends its own files for as long as they are kept; a look at a file, which is nobody's, tells nothing of it. */
function mayRead({ clock, linkMs }: OwnDeps, file: MediaFile, of: string | undefined): boolean {
  const isOwn = of === undefined || of === file.botId
  return isLinkGood(file, { linkMs: isOwn ? 0 : linkMs, now: clock() })
}

/** As its address answers over HTTP. */
const gone: RequestResult = {
  kind: 'answer',
  status: 410,
  headers: { 'cache-control': 'no-store' },
  body: '',
  bytes: new Uint8Array(),
  truncated: false,
}

/** Rejects when the signal says so; what was waited for goes on. */
function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const giveUp = () => reject(signal.reason)
  signal.addEventListener('abort', giveUp, { once: true })
  if (signal.aborted) giveUp()
  work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  return promise
}

const destroy = (stream: Readable | undefined) => void stream?.destroy()

/** `isAsked`: by the caller, not only because it keeps no more. */
type Part = { range: { start: number; end: number }; isAsked: boolean }

/** Callers that look at a file ask for its beginning. */
function partOf({ headers, maxBytes }: RequestInput, size: number): Part | undefined {
  if (size === 0) return undefined
  const end = /^bytes=0-(\d+)$/.exec(headers.range ?? '')?.[1]
  if (end !== undefined) return { range: { start: 0, end: Math.min(Number(end), size - 1) }, isAsked: true }
  return size > maxBytes ? { range: { start: 0, end: maxBytes - 1 }, isAsked: false } : undefined
}

/** A file never changes: a copy of it is as good as it is. */
function answerOf(
  { id, mimeType, filename, size = 0 }: MediaFile,
  bytes: Buffer,
  part: Part | undefined,
): RequestResult {
  const named = filename === undefined ? '' : `; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`
  const headers = {
    'content-type': mimeType ?? 'application/octet-stream',
    'content-length': String(part?.isAsked ? bytes.length : size),
    'content-disposition': `attachment${named}`,
    'cache-control': 'max-age=86400, immutable',
    etag: `"${id}"`,
    ...(part?.isAsked && { 'content-range': `bytes ${part.range.start}-${part.range.end}/${size}` }),
  }
  const status = part?.isAsked ? 206 : 200
  return { kind: 'answer', status, headers, body: '', bytes, truncated: bytes.length < size }
}
