/**
 * Ingest: the bytes of one Meta webhook become rows and events before Meta gets its 200 (promise 7). The signature is
 * verified first, over the raw bytes; the webhook can only affect bots whose app signed it.
 */
import { parseCallbackData, parsePressedReference } from '../channel/cloud/callback.ts'
import { decodeWebhook } from '../channel/cloud/decode/decode.ts'
import { withoutDeep } from '../channel/cloud/decode/deep.ts'
import { createSourceOf } from '../channel/cloud/decode/source.ts'
import { verifySignature } from '../channel/cloud/signature.ts'
import type { Fact } from '../model/inbound/inbound.ts'
import type { IngestResult } from '../store/inbound/records.ts'
import type { Store } from '../store/store.ts'
import { textOfBytes } from './bytes.ts'
import type { Searches } from './searches.ts'

export type IngestDeps = {
  store: Pick<Store, 'appSecretOf' | 'appSecrets' | 'ingest'>
  clock: () => number
  searches: Searches
  /** Called for every committed webhook. */
  observe(result: IngestResult): void
  /** Meta reported on an account or number in a field of this name. */
  onAccountReport?(field: string): void
}

/** `busy`: the signing app was not searched for; Meta sends the webhook again. */
export type Ingested = { kind: 'ingested' | 'bad_signature' | 'busy' }

/** `traceparent`: the trace of the request. */
export async function ingestWebhook(
  deps: IngestDeps,
  raw: Buffer,
  signature: string | undefined,
  traceparent?: string,
): Promise<Ingested> {
  const secret = await signingSecret(deps, raw, signature)
  if (secret === 'busy') return { kind: 'busy' }
  if (secret === undefined) return { kind: 'bad_signature' }
  const { facts, sourceOf } = readWebhook(textOfBytes(raw))
  try {
    const received = { receivedAt: deps.clock(), appSecret: secret, isSignedNow: true, sourceOf, traceparent }
    deps.observe(await deps.store.ingest(facts, received))
    for (const fact of facts) if (fact.kind === 'account') deps.onAccountReport?.(fact.field)
    return { kind: 'ingested' }
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SIGNER_UNKNOWN') return { kind: 'bad_signature' }
    throw error
  }
}

/** Bytes hashed under other apps' secrets before the event loop turns: about a millisecond. */
const maxHashedBytes = 1_048_576
const maxTried = 256

/**
 * Finds the app that signed these bytes. The first candidate is the app of the bot named in the webhook, so a webhook
 * costs one HMAC however many apps there are. Only webhooks signed by no known app, or by an app for another app's bot,
 * are tried against all secrets. Anyone can send such a webhook, and 3 MB with ten thousand apps cost a minute of CPU:
 * one search at a time continues beyond a millisecond.
 */
async function signingSecret(
  { store, clock, searches }: IngestDeps,
  raw: Buffer,
  signature: string | undefined,
): Promise<string | undefined | 'busy'> {
  const isSigner = (secret: string) => verifySignature(raw, signature, secret)
  const number = numberIn(raw)
  const likely = number === undefined ? undefined : store.appSecretOf(number)
  if (likely !== undefined && isSigner(likely)) return likely
  const secrets = store.appSecrets(clock(), idsIn(raw))[Symbol.iterator]()
  const first = lookFor(secrets, isSigner, raw.length)
  return first === 'more' ? searches.take(() => lookOn(secrets, isSigner, raw.length)) : first
}

type Looked = string | undefined | 'more'

/** Tries as many secrets as cost about a millisecond; `more`: there are further ones. */
function lookFor(secrets: Iterator<string>, isSigner: (secret: string) => boolean, bytes: number): Looked {
  for (let tried = 1; ; tried++) {
    const { value, done } = secrets.next()
    if (done) return undefined
    if (isSigner(value)) return value
    if (tried % maxTried === 0 || tried * bytes > maxHashedBytes) return 'more'
  }
}

async function lookOn(...search: Parameters<typeof lookFor>): Promise<string | undefined> {
  for (;;) {
    await new Promise((turn) => setImmediate(turn))
    const found = lookFor(...search)
    if (found !== 'more') return found
  }
}

const headBytes = 1_024
const numberName = Buffer.from('"phone_number_id"')
/** Behind the name: spaces, a colon, and an id of 32 digits at most. */
const numberBytes = 64

/** The number that a webhook names near its start: a hint only, since nothing is verified yet. */
function numberIn(raw: Buffer): string | undefined {
  const at = raw.subarray(0, headBytes).indexOf(numberName)
  if (at < 0) return undefined
  const from = at + numberName.length
  return /^ {0,4}: {0,4}"(\d{1,32})"/.exec(raw.toString('latin1', from, from + numberBytes))?.[1]
}

/** Ids of numbers and accounts near the start of a Meta webhook, last first: hints as well. */
function idsIn(raw: Buffer): string[] {
  const head = raw.subarray(0, headBytes).toString('latin1')
  const all = [...head.matchAll(/"(?:phone_number_)?id" {0,4}: {0,4}"(\d{1,32})"/g)]
  return all.flatMap(([, id]) => id ?? []).toReversed()
}

/**
 * `sourceOf`: the part of the webhook that a fact was read from, which can be read again; undefined when there is none.
 */
export type Reading = { facts: Fact[]; sourceOf(fact: Fact): string | undefined }

/** A signed body that is not JSON is stored like every other unreadable item: a retry by Meta would change nothing. */
export function readWebhook(text: string): Reading {
  let written: unknown
  try {
    written = JSON.parse(text)
  } catch {
    return { facts: [{ kind: 'unreadable', reason: 'not JSON', raw: text.slice(0, 10_000) }], sourceOf: () => text }
  }
  const { payload, aside } = withoutDeep(written)
  const partOf = createSourceOf(payload)
  return {
    facts: [...decodeWebhook(payload).map(withReferences), ...aside],
    sourceOf(fact) {
      const part = partOf(fact)
      return part && JSON.stringify(part)
    },
  }
}

/** Resolves ids that the gateway issued to what they stand for. */
function withReferences(fact: Fact): Fact {
  if (fact.kind === 'status' || fact.kind === 'other_status') {
    return { ...fact, attemptOf: fact.callbackData ? parseCallbackData(fact.callbackData) : undefined }
  }
  if (fact.kind === 'message' && fact.pressed) {
    return { ...fact, pressed: { ...fact.pressed, reference: parsePressedReference(fact.pressed.id) } }
  }
  return fact
}
