/**
 * The OpenAPI document without a running gateway: the routes are registered on a server that never listens, with stub
 * dependencies.
 */
import { createIds } from '../model/ids.ts'
import type { HttpDeps } from './kit/deps.ts'
import { createHttp } from './server.ts'

export async function openapiDocument(): Promise<object> {
  const app = await createHttp(nothingBehind)
  const document = app.openapi.value()
  await app.close()
  return document
}

/** Never called: registration only keeps it for requests. */
function absent(): never {
  throw new Error('The OpenAPI document has no gateway behind it')
}

const nothingBehind: HttpDeps = {
  config: { adminToken: undefined },
  store: new Proxy({} as HttpDeps['store'], { get: absent }),
  access: {
    seal: { seal: absent, open: absent, hash: absent, hashes: absent, mark: absent },
    passwords: { hash: absent, verify: absent },
    sessionIdleMs: 0,
    sessionMs: 0,
    isSecure: absent,
    auditing: absent,
  },
  clock: () => 0,
  newId: createIds(() => 0),
  log: { debug: absent, info: absent, warn: absent, error: absent },
  logLevel: { read: absent, change: absent },
  settings: [],
  accept: { store: { accept: absent, earlierAnswer: absent }, clock: () => 0, newId: absent, wake: absent },
  campaigns: new Proxy({} as HttpDeps['campaigns'], { get: absent }),
  templates: new Proxy({} as HttpDeps['templates'], { get: absent }),
  numbers: {
    profile: absent,
    replaceProfile: absent,
    replacePicture: absent,
    settings: absent,
    lookAgain: absent,
    askImport: absent,
    forgetErased: absent,
  },
  receipts: { mark: absent },
  ingestWebhook: absent,
  isVerifyToken: absent,
  publicUrl: absent,
  allowPrivateMedia: absent,
  checkWebhookUrl: absent,
  wakeBot: absent,
  wakeEndpoint: absent,
  checkBot: absent,
  diagnose: absent,
  sendTestEvent: absent,
  botChanged: absent,
  sealClientSecret: absent,
  media: {
    isSigned: absent,
    addressUntil: absent,
    named: absent,
    wake: absent,
    open: absent,
    linkMs: 0,
    keep: absent,
    addressOf: absent,
  },
  events: {
    isSigned: absent,
    hub: { wake: absent, follow: absent, place: absent, stop: absent },
    changes: { follow: absent, stop: absent },
  },
  metrics: {
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    render: absent,
    request: absent,
    rateLimited: absent,
    streams: absent,
    signInFailed: absent,
    ignored: absent,
    accepted: absent,
    webhookRejected: absent,
    ingested: absent,
    replayed: absent,
  },
  health: { ready: absent },
}
