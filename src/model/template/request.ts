/**
 * The body of POST /v2/whatsapp/{botId}/hsm (jelou-api.md, section 6; user's document of templates): read, checked for all that
 * can be said without knowing the template, and given back in one form whatever alias or case it came in. Never throws.
 * Called by http; fit then holds the request against the stored template.
 */
import { Type } from 'typebox'
import type { Locale } from '../bot.ts'
import {
  isPresent,
  present,
  type Reader,
  readOptionalObject,
  readOptionalText,
  readRoot,
  readText,
  report,
} from '../check.ts'
import type { Actions, MediaKind } from '../content.ts'
import { type AllowPrivate, maxMediaUrlLength } from '../media.ts'
import { limits as mediaLimits, readFilename } from '../message/media.ts'
import { isUserId, userIdPattern } from '../phone.ts'
import type { Checked, Violation } from '../violation.ts'
import {
  type ButtonParameter,
  type ButtonPayload,
  buttonParametersSchema,
  buttonPayloadsSchema,
  mostButtons,
  readButtonParameters,
  readButtonPayloads,
} from './button-parameters.ts'
import { type CardRequest, readCards } from './cards.ts'
import { parameterProblem, readInstant, readMediaUrl, readParameters, readTexts } from './read.ts'

const types = ['text', 'hsm', 'image', 'document', 'video', 'catalog', 'carousel'] as const
export type HsmType = (typeof types)[number]

export type HsmRequest = {
  elementName: string
  destinations: string[]
  parameters: string[]
  /** `text` when the caller gave none. */
  type: HsmType
} & SendParts

/** What a send may bring beside the template's name, its variables and its recipients; the same in every form of it. */
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
  /** Instant, ms; ahead of `now`. */
  offerExpiresAt?: number
  /** Instant, ms; ahead of `now`: a message that is not out by then expires. */
  expiresAt?: number
  campaignId?: string
  cards: CardRequest[]
  thumbnailProduct?: string
}

export const mostDestinations = 10_000

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
    dynamicUrlParameters: readTexts(root, 'dynamicUrlParameter', { max: mostButtons }, parameterProblem),
    actions: readActions(root),
    offerExpiresAt: offer && readInstant(offer, 'expirationTime', now),
    expiresAt: readInstant(root, 'expirationTime', now),
    campaignId: readOptionalText(root, 'campaignId'),
    cards: readCards(root, allowPrivateMedia),
    thumbnailProduct: readOptionalText(root, 'thumbnailProduct'),
  })
  checkForms(root, request)
  return request
}

function readType(root: Reader): HsmType | undefined {
  const given = readOptionalText(root, 'type')
  const type = types.find((known) => known === given?.toLowerCase())
  if (given !== undefined && type === undefined) report(root, 'type', 'one_of', { values: types.join(',') })
  return type
}

function readDestinations(root: Reader): string[] {
  const limits = { required: true, min: 1, max: mostDestinations, mayBeAlone: true }
  return readTexts(root, 'destinations', limits, (text) => (isUserId(text) ? undefined : 'phone_digits'))
}

/** Underscore or hyphen, any case; whether the template has it is for resolveLanguage to say. */
const language = /^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,4})?$/

function readLanguage(root: Reader): string | undefined {
  const given = readOptionalText(root, 'language')
  if (given !== undefined && !language.test(given)) report(root, 'language', 'format', { expected: 'es, es_MX' })
  return given
}

/** The kinds that the file may be of, as far as the request tells: without a `type` the template will. */
function mediaKinds(type: HsmType | undefined): MediaKind[] {
  if (type === 'image' || type === 'video') return [type]
  return type === 'document' ? ['file'] : ['image', 'video', 'file']
}

/** `setFlow` is what `setSkill` was called once. */
export function readActions(root: Reader): Actions | undefined {
  const actions = readOptionalObject(root, 'actions')
  if (actions === undefined) return undefined
  const skill = readOptionalObject(actions, isPresent(actions, 'setSkill') ? 'setSkill' : 'setFlow')
  const id = skill && readId(skill)
  const memory = readOptionalObject(actions, 'setMemoryParams')?.fields
  if (id === undefined && memory === undefined) return undefined
  return present<Actions>({ setSkill: id === undefined ? undefined : { id }, setMemoryParams: memory })
}

/** Of a body as it came, when it is one. */
export function readSkillId(body: Record<string, unknown>): string | undefined {
  return readActions({ fields: body, path: '', violations: [] })?.setSkill?.id
}

/** The documents write skill ids as numbers and as strings. */
function readId(skill: Reader): string | undefined {
  return typeof skill.fields.id === 'number' ? String(skill.fields.id) : readText(skill, 'id')
}

/** What may be given in one of two forms, not in both. */
function checkForms(root: Reader, request: SendParts): void {
  const has = (type: ButtonParameter['type']) => request.buttonParameters.some((button) => button.type === type)
  if (request.buttonPayloads.length > 0 && has('QUICK_REPLY'))
    report(root, 'buttonPayloads', 'exclusive', { other: 'buttonParameters' })
  if (request.dynamicUrlParameters.length > 0 && has('URL'))
    report(root, 'dynamicUrlParameter', 'exclusive', { other: 'buttonParameters' })
}

/**
 * What the documented 400 echoes in `_metadata.body`: destinations as objects, the language called `code`, and `type`, `botId`
 * and `botName` filled in (jelou-api.md, 4.1). Fields that were not given stay away.
 */
export function normalisedRequest(
  request: HsmRequest,
  bot: { id: string; name: string; locale?: Locale },
): Record<string, unknown> {
  const { offerExpiresAt, expiresAt, dynamicUrlParameters, ...same } = request
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
    botId: bot.id,
    botName: bot.name,
  })
}

const destination = Type.Union([Type.String({ pattern: userIdPattern }), Type.Integer()])
const parameter = { description: 'No line breaks, tabs or more than 4 spaces in a row; not empty', examples: ['Ana'] }
/** A number is taken as its digits, where it can have lost none. */
const parameterField = Type.Union([Type.String(), Type.Number()], parameter)
const mediaUrl = Type.String({
  format: 'uri',
  maxLength: maxMediaUrlLength,
  description: 'Public https address of the file',
  examples: ['https://cdn.ejemplo.com/imagen.jpeg'],
})
const place = Type.Integer({
  minimum: 0,
  maximum: 9,
  description: 'Place of the card, from 0; in their order without it.',
})
const optional = Type.Optional

/** For OpenAPI; the reading above is what decides. */
export const hsmRequestSchema = Type.Object(
  {
    elementName: Type.String({ minLength: 1, maxLength: 512, description: 'Name of the approved template' }),
    destinations: Type.Union([Type.Array(destination, { minItems: 1, maxItems: mostDestinations }), destination], {
      description:
        'Phone numbers with country code, digits only; a repeated one is sent to once. One may stand without a list.',
      examples: [['593987654321']],
    }),
    parameters: Type.Array(parameterField, { description: "Values of the body's variables, in order" }),
    type: optional(
      Type.String({ enum: [...types], default: 'text', description: "The template's kind, in either case" }),
    ),
    language: optional(
      Type.String({
        pattern: language.source,
        'x-meant-by': ['lang', 'languageCode', 'locale'],
        description: "Language of the template, with or without region; by default the bot's",
        examples: ['es', 'en', 'pt', 'es_MX'],
      }),
    ),
    mediaUrl: optional(mediaUrl),
    filename: optional(
      Type.String({ maxLength: mediaLimits.filename, description: 'Name that a document is shown by' }),
    ),
    fileName: optional(
      Type.String({
        maxLength: mediaLimits.filename,
        description: 'What `filename` was called once.',
        deprecated: true,
      }),
    ),
    headerParameters: optional(
      Type.Array(parameterField, { maxItems: 1, description: "Value of the header's variable" }),
    ),
    buttonParameters: optional(buttonParametersSchema),
    buttonPayloads: optional(buttonPayloadsSchema),
    dynamicUrlParameter: optional(
      Type.Array(Type.String(), {
        maxItems: mostButtons,
        description:
          'The variable ends of the addresses of URL buttons; once the form of URL entries in `buttonParameters`.',
        deprecated: true,
      }),
    ),
    actions: optional(
      Type.Object(
        {
          setSkill: optional(Type.Object({ id: Type.Union([Type.String(), Type.Number()], { examples: [2222] }) })),
          setFlow: optional(
            Type.Object(
              { id: Type.Union([Type.String(), Type.Number()]) },
              { description: 'What `setSkill` was called once.', deprecated: true },
            ),
          ),
          setMemoryParams: optional(
            Type.Record(Type.String(), Type.Unknown(), { examples: [{ url: 'https://apps.jelou.ai' }] }),
          ),
        },
        { description: 'What happens to the conversation when the message leaves' },
      ),
    ),
    ltoParams: optional(
      Type.Object({
        expirationTime: optional(
          Type.Integer({ description: 'End of the limited-time offer: milliseconds, in the future' }),
        ),
      }),
    ),
    cards: optional(
      Type.Array(
        Type.Object({
          cardIndex: optional(place),
          card_index: optional(place),
          mediaUrl: optional(mediaUrl),
          params: optional(Type.Array(parameterField)),
          buttonParameters: optional(buttonParametersSchema),
        }),
        { maxItems: 10, description: 'Cards of a carousel, as many as the template has' },
      ),
    ),
    expirationTime: optional(
      Type.String({
        'x-meant-by': ['expiresAt', 'expireAt', 'expiration', 'validUntil'],
        pattern: '^\\d+$',
        description: 'Milliseconds, in the future: a message that has not left by then expires',
      }),
    ),
    campaignId: optional(Type.String({ description: 'Campaign that the messages belong to' })),
    thumbnailProduct: optional(Type.String({ description: 'Product id for the picture of a catalog template' })),
  },
  {
    description: 'An approved template to one or many people',
    examples: [
      { parameters: ['Ana', '42'], destinations: ['593987654321'], elementName: 'demo_text' },
      {
        parameters: ['Ana', '42'],
        mediaUrl: 'https://cdn.ejemplo.com/imagen.jpeg',
        type: 'image',
        destinations: ['593987654321'],
        elementName: 'demo_image',
      },
    ],
  },
)
