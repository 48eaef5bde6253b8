/**
 * The Cloud API client: sends messages, manages templates, finds and transfers media. Every result is a value; nothing
 * throws and nothing is retried, so the caller alone decides on a repetition. One pool of connections for each Graph
 * server, shared by all bots.
 */
import { Agent } from 'undici'
import type { Channel } from '../../model/bot/bot.ts'
import type { Profile } from '../../model/bot/profile.ts'
import type { Locale } from '../../model/errors/texts.ts'
import type { Json } from '../../model/json.ts'
import { idOf, objectOf } from '../../model/json.ts'
import type { KnownFiles } from '../../model/media/document-name.ts'
import type { Content } from '../../model/message/content.ts'
import {
  endpointOf,
  type MarketingEndpoint,
  type MessageEndpoint,
  otherEndpoint,
} from '../../model/message/marketing-endpoint.ts'
import type { Outcome } from '../../model/outcome/outcome.ts'
import { readJson } from '../../model/request/nesting.ts'
import { besideMarketing, encode } from './encode/encode.ts'
import { createExchanges, type GraphRequest, type Reply } from './exchange.ts'
import {
  type GraphResult,
  listTemplates,
  type MediaAddress,
  mediaAddress,
  type TemplateList,
} from './management/account.ts'
import { type TemplateInsights, templateInsights } from './management/insights.ts'
import { browseLibrary, type LibraryPage, type LibraryQuery } from './management/library.ts'
import {
  type ProfileAnswer,
  readProfile,
  readStanding,
  type StandingAnswer,
  writePicture,
  writeProfile,
} from './management/number.ts'
import { type NumberSettings, numberSettings } from './management/number-settings.ts'
import {
  type CreateResult,
  createTemplate,
  type DoneResult,
  deleteTemplate,
  editTemplate,
  readTemplateById,
  type TemplateRead,
  type TemplateWrite,
} from './management/templates.ts'
import { type Downloaded, downloadMedia, uploadForm } from './media/media.ts'
import { createUploads, type UploadFile, type UploadResult } from './media/upload.ts'
import {
  type Answer,
  type Failed,
  misconfigured,
  outcomeOfAnswer,
  outcomeOfError,
  outcomeOfFailure,
} from './outcomes/outcomes.ts'

export type CloudClientDeps = {
  clock: () => number
  /** Maximum connections to one Graph server, opened on demand. */
  connections?: number
  /** For the head of a response, and for every silence within it. */
  timeoutMs?: number
}

/** The part of a claimed message that is sent. */
export type Sendable = {
  id: string
  content: Content
  recipient: { phone?: string; scopedId?: string }
  /** From 1. */
  attempt: number
  refersTo?: string
}

export type SendOptions = {
  /** Facts known of the message's files; a file with an id at Meta is sent by id instead of by address. */
  files?: KnownFiles
  /**
   * Called and awaited before a byte can leave; after `false` or a failure nothing is sent, and the outcome is
   * `unreachable`.
   */
  announce?: () => Promise<boolean>
  /** Called as late as possible; after `false` nothing is sent, and the outcome is `unreachable`. */
  confirmOwnership?: () => boolean
  /** The category of a template as it is known now, and the bot's choice of its endpoint. */
  marketing?: { category: string | undefined; choice: MarketingEndpoint }
}

export type CloudClient = {
  send(channel: Channel, message: Sendable, locale: Locale, options?: SendOptions): Promise<Outcome>
  /** `path` below the version, e.g. `/123/message_templates?limit=10`. */
  get(channel: Channel, path: string): Promise<GraphResult>
  post(channel: Channel, path: string, body: Json): Promise<GraphResult>
  /** As `get`, with Meta's time of the response in ms, to the second. */
  inspect(channel: Channel, path: string): Promise<GraphResult & { dateAt?: number }>
  /** How the number stands: quality, limit, throughput, name, status; and until when the token is valid. */
  standing(channel: Channel): Promise<StandingAnswer>
  profile(channel: Channel): Promise<ProfileAnswer>
  replaceProfile(channel: Channel, profile: Profile): Promise<DoneResult>
  /** `handle`: of `uploadSample`. */
  replacePicture(channel: Channel, handle: string): Promise<DoneResult>
  /** The number's own settings, each a call of its own. */
  numberSettings(channel: Channel): NumberSettings
  /** All languages of all templates of the account, or of one template. */
  listTemplates(channel: Channel, elementName?: string): Promise<TemplateList>
  /** One page of Meta's ready-made templates. */
  templateLibrary(channel: Channel, asked: LibraryQuery): Promise<LibraryPage>
  /** What Meta counts of the account's templates. */
  templateInsights(channel: Channel): TemplateInsights
  readTemplate(channel: Channel, metaId: string): Promise<TemplateRead>
  /** Submits it for review. */
  createTemplate(channel: Channel, template: TemplateWrite): Promise<CreateResult>
  editTemplate(channel: Channel, metaId: string, change: Parameters<typeof editTemplate>[2]): Promise<DoneResult>
  /** One language by Meta's id, or all languages. */
  deleteTemplate(channel: Channel, template: { elementName: string; metaId?: string }): Promise<DoneResult>
  /** The handle of a file, for a template's header or a profile. */
  uploadSample(channel: Channel, file: UploadFile): Promise<UploadResult>
  /** The address of a medium, valid for the next five minutes. */
  mediaUrl(channel: Channel, mediaId: string): Promise<MediaAddress>
  /** Writes a medium to `path`, from the address that `mediaUrl` returned. */
  download(channel: Channel, input: { url: string; path: string; maxBytes: number }): Promise<Downloaded>
  /** Uploads a file for this number; Meta keeps it for 30 days. */
  uploadMedia(channel: Channel, file: Upload): Promise<Uploaded>
  /** Requests in flight end first. */
  close(): Promise<void>
  /** Requests in flight are aborted. */
  destroy(): Promise<void>
}

export type Upload = { bytes: Uint8Array; mimeType: string; filename: string }
export type Uploaded = { kind: 'ok'; mediaId: string } | { kind: 'failed'; outcome: Failed }

/** A video of 100 MB over a slow line. */
const downloadTimeoutMs = 300_000
const maxSendAnswerBytes = 1_048_576
/** Meta answers within a second; numbers of the same server wait. */
const standingTimeoutMs = 10_000
/**
 * A connection is opened when a request finds none free, so there are as many as lanes have requests in flight: rate
 * times latency. This bounds a server that hangs; ten numbers at 1,000 messages a second and 200 ms need 2,000.
 */
const maxConnections = 2_048
const maxDownloads = 64
/** A page of templates, carousels among them, is longer than the response to a send. */
const maxGraphAnswerBytes = 16 * 1_048_576

export function createCloudClient({
  clock,
  connections = maxConnections,
  timeoutMs = 30_000,
}: CloudClientDeps): CloudClient {
  const exchanges = createExchanges(clock, { connections, timeoutMs })
  const downloads = new Agent({ connections: maxDownloads, connectTimeout: 10_000, headersTimeout: timeoutMs })

  function run(channel: Channel, request: Omit<GraphRequest, 'accessToken' | 'of'>): Promise<Reply> {
    const { accessToken, phoneNumberId: of } = channel
    const path = `/${channel.graphVersion}${request.path}`
    return exchanges.run(channel.graphUrl, { ...request, path, accessToken, of })
  }

  async function graph(channel: Channel, method: 'GET' | 'POST', path: string, body?: Json): Promise<GraphResult> {
    const text = body && JSON.stringify(body)
    const reply = await run(channel, { method, path, body: text, maxAnswerBytes: maxGraphAnswerBytes })
    return graphResultOf(reply)
  }

  async function ask(channel: Channel, path: string): Promise<GraphResult> {
    const bounds = { maxAnswerBytes: maxSendAnswerBytes, timeoutMs: Math.min(timeoutMs, standingTimeoutMs) }
    return graphResultOf(await run(channel, { method: 'GET', path, ...bounds }))
  }

  const callsOf = (channel: Channel) => ({
    get: (path: string) => graph(channel, 'GET', path),
    post: (path: string, body: Json) => graph(channel, 'POST', path, body),
    async remove(path: string, body?: Json): Promise<GraphResult> {
      const text = body && JSON.stringify(body)
      return graphResultOf(
        await run(channel, { method: 'DELETE', path, body: text, maxAnswerBytes: maxSendAnswerBytes }),
      )
    },
  })

  const uploadSample = createUploads((channel) => ({
    get: (path) => graph(channel, 'GET', path),
    async post(path, headers, body) {
      const request = { method: 'POST', path, headers, body, maxAnswerBytes: maxSendAnswerBytes } as const
      return graphResultOf(await run(channel, request))
    },
  }))

  return {
    async send(channel, message, locale, { files, announce, confirmOwnership, marketing } = {}) {
      const { id: messageId, content, recipient, attempt, refersTo } = message
      const encoded = encode({ content, recipient, messageId, attempt, locale, refersTo }, files)
      const post = async (endpoint: MessageEndpoint, isFirst: boolean): Promise<Outcome> => {
        const beside = endpoint === 'messages' ? {} : besideMarketing(content, marketing?.choice)
        const request = {
          method: 'POST',
          path: `/${channel.phoneNumberId}/${endpoint}`,
          body: JSON.stringify({ ...encoded, ...beside }),
          maxAnswerBytes: maxSendAnswerBytes,
          ...(isFirst && { announce }),
          confirmOwnership,
        } as const
        const reply = await run(channel, request)
        return reply.kind === 'answer' ? outcomeOfAnswer(reply) : outcomeOfBroken(reply)
      }
      const endpoint = endpointOf(content, marketing?.category, marketing?.choice)
      const outcome = await post(endpoint, true)
      if (outcome.kind !== 'refused') return outcome
      // A refusal sent nothing, so the same attempt may take the way that it names.
      const other = otherEndpoint(endpoint, outcome.error.code, content, marketing?.choice)
      return other === undefined ? outcome : post(other, false)
    },
    get: (channel, path) => graph(channel, 'GET', path),
    post: (channel, path, body) => graph(channel, 'POST', path, body),
    async inspect(channel, path) {
      const reply = await run(channel, { method: 'GET', path, maxAnswerBytes: maxSendAnswerBytes })
      const dateAt = reply.kind === 'answer' ? Date.parse(String(reply.headers.date)) : Number.NaN
      return { ...graphResultOf(reply), ...(Number.isNaN(dateAt) ? {} : { dateAt }) }
    },
    standing: (channel) => readStanding((path) => ask(channel, path), channel),
    profile: (channel) => readProfile(callsOf(channel).get, channel.phoneNumberId),
    replaceProfile: (channel, profile) => writeProfile(callsOf(channel).post, channel.phoneNumberId, profile),
    replacePicture: (channel, handle) => writePicture(callsOf(channel).post, channel.phoneNumberId, handle),
    numberSettings: (channel) => numberSettings(callsOf(channel), channel),
    listTemplates: (channel, name) => listTemplates((path) => graph(channel, 'GET', path), channel.wabaId, name),
    templateLibrary: (channel, asked) => browseLibrary(callsOf(channel).get, asked),
    templateInsights: (channel) => templateInsights(callsOf(channel), channel.wabaId),
    readTemplate: (channel, metaId) => readTemplateById(callsOf(channel), metaId),
    createTemplate: (channel, template) => createTemplate(callsOf(channel), channel, template),
    editTemplate: (channel, metaId, change) => editTemplate(callsOf(channel), metaId, change),
    deleteTemplate: (channel, template) => deleteTemplate(callsOf(channel), channel, template),
    uploadSample,
    mediaUrl: (channel, mediaId) => mediaAddress((path) => graph(channel, 'GET', path), mediaId),
    download: (channel, input) =>
      downloadMedia(downloads, {
        ...input,
        accessToken: channel.accessToken,
        graphUrl: channel.graphUrl,
        timeoutMs: downloadTimeoutMs,
      }),
    async uploadMedia(channel, file) {
      const { body, contentType } = uploadForm(file, `recado-${crypto.randomUUID()}`)
      const path = `/${channel.phoneNumberId}/media`
      const headers = { 'content-type': contentType }
      const reply = await run(channel, { method: 'POST', path, body, headers, maxAnswerBytes: maxSendAnswerBytes })
      const result: GraphResult =
        reply.kind === 'answer' ? resultOf(reply) : { kind: 'failed', outcome: outcomeOfBroken(reply) }
      if (result.kind === 'failed') return result
      const mediaId = idOf(result.json.id)
      if (mediaId !== undefined) return { kind: 'ok', mediaId }
      return { kind: 'failed', outcome: { kind: 'unknown', reason: 'the response to the upload has no id' } }
    },
    async close() {
      await Promise.all([exchanges.close(), downloads.closed || downloads.close()])
    },
    async destroy() {
      await Promise.all([exchanges.destroy(), downloads.destroy()])
    },
  }
}

function outcomeOfBroken(reply: Exclude<Reply, { kind: 'answer' }>): Failed {
  return reply.kind === 'bad_url' ? misconfigured(reply.reason) : outcomeOfError(reply.error, reply)
}

function graphResultOf(reply: Reply): GraphResult {
  return reply.kind === 'answer' ? resultOf(reply) : { kind: 'failed', outcome: outcomeOfBroken(reply) }
}

function resultOf(answer: Answer): GraphResult {
  if (answer.httpStatus < 200 || answer.httpStatus >= 300) return { kind: 'failed', outcome: outcomeOfFailure(answer) }
  const json = objectOf(readJson(answer.body))
  if (json !== undefined) return { kind: 'ok', json }
  return { kind: 'failed', outcome: { kind: 'unknown', reason: `HTTP ${answer.httpStatus} without a JSON body` } }
}
