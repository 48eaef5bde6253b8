/**
 * Resumable uploads: sessions that collect bytes piece by piece, and the handles of finished ones, which a template's
 * header or a profile picture refers to (cloud-api.md 2). Sessions are bounded; the oldest is dropped first.
 */
import type { Random } from './random.ts'

export type UploadSession = {
  id: string
  fileName: string
  fileLength: number
  mimeType: string
  pieces: Buffer[]
  offset: number
}

export type UploadedFile = { mimeType: string; mediaId: string }

export type Uploads = {
  open(file: { fileName: string; fileLength: number; mimeType: string }): UploadSession
  session(id: string): UploadSession | undefined
  add(session: UploadSession, bytes: Buffer): void
  /** Stores the finished file under a new handle and ends the session. */
  finish(session: UploadSession, mediaId: string): string
  file(handle: string): UploadedFile | undefined
  /** The handles of finished files. */
  entries(): [string, UploadedFile][]
  restore(entries: readonly (readonly [string, UploadedFile])[]): void
  clear(): void
}

const maxSessions = 64
const maxPendingBytes = 256 * 1024 * 1024
const maxHandles = 10_000

export function createUploads(random: Random): Uploads {
  const sessions = new Map<string, UploadSession>()
  const files = new Map<string, UploadedFile>()
  return {
    open(file) {
      const name = Buffer.from(`attachment:${random.hex(24).toLowerCase()}?file_length=${file.fileLength}`)
      const id = `upload:${name.toString('base64url')}`
      const session = { ...file, id, pieces: [], offset: 0 }
      sessions.set(id, session)
      forgetOldest(sessions, maxSessions)
      return session
    },
    session: (id) => sessions.get(id),
    add(session, bytes) {
      session.pieces.push(bytes)
      session.offset += bytes.length
      let total = 0
      for (const one of [...sessions.values()].reverse()) {
        total += one.offset
        if (total > maxPendingBytes && one !== session) sessions.delete(one.id)
      }
    },
    finish(session, mediaId) {
      sessions.delete(session.id)
      const type = Buffer.from(session.mimeType).toString('base64')
      const handle = `4::${type}:ARb${random.hex(40)}:e:${session.fileLength}:${random.digits(16)}`
      files.set(handle, { mimeType: session.mimeType, mediaId })
      forgetOldest(files, maxHandles)
      return handle
    },
    file: (handle) => files.get(handle),
    entries: () => [...files],
    restore(entries) {
      files.clear()
      for (const [handle, file] of entries) files.set(handle, file)
    },
    clear() {
      sessions.clear()
      files.clear()
    },
  }
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= max) return
    map.delete(oldest)
  }
}
