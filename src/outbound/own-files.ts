/**
 * Files that can only be sent by Meta's id, obtained when they were probed. An id is valid for the account, number, app
 * and token that it was made under: if the bot has others by the time the message leaves, the file is uploaded again.
 */
import type { Bot } from '../model/bot/bot.ts'
import type { KnownFile, KnownFiles } from '../model/media/document-name.ts'
import { type Media, mediaOf } from '../model/media/media.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import type { Upload } from './ready.ts'

export type Uploads = {
  need(bot: Bot, media: Media, acceptedAt: number): Promise<Upload>
  scopeOf(bot: Bot, media: Media): string
}

/** An upload that carries the scope its id is valid in. */
export function uploading({ need, scopeOf }: Uploads): Uploads['need'] {
  return async (bot, media, acceptedAt) => {
    const upload = await need(bot, media, acceptedAt)
    return upload.kind === 'copy' ? { ...upload, scope: scopeOf(bot, media) } : upload
  }
}

export async function ownFiles(
  uploads: Uploads,
  bot: Bot,
  { content, files, acceptedAt }: Pick<ClaimedMessage, 'content' | 'files' | 'acceptedAt'>,
): Promise<{ files: KnownFiles } | { outcome: Outcome }> {
  if (files === undefined) return { files: new Map() }
  const renewed = new Map<string, KnownFile>(files)
  for (const media of mediaOf(content)) {
    const known = files.get(media.url)
    const isFormer = known?.mediaId !== undefined && known.scope !== undefined
    if (!isFormer || known.scope === uploads.scopeOf(bot, media)) continue
    const upload = await uploading(uploads)(bot, media, acceptedAt)
    if (upload.kind === 'none') return { outcome: { kind: 'unreachable', reason: upload.reason } }
    renewed.set(media.url, { ...known, mediaId: upload.copy.mediaId, scope: upload.scope ?? '' })
  }
  return { files: renewed }
}
