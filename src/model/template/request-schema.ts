/** The body of POST /v2/whatsapp/{botId}/hsm for OpenAPI, and its allowed names; the parser in `request.ts` decides. */
import { Type } from 'typebox'
import { maxMediaUrlLength } from '../media/media.ts'
import { limits as mediaLimits } from '../message/media.ts'
import { withName, withNames, withParts } from '../request/named.ts'
import { sendAtField } from '../request/send-at.ts'
import { userIdPattern } from '../user/phone.ts'
import { buttonParametersSchema, buttonPayloadsSchema, maxButtons } from './button-parameters.ts'
import { commerceSchemas, productSchema } from './commerce.ts'
import { languagePattern, maxDestinations, types } from './request.ts'

const destination = Type.Union([Type.String({ pattern: userIdPattern }), Type.Integer()])
const parameter = { description: 'No line breaks, tabs or more than 4 spaces in a row; not empty', examples: ['Ana'] }
/** A number counts as its digits if it cannot have lost any. */
const kind = withName('TemplateKind', Type.String({ enum: [...types], default: 'text' }))
const parameterField = withName('ParameterValue', Type.Union([Type.String(), Type.Number()], parameter))
const mediaUrl = Type.String({
  format: 'uri',
  maxLength: maxMediaUrlLength,
  description: 'Public https address of the file',
  examples: ['https://cdn.ejemplo.com/imagen.jpeg'],
})
const position = Type.Integer({
  minimum: 0,
  maximum: 9,
  description: 'From 0; in order by default.',
})
const optional = Type.Optional

export const hsmRequestSchema = Type.Object(
  {
    elementName: Type.String({ minLength: 1, maxLength: 512, description: 'Name of the approved template' }),
    destinations: Type.Union([Type.Array(destination, { minItems: 1, maxItems: maxDestinations }), destination], {
      description:
        'Phone numbers with country code, digits only; a repeated one gets one ' +
        'message. A single one may be given without a list.',
      examples: [['593987654321']],
    }),
    parameters: Type.Array(parameterField, { description: "Values of the body's variables, in order" }),
    type: optional(kind),
    language: optional(
      Type.String({
        pattern: languagePattern.source,
        'x-meant-by': ['lang', 'languageCode', 'locale'],
        description: "With or without region; by default the bot's",
        examples: ['es', 'en', 'pt', 'es_MX'],
      }),
    ),
    mediaUrl: optional(mediaUrl),
    filename: optional(
      Type.String({ maxLength: mediaLimits.filename, description: 'File name that a document is shown with' }),
    ),
    fileName: optional(
      Type.String({
        maxLength: mediaLimits.filename,
        description: 'Former name of `filename`.',
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
        maxItems: maxButtons,
        description:
          'The variable ends of the addresses of URL buttons; the former form of URL entries in `buttonParameters`.',
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
              { description: 'Former name of `setSkill`.', deprecated: true },
            ),
          ),
          setMemoryParams: optional(
            Type.Record(Type.String(), Type.Unknown(), { examples: [{ url: 'https://apps.jelou.ai' }] }),
          ),
        },
        { description: 'Changes to the conversation when the message is sent' },
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
          cardIndex: optional(position),
          card_index: optional(position),
          mediaUrl: optional(mediaUrl),
          product: optional(productSchema),
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
        description: 'Ms: what has not been sent by then expires',
      }),
    ),
    sendAt: sendAtField,
    campaignId: optional(Type.String()),
    thumbnailProduct: optional(Type.String({ description: 'Product id' })),
    ...commerceSchemas,
  },
  {
    description: 'An approved template, sent to one or many people',
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

const { properties } = hsmRequestSchema

/**
 * What sends of a template have in common, to one, to many and to the rows of a file. Not `sendAt`: a campaign has
 * `scheduledAt`, and must not ignore the other name, since it would leave at once.
 */
export const templateParts = Type.Object({
  language: properties.language,
  mediaUrl: properties.mediaUrl,
  filename: properties.filename,
  fileName: properties.fileName,
  headerParameters: properties.headerParameters,
  buttonParameters: properties.buttonParameters,
  buttonPayloads: properties.buttonPayloads,
  dynamicUrlParameter: properties.dynamicUrlParameter,
  actions: properties.actions,
  ltoParams: properties.ltoParams,
  expirationTime: properties.expirationTime,
  cards: properties.cards,
  thumbnailProduct: properties.thumbnailProduct,
  coordinates: properties.coordinates,
  product: properties.product,
  orderStatus: properties.orderStatus,
  bidMultiplier: properties.bidMultiplier,
  bid_spec: properties.bid_spec,
})
withParts(hsmRequestSchema, templateParts)
withNames({
  TemplateParts: templateParts,
  TemplateMessage: hsmRequestSchema,
  SendActions: properties.actions,
  CardValues: properties.cards,
  Offer: properties.ltoParams,
})
