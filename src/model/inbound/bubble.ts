/**
 * Bubbles, the content of what people send, as the bot webhook shows them (jelou-api.md, section 12.1): the documented
 * ones, and the gateway's own for kinds that the documents leave out. The schemas type what decodes Meta's messages,
 * and the OpenAPI document shows them.
 */
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { withName, withParts } from '../request/named.ts'

const optional = Type.Optional
const text = Type.String()
const anything = Type.Record(Type.String(), Type.Unknown())
const open = { additionalProperties: true }

/** Meta's error, in a message and in a status. */
export const metaErrorSchema = withName(
  'MetaError',
  Type.Object({
    code: Type.Number(),
    subcode: optional(Type.Number()),
    title: optional(text),
    message: optional(text),
    details: optional(text),
    href: optional(text),
    fbtraceId: optional(text),
    httpStatus: optional(Type.Integer()),
  }),
)

/** One of a list of errors; what has no name above is in `extra`. */
export const listedErrorSchema = withName(
  'ListedMetaError',
  Type.Object({
    ...Type.Partial(metaErrorSchema).properties,
    extra: optional(Type.Unknown()),
  }),
)

/** The message that another one answers or quotes. */
export const contextSchema = withName(
  'MessageContext',
  Type.Object(
    {
      messageId: optional(Type.String({ description: 'Its id here, if it is known.' })),
      wamid: optional(text),
      from: optional(Type.String({ description: 'Its author.' })),
      text: optional(Type.String({ description: 'Of a quoted one, up to 100 characters.' })),
    },
    { description: 'The message that it answers.' },
  ),
)
export type Quoted = Static<typeof contextSchema>

/** Where a message of any kind came from. */
const origin = {
  quoted: optional(contextSchema),
  errors: optional(Type.Array(listedErrorSchema, { description: 'Errors that Meta sent beside the message.' })),
  referral: optional({ ...anything, description: 'The advertisement that led to the chat.' }),
  identity: optional(anything),
  groupId: optional(Type.String({ description: 'The group to which it was written.' })),
  forwarded: optional(Type.Literal(true)),
  frequentlyForwarded: optional(Type.Literal(true)),
  referredProduct: optional(
    Type.Object(
      { catalogId: Type.Unknown(), productId: Type.Unknown() },
      { ...open, description: 'The product asked about.' },
    ),
  ),
  editedAt: optional(Type.Integer({ description: 'It has the words of its last edit, ms.' })),
  revokedAt: optional(Type.Integer({ description: 'It was deleted for everyone, ms.' })),
  extra: optional({ ...anything, description: "What has no name above, in Meta's own names." }),
  raw: optional({ ...anything, description: "Meta's item, with `rawItems` of the bot on." }),
}

const originSchema = withName('BubbleOrigin', Type.Object(origin))
export type BubbleOrigin = Static<typeof originSchema>

/** `shared`: a part whose fields it has. */
function bubble<const Name extends string, Fields extends TProperties>(
  type: Name,
  fields: Fields,
  ...shared: TObject[]
) {
  const schema = Type.Object({ type: Type.Literal(type), ...fields, ...origin })
  return withName(nameOfBubble(type), withParts(schema, originSchema, ...shared))
}

const wamid = Type.String({ description: "Meta's id of the message." })

const media = {
  text: optional(Type.String({ description: 'Caption.' })),
  mediaUrl: optional(Type.String({ description: 'A secret address.' })),
  mediaId: optional(Type.String({ description: 'Of Meta.' })),
  mediaType: optional(text),
  sha256: optional(text),
  filename: optional(text),
  mediaSize: optional(Type.Number({ description: 'Bytes.' })),
  voice: optional(Type.Boolean({ description: 'A voice note.' })),
  animated: optional(Type.Boolean()),
}

const pressed = {
  text,
  description: optional(text),
  payload: optional(Type.Unknown({ description: 'A text, or an edge payload.' })),
  id: optional(Type.String({ description: 'Id of the row, if it had one.' })),
  index: optional(Type.Integer({ description: 'Position, from 0.' })),
  cardIndex: optional(Type.Integer({ description: 'Position of the card, from 0.' })),
}

const mediaPart = withName('BubbleMedia', Type.Object(media))
const pressedPart = withName('BubblePressed', Type.Object(pressed))

const product = Type.Object(
  { productId: Type.Unknown(), quantity: Type.Unknown(), price: Type.Unknown(), currency: Type.Unknown() },
  open,
)

export const bubbleSchemas = {
  text: bubble('text', { text }),
  image: bubble('image', media, mediaPart),
  video: bubble('video', media, mediaPart),
  audio: bubble('audio', media, mediaPart),
  sticker: bubble('sticker', media, mediaPart),
  file: bubble('file', media, mediaPart),
  location: bubble('location', {
    text,
    coordinates: Type.Object({ lat: Type.Number(), long: Type.Number() }),
    name: optional(text),
    address: optional(text),
    url: optional(text),
  }),
  contacts: bubble('contacts', {
    contacts: Type.Array(Type.Unknown(), { description: 'As Meta sends them.' }),
    requested: optional(Type.Literal(true, { description: "The person's own number, as asked for." })),
  }),
  product: bubble('product', { catalogId: optional(text), productId: optional(text) }),
  option: bubble('option', pressed, pressedPart),
  quick_reply: bubble('quick_reply', pressed, pressedPart),
  flow: bubble('flow', {
    text: optional(text),
    name: optional(text),
    response: optional(Type.Unknown({ description: 'What was filled in; a text when it is not JSON.' })),
  }),
  call_permission: bubble('call_permission', {
    response: optional(Type.String({ description: 'accept or reject' })),
    source: optional(text),
    permanent: optional(Type.Boolean()),
    expiresAt: optional(Type.Number({ description: 'ms' })),
  }),
  reaction: bubble('reaction', {
    emoji: Type.String({ description: 'Empty: the reaction is taken back.' }),
    messageId: wamid,
  }),
  order: bubble('order', { products: Type.Array(product), text: optional(text), catalogId: optional(text) }),
  system: bubble('system', {
    text: optional(text),
    change: optional(Type.String({ description: "Meta's word for it." })),
    newUserId: optional(text),
    newScopedId: optional(text),
    previousScopedId: optional(text),
    parentScopedId: optional(text),
    previousParentScopedId: optional(text),
    previousUserId: optional(Type.String({ description: 'The id under which the bot knew the person.' })),
  }),
  edit: bubble('edit', {
    messageId: wamid,
    edited: optional(Type.Object({ type: text }, { ...open, description: 'The new content, a bubble.' })),
    text: optional(text),
  }),
  revoke: bubble('revoke', { messageId: wamid }),
  request_welcome: bubble('request_welcome', {}),
  unsupported: bubble('unsupported', {
    original: optional(Type.String({ description: "Meta's word for the kind." })),
    content: optional(Type.Unknown({ description: "Meta's own content." })),
  }),
} as const satisfies Record<string, TSchema>

export type BubbleType = keyof typeof bubbleSchemas
export type BubbleOf<Name extends BubbleType> = Static<(typeof bubbleSchemas)[Name]>
export type AnyBubble = { [Name in BubbleType]: BubbleOf<Name> }[BubbleType]

/** As it is stored and passed on, whichever type it is. */
export type Bubble = { type: string; text?: string; [field: string]: unknown }

const names = Object.keys(bubbleSchemas).map((type) => [type, nameOfBubble(type)])

function nameOfBubble(type: string): string {
  return `${type.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Bubble`
}

export const bubbleSchema = withName(
  'Bubble',
  Type.Unsafe<Bubble>({
    oneOf: Object.values(bubbleSchemas),
    discriminator: { propertyName: 'type', mapping: Object.fromEntries(names) },
  }),
)
