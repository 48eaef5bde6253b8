/**
 * Media transfer from and to Meta (cloud-api.md, section 2): a medium that a person sent, streamed to a file, and a
 * caller's file, uploaded so that it can be sent by id. Never throws.
 */
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Agent, request } from 'undici'
import { networkReason, PlainError } from '../../../model/errors/network.ts'

/** Domains of Meta's media storage, besides the Graph host that the channel names. */
const metaDomains = ['facebook.com', 'fbsbx.com', 'fbcdn.net', 'whatsapp.net', 'whatsapp.com']

/**
 * Whether the token may be sent to an address from a response: https to Meta, or the very server that the channel
 * names.
 */
export function isMetas(address: string, graphUrl: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(graphUrl)) return false
  const { protocol, origin, hostname, port } = new URL(address)
  if (origin === new URL(graphUrl).origin) return true
  const isOfMeta = metaDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
  return protocol === 'https:' && port === '' && isOfMeta
}

export type Download = {
  /** Address at Meta; the token is sent along, as Meta requires. */
  url: string
  accessToken: string
  /** The channel's own server. */
  graphUrl: string
  /** The file to write. */
  path: string
  maxBytes: number
  timeoutMs: number
}

export type Downloaded =
  | { kind: 'ok'; size: number; sha256: { hex: string; base64: string }; mimeType?: string }
  /**
   * `gone`: a retry is of no use. No status says so: whether a file still exists is known only when its address is
   * requested.
   */
  | { kind: 'failed'; reason: string; gone: boolean }

export async function downloadMedia(
  agent: Agent,
  { url, accessToken, graphUrl, path, maxBytes, timeoutMs }: Download,
): Promise<Downloaded> {
  if (!isMetas(url, graphUrl)) return { kind: 'failed', reason: "the address of the file is not Meta's", gone: false }
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const headers = { authorization: `Bearer ${accessToken}`, 'user-agent': 'Recado/1' }
    const answer = await request(url, { dispatcher: agent, headers, signal })
    if (answer.statusCode !== 200) {
      await answer.body.dump()
      return { kind: 'failed', reason: `Meta's address returned ${answer.statusCode}`, gone: false }
    }
    const measured = await write(answer.body, path, maxBytes, signal)
    const mimeType = one(answer.headers['content-type'])
    return { kind: 'ok', ...measured, ...(mimeType ? { mimeType } : {}) }
  } catch (error) {
    return { kind: 'failed', reason: networkReason(error), gone: error instanceof TooLargeError }
  }
}

class TooLargeError extends PlainError {}

/** Flushed, so that a file reported as stored survives a power cut. */
async function write(body: Readable, path: string, maxBytes: number, signal: AbortSignal) {
  const hash = createHash('sha256')
  let size = 0
  const measured = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      size += chunk.length
      if (size > maxBytes) throw new TooLargeError(`the file is larger than ${maxBytes} bytes`)
      hash.update(chunk)
      yield chunk
    }
  }
  await pipeline(body, measured, createWriteStream(path, { flush: true, mode: 0o600 }), { signal })
  const digest = hash.digest()
  return { size, sha256: { hex: digest.toString('hex'), base64: digest.toString('base64') } }
}

function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header
}

/** The form of POST /{phone-number-id}/media, with its boundary. */
export function uploadForm(file: { bytes: Uint8Array; mimeType: string; filename: string }, boundary: string) {
  const field = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const head =
    field('messaging_product', 'whatsapp') +
    field('type', file.mimeType) +
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; ` +
    `filename="${file.filename.replace(/[^\w.-]/g, '_')}"\r\n` +
    `content-type: ${file.mimeType}\r\n\r\n`
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), file.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  }
}
