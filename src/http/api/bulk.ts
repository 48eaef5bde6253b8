/**
 * A template to every row of a file: POST /v1/hsm/file (jelou-api.md, 8.1) as JSON with the file's address or as a form
 * with the file, its fields in any order; and the same body at POST /v1/campaigns/preview, which sends nothing. The
 * file is streamed to disk.
 */
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import {
  acceptCampaign,
  answeredBefore,
  type CampaignFile,
  type FileResult,
  fetchFile,
  type Invalid,
  makeReady,
  type NoTemplate,
  noticesOf,
} from '../../campaigns/accept.ts'
import { previewFile, problemLines } from '../../campaigns/preview.ts'
import { removeFile } from '../../campaigns/spool.ts'
import { type CampaignRequest, parseCampaignRequest } from '../../model/campaign/request.ts'
import { campaignRequestSchema } from '../../model/campaign/schema.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { withName } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot, botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { isMisspelled, refuse, refuseInvalid } from '../kit/errors.ts'
import { answerAcceptance, callerOf, noteFit } from '../kit/idempotency.ts'
import { preferredLanguage, separatorNames, separatorOf } from '../kit/language.ts'
import { refuseNoTemplate } from '../kit/no-template.ts'
import { idempotencyHeaders, oneOf, separatorField, unchecked } from '../kit/schemas.ts'
import type { RouteWords } from '../kit/unknown-names.ts'
import { asRefusal, readUpload, type UploadDeps } from '../kit/upload.ts'
import { outlookOf } from './campaign-outlook.ts'
import { accepted, previewed, problemsView } from './campaign-schemas.ts'

const { fileUrl: _, ...formFields } = campaignRequestSchema.properties
const formTexts = Object.keys(formFields).map((name) => [name, { type: 'string' }])
const form = {
  type: 'object',
  required: ['campaignName', 'elementName', 'botId', 'file'],
  properties: {
    ...Object.fromEntries(formTexts),
    file: { type: 'string', format: 'binary', description: 'The CSV file; the field may have any name.' },
  },
  description: 'The fields of NewCampaign, as texts: a list or an object is JSON.',
}

withName('CampaignForm', form)
const body = {
  content: { 'application/json': { schema: campaignRequestSchema }, 'multipart/form-data': { schema: form } },
}
const config = { access: 'client' } as const
const tags = ['Campaigns']

const formats = ['json', 'csv'] as const
const previewQuery = Type.Object({
  format: Type.Optional(oneOf(formats, { description: '`csv`: the checked rows that would not be sent, and why.' })),
  separator: separatorField,
})

const routes = {
  send: {
    config,
    validatorCompiler: unchecked,
    schema: {
      tags,
      summary: 'Send a template to every row of a file',
      headers: idempotencyHeaders,
      body,
      response: { 200: accepted },
    },
  },
  preview: {
    config,
    validatorCompiler: unchecked,
    schema: { tags, summary: 'Preview a campaign', querystring: previewQuery, body, response: { 200: previewed } },
  },
}

type BulkDeps = UploadDeps & Pick<RouteWords, 'lookAtForm'>

export async function registerBulk(app: App, deps: BulkDeps): Promise<void> {
  await app.register(async (scope: App) => {
    await scope.register(multipart, { throwFileSizeLimit: false })
    scope.post('/v1/hsm/file', routes.send, (request, reply) => send(deps, request, reply))
    scope.post('/v1/campaigns/preview', routes.preview, (request, reply) =>
      preview(deps, request, reply, request.query),
    )
  })
}

async function send(deps: BulkDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  return withUpload(deps, request, reply, async (asked, uploaded) => {
    const bot = botOf(request)
    const caller = callerOf(request)
    if (!caller.ok) return refuseInvalid(request, reply, caller.violations)
    const before = await answeredBefore(deps.campaigns, caller.value)
    if (before) return answerAcceptance(request, reply, before)
    const found = await fileOf(deps, asked, uploaded)
    if (found.kind !== 'file') return refuseFile(request, reply, found)
    notifyAbout(request, { id: found.file.id })
    const acceptance = await acceptCampaign(deps.campaigns, {
      bot,
      caller: caller.value,
      request: asked,
      file: found.file,
    })
    if (acceptance.kind === 'invalid' || acceptance.kind === 'no_template')
      return refuseUnready(deps, request, reply, acceptance, asked)
    if (acceptance.kind === 'accepted') noteFit(reply, acceptance.fitNotices)
    return answerAcceptance(request, reply, acceptance)
  })
}

async function preview(
  deps: BulkDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: Static<typeof previewQuery>,
): Promise<void> {
  // The route's bodies are parsed by hand, and with them its query goes unvalidated.
  const unknown = unknownChoices(wanted)
  if (unknown.length > 0) return refuseInvalid(request, reply, unknown)
  return withUpload(deps, request, reply, async (asked, uploaded) => {
    const found = await fileOf(deps, asked, uploaded)
    if (found.kind !== 'file') return refuseFile(request, reply, found)
    const { file } = found
    try {
      const bot = botOf(request)
      const ready = await makeReady(deps.campaigns, { bot, request: asked, file })
      if (ready.kind !== 'ready') return refuseUnready(deps, request, reply, ready, asked)
      const { snapshot, header, fitNotices } = ready
      noteFit(reply, fitNotices)
      if (wanted.format === 'csv') {
        const spoken = request.headers['accept-language']
        const shown = { language: preferredLanguage(spoken), separator: separatorOf(wanted.separator, spoken) }
        const lines = problemLines(
          deps.campaigns,
          { botId: bot.id, snapshot, path: file.path },
          { ...shown, columns: header.columns },
        )
        return await sendFile(reply, lines)
      }
      const { countries, problems, ...seen } = await previewFile(deps.campaigns, bot.id, snapshot, file.path)
      const { columns } = header
      return reply.send({
        message: ['Nothing was sent.'],
        status: 'success',
        data: {
          fileName: file.name,
          columns,
          notices: noticesOf(header, fitNotices),
          ...seen,
          ...(await outlookOf(deps, request, snapshot, { countries, seen, sendAt: asked.scheduledAt })),
          problems: problemsView(problems),
        },
      })
    } finally {
      await removeFile(file.path)
    }
  })
}

function unknownChoices({ format = 'json', separator = ',' }: Static<typeof previewQuery>): Violation[] {
  const isOf = (values: readonly string[], value: string, path: string) =>
    values.includes(value) ? [] : [{ path, rule: 'one_of' as const, args: { values: values.join(' ') } }]
  return [...isOf(formats, format, 'format'), ...isOf(separatorNames, separator, 'separator')]
}

/** Until it is sent, or nobody reads it any more: its source is deleted afterwards. */
async function sendFile(reply: FastifyReply, lines: AsyncIterable<string>): Promise<void> {
  const source = Readable.from(lines)
  const ended = finished(source).catch(() => {})
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="problems.csv"')
    .serializer((payload) => payload as string)
    .send(source)
  await ended
}

type Use = (asked: CampaignRequest, uploaded: CampaignFile | undefined) => Promise<void>

/**
 * Parses the body, whatever its form, and admits to its bot. The uploaded file is deleted in the end, whatever `use`
 * did.
 */
async function withUpload(deps: BulkDeps, request: FastifyRequest, reply: FastifyReply, use: Use): Promise<void> {
  const upload = request.isMultipart() ? await readUpload(deps, request, reply).catch(asRefusal) : undefined
  if (upload === 'refused') return reply
  const uploaded = upload?.file?.kind === 'file' ? upload.file.file : undefined
  try {
    // The upload is part of the request's meaning, so the fingerprint for its idempotency key includes it.
    if (upload) request.body = { ...upload.fields, file: uploaded?.sha256 }
    if (!(await admitToNamed(deps, request, reply))) return reply
    if (upload) deps.lookAtForm(request, reply, upload.fields)
    if (upload?.file && upload.file.kind !== 'file') return refuseFile(request, reply, upload.file)
    const parsed = parseCampaignRequest(request.body, deps.clock())
    if (!parsed.ok || isMisspelled(request)) return refuseInvalid(request, reply, parsed.ok ? [] : parsed.violations)
    if (uploaded && parsed.value.fileUrl !== undefined) return refuseInvalid(request, reply, [twoFiles(uploaded)])
    return await use(parsed.value, uploaded)
  } finally {
    if (uploaded) await removeFile(uploaded.path)
  }
}

/**
 * Before the rest is validated, so that a repetition is recognized even when a time in it has passed. A body without a
 * bot fails in the parser.
 */
async function admitToNamed(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
  const botId = (request.body as { botId?: unknown } | null | undefined)?.botId
  return typeof botId !== 'string' || botId === '' || admitToBot(deps, request, reply, botId)
}

/** One of the two would be fetched for nothing. */
function twoFiles({ field }: CampaignFile): Violation {
  return { path: 'fileUrl', rule: 'exclusive', args: { other: field } }
}

async function fileOf(
  deps: HttpDeps,
  { fileUrl }: CampaignRequest,
  uploaded: CampaignFile | undefined,
): Promise<FileResult> {
  if (uploaded) return { kind: 'file', file: uploaded }
  if (fileUrl === undefined) return { kind: 'invalid', violations: [{ path: 'fileUrl', rule: 'required' }] }
  return fetchFile(deps.campaigns, fileUrl)
}

function refuseFile(
  request: FastifyRequest,
  reply: FastifyReply,
  result: Exclude<FileResult, { kind: 'file' }>,
): FastifyReply {
  if (result.kind === 'invalid') return refuseInvalid(request, reply, result.violations)
  return refuse(request, reply.header('connection', 'close'), 'BODY_TOO_LARGE')
}

async function refuseUnready(
  deps: BulkDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Invalid | NoTemplate,
  asked: CampaignRequest,
): Promise<FastifyReply> {
  if (refusal.kind === 'invalid') return refuseInvalid(request, reply, refusal.violations)
  const bot = botOf(request)
  const { result } = refusal
  const echoed = { ...asked.request, campaignName: asked.name, botId: bot.id, botName: bot.name }
  switch (result.kind) {
    case 'missing':
      return refuseNoTemplate(deps, request, reply, { kind: 'missing' }, echoed)
    case 'not_approved':
      return refuseNoTemplate(
        deps,
        request,
        reply,
        { kind: 'not_approved', args: { language: result.language, status: result.status } },
        echoed,
      )
    case 'no_language': {
      const args = { language: asked.language ?? bot.locale, available: result.available.join(', ') }
      return refuseNoTemplate(deps, request, reply, { kind: 'no_language', args }, echoed)
    }
  }
}
