/**
 * Ingest: the bytes of one Meta webhook become rows and events before Meta gets its 200 (promise 7). The signature is verified
 * over the raw bytes, first; only the bots whose app signed it are touched by what it says.
 */
import { parseCallbackData, parsePressedReference } from '../channel/cloud/callback.ts'
import { decodeWebhook } from '../channel/cloud/decode.ts'
import { verifySignature } from '../channel/cloud/signature.ts'
import type { Fact } from '../model/inbound.ts'
import type { IngestResult, Store } from '../store/store.ts'

export type IngestDeps = {
  store: Pick<Store, 'bots' | 'ingest'>
  clock: () => number
  /** Told of every webhook that was committed. */
  observe(result: IngestResult): void
}

export type Ingested = { kind: 'ingested' } | { kind: 'bad_signature' }

export async function ingestWebhook(deps: IngestDeps, raw: Buffer, signature: string | undefined): Promise<Ingested> {
  const secret = await signingSecret(deps, raw, signature)
  if (secret === undefined) return { kind: 'bad_signature' }
  const facts = factsOf(raw)
  const result = await deps.store.ingest(facts, {
    receivedAt: deps.clock(),
    appSecret: secret,
  })
  deps.observe(result)
  return { kind: 'ingested' }
}

/** Which app signed these bytes. One Meta app has many bots, so there are far fewer secrets than bots. */
async function signingSecret(
  { store }: IngestDeps,
  raw: Buffer,
  signature: string | undefined,
): Promise<string | undefined> {
  const secrets = new Set((await store.bots()).map((bot) => bot.channel.appSecret))
  return [...secrets].find((secret) => verifySignature(raw, signature, secret))
}

/** Signed but not JSON is kept like everything else that we cannot read: asking Meta to repeat it would change nothing. */
function factsOf(raw: Buffer): Fact[] {
  let payload: unknown
  try {
    payload = JSON.parse(raw.toString('utf8'))
  } catch {
    return [{ kind: 'unreadable', reason: 'not JSON', raw: raw.toString('utf8').slice(0, 10_000) }]
  }
  return decodeWebhook(payload).map(withReferences)
}

/** Ids that we gave out come back as what they stand for. */
function withReferences(fact: Fact): Fact {
  if (fact.kind === 'status' || fact.kind === 'other_status') {
    return { ...fact, attemptOf: fact.callbackData ? parseCallbackData(fact.callbackData) : undefined }
  }
  if (fact.kind === 'message' && fact.pressed) {
    return { ...fact, pressed: { ...fact.pressed, reference: parsePressedReference(fact.pressed.id) } }
  }
  return fact
}
