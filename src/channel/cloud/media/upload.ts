/**
 * Uploads a file to Meta and returns its handle, by which a template's header names its sample (cloud-api.md, section
 * 2: resumable upload). One request: samples are small. The session is opened for the channel's app, or for the app
 * that Meta reports for its token, asked once.
 */
import type { Channel } from '../../../model/bot/bot.ts'
import { idOf, type Json, objectOf, textOf } from '../../../model/json.ts'
import type { GraphResult } from '../management/account.ts'
import type { Failed } from '../outcomes/outcomes.ts'

export type UploadFile = { bytes: Uint8Array; mimeType: string; name: string }

export type UploadResult = { kind: 'ok'; handle: string } | { kind: 'failed'; outcome: Failed }

/** `authorization` as Meta's guide has it for uploads. */
export type UploadGraph = {
  get(path: string): Promise<GraphResult>
  post(path: string, headers: Record<string, string>, body?: Uint8Array): Promise<GraphResult>
}

export function createUploads(graphOf: (channel: Channel) => UploadGraph) {
  const appIds = new Map<string, string>()

  async function appIdOf(channel: Channel, graph: UploadGraph): Promise<string | Failed> {
    const known = channel.appId ?? appIds.get(channel.accessToken)
    if (known !== undefined) return known
    const answer = await graph.get(`/debug_token?input_token=${encodeURIComponent(channel.accessToken)}`)
    if (answer.kind === 'failed') return answer.outcome
    const appId = idOf(objectOf(answer.json.data)?.app_id)
    if (appId === undefined) return missing('the response names no app for the access token; give the channel an appId')
    // One entry per bot; a rotated token leaves one behind.
    if (appIds.size > 10_000) appIds.clear()
    appIds.set(channel.accessToken, appId)
    return appId
  }

  return async (channel: Channel, file: UploadFile): Promise<UploadResult> => {
    const graph = graphOf(channel)
    const appId = await appIdOf(channel, graph)
    if (typeof appId !== 'string') return { kind: 'failed', outcome: appId }
    const query = new URLSearchParams({
      file_length: String(file.bytes.length),
      file_type: file.mimeType,
      file_name: file.name,
    })
    const headers = { authorization: `OAuth ${channel.accessToken}` }
    const session = await graph.post(`/${encodeURIComponent(appId)}/uploads?${query}`, headers)
    if (session.kind === 'failed') return session
    const id = sessionId(session.json)
    if (id === undefined) return { kind: 'failed', outcome: missing('the response has no upload session') }
    const binary = { ...headers, file_offset: '0', 'content-type': 'application/octet-stream' }
    const sent = await graph.post(`/${id}`, binary, file.bytes)
    if (sent.kind === 'failed') return sent
    const handle = textOf(sent.json.h)
    return handle === undefined
      ? { kind: 'failed', outcome: missing('the response to the upload has no handle') }
      : { kind: 'ok', handle }
  }
}

/** The id becomes part of a path, so its characters are restricted. */
function sessionId(json: Json): string | undefined {
  const id = textOf(json.id)
  return id !== undefined && /^upload:[\w\-:.=?&%]{1,2000}$/.test(id) ? id : undefined
}

function missing(reason: string): Failed {
  return { kind: 'unknown', reason }
}
