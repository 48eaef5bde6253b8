/**
 * Files that go straight to Meta and are not kept: the picture of a number's profile, and the sample of a template's
 * header. They are small, and few at once, so they are held in memory, under the caller's places for uploads until Meta
 * has answered.
 */
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { mediaRules } from '../../model/media/media.ts'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App } from '../kit/deps.ts'
import { refuse, refuseInvalid, refuseMeta } from '../kit/errors.ts'
import { botParams, unchecked } from '../kit/schemas.ts'
import { asRefusal, type UploadDeps } from '../kit/upload.ts'
import { answerProfile, profile } from './number.ts'

const form = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'string', format: 'binary' } },
}
const sample = Type.Object({
  handle: Type.String({ description: 'For `example.header_handle` of a header.' }),
  mimeType: Type.String(),
})

withNames({ UploadForm: form, TemplateSample: sample })

const shared = { config: { access: 'admin' }, validatorCompiler: unchecked } as const
const body = { content: { 'multipart/form-data': { schema: form } } }
const routes = {
  picture: {
    ...shared,
    schema: {
      tags: ['Bots'],
      summary: "Replace the profile's picture",
      params: botParams,
      body,
      response: { 200: profile },
    },
  },
  sample: {
    ...shared,
    schema: {
      tags: ['Template definitions'],
      summary: "Upload the sample of a template's header",
      params: botParams,
      body,
      response: { 201: sample },
    },
  },
}

export async function registerManageUploads(app: App, deps: UploadDeps): Promise<void> {
  await app.register(async (scope: App) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    scope.post('/manage/v1/bots/:botId/profile/picture', routes.picture, async (request, reply) => {
      await withFile(deps, request, reply, { maxBytes: mediaRules.image.maxBytes, use: replacePicture })
      return reply
    })
    scope.post('/manage/v1/bots/:botId/template-samples', routes.sample, async (request, reply) => {
      await withFile(deps, request, reply, { maxBytes: mediaRules.video.maxBytes, use: uploadSample })
      return reply
    })
  })
}

async function replacePicture(
  deps: UploadDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  file: File,
): Promise<FastifyReply> {
  const bot = botOf(request)
  const found = await deps.numbers.replacePicture(bot, file)
  if (found.kind === 'unfit')
    return refuseInvalid(request, reply, [{ path: 'file', rule: 'file_kind', args: { found: found.found } }])
  const taken = found.kind === 'ok' ? await deps.store.takeProfile(bot.id) : undefined
  return answerProfile(request, reply, found, taken?.kind === 'changed' ? taken.value : 0)
}

async function uploadSample(
  deps: UploadDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  file: File,
): Promise<FastifyReply> {
  const found = await deps.templates.uploadSample(botOf(request), file)
  if (found.kind === 'ok') return reply.code(201).send({ handle: found.handle, mimeType: found.mimeType })
  if (found.kind === 'invalid') return refuseInvalid(request, reply, found.violations)
  return refuseMeta(request, reply, found.outcome)
}

type File = { bytes: Uint8Array; name: string }

type Taking = {
  maxBytes: number
  use(deps: UploadDeps, request: FastifyRequest, reply: FastifyReply, file: File): Promise<FastifyReply>
}

async function withFile(
  deps: UploadDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { maxBytes, use }: Taking,
): Promise<FastifyReply> {
  // The rest is not read.
  const refuseIt = (rule: 'required' | 'empty' | 'file_size', args?: { limit: number }) =>
    refuseInvalid(request, reply.header('connection', 'close'), [{ path: 'file', rule, ...(args && { args }) }])
  if (!request.isMultipart()) return refuseIt('required')
  const { principal } = request
  const leave = deps.uploads.enter(principal ? `${principal.kind}:${principal.id}` : 'operator')
  if (leave === undefined) return refuse(request, reply.header('connection', 'close'), 'TOO_MANY_REQUESTS', 5_000)
  try {
    const file = await readFile(request, maxBytes).catch(asRefusal)
    if (file === undefined) return refuseIt('required')
    if (file.bytes.length === 0) return refuseIt('empty')
    if (file.isTooLarge) return refuseIt('file_size', { limit: maxBytes })
    return await use(deps, request, reply, file)
  } finally {
    leave()
  }
}

async function readFile(
  request: FastifyRequest,
  maxBytes: number,
): Promise<(File & { isTooLarge: boolean }) | undefined> {
  for await (const part of request.parts({ limits: { fileSize: maxBytes, files: 1, fields: 10, fieldSize: 1_024 } })) {
    if (part.type !== 'file') continue
    const bytes = await part.toBuffer()
    return { bytes, name: part.filename || 'file', isTooLarge: part.file.truncated }
  }
  return undefined
}
