/**
 * Sample files of template headers: an address in place of an upload handle is fetched through the guard, checked, and
 * uploaded (cloud-api.md, 2 and 3.2). Nothing is cached: the address that Meta shows for a sample is valid for a while
 * only, so the samples that an edit does not touch are not fetched.
 */
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { RequestResult } from '../egress/request.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Rule, Violation } from '../model/errors/violation.ts'
import { mediaRules } from '../model/media/media.ts'
import { fileName } from '../model/media/upload-name.ts'
import { isAddress, sampleKind, sampleOf } from '../model/template/check-components.ts'
import type { TemplateComponent } from '../model/template/definition.ts'
import type { TemplateDeps } from './deps.ts'

export type Uploaded =
  | { kind: 'ok'; components: TemplateComponent[] }
  | { kind: 'invalid'; violations: Violation[] }
  | { kind: 'meta'; outcome: Failed }

type Sample = { header: TemplateComponent; path: string; url: string; format: string }

/**
 * `field`: the caller's name for the only sample, when not its path among the components. `kept`: addresses that stay
 * as they are; `known`: addresses that Meta has a file for, so a failed fetch is no error.
 */
export async function withHandles(
  deps: TemplateDeps,
  bot: Bot,
  components: TemplateComponent[],
  {
    field,
    kept: retained = [],
    known = [],
  }: { field?: string; kept?: readonly string[]; known?: readonly string[] } = {},
): Promise<Uploaded> {
  const handles = new Map<TemplateComponent, string>()
  const byUrl = new Map<string, string>(retained.map((url) => [url, url]))
  for (const sample of samplesIn(components)) {
    const handle = byUrl.get(sample.url)
    const uploaded = handle === undefined ? await upload(deps, bot, sample, field) : { kind: 'ok' as const, handle }
    const isRetained = uploaded.kind === 'invalid' && known.includes(sample.url)
    const result = isRetained ? { kind: 'ok' as const, handle: sample.url } : uploaded
    if (result.kind !== 'ok') return result
    byUrl.set(sample.url, result.handle)
    handles.set(sample.header, result.handle)
  }
  return { kind: 'ok', components: replaced(components, handles) }
}

/** Sample addresses of the components, in order. */
export function sampleAddresses(components: readonly TemplateComponent[]): string[] {
  return samplesIn(components).map(({ url }) => url)
}

function samplesIn(components: readonly TemplateComponent[], path = 'components'): Sample[] {
  return components.flatMap((component, index) => {
    const here = `${path}.${index}`
    const type = component.type.toUpperCase()
    if (type === 'CAROUSEL') {
      return cardsOf(component).flatMap((card, at) => samplesIn(card.components, `${here}.cards.${at}.components`))
    }
    const url = type === 'HEADER' ? sampleOf(component) : undefined
    if (url === undefined || !isAddress(url)) return []
    const format = typeof component.format === 'string' ? component.format.toUpperCase() : ''
    return [{ header: component, path: `${here}.example.header_handle`, url, format }]
  })
}

/** The components with the sample addresses replaced. */
export function withAddresses(
  components: TemplateComponent[],
  addresses: ReadonlyMap<string, string>,
): TemplateComponent[] {
  const found = samplesIn(components).map(({ header, url }) => [header, addresses.get(url) ?? url] as const)
  return replaced(components, new Map(found))
}

type Card = { components: TemplateComponent[] }

function cardsOf({ cards }: TemplateComponent): Card[] {
  return Array.isArray(cards) ? (cards as Card[]) : []
}

function replaced(components: TemplateComponent[], handles: Map<TemplateComponent, string>): TemplateComponent[] {
  return components.map((component) => {
    const handle = handles.get(component)
    if (handle !== undefined) return { ...component, example: { header_handle: [handle] } }
    if (component.type.toUpperCase() !== 'CAROUSEL') return component
    const cards = cardsOf(component).map((card) => ({ ...card, components: replaced(card.components, handles) }))
    return { ...component, cards }
  })
}

type Handle = { kind: 'ok'; handle: string } | Exclude<Uploaded, { kind: 'ok' }>

/** Types that Meta's uploads accept for templates: of documents, PDF only. */
const mimeTypes = {
  image: ['image/jpeg', 'image/png'],
  video: ['video/mp4', 'video/3gpp'],
  file: ['application/pdf'],
}

const fetchTimeoutMs = 30_000

async function upload(deps: TemplateDeps, bot: Bot, sample: Sample, field = sample.path): Promise<Handle> {
  const kind = sampleKind(sample.format)
  const { maxBytes } = mediaRules[kind]
  const refuse = (rule: Rule, args: Violation['args']): Handle => ({
    kind: 'invalid',
    violations: [{ path: field, rule, ...(args ? { args } : {}) }],
  })
  const answer = await fetchFile(deps, sample.url, maxBytes)
  if (answer.kind === 'failed') return refuse('template_sample', { reason: answer.reason })
  if (answer.status !== 200) return refuse('template_sample', { reason: `HTTP ${answer.status}` })
  if (answer.bytes.length === 0) return refuse('template_sample', { reason: 'the file is empty' })
  if (answer.truncated) return refuse('template_sample_size', { limit: maxBytes })
  const types = [...(await deps.typesOf(answer.bytes)), declared(answer)]
  const mimeType = types.find((type) => mimeTypes[kind].includes(type))
  if (mimeType === undefined) {
    const actual = types.find((type) => type !== '') ?? '?'
    return refuse('template_sample_type', { actual, allowed: mimeTypes[kind].join(', ') })
  }
  const file = { bytes: answer.bytes, mimeType, name: nameOf(sample.url) }
  const sent = await deps.cloud.uploadSample(bot.channel, file)
  return sent.kind === 'ok' ? sent : { kind: 'meta', outcome: sent.outcome }
}

export type SampleResult = { kind: 'ok'; handle: string; mimeType: string } | Exclude<Uploaded, { kind: 'ok' }>

/** A sample that the caller sends instead of its address. */
export async function uploadFile(
  deps: Pick<TemplateDeps, 'cloud' | 'typesOf'>,
  bot: Bot,
  { bytes, name }: { bytes: Uint8Array; name: string },
): Promise<SampleResult> {
  const allowed = Object.values(mimeTypes).flat()
  const types = await deps.typesOf(bytes)
  const mimeType = types.find((type) => allowed.includes(type))
  if (mimeType === undefined) {
    const args = { actual: types[0] ?? '?', allowed: allowed.join(', ') }
    return { kind: 'invalid', violations: [{ path: 'file', rule: 'template_sample_type', args }] }
  }
  const sent = await deps.cloud.uploadSample(bot.channel, { bytes, mimeType, name: fileName(name) })
  return sent.kind === 'ok' ? { ...sent, mimeType } : { kind: 'meta', outcome: sent.outcome }
}

function fetchFile({ request }: TemplateDeps, url: string, maxBytes: number): Promise<RequestResult> {
  const headers = { 'user-agent': 'Recado/1', 'accept-encoding': 'identity' }
  return request({ method: 'GET', url, headers, timeoutMs: fetchTimeoutMs, maxBytes })
}

function declared(answer: RequestResult & { kind: 'answer' }): string {
  const type = answer.headers['content-type']
  const [name = ''] = (typeof type === 'string' ? type : '').split(';', 1)
  return name.trim().toLowerCase()
}

/** The last part of the address, as far as it fits a file name. */
function nameOf(url: string): string {
  return fileName(URL.parse(url)?.pathname.split('/').at(-1) ?? '')
}
