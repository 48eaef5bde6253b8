/**
 * The stored file of an accepted campaign, kept until it is read: the process that runs the bot's lanes reads it, and
 * losing a machine does not lose it. Chunks go in and come out one at a time, so that memory holds one.
 */
import { hourMs } from '../model/time.ts'
import type { CampaignDeps } from './deps.ts'
import { textsOf } from './spool.ts'

/** One transaction each: some milliseconds of disk time. */
const dropped = 8

/** The whole file is committed when this resolves. */
export async function storeFile({ store, clock }: Pick<CampaignDeps, 'store' | 'clock'>, id: string, path: string) {
  let number = 0
  for await (const text of textsOf(path)) await store.addCampaignFileChunk(id, number++, text, clock())
}

export async function* storedTexts(store: CampaignDeps['store'], id: string): AsyncGenerator<string> {
  for (let number = 0; ; number++) {
    const text = await store.campaignFileChunk(id, number)
    if (text === undefined) return
    yield text
  }
}

export async function isStored(store: CampaignDeps['store'], id: string): Promise<boolean> {
  return (await store.campaignFileChunk(id, 0)) !== undefined
}

export async function dropFile(store: CampaignDeps['store'], id: string): Promise<void> {
  while (await store.dropCampaignFileChunks(id, dropped)) {}
}

/** The time a client has to create the campaign of an uploaded file; older files are orphans of a crash. */
const uploadMs = hourMs

export async function deleteOrphans({ store, clock }: Pick<CampaignDeps, 'store' | 'clock'>): Promise<void> {
  for (const id of await store.strayCampaignFiles(clock() - uploadMs)) await dropFile(store, id)
}
