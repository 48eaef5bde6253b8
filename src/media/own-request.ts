/**
 * Requests for files of this gateway, answered from where they are kept: what is to be sent needs no address that Meta
 * could reach, nor one that the guard allows. Whatever is not here, such as a file of another process, is asked for.
 */
import { buffer } from 'node:stream/consumers'
import type { GuardedRequest, RequestInput, RequestResult } from '../egress/request.ts'
import type { MediaFile } from '../store/media/media.ts'
import type { MediaStore } from '../store/media/store.ts'
import type { BlobStorage } from './blob-storage.ts'

export type OwnDeps = {
  request: GuardedRequest
  /** Undefined: it is no address of ours, or one that nobody was given. */
  mediaIdOf(url: string): string | undefined
  store: Pick<MediaStore, 'mediaFile'>
  place: Pick<BlobStorage, 'open'>
}

export function ownFirst({ request, mediaIdOf, store, place }: OwnDeps): GuardedRequest {
  return async (input) => {
    const id = input.method === 'GET' ? mediaIdOf(input.url) : undefined
    const file = id === undefined ? undefined : await store.mediaFile(id)
    if (file?.state !== 'kept' || file.place === undefined || file.isLinkRevoked) return request(input)
    const part = partOf(input, file.size ?? 0)
    const opened = await place.open(file.place, part)
    return opened === undefined ? request(input) : answerOf(file, await buffer(opened), part)
  }
}

/** Callers that look at a file ask for its beginning. */
function partOf({ headers, maxBytes }: RequestInput, size: number): { start: number; end: number } | undefined {
  const end = /^bytes=0-(\d+)$/.exec(headers.range ?? '')?.[1]
  if (end !== undefined) return { start: 0, end: Math.min(Number(end), size - 1) }
  return size > maxBytes ? { start: 0, end: maxBytes - 1 } : undefined
}

/** A file never changes: a copy of it is as good as it is. */
function answerOf(
  { id, mimeType, filename, size = 0 }: MediaFile,
  bytes: Buffer,
  part: { start: number; end: number } | undefined,
): RequestResult {
  const named = filename === undefined ? '' : `; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`
  const headers = {
    'content-type': mimeType ?? 'application/octet-stream',
    'content-length': String(bytes.length),
    'content-disposition': `attachment${named}`,
    'cache-control': 'max-age=86400, immutable',
    etag: `"${id}"`,
    ...(part && { 'content-range': `bytes ${part.start}-${part.end}/${size}` }),
  }
  return { kind: 'answer', status: part ? 206 : 200, headers, body: '', bytes, truncated: bytes.length < size }
}
