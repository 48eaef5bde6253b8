/**
 * Streams a form with a file. When the bot's field comes before the file, nothing of the file is kept until the
 * caller's access to that bot is verified; the number of concurrent uploads per client is limited.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type FileResult, takeFile } from '../../campaigns/accept.ts'
import { removeFile } from '../../campaigns/spool.ts'
import { readForm } from '../../model/campaign/request.ts'
import { codeOf } from '../../model/errors/network.ts'
import { strangeTexts } from '../../model/text/characters.ts'
import type { Places } from '../limits/places.ts'
import { admitToBot } from './auth.ts'
import { BodyError, StrangeText } from './body.ts'
import type { HttpDeps } from './deps.ts'
import { refuse } from './errors.ts'

export type UploadDeps = HttpDeps & { uploads: Places }

/**
 * For all fields together, the same bound as for a JSON body: they stay in memory, fifty of them beside a file that
 * goes to disk.
 */
export const maxFieldBytes = 1024 * 1024

export type Upload = { fields: Record<string, unknown>; file: FileResult | undefined }

/** The first file is the campaign's, whatever its field is called; fields may come before and after it. */
export async function readUpload(
  deps: UploadDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Upload | 'refused'> {
  const leave = deps.uploads.enter(request.client?.id ?? '')
  if (leave === undefined) return refuseUpload(request, reply, () => refuse(request, reply, 'TOO_MANY_REQUESTS', 5_000))
  try {
    return await readParts(deps, request, reply)
  } finally {
    leave()
  }
}

/** The rest of the body is not read. */
function refuseUpload(request: FastifyRequest, reply: FastifyReply, refuseIt: () => unknown): 'refused' {
  request.raw.unpipe()
  reply.header('connection', 'close')
  refuseIt()
  return 'refused'
}

async function readParts(deps: UploadDeps, request: FastifyRequest, reply: FastifyReply): Promise<Upload | 'refused'> {
  const fields: Record<string, string> = {}
  let file: FileResult | undefined
  let held: Held | undefined
  const limits = { fileSize: deps.campaigns.maxFileBytes + 1, files: 1, fields: 50, fieldSize: maxFieldBytes }
  let fieldBytes = 0
  try {
    for await (const part of request.parts({ limits })) {
      const name = (part.type === 'file' && part.filename) || 'file.csv'
      if (part.type === 'file' && !fields.botId) {
        const head = await readHead(part.file)
        if (head.rest === undefined) held = { name, field: part.fieldname, bytes: head.bytes }
        else if (request.client?.bots.length === 0)
          return refuseUpload(request, reply, () => refuse(request, reply, 'FORBIDDEN_BOT'))
        else file = await takeFile(deps.campaigns, name, joined(head.bytes, head.rest), part.fieldname)
      } else if (part.type === 'file' && !(await mayUpload(deps, request, reply, fields.botId))) return 'refused'
      else if (part.type === 'file') file = await takeFile(deps.campaigns, name, part.file, part.fieldname)
      else fieldBytes += addField(fields, part, maxFieldBytes - fieldBytes)
      if (file && file.kind !== 'file') break
    }
    if (held && fields.botId) {
      if (!(await mayUpload(deps, request, reply, fields.botId))) return 'refused'
      file = await takeFile(deps.campaigns, held.name, joined(held.bytes), held.field)
    } else if (file?.kind === 'file' && fields.botId && !(await mayUpload(deps, request, reply, fields.botId))) {
      await removeFile(file.file.path)
      return 'refused'
    }
    const read = readForm(fields)
    const strange = strangeTexts(read)
    if (strange.length > 0) throw new StrangeText(strange)
    return { fields: read, file }
  } catch (error) {
    if (file?.kind === 'file') await removeFile(file.file.path)
    throw error
  }
}

/** Returns the field's length in characters. */
function addField(fields: Record<string, string>, { fieldname, value, valueTruncated }: Field, room: number): number {
  const text = String(value)
  if (valueTruncated || text.length > room) throw new Error('the fields are too long')
  if (text.includes('\ufffd')) throw new BodyError('RECADO_NOT_UTF8', 400)
  fields[fieldname] = text
  return text.length
}

type Field = { fieldname: string; value: unknown; valueTruncated: boolean }

/** Checks the caller's access to the bot before the file is accepted. */
async function mayUpload(deps: UploadDeps, request: FastifyRequest, reply: FastifyReply, botId = ''): Promise<boolean> {
  // On a refusal the rest is not read.
  reply.header('connection', 'close')
  if (await admitToBot(deps, request, reply, botId)) {
    reply.removeHeader('connection')
    return true
  }
  request.raw.unpipe()
  return false
}

type Held = { name: string; field: string; bytes: Uint8Array[] }

/** Some thousand rows; a client has a handful of uploads at once. */
const maxHeldBytes = 262_144

type Head = { bytes: Uint8Array[]; rest?: AsyncIterator<Uint8Array> }

/**
 * For a file that comes before its bot, since programs send fields in any order. A small one waits in memory; a larger
 * one is written to disk for a client with access to at least one bot, and deleted when the bot named afterwards is not
 * among them.
 */
async function readHead(source: AsyncIterable<Uint8Array>): Promise<Head> {
  const iterator = source[Symbol.asyncIterator]()
  const bytes: Uint8Array[] = []
  for (let size = 0; size <= maxHeldBytes; ) {
    const { value, done } = await iterator.next()
    if (done) return { bytes }
    bytes.push(value)
    size += value.length
  }
  return { bytes, rest: iterator }
}

async function* joined(bytes: Uint8Array[], rest?: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes
  if (rest) yield* { [Symbol.asyncIterator]: () => rest }
}

/** A truncated or malformed form is the caller's fault; a full disk is a reason to retry. */
export function asRefusal(cause: unknown): never {
  if (cause instanceof BodyError) throw cause
  const code = codeOf(cause)
  if (isFull(code)) throw new BodyError('STORE_UNAVAILABLE', 503, { cause })
  if (cause instanceof Error && 'syscall' in cause && code !== 'ECONNRESET') throw cause
  throw new BodyError('RECADO_MALFORMED_FORM', 400, { cause })
}

/** Reading the form fails as a refusal; whatever its consumer does fails as it is. */
export async function* ofForm<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source
  } catch (error) {
    asRefusal(error)
  }
}

/** Of what is done with a form that was read: only a full disk has an answer of its own. */
export function asKept(cause: unknown): never {
  throw isFull(codeOf(cause)) ? new BodyError('STORE_UNAVAILABLE', 503, { cause }) : cause
}

const isFull = (code: string) => code === 'ENOSPC' || code === 'EDQUOT'
