/**
 * Asks the gateway's own public address from outside, as Meta would: the handshake, a signed webhook without entries,
 * and one of the largest size. They go to the configured address and to no other, carry nothing of anybody, and leave
 * no row.
 */
import { randomBytes } from 'node:crypto'
import { signBody } from '../channel/cloud/signature.ts'
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import type { Bot } from '../model/bot/bot.ts'
import { requestMs } from './bounded.ts'
import { webhookPath } from './callback.ts'
import { type CheckName, type Finding, finding, notFound } from './finding.ts'
import { reasons } from './reasons.ts'

export const ownAddressChecks = [
  'webhook_handshake',
  'webhook_signature',
  'proxy_body_limit',
] as const satisfies readonly CheckName[]

export type OwnAddressDeps = {
  /** May reach the public address, wherever that is. */
  request: GuardedRequest
  /** Undefined when none is configured. */
  publicUrl: string | undefined
}

/** What Meta's webhooks have at most (cloud-api.md 4.2). */
const largestBytes = 3_000_000
const maxAnswerBytes = 1_024

type Credentials = Pick<Bot, 'id' | 'channel'>

export async function askOwnAddress({ request, publicUrl }: OwnAddressDeps, bot: Credentials): Promise<Finding[]> {
  if (publicUrl === undefined) return ownAddressChecks.map((name) => notFound(name, reasons.no_address))
  const url = `${publicUrl}${webhookPath}`
  const post = (body: Buffer) => {
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signBody(body, bot.channel.appSecret) }
    return request({ method: 'POST', url, headers, body, timeoutMs: requestMs, maxBytes: maxAnswerBytes })
  }
  const [shaken, small, large] = await Promise.all([
    shakeHands(request, url, bot),
    post(webhookOf(0)),
    post(webhookOf(largestBytes)),
  ])
  return [shaken, signatureFinding(url, bot, small), sizeFinding(small, large)]
}

/** Signed and complete, with nothing in it to take in. */
function webhookOf(bytes: number): Buffer {
  const envelope = { object: 'whatsapp_business_account', entry: [] }
  const shortest = JSON.stringify({ ...envelope, padding: '' })
  const padding = 'x'.repeat(Math.max(0, bytes - shortest.length))
  return Buffer.from(JSON.stringify({ ...envelope, padding }))
}

async function shakeHands(request: GuardedRequest, url: string, { id: botId, channel }: Credentials): Promise<Finding> {
  const challenge = String(randomBytes(4).readUInt32BE())
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': challenge,
    'hub.verify_token': channel.verifyToken,
  })
  const asked = { method: 'GET' as const, url: `${url}?${query}`, headers: {} }
  const answer = await request({ ...asked, timeoutMs: requestMs, maxBytes: maxAnswerBytes })
  if (answer.kind === 'failed')
    return finding('webhook_handshake', 'unreachable', { url, reason: answer.reason }, { url })
  const { status, body } = answer
  const key = status === 200 && body.trim() === challenge ? 'answered' : 'wrong'
  return finding('webhook_handshake', key, { url, status, botId }, { url, status })
}

function signatureFinding(url: string, { id: botId }: Credentials, answer: RequestResult): Finding {
  if (answer.kind === 'failed') return notFound('webhook_signature', answer.reason)
  const { status } = answer
  return finding('webhook_signature', isTaken(answer) ? 'accepted' : 'wrong', { url, status, botId }, { url, status })
}

/** It says something only where a small one comes through. A proxy may also cut the connection half way. */
function sizeFinding(small: RequestResult, large: RequestResult): Finding {
  const data = { bytes: largestBytes }
  if (isTaken(large)) return finding('proxy_body_limit', 'accepted', {}, data)
  const reason = large.kind === 'failed' ? large.reason : `HTTP ${large.status}`
  return isTaken(small)
    ? finding('proxy_body_limit', 'refused', { reason }, data)
    : notFound('proxy_body_limit', reason)
}

/** Another server may also answer 200. */
function isTaken(answer: RequestResult): boolean {
  return answer.kind === 'answer' && answer.status === 200 && answer.body === 'EVENT_RECEIVED'
}

/** `base`: where addresses of files begin. `isLocal`: the Graph API is on this machine too. */
export function publicAddressFinding(publicUrl: string | undefined, base: string, isLocal: boolean): Finding {
  if (publicUrl === undefined)
    return finding('public_address', isLocal ? 'local' : 'unset', { url: base }, { url: null })
  const key = publicUrl.startsWith('https:') ? 'https' : 'http'
  return finding('public_address', key, { url: publicUrl }, { url: publicUrl })
}
