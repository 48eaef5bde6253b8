/** What must be in the store before the first request. Called by app.ts at every start; what is there already stays. */
import { randomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import { closeDemo, seedDemo } from './demo.ts'
import { adminToken } from './keys.ts'
import type { Seal } from './store/seal.ts'
import type { Store } from './store/store.ts'
import { newWebhookSecret } from './webhooks/sign.ts'

/** The demo, the environment's client, the management token (`isNew` when it was made just now). */
export async function seed(deps: {
  config: Config
  store: Store
  seal: Seal
  clock: () => number
  /** Present while the sandbox is on. */
  sandboxUrl: string | undefined
}): Promise<{ token: string; isNew: boolean }> {
  const { config, store, seal, clock, sandboxUrl } = deps
  if (sandboxUrl !== undefined) {
    const demo = { store, clock, newWebhookSecret: () => newWebhookSecret(randomBytes), hashSecret: seal.hash }
    await seedDemo(demo, sandboxUrl)
  } else {
    await closeDemo(store, () => randomBytes(32).toString('base64url'))
  }
  if (config.clientId !== undefined && config.clientSecret !== undefined) {
    const now = clock()
    const secretHash = seal.hash(config.clientSecret)
    if (!(await store.client(config.clientId))) {
      await store.putClient({ id: config.clientId, name: config.clientId, bots: 'all', createdAt: now, updatedAt: now })
    }
    await store.addClientSecret({ clientId: config.clientId, secretHash, createdAt: now })
  }
  return adminToken(config, store, seal)
}
