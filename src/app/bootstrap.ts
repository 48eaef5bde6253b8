/** Rows that must be in the store before the first request. Runs at every start; existing rows stay. */
import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { dayMs } from '../model/time.ts'
import type { Seal } from '../store/sealing/seal.ts'
import type { Store } from '../store/store.ts'
import { newWebhookSecret } from '../webhooks/sign.ts'
import { closeDemo, createDemo } from './demo.ts'
import { adminToken } from './secrets.ts'

/** How long a former RECADO_CLIENT_SECRET still works: the default of a secret renewed by the API. */
const secretOverlapMs = dayMs

const endedSecret =
  'RECADO_CLIENT_SECRET was revoked when the secret was rotated, and stays revoked: set it to the new secret'

/** The demo, the environment's client, the management token (`isNew` when it was generated at this start). */
export async function seed(deps: {
  config: Config
  store: Store
  seal: Seal
  clock: () => number
  log: Pick<Logger, 'warn'>
  /** Present while the sandbox is on. */
  sandboxUrl: string | undefined
}): Promise<{ token: string; isNew: boolean }> {
  const { config, store, seal, clock, log, sandboxUrl } = deps
  if (sandboxUrl !== undefined) {
    const demo = { store, clock, newWebhookSecret: () => newWebhookSecret(randomBytes), seal, log }
    await createDemo(demo, sandboxUrl)
  } else {
    await closeDemo({ store, clock, seal, log }, () => randomBytes(32).toString('base64url'))
  }
  if (config.clientId !== undefined && config.clientSecret !== undefined) {
    const forms = seal.hashes('clients', config.clientSecret)
    // Stored under a former master, it is still the same secret.
    for (const form of forms.slice(1)) await store.freshenSecret(form, forms)
    const said = { clientId: config.clientId, secretHash: forms[0], overlapMs: secretOverlapMs, now: clock() }
    if ((await store.setEnvironmentClient(said)) === 'ended') log.warn(endedSecret)
  }
  return adminToken(config, store, seal)
}
