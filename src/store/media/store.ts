/** The store's media methods: files that people send, and uploads at Meta. */
import type { EventContext } from '../events/events.ts'
import type { DueInput } from '../sql/due-claims.ts'
import type { Runner } from '../sql/runner.ts'
import { type AddedMedia, addMedia, type NewMedia, type ReservedMedia, reserveMedia } from './added.ts'
import * as media from './media.ts'
import * as removal from './removal.ts'

export type MediaStore = {
  claimMedia(input: DueInput<string> & { botId: string }): Promise<{ items: media.MediaFile[]; nextDueAt?: number }>
  settleMedia(file: Pick<media.MediaFile, 'id' | 'botId'>, decision: media.MediaDecision, now: number): Promise<void>
  mediaFile(id: string): Promise<media.MediaFile | undefined>
  /** Notes where the bytes of a caller's file are about to be; they are removed unless the file is added in time. */
  reserveMedia(file: ReservedMedia): Promise<void>
  /** A caller's file, reserved and stored: served from now on, unless one is under its key already. */
  addMedia(file: NewMedia): Promise<AddedMedia>
  /** Disables its URL without credentials. False if the bot has no such file. */
  revokeMediaLink(botId: string, id: string, now: number): Promise<boolean>
  /** `scope`: the account, number, app and token that an upload belongs to; uploads of other scopes do not match. */
  mediaUpload(botId: string, url: string, of: { scope: string; now: number }): Promise<media.MediaUpload | undefined>
  putMediaUpload(botId: string, url: string, upload: media.MediaUpload & { scope: string }): Promise<void>
  deleteMediaUpload(botId: string, url: string): Promise<void>
  /** Stops serving up to `limit` files that arrived before `before`. Returns the number of files. */
  retireMedia(before: number, limit: number, now: number): Promise<number>
  /**
   * Claims files whose bytes are to be deleted now, oldest first, for some minutes. `places`: patterns of the locations
   * that the caller can delete.
   */
  claimMediaRemovals(input: { now: number; limit: number; places: string[] }): Promise<removal.MediaRemoval[]>
  settleMediaRemoval(id: string, decision: removal.MediaRemovalDecision): Promise<void>
}

export type MediaStoreDeps = Pick<
  Runner<EventContext>,
  'read' | 'write' | 'writeFor' | 'writeAndEmit' | 'readUnderLease'
>

export function mediaStore({ read, write, writeFor, writeAndEmit, readUnderLease }: MediaStoreDeps): MediaStore {
  return {
    claimMedia: (input) => readUnderLease(input.botId, { items: [] }, () => media.claimMedia(input)),
    settleMedia: ({ id, botId }, decision, now) =>
      writeAndEmit([botId], (context) => media.settleMedia(context, id, decision, now)),
    mediaFile: (id) => read(() => media.mediaFile(id)),
    reserveMedia: (file) => writeFor(file.botId, () => reserveMedia(file)),
    addMedia: (file) => writeFor(file.botId, () => addMedia(file)),
    revokeMediaLink: (botId, id, now) => write([botId], () => media.revokeMediaLink(botId, id, now)),
    mediaUpload: (botId, url, now) => read(() => media.mediaUpload(botId, url, now)),
    putMediaUpload: (botId, url, upload) => writeFor(botId, () => media.putMediaUpload(botId, url, upload)),
    deleteMediaUpload: (botId, url) => write([botId], () => media.deleteMediaUpload(botId, url)),
    retireMedia: (before, limit, now) => write([], () => removal.retireMedia(before, limit, now)),
    claimMediaRemovals: (input) => write([], () => removal.claimMediaRemovals(input)),
    settleMediaRemoval: (id, decision) => write([], () => removal.settleMediaRemoval(id, decision)),
  }
}
