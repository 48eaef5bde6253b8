/**
 * Asks Meta for a number's past: the contacts of its phone app first, for their names, then its conversations
 * (meta-2026.md, section 6.3). Meta takes each request once, within a day of the number's connection, and answers with
 * webhooks; what it says of a request that comes too late is the caller's to read.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import { type ImportPart, importParts, type NumberImport, syncTypes } from '../model/bot/number-import.ts'
import type { Store } from '../store/store.ts'

export type ImportDeps = {
  store: Pick<Store, 'numberImport' | 'noteAskedImport'>
  cloud: Pick<CloudClient, 'post'>
  clock: () => number
}

/** `failed`: what was asked for before the refused part has been asked for, and is kept. */
export type ImportAsked = { kind: 'asked'; progress: NumberImport } | { kind: 'failed'; outcome: Failed }

/** Without `parts`: those that nobody has asked for, or both when somebody has. */
export async function askImport(
  { store, cloud, clock }: ImportDeps,
  { id, channel }: Bot,
  parts?: readonly ImportPart[],
): Promise<ImportAsked> {
  let progress = await store.numberImport(id)
  const open = importParts.filter((part) => progress[part]?.askedAt === undefined)
  const wanted = importParts.filter((part) => (parts ?? (open.length > 0 ? open : importParts)).includes(part))
  for (const part of wanted) {
    const body = { messaging_product: 'whatsapp', sync_type: syncTypes[part] }
    const result = await cloud.post(channel, `/${channel.phoneNumberId}/smb_app_data`, body)
    if (result.kind === 'failed') return result
    const { request_id: requestId } = result.json
    const named = typeof requestId === 'string' ? requestId : undefined
    progress = await store.noteAskedImport(id, { part, requestId: named, now: clock() })
  }
  return { kind: 'asked', progress }
}
