/** The store's media methods: files that people send, and uploads at Meta. */
import type { DueInput } from '../sql/due-claims.ts'
import type { MediaDecision, MediaFile, MediaUpload } from './media.ts'
import type { MediaRemoval, MediaRemovalDecision } from './removal.ts'

export type MediaRemovalStore = {
  /** Stops serving up to `limit` files that arrived before `before`. Returns the number of files. */
  retireMedia(before: number, limit: number, now: number): Promise<number>
  /**
   * Claims files whose bytes are to be deleted now, oldest first, for some minutes. `places`: patterns of the locations
   * that the caller can delete.
   */
  claimMediaRemovals(input: { now: number; limit: number; places: string[] }): Promise<MediaRemoval[]>
  settleMediaRemoval(id: string, decision: MediaRemovalDecision): Promise<void>
}

export type MediaStore = MediaRemovalStore & {
  claimMedia(input: DueInput<string> & { botId: string }): Promise<{ items: MediaFile[]; nextDueAt?: number }>
  settleMedia(file: Pick<MediaFile, 'id' | 'botId'>, decision: MediaDecision, now: number): Promise<void>
  mediaFile(id: string): Promise<MediaFile | undefined>
  /** Disables its URL without credentials. False if the bot has no such file. */
  revokeMediaLink(botId: string, id: string, now: number): Promise<boolean>
  /** `scope`: the account, number, app and token that an upload belongs to; uploads of other scopes do not match. */
  mediaUpload(botId: string, url: string, of: { scope: string; now: number }): Promise<MediaUpload | undefined>
  putMediaUpload(botId: string, url: string, upload: MediaUpload & { scope: string }): Promise<void>
  deleteMediaUpload(botId: string, url: string): Promise<void>
}
