/**
 * Keeps a file that a caller uploads to be sent: written beside the files that people send, its type read from its
 * bytes. It fits a kind of message or is refused, so that none is kept that could never be sent.
 */
import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { fileKindOf, sampleBytes } from '../egress/file-kind.ts'
import { kindsOf, maxFileBytes, mediaRules } from '../model/media/media.ts'
import type { MediaKind } from '../model/message/content.ts'
import type { MediaFile } from '../store/media/media.ts'
import type { MediaStore } from '../store/media/store.ts'
import type { BlobStorage } from './blob-storage.ts'

export type KeepDeps = {
  place: Pick<BlobStorage, 'draft' | 'retain' | 'remove'>
  store: Pick<MediaStore, 'addMedia'>
  newId(prefix: 'med'): string
  clock: () => number
}

/** Keeps callers' files; and the address by which messages name one. */
export type Keeper = { keep(upload: Upload): Promise<Retained>; addressOf(mediaId: string): string }

/** `userId`: the person for whom it is; it goes with them. `declared`: by the caller, where the bytes do not tell. */
export type Upload = {
  id: string
  botId: string
  userId?: string | undefined
  filename: string
  declared: string
  source: AsyncIterable<Uint8Array>
}

export type Retained =
  | { kind: 'kept'; file: MediaFile; kinds: MediaKind[]; isNew: boolean }
  /** Above the largest that WhatsApp takes of any kind. */
  | { kind: 'too_large'; limit: number }
  | { kind: 'empty' }
  /** `found`: its type, or its kind and size. */
  | { kind: 'unfit'; found: string }
  /** Another file has this id. */
  | { kind: 'conflict' }

export async function keepFile(deps: KeepDeps, upload: Upload): Promise<Retained> {
  const blob = deps.newId('med')
  const draft = await deps.place.draft(blob)
  try {
    const written = await write(draft, upload.source)
    if (written.kind !== 'written') return written
    const { size, sha256, head } = written
    const { label, mimeType, kinds } = await fitting(head, size, upload.declared)
    if (mimeType === undefined || kinds.length === 0) return { kind: 'unfit', found: label }
    const { id, botId, userId, filename } = upload
    const place = await deps.place.retain(blob, draft, mimeType)
    const added = { id, botId, userId, filename, sha256, size, mimeType, place, createdAt: deps.clock() }
    const file = await deps.store.addMedia(added).catch(async (error: unknown) => {
      await deps.place.remove(place)
      throw error
    })
    if (file.place === place) return { kind: 'kept', file, kinds, isNew: true }
    // The same upload again, or another one under its id.
    await deps.place.remove(place)
    return file.sha256 === sha256 ? { kind: 'kept', file, kinds, isNew: false } : { kind: 'conflict' }
  } finally {
    await rm(draft, { force: true })
  }
}

type Written = { kind: 'written'; size: number; sha256: string; head: Uint8Array }

async function write(
  path: string,
  source: AsyncIterable<Uint8Array>,
): Promise<Written | Extract<Retained, { kind: 'too_large' | 'empty' }>> {
  const hash = createHash('sha256')
  const file = await open(path, 'w', 0o600)
  let head = Buffer.alloc(0)
  let size = 0
  try {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxFileBytes) return { kind: 'too_large', limit: maxFileBytes }
      if (head.length < sampleBytes) head = Buffer.concat([head, chunk]).subarray(0, sampleBytes)
      hash.update(chunk)
      await file.writeFile(chunk)
    }
  } finally {
    await file.close()
  }
  return size === 0 ? { kind: 'empty' } : { kind: 'written', size, sha256: hash.digest('base64'), head }
}

/** The kinds of message that it may be sent as, the likeliest first. */
async function fitting(head: Uint8Array, size: number, declared: string) {
  const { types, label } = await fileKindOf(head)
  const possible = label === undefined && declared !== '' ? [declared] : types
  const mimeType = possible.includes(declared) ? declared : possible[0]
  const ofType = kindsOf(mimeType === undefined ? possible : [mimeType, ...possible])
  const kinds = ofType.filter((kind) => size <= mediaRules[kind].maxBytes)
  const [first] = ofType
  const found = first === undefined ? (label ?? declared) : `${first}, ${size} > ${mediaRules[first].maxBytes} bytes`
  return { label: found, mimeType, kinds }
}
