/**
 * Keeps a file that a caller uploads to be sent: written beside the files that people send, its type read from its
 * bytes. It fits a kind of message or is refused, so that none is kept that could never be sent.
 */
import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { fileKindOf, sampleBytes } from '../egress/file-kind.ts'
import { PlainError } from '../model/errors/network.ts'
import { kindsOf, maxFileBytes, mediaRules } from '../model/media/media.ts'
import type { MediaKind } from '../model/message/content.ts'
import { hourMs } from '../model/time.ts'
import type { MediaFile } from '../store/media/media.ts'
import type { MediaStore } from '../store/media/store.ts'
import type { BlobStorage } from './blob-storage.ts'

export type KeepDeps = {
  place: Pick<BlobStorage, 'draft' | 'placeOf' | 'retain' | 'remove'>
  store: Pick<MediaStore, 'reserveMedia' | 'addMedia' | 'settleMediaRemoval'>
  newId(prefix: 'med'): string
  clock: () => number
  /** How long an address works, in ms; 0: as long as the file is kept. */
  linkMs: number
}

/** Keeps callers' files; and the address by which messages name one. */
export type Keeper = { keep(upload: Upload): Promise<Retained>; addressOf(mediaId: string): string }

/**
 * `userId`: the person for whom it is; it goes with them. `key`: under which it is one file, a hash of caller, bot and
 * idempotency key. `declared`: by the caller, where the bytes do not tell.
 */
export type Upload = {
  botId: string
  userId?: string | undefined
  key?: string | undefined
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
  /** Another file, or one for another person, is kept under its key. */
  | { kind: 'conflict' }
  /** Disk or bucket did not take it. */
  | { kind: 'unstored'; error: unknown }

/** Far longer than a bucket takes for the largest file. */
const reservedMs = hourMs

export async function keepFile(deps: KeepDeps, upload: Upload): Promise<Retained> {
  const id = deps.newId('med')
  const draft = await deps.place.draft(id)
  try {
    const written = await write(draft, upload.source)
    if (written.kind !== 'written') return written
    const { label, mimeType, kinds } = await fitting(written.head, written.size, upload.declared)
    if (mimeType === undefined || kinds.length === 0) return { kind: 'unfit', found: label }
    return await store(deps, { ...upload, ...written, id, draft, mimeType, kinds })
  } finally {
    await rm(draft, { force: true })
  }
}

type Written = { kind: 'written'; size: number; sha256: string; head: Uint8Array }
type Checked = Upload & Omit<Written, 'kind'> & { id: string; draft: string; mimeType: string; kinds: MediaKind[] }

/**
 * First the row, then the bytes, then the file. After any failure the bytes stay, because the store may have committed
 * what it did not answer; those of a file that was not added are removed when the reservation ends.
 */
async function store(deps: KeepDeps, { id, botId, draft, mimeType, kinds, ...upload }: Checked): Promise<Retained> {
  const now = deps.clock()
  const reserved = {
    ...{ id, botId, createdAt: now, removeAt: now + reservedMs },
    place: await deps.place.placeOf(id),
  }
  await deps.store.reserveMedia(reserved)
  const failed = await deps.place.retain(id, draft, mimeType).then(
    () => undefined,
    (error: unknown) => ({ kind: 'unstored', error }) as const,
  )
  if (failed) return failed
  const { userId, key, filename, sha256, size } = upload
  const addressesSince = deps.linkMs === 0 ? 0 : now - deps.linkMs
  const facts = { mimeType, filename, sha256, size, userId, key, addressesSince }
  const added = await deps.store.addMedia({ ...reserved, ...facts })
  if (added.kind === 'added') return { kind: 'kept', file: added.file, kinds, isNew: true }
  if (added.kind === 'late') return { kind: 'unstored', error: new PlainError('the transfer did not end in time') }
  await removeNow(deps, { id, place: reserved.place })
  return added.kind === 'known' ? { kind: 'kept', file: added.file, kinds, isNew: false } : added
}

/** What fails here is removed when the reservation ends. */
async function removeNow({ place, store }: KeepDeps, file: { id: string; place: string }): Promise<void> {
  try {
    await place.remove(file.place)
    await store.settleMediaRemoval(file.id, { kind: 'removed' })
  } catch {}
}

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
    await file.sync()
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
