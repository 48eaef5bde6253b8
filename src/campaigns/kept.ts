/**
 * The file of an accepted campaign, kept in the store until it is read: whichever process has the bot's lanes reads it, and no machine that
 * goes takes it along. Pieces go in and come out one at a time, so that memory holds one. Called by accept, import and run.
 */
import type { CampaignDeps } from './deps.ts'
import { textsOf } from './file.ts'

/** Some milliseconds of a disk's time; a store's transaction each. */
const dropped = 8

/** All of it is committed when this resolves. */
export async function keepFile({ store, clock }: Pick<CampaignDeps, 'store' | 'clock'>, id: string, path: string) {
  let number = 0
  for await (const text of textsOf(path)) await store.addCampaignFileChunk(id, number++, text, clock())
}

export async function* keptTexts(store: CampaignDeps['store'], id: string): AsyncGenerator<string> {
  for (let number = 0; ; number++) {
    const text = await store.campaignFileChunk(id, number)
    if (text === undefined) return
    yield text
  }
}

export async function isKept(store: CampaignDeps['store'], id: string): Promise<boolean> {
  return (await store.campaignFileChunk(id, 0)) !== undefined
}

export async function dropFile(store: CampaignDeps['store'], id: string): Promise<void> {
  while (await store.dropCampaignFileChunks(id, dropped)) {}
}

/** A client is given so long to bring its file's campaign; what is older was left by a crash. */
const uploadMs = 3_600_000

export async function dropStrays({ store, clock }: Pick<CampaignDeps, 'store' | 'clock'>): Promise<void> {
  for (const id of await store.strayCampaignFiles(clock() - uploadMs)) await dropFile(store, id)
}
