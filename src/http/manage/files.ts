/**
 * Files to be sent: POST /manage/v1/bots/{botId}/files keeps one, and its address stands in messages as any other does.
 * Meta is given the bytes, so the gateway needs no public address for that. The file is streamed to disk; it goes with
 * the files that people send, with its bot, and with the person whom it is for.
 */
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Retained } from '../../media/keep.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { longestName } from '../../model/media/document-name.ts'
import { maxFileBytes } from '../../model/media/media.ts'
import { withNames } from '../../model/request/named.ts'
import { strangeTexts } from '../../model/text/characters.ts'
import { readUserId } from '../api/named-user.ts'
import { BodyError, StrangeText } from '../kit/body.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { botParams, idempotencyHeaders, oneOf, unchecked } from '../kit/schemas.ts'
import { asKept, asRefusal, ofForm, type UploadDeps } from '../kit/upload.ts'

const form = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary', description: 'Its name is what documents are called.' } },
}
const file = Type.Object({
  mediaId: Type.String(),
  mediaUrl: Type.String({ description: 'For `mediaUrl` of a message.' }),
  kinds: Type.Array(oneOf(['image', 'audio', 'video', 'file', 'sticker']), {
    description: 'What it may be sent as, the likeliest first.',
  }),
  mimeType: Type.String(),
  filename: Type.String(),
  size: Type.Integer(),
})

withNames({ FileForm: form, StoredFile: file })

const route = {
  config: { access: 'admin' } as const,
  validatorCompiler: unchecked,
  schema: {
    tags: ['Inbox'],
    summary: 'Upload a file to send',
    params: botParams,
    querystring: Type.Object({
      userId: Type.Optional(Type.String({ description: 'For whom it is: erasing the person takes it away.' })),
    }),
    headers: Type.Object({ ...idempotencyHeaders.properties }),
    body: { content: { 'multipart/form-data': { schema: form } } },
    response: { 201: file },
  },
}

export async function registerManageFiles(app: App, deps: UploadDeps): Promise<void> {
  await app.register(async (scope: App) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    scope.post('/manage/v1/bots/:botId/files', route, (request, reply) => upload(deps, request, reply))
  })
}

async function upload(deps: UploadDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { botId } = request.params as { botId: string }
  const { userId: named } = request.query as { userId?: unknown }
  const key = keyOf(request)
  if (key === 'wrong') return void refuseInvalid(request, reply, [keyFormat])
  if (named !== undefined && typeof named !== 'string')
    return void refuseInvalid(request, reply, [{ path: 'userId', rule: 'type', args: { expected: 'string' } }])
  const userId = named === undefined ? undefined : readUserId(request, reply, named)
  if (named !== undefined && userId === undefined) return
  if (!request.isMultipart()) return void refuseInvalid(request, reply, [{ path: 'file', rule: 'required' }])
  const { principal } = request
  const caller = principal ? `${principal.kind}:${principal.id}` : 'operator'
  const leave = deps.uploads.enter(caller)
  if (leave === undefined) return void refuse(request, reply.header('connection', 'close'), 'TOO_MANY_REQUESTS', 5_000)
  try {
    const kept = await keep(deps, request, { key: key && hashOf([caller, botId, key]), botId, userId })
    answer(deps, request, reply, kept)
  } catch (error) {
    // The rest is not read.
    reply.header('connection', 'close')
    throw error
  } finally {
    leave()
  }
}

const keyFormat: Violation = {
  path: 'Idempotency-Key',
  rule: 'format',
  args: { expected: '1-255 visible ASCII characters' },
}

function keyOf({ headers }: FastifyRequest): string | undefined | 'wrong' {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  return typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key) ? ` ${key}` : 'wrong'
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** One byte more than is kept, so that a larger file is seen to be one. */
const limits = { fileSize: maxFileBytes + 1, files: 1, fields: 10, fieldSize: 1_024 }

async function keep(
  deps: HttpDeps,
  request: FastifyRequest,
  of: { key: string | undefined; botId: string; userId: string | undefined },
): Promise<Kept> {
  for await (const part of ofForm(request.parts({ limits }))) {
    if (part.type !== 'file') continue
    const named = { filename: part.filename || 'file', contentType: part.mimetype }
    const violations = wrongNames(named)
    if (violations.length > 0) return { kind: 'misnamed', violations }
    const upload = { ...of, filename: named.filename, declared: named.contentType, source: ofForm(part.file) }
    const kept = await deps.media.keep(upload).catch(asKept)
    if (kept.kind === 'unstored') throw new BodyError('STORE_UNAVAILABLE', 503, { cause: kept.error })
    // The form has an end behind the file, which the connection needs.
    if (kept.kind === 'kept') await buffer(part.file).catch(asRefusal)
    return kept
  }
  return { kind: 'missing' }
}

type Kept =
  | Exclude<Retained, { kind: 'unstored' }>
  | { kind: 'missing' }
  | { kind: 'misnamed'; violations: Violation[] }

/** RFC 6838, section 4.2: 127 characters on either side of the stroke. */
const longestType = 255

/** As texts of every other request: a phone shows the name. */
function wrongNames(named: { filename: string; contentType: string }): Violation[] {
  const strange = strangeTexts(named)
  if (strange.length > 0) throw new StrangeText(strange)
  const longest = { filename: longestName, contentType: longestType }
  return (['filename', 'contentType'] as const).flatMap((path) => {
    const [actual, limit] = [[...named[path]].length, longest[path]]
    return actual > limit ? [{ path, rule: 'too_long', args: { actual, limit } }] : []
  })
}

function answer({ media }: HttpDeps, request: FastifyRequest, reply: FastifyReply, kept: Kept): FastifyReply {
  // Of a file that is refused, the rest is not read.
  if (kept.kind !== 'kept') reply.header('connection', 'close')
  switch (kept.kind) {
    case 'kept': {
      const { id, mimeType = '', filename = '', size = 0 } = kept.file
      if (!kept.isNew) reply.header('idempotency-replayed', 'true')
      const view: Static<typeof file> = {
        ...{ mediaId: id, mediaUrl: media.addressOf(id), kinds: kept.kinds },
        ...{ mimeType, filename, size },
      }
      return reply.code(201).send(view)
    }
    case 'conflict':
      return refuse(request, reply, 'IDEMPOTENCY_CONFLICT')
    case 'missing':
      return refuseInvalid(request, reply, [{ path: 'file', rule: 'required' }])
    case 'misnamed':
      return refuseInvalid(request, reply, kept.violations)
    case 'empty':
      return refuseInvalid(request, reply, [{ path: 'file', rule: 'empty' }])
    case 'too_large':
      return refuseInvalid(request, reply, [{ path: 'file', rule: 'file_size', args: { limit: kept.limit } }])
    case 'unfit':
      return refuseInvalid(request, reply, [{ path: 'file', rule: 'file_kind', args: { found: kept.found } }])
  }
}
