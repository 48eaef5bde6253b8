/**
 * The Cloud API as the flows see it: send a message, read templates, find a medium. Every result is a value; nothing throws
 * and nothing is sent twice, so the caller alone decides on a repetition. One pool of connections for each Graph server,
 * shared by all bots. Made by app, called by outbound and by the management routes.
 */
import type { Channel, Locale } from '../../model/bot.ts'
import type { Content } from '../../model/content.ts'
import type { Outcome } from '../../model/outcome.ts'
import { encode } from './encode.ts'
import { type GraphRequest, makeExchanges, type Reply } from './exchange.ts'
import type { Json } from './json.ts'
import { objectOf, parseJson } from './json.ts'
import { type GraphResult, listTemplates, type MediaAddress, mediaAddress, type TemplateList } from './management.ts'
import {
  type Answer,
  type Failed,
  misconfigured,
  outcomeOfAnswer,
  outcomeOfError,
  outcomeOfFailure,
} from './outcomes.ts'

export type CloudClientDeps = {
  clock: () => number
  /** To one Graph server at once. */
  connections?: number
  /** For the head of an answer, and for every silence within it. */
  timeoutMs?: number
}

/** The part of a claimed message that leaves. */
export type Sendable = {
  id: string
  content: Content
  recipient: { phone?: string; scopedId?: string }
  /** From 1. */
  attempt: number
}

export type CloudClient = {
  send(channel: Channel, message: Sendable, locale: Locale): Promise<Outcome>
  /** `path` below the version, e.g. `/123/message_templates?limit=10`. */
  get(channel: Channel, path: string): Promise<GraphResult>
  post(channel: Channel, path: string, body: Json): Promise<GraphResult>
  /** All languages of all templates of the account. */
  listTemplates(channel: Channel): Promise<TemplateList>
  /** Where Meta keeps a medium for the next five minutes. */
  mediaUrl(channel: Channel, mediaId: string): Promise<MediaAddress>
  /** What is in flight ends first. */
  close(): Promise<void>
  /** What is in flight is cut off. */
  destroy(): Promise<void>
}

const maxSendAnswerBytes = 1_048_576
/** A page of templates, carousels among them, is longer than the answer to a send. */
const maxGraphAnswerBytes = 16 * 1_048_576

export function makeCloudClient({ clock, connections = 128, timeoutMs = 30_000 }: CloudClientDeps): CloudClient {
  const exchanges = makeExchanges(clock, { connections, timeoutMs })

  function run(channel: Channel, request: Omit<GraphRequest, 'accessToken'>): Promise<Reply> {
    const path = `/${channel.graphVersion}${request.path}`
    return exchanges.run(channel.graphUrl, { ...request, path, accessToken: channel.accessToken })
  }

  async function graph(channel: Channel, method: 'GET' | 'POST', path: string, body?: Json): Promise<GraphResult> {
    const text = body && JSON.stringify(body)
    const reply = await run(channel, { method, path, body: text, maxAnswerBytes: maxGraphAnswerBytes })
    return reply.kind === 'answer' ? resultOf(reply) : { kind: 'failed', outcome: outcomeOfBroken(reply) }
  }

  return {
    async send(channel, message, locale) {
      const { id: messageId, content, recipient, attempt } = message
      const body = JSON.stringify(encode({ content, recipient, messageId, attempt, locale }))
      const path = `/${channel.phoneNumberId}/messages`
      const reply = await run(channel, { method: 'POST', path, body, maxAnswerBytes: maxSendAnswerBytes })
      return reply.kind === 'answer' ? outcomeOfAnswer(reply) : outcomeOfBroken(reply)
    },
    get: (channel, path) => graph(channel, 'GET', path),
    post: (channel, path, body) => graph(channel, 'POST', path, body),
    listTemplates: (channel) => listTemplates((path) => graph(channel, 'GET', path), channel.wabaId),
    mediaUrl: (channel, mediaId) => mediaAddress((path) => graph(channel, 'GET', path), mediaId),
    close: exchanges.close,
    destroy: exchanges.destroy,
  }
}

function outcomeOfBroken(reply: Exclude<Reply, { kind: 'answer' }>): Failed {
  return reply.kind === 'bad_url' ? misconfigured(reply.reason) : outcomeOfError(reply.error, reply)
}

function resultOf(answer: Answer): GraphResult {
  if (answer.httpStatus < 200 || answer.httpStatus >= 300) return { kind: 'failed', outcome: outcomeOfFailure(answer) }
  const json = objectOf(parseJson(answer.body))
  if (json !== undefined) return { kind: 'ok', json }
  return { kind: 'failed', outcome: { kind: 'unknown', reason: `HTTP ${answer.httpStatus} without JSON` } }
}
