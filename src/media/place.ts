/**
 * Where inbound media are kept: a folder of the data directory, or an S3-compatible bucket. A file is handed over whole, once it was checked;
 * `place` is what the store remembers of it. Made by app.ts from the configuration, called by fetch, http and the sweep.
 */
import { createReadStream, openAsBlob } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { AwsClient } from 'aws4fetch'
import { PlainError } from '../model/network.ts'

export type MediaPlace = {
  /** Where a file is written before it is kept. */
  draft(id: string): Promise<string>
  /** Takes the draft; answers what to remember. Throws when it cannot be kept. */
  keep(id: string, draft: string, mimeType: string): Promise<string>
  /** Undefined when it is not there any more. */
  open(place: string): Promise<Readable | undefined>
  remove(place: string): Promise<void>
}

/** Two letters of the id's chance make 1,024 folders, so that none grows without end. */
export function folderPlace(folder: string): MediaPlace {
  const pathOf = (id: string) => join(folder, id.slice(-2), id)
  return {
    draft: (id) => draftIn(folder, id),
    async keep(id, draft) {
      await mkdir(join(folder, id.slice(-2)), { recursive: true })
      await rename(draft, pathOf(id))
      return id
    },
    async open(id) {
      const found = await stat(pathOf(id)).catch(() => undefined)
      return found && createReadStream(pathOf(id))
    },
    remove: (id) => rm(pathOf(id), { force: true }),
  }
}

export type Bucket = { url: string; keyId: string; secret: string; region: string }

/** `url` is the bucket's own, with whatever path its files are to have before them. */
export function bucketPlace(bucket: Bucket, folder: string): MediaPlace {
  const client = new AwsClient({
    accessKeyId: bucket.keyId,
    secretAccessKey: bucket.secret,
    region: bucket.region,
    service: 's3',
    retries: 2,
  })
  const urlOf = (id: string) => `${bucket.url.replace(/\/+$/, '')}/${id}`
  return {
    draft: (id) => draftIn(folder, id),
    async keep(id, draft, mimeType) {
      const body = await openAsBlob(draft)
      const headers = {
        'content-type': mimeType,
        'content-length': String(body.size),
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      }
      const answer = await client.fetch(urlOf(id), { method: 'PUT', body, headers })
      await answer.body?.cancel()
      if (!answer.ok) throw new PlainError(`the bucket answered ${answer.status}`)
      await rm(draft, { force: true })
      return id
    },
    async open(id) {
      const answer = await client.fetch(urlOf(id))
      if (answer.ok && answer.body) return Readable.fromWeb(answer.body)
      await answer.body?.cancel()
      if (answer.status === 404) return undefined
      throw new PlainError(`the bucket answered ${answer.status}`)
    },
    async remove(id) {
      const answer = await client.fetch(urlOf(id), { method: 'DELETE' })
      await answer.body?.cancel()
      if (!answer.ok && answer.status !== 404) throw new PlainError(`the bucket answered ${answer.status}`)
    },
  }
}

async function draftIn(folder: string, id: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  return join(folder, `${id}.part`)
}
