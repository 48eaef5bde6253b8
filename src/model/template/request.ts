/**
 * The body of POST /v2/whatsapp/{botId}/hsm (jelou-api.md, section 6; user's document of templates): parsed, validated
 * as far as possible without the template, and returned in one form whatever alias or case it came in. Never throws.
 * `fit` then checks the request against the stored template.
 */

import type { Locale } from '../errors/texts.ts'
import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import type { Actions, MediaKind } from '../message/content.ts'
import { readFilename } from '../message/media.ts'
import {
  isPresent,
  present,
  type Reader,
  readOptionalObject,
  readOptionalText,
  readRoot,
  readText,
  report,
} from '../request/check.ts'
import { readSendAt } from '../request/send-at.ts'
import { maxMemoryBytes, memoryBytes, rememberedOf } from '../user/memory.ts'
import { isUserId } from '../user/phone.ts'
import {
  type ButtonParameter,
  type ButtonPayload,
  maxButtons,
  readButtonParameters,
  readButtonPayloads,
} from './button-parameters.ts'
import { type CardRequest, readCards } from './cards.ts'
import { type CommerceParts, readCommerce } from './commerce.ts'
import { parameterProblem, readInstant, readMediaUrl, readParameters, readTexts } from './read.ts'

export const types = ['text', 'hsm', 'image', 'document', 'video', 'catalog', 'carousel'] as const
export type HsmType = (typeof types)[number]

export type HsmRequest = {
  elementName: string
  destinations: string[]
  parameters: string[]
  /** `text` when the caller gave none. */
  type: HsmType
} & SendParts

/** The parts of a send besides the template's name, its variables and its recipients; the same in every form of it. */
export type SendParts = {
  /** As the caller wrote it: es, es_MX, es-mx. */
  language?: string
  mediaUrl?: string
  filename?: string
  headerParameters: string[]
  buttonParameters: ButtonParameter[]
  buttonPayloads: ButtonPayload[]
  dynamicUrlParameters: string[]
  actions?: Actions
  /** Instant in ms; later than `now`. */
  offerExpiresAt?: number
  /** Instant in ms; later than `now`: a message not sent by then expires. */
  expiresAt?: number
  /** Instant in ms; later than `now`, and earlier than `expiresAt`. */
  sendAt?: number
  campaignId?: string
  cards: CardRequest[]
  thumbnailProduct?: string
} & CommerceParts

export const maxDestinations = 10_000

export type HsmContext = { now: number; allowPrivateMedia?: AllowPrivate }

export function parseHsmRequest(body: unknown, context: HsmContext): Checked<HsmRequest> {
  const violations: Violation[] = []
  const root = readRoot(body, violations)
  if (root === undefined) return { ok: false, violations }
  const value = readRequest(root, context)
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

function readRequest(root: Reader, context: HsmContext): HsmRequest {
  const type = readType(root)
  return {
    elementName: readText(root, 'elementName', 512),
    destinations: readDestinations(root),
    parameters: readParameters(root, 'parameters', { required: true }),
    type: type ?? 'text',
    ...readSendParts(root, context, type),
  }
}

export function readSendParts(root: Reader, { now, allowPrivateMedia }: HsmContext, type?: HsmType): SendParts {
  const offer = readOptionalObject(root, 'ltoParams')
  const request = present<SendParts>({
    language: readLanguage(root),
    mediaUrl: readMediaUrl(root, mediaKinds(type), allowPrivateMedia),
    filename: readFilename(root, isPresent(root, 'filename') ? 'filename' : 'fileName'),
    headerParameters: readParameters(root, 'headerParameters', { max: 1 }),
    buttonParameters: readButtonParameters(root),
    buttonPayloads: readButtonPayloads(root),
    dynamicUrlParameters: readTexts(root, 'dynamicUrlParameter', { max: maxButtons }, parameterProblem),
    actions: readActions(root),
    offerExpiresAt: offer && readInstant(offer, 'expirationTime', now),
    expiresAt: readInstant(root, 'expirationTime', now),
    sendAt: readSendAt(root, now),
    campaignId: readOptionalText(root, 'campaignId'),
    cards: readCards(root, allowPrivateMedia),
    thumbnailProduct: readOptionalText(root, 'thumbnailProduct'),
    ...readCommerce(root),
  })
  checkForms(root, request)
  checkTimes(root, request)
  return request
}

function readType(root: Reader): HsmType | undefined {
  const given = readOptionalText(root, 'type')
  const type = types.find((known) => known === given?.toLowerCase())
  if (given !== undefined && type === undefined) report(root, 'type', 'one_of', { values: types.join(',') })
  return type
}

function readDestinations(root: Reader): string[] {
  const limits = { required: true, min: 1, max: maxDestinations, mayBeAlone: true }
  return readTexts(root, 'destinations', limits, (text) => (isUserId(text) ? undefined : 'phone_digits'))
}

/** Underscore or hyphen, any case; `resolveLanguage` checks whether the template has it. */
export const languagePattern = /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,4})?$/

function readLanguage(root: Reader): string | undefined {
  const given = readOptionalText(root, 'language')
  if (given !== undefined && !languagePattern.test(given)) report(root, 'language', 'format', { expected: 'es, es_MX' })
  return given
}

/** The possible kinds of the file, as far as the request tells: without a `type` the template decides. */
function mediaKinds(type: HsmType | undefined): MediaKind[] {
  if (type === 'image' || type === 'video') return [type]
  return type === 'document' ? ['file'] : ['image', 'video', 'file']
}

/** `setFlow` is the former name of `setSkill`. */
export function readActions(root: Reader): Actions | undefined {
  const actions = readOptionalObject(root, 'actions')
  if (actions === undefined) return undefined
  const skill = readOptionalObject(actions, isPresent(actions, 'setSkill') ? 'setSkill' : 'setFlow')
  const id = skill && readId(skill)
  const memory = readOptionalObject(actions, 'setMemoryParams')?.fields
  // Larger than the whole memory may be: it could never be stored, whatever the person's memory holds by then.
  const bytes = memory === undefined ? 0 : memoryBytes(rememberedOf(memory))
  if (bytes > maxMemoryBytes)
    report(actions, 'setMemoryParams', 'memory_full', { actual: bytes, limit: maxMemoryBytes })
  if (id === undefined && memory === undefined) return undefined
  return present<Actions>({ setSkill: id === undefined ? undefined : { id }, setMemoryParams: memory })
}

/** From a raw body, when it is valid. */
export function readSkillId(body: Record<string, unknown>): string | undefined {
  return readActions({ fields: body, path: '', violations: [] })?.setSkill?.id
}

/** The documents write skill ids as numbers and as strings. */
function readId(skill: Reader): string | undefined {
  return typeof skill.fields.id === 'number' ? String(skill.fields.id) : readText(skill, 'id')
}

/** Fields with two forms, only one of which may be given. */
function checkForms(root: Reader, request: SendParts): void {
  const has = (type: ButtonParameter['type']) => request.buttonParameters.some((button) => button.type === type)
  if (request.buttonPayloads.length > 0 && has('QUICK_REPLY'))
    report(root, 'buttonPayloads', 'exclusive', { other: 'buttonParameters' })
  if (request.dynamicUrlParameters.length > 0 && has('URL'))
    report(root, 'dynamicUrlParameter', 'exclusive', { other: 'buttonParameters' })
}

/** What expires, or is over, before it leaves would never leave. */
function checkTimes(root: Reader, { sendAt, expiresAt, offerExpiresAt }: SendParts): void {
  if (sendAt === undefined) return
  const isTooEarly = (at: number | undefined) => at !== undefined && at <= sendAt
  if (isTooEarly(expiresAt)) report(root, 'expirationTime', 'before_sending', { other: 'sendAt' })
  if (isTooEarly(offerExpiresAt)) report(root, 'ltoParams.expirationTime', 'before_sending', { other: 'sendAt' })
}

/**
 * The echo in `_metadata.body` of the documented 400: destinations as objects, the language called `code`, and `type`,
 * `botId` and `botName` filled in (jelou-api.md, 4.1). Fields that were not given are omitted.
 */
export function normalisedRequest(
  request: HsmRequest,
  bot: { id: string; name: string; locale?: Locale },
): Record<string, unknown> {
  const { offerExpiresAt, expiresAt, sendAt, dynamicUrlParameters, ...same } = request
  const some = <T>(list: T[]) => (list.length > 0 ? list : undefined)
  return present({
    ...same,
    destinations: request.destinations.map((destination) => ({ destination })),
    language: undefined,
    code: request.language ?? bot.locale,
    headerParameters: some(request.headerParameters),
    buttonParameters: some(request.buttonParameters),
    buttonPayloads: some(request.buttonPayloads),
    dynamicUrlParameter: some(dynamicUrlParameters),
    cards: some(request.cards.map(({ at: _, ...card }) => card)),
    ltoParams: offerExpiresAt === undefined ? undefined : { expirationTime: offerExpiresAt },
    expirationTime: expiresAt === undefined ? undefined : String(expiresAt),
    sendAt: sendAt === undefined ? undefined : new Date(sendAt).toISOString(),
    botId: bot.id,
    botName: bot.name,
  })
}
