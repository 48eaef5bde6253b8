/**
 * Blob storage for inbound media: a folder of the data directory, or an S3-compatible bucket. A file is handed over
 * whole, after it was checked. The store remembers the blob's place, which names the folder, because several processes
 * may have one each and only the owner can say that a file is gone.
 */

import { randomBytes } from 'node:crypto'
import { createReadStream, openAsBlob } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import { PlainError } from '../model/errors/network.ts'
import { withoutEndSlash } from '../model/network/address.ts'
import { dayMs } from '../model/time.ts'

export type BlobStorage = {
  /** Path at which a file is written before it is stored. */
  draft(id: string): Promise<string>
  /** The place at which a file of this id will be. */
  placeOf(id: string): Promise<string>
  /**
   * Takes over the draft, which is synced, and returns the place to remember; a power cut no longer takes the file away.
   * Throws when it cannot be stored.
   */
  retain(id: string, draft: string, mimeType: string): Promise<string>
  /** Undefined when the file no longer exists. */
  open(position: string, part?: Part): Promise<Readable | undefined>
  /** Nothing is left of the file when this resolves. */
  remove(position: string): Promise<void>
  /** The places that this storage can delete, as patterns: % stands for any text. */
  holds(): Promise<string[]>
}

/** Range of bytes, both ends inclusive. */
export type Part = { start: number; end: number }

/** In a bucket, and in folders from before they had names, the place is the id. */
const plain = 'med%'
const folderMark = 'folder'

/** The last two letters of the random id make 1,024 folders, so that none grows without limit. */
export function folderStorage(folder: string): BlobStorage {
  const pathOf = (id: string) => join(folder, id.slice(-2), id)
  let named: Promise<string> | undefined
  const name = () => {
    named ??= nameOf(folder).catch((error: unknown) => {
      named = undefined
      throw error
    })
    return named
  }
  /** Undefined for a file of another folder. */
  async function idOf(position: string): Promise<string | undefined> {
    const [mark, holder, id] = position.split(' ')
    if (mark !== folderMark) return position
    return holder === (await name()) ? id : undefined
  }
  const placeOf = async (id: string) => [folderMark, await name(), id].join(' ')
  return {
    draft: (id) => draftIn(folder, id),
    placeOf,
    async retain(id, draft) {
      const path = pathOf(id)
      await makeFolder(dirname(path))
      await rename(draft, path)
      await syncFolder(dirname(path))
      return placeOf(id)
    },
    async open(position, part) {
      const id = await idOf(position)
      const found = id === undefined ? undefined : await stat(pathOf(id)).catch(() => undefined)
      return found && id !== undefined ? createReadStream(pathOf(id), part) : undefined
    },
    async remove(position) {
      const id = await idOf(position)
      if (id === undefined) throw new PlainError('the file is in the folder of another process')
      await rm(pathOf(id), { force: true })
    },
    holds: async () => [plain, `${folderMark} ${await name()} %`],
  }
}

/** The folder's own name, created once. */
async function nameOf(folder: string): Promise<string> {
  const path = join(folder, 'name')
  await makeFolder(folder)
  await writeFile(path, randomBytes(8).toString('hex'), { flag: 'wx', mode: 0o600, flush: true }).then(
    () => syncFolder(folder),
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(path, 'utf8')).trim()
}

export type Bucket = { url: string; keyId: string; secret: string; region: string }

/**
 * `url` is the bucket's own, including any path prefix for the files. Files stored in the folder before there was a
 * bucket stay there.
 */
export function bucketStorage(bucket: Bucket, folder: string): BlobStorage {
  const client = new AwsClient({
    accessKeyId: bucket.keyId,
    secretAccessKey: bucket.secret,
    region: bucket.region,
    service: 's3',
    retries: 2,
  })
  const urlOf = (id: string) => `${withoutEndSlash(bucket.url)}/${id}`
  const local = folderStorage(folder)
  return {
    draft: (id) => draftIn(folder, id),
    placeOf: async (id) => id,
    async retain(id, draft, mimeType) {
      const body = await openAsBlob(draft)
      const headers = {
        'content-type': mimeType,
        'content-length': String(body.size),
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      }
      const answer = await client.fetch(urlOf(id), { method: 'PUT', body, headers })
      await answer.body?.cancel()
      if (!answer.ok) throw new PlainError(`the bucket returned ${answer.status}`)
      await rm(draft, { force: true })
      return id
    },
    async open(id, part) {
      if (id.startsWith(folderMark)) return local.open(id, part)
      const headers = part && { range: `bytes=${part.start}-${part.end}` }
      const answer = await client.fetch(urlOf(id), { headers })
      if (answer.ok && answer.body) return Readable.fromWeb(answer.body)
      await answer.body?.cancel()
      if (answer.status === 404) return local.open(id, part)
      throw new PlainError(`the bucket returned ${answer.status}`)
    },
    async remove(id) {
      await local.remove(id)
      if (id.startsWith(folderMark)) return
      const answer = await client.fetch(urlOf(id), { method: 'DELETE' })
      await answer.body?.cancel()
      if (!answer.ok && answer.status !== 404) throw new PlainError(`the bucket returned ${answer.status}`)
    },
    holds: local.holds,
  }
}

const draftEnd = '.part'

async function draftIn(folder: string, id: string): Promise<string> {
  await makeFolder(folder)
  return join(folder, `${id}${draftEnd}`)
}

/** Drafts of processes that ended while they wrote: none takes a day. */
export async function removeOldDrafts(folder: string, now: number): Promise<void> {
  const drafts = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(draftEnd))
  for (const path of drafts.map((name) => join(folder, name))) {
    const found = await stat(path).catch(() => undefined)
    if (found !== undefined && found.mtimeMs < now - dayMs) await rm(path, { force: true })
  }
}

/** Synced up to the first folder that was there before: an entry lasts once the folder that has it is synced. */
async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  const above = dirname(resolve(first))
  for (let made = resolve(path); made !== above; made = dirname(made)) await syncFolder(dirname(made))
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder, and has nothing of the kind.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
