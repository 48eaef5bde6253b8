/**
 * Accept: turns a file and a request into a campaign that outlives the process, and only then answers. The file is
 * spooled, validated against the request, and stored before the campaign is committed, so a committed campaign always
 * has its file.
 */
import { join } from 'node:path'
import { downloadReason } from '../egress/download.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { CampaignSnapshot } from '../model/campaign/campaign.ts'
import type { CsvHeader } from '../model/campaign/csv.ts'
import { type CampaignRequest, headerNotices, isHeader, snapshotOf } from '../model/campaign/request.ts'
import type { Rule, Violation } from '../model/errors/violation.ts'
import { type FitNotice, noticeText } from '../model/template/hold.ts'
import { type LanguageResult, languageNotices, resolveLanguage } from '../model/template/language.ts'
import { labelsIn } from '../model/template/values.ts'
import type { CampaignDeps } from './deps.ts'
import { unknownSkill } from './skills.ts'
import { peek, removeFile, type Spooled, spool } from './spool.ts'
import { dropFile, storeFile } from './stored-file.ts'

/** `field`: the request field that the file came by. */
export type CampaignFile = { id: string; path: string; name: string; sha256: string; field: string }

export type FileResult = { kind: 'file'; file: CampaignFile } | { kind: 'too_large' } | Invalid
export type Invalid = { kind: 'invalid'; violations: Violation[] }
export type NoTemplate = { kind: 'no_template'; result: Exclude<LanguageResult, { kind: 'found' }> }

/** Spools the bytes of a request as the file of a future campaign. */
export async function takeFile(
  deps: CampaignDeps,
  name: string,
  source: AsyncIterable<Uint8Array>,
  field: string,
): Promise<FileResult> {
  const id = deps.newId('cmp')
  const spooled: Spooled = await spool(join(deps.folder, `${id}.csv`), source, deps.maxFileBytes)
  switch (spooled.kind) {
    case 'spooled':
      return { kind: 'file', file: { id, path: spooled.path, name, sha256: spooled.sha256, field } }
    case 'too_large':
      return { kind: 'too_large' }
    case 'not_utf8':
      return invalid(field, 'csv_encoding')
    case 'not_unpacked':
      return invalid(field, 'csv_compressed')
    case 'not_csv':
      if (typeof spooled.is === 'string') return invalid(field, spooled.is)
      return {
        kind: 'invalid',
        violations: [{ path: field, rule: spooled.is.rule, args: { actual: spooled.is.actual } }],
      }
  }
}

function invalid(path: string, rule: Rule): Invalid {
  return { kind: 'invalid', violations: [{ path, rule }] }
}

/** Fetches the file from the address that the caller names. */
export async function fetchFile(deps: CampaignDeps, url: string): Promise<FileResult> {
  const failed = (reason: string): Invalid => ({
    kind: 'invalid',
    violations: [{ path: 'fileUrl', rule: 'file_fetch', args: { reason } }],
  })
  const download = await deps.download({ url, timeoutMs: deps.downloadTimeoutMs })
  if (download.kind === 'failed') return failed(download.reason)
  try {
    const result = await takeFile(deps, nameOf(download.url), download.body, 'fileUrl')
    if (result.kind !== 'too_large') return result
    return { kind: 'invalid', violations: [{ path: 'fileUrl', rule: 'file_size', args: { limit: deps.maxFileBytes } }] }
  } catch (error) {
    return failed(downloadReason(error))
  }
}

function nameOf(url: URL): string {
  return url.pathname.split('/').at(-1) || 'file.csv'
}

/** `fitNotices`: adjustments made to the values of buttons. */
export type Ready = { kind: 'ready'; snapshot: CampaignSnapshot; header: CsvHeader; fitNotices: FitNotice[] }

/**
 * Validates the request against template and header: errors that concern the whole file are reported before any row is
 * read.
 */
export async function makeReady(
  deps: CampaignDeps,
  { bot, request, file }: { bot: Bot; request: CampaignRequest; file: CampaignFile },
): Promise<Ready | Invalid | NoTemplate> {
  const definitions = await deps.store.templatesNamed(bot.id, request.elementName)
  const result = resolveLanguage(request.language, definitions, bot.locale)
  if (result.kind !== 'found') return { kind: 'no_template', result }
  const { header, hasRows, hasPhones } = await peek(file.path)
  const { field } = file
  if (!isHeader(header)) return invalid(field, 'csv_header')
  if (!hasRows) return invalid(field, 'csv_empty')
  if (!hasPhones) return invalid(field, 'csv_text')
  const { clock, allowPrivateMedia, store } = deps
  const { definition } = result
  const labels = labelsIn(await store.templateRecords(bot.id, request.elementName), definition.language)
  const snapshot = snapshotOf({ request, definition, header, labels, field, now: clock(), allowPrivateMedia })
  if (!snapshot.ok) return { kind: 'invalid', violations: snapshot.violations }
  const strange = await unknownSkill(deps, bot.id, snapshot.value)
  if (strange.length > 0) return { kind: 'invalid', violations: strange }
  const fitNotices = [...languageNotices(result), ...(snapshot.notices ?? [])]
  return { kind: 'ready', snapshot: { ...snapshot.value, wabaId: bot.channel.wabaId }, header, fitNotices }
}

export type CampaignAnswer = {
  message: string[]
  status: 'success'
  campaignId: string
  data: { campaignId: string; fileName: string; columns: string[]; notices: string[] }
}
type Caller = { clientId: string; idempotency?: { key: string; fingerprint: string } }
type Accepted =
  | { kind: 'accepted'; answer: CampaignAnswer; messageIds: string[]; fitNotices: FitNotice[] }
  | { kind: 'replayed'; answer: CampaignAnswer }
  | { kind: 'conflict' }
export type CampaignAcceptance = Accepted | Invalid | NoTemplate

/** The earlier answer under the caller's idempotency key, if any. */
export async function answeredBefore(
  deps: CampaignDeps,
  { clientId, idempotency }: Caller,
): Promise<Accepted | undefined> {
  if (idempotency === undefined) return undefined
  const earlier = await deps.store.earlierAnswer({ clientId, ...idempotency, answer: '' }, deps.clock())
  if (earlier?.kind === 'conflict') return { kind: 'conflict' }
  return earlier?.kind === 'replayed' ? { kind: 'replayed', answer: JSON.parse(earlier.answer) } : undefined
}

/** Takes ownership of the file: it is stored until it is read, or deleted. */
export async function acceptCampaign(
  deps: CampaignDeps,
  input: { bot: Bot; caller: Caller; request: CampaignRequest; file: CampaignFile },
): Promise<CampaignAcceptance> {
  const { file } = input
  try {
    const ready = await makeReady(deps, input)
    return ready.kind === 'ready' ? await storeAndCommit(deps, input, ready) : ready
  } finally {
    await removeFile(file.path)
  }
}

async function storeAndCommit(
  deps: CampaignDeps,
  input: Parameters<typeof acceptCampaign>[1],
  ready: Ready,
): Promise<Accepted> {
  const { id, path } = input.file
  await storeFile(deps, id, path)
  const accepted = await commit(deps, input, ready)
  // When the outcome is unknown the file stays; the sweep deletes it if no campaign exists.
  if (accepted.kind !== 'accepted') await dropFile(deps.store, id)
  return accepted
}

async function commit(
  deps: CampaignDeps,
  { bot, caller, request, file }: Parameters<typeof acceptCampaign>[1],
  { snapshot, header, fitNotices }: Ready,
): Promise<Accepted> {
  const { clientId, idempotency } = caller
  const { id, name: fileName } = file
  const answer: CampaignAnswer = {
    message: ['The campaign was created.'],
    status: 'success',
    campaignId: id,
    data: { campaignId: id, fileName, columns: header.columns, notices: noticesOf(header, fitNotices) },
  }
  const result = await deps.store.addCampaign(
    {
      id,
      botId: bot.id,
      name: request.name,
      elementName: request.elementName,
      snapshot,
      fileName,
      clientId,
      dueAt: request.scheduledAt,
      createdAt: deps.clock(),
    },
    idempotency && { clientId, ...idempotency, answer: JSON.stringify(answer) },
  )
  if (result.kind === 'conflict') return { kind: 'conflict' }
  if (result.kind === 'replayed') return { kind: 'replayed', answer: JSON.parse(result.answer) }
  deps.wake()
  return { kind: 'accepted', answer, messageIds: [], fitNotices }
}

export function noticesOf(header: CsvHeader, fitNotices: FitNotice[]): string[] {
  return [...headerNotices(header), ...fitNotices.map(noticeText)]
}
