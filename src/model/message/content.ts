/**
 * A message's content in the gateway's own form: stored on accept, shown in history, and encoded for the channel.
 * Adding a member here makes the compiler point at every place that must handle it.
 */

export type MediaKind = 'image' | 'audio' | 'video' | 'file' | 'sticker'

export type TextContent = { type: 'text'; text: string }

/**
 * A list message. `payload` is returned to the webhook; it may be of any length and is looked up by message and index.
 */
export type OptionsContent = {
  type: 'options'
  text: string
  title?: string
  /** Text of the button that opens the list; absent = by the bot's locale ("Opciones" / "Options" / "Opções"). */
  buttonText?: string
  options: { title: string; description?: string; payload?: string; id?: string }[]
}

export type QuickReplyContent = {
  type: 'quick_reply'
  text: string
  title?: string
  replies: { title: string; payload?: string | Record<string, unknown> }[]
}

/** `voice`: of audio, which is then a voice note. */
export type MediaContent = { type: MediaKind; mediaUrl: string; text?: string; filename?: string; voice?: true }

/** Degrees. */
export type LocationContent = { type: 'location'; latitude: number; longitude: number; name?: string; address?: string }

export type Contact = {
  name: {
    formatted_name: string
    first_name?: string
    last_name?: string
    middle_name?: string
    prefix?: string
    suffix?: string
  }
  phones?: { phone?: string; type?: string; wa_id?: string }[]
  emails?: { email?: string; type?: string }[]
  addresses?: {
    street?: string
    city?: string
    state?: string
    zip?: string
    country?: string
    country_code?: string
    type?: string
  }[]
  org?: { company?: string; department?: string; title?: string }
  urls?: { url?: string; type?: string }[]
  birthday?: string
}
export type ContactsContent = { type: 'contacts'; contacts: Contact[] }

export type LocationRequestContent = { type: 'location_request'; text: string }

export type RequestContactInfoContent = { type: 'request_contact_info'; text: string }

export type CallPermissionRequestContent = { type: 'call_permission_request'; text?: string }

export type CatalogMessageContent = {
  type: 'catalog_message'
  text: string
  caption?: string
  thumbnailProductId?: string
}

export type ProductMessageContent = { type: 'product'; text?: string; caption?: string } & Product

/** A single section may have an empty title. */
export type ProductListContent = {
  type: 'product_list'
  title: string
  text: string
  caption?: string
  catalogId: string
  sections: ProductSection[]
}

export type ProductCarouselContent = { type: 'product_carousel'; text: string; catalogId: string; products: string[] }

/** By Meta's names of the fields. */
export type AddressFields = Record<string, string>

export type AddressMessageContent = {
  type: 'address_message'
  title?: string
  text: string
  caption?: string
  country: 'IN'
  values?: AddressFields
  savedAddresses?: { id: string; value: AddressFields }[]
  validationErrors?: AddressFields
}

export type CtaUrlContent = {
  type: 'cta_url'
  title: string
  text: string
  caption: string
  displayText: string
  url: string
}

/**
 * Exactly one of `flowId` and `flowName`; the parser keeps the id when the caller sent both (as the document's example
 * does).
 */
export type FlowContent = {
  type: 'flow'
  title: string
  text: string
  caption: string
  flowId?: string
  flowName?: string
  flowCta: string
  mode: 'draft' | 'published'
  action: 'navigate' | 'data_exchange'
  screen?: string
  data?: Record<string, unknown>
  version: string
  /** The caller's token; when absent, the channel sends the message's id. */
  token?: string
}

export type VoiceCallContent = { type: 'voice_call'; header?: string; text: string; displayText: string }

export type CarouselCard = {
  header: { kind: 'image' | 'video'; link: string }
  text?: string
  action:
    | { kind: 'cta_url'; displayText: string; url: string }
    | { kind: 'quick_reply'; replies: { title: string; payload?: string }[] }
}
export type CarouselContent = { type: 'carousel'; text: string; cards: CarouselCard[] }

export type EdgePayload = { type: 'edge'; action?: string; skillId?: string; [extra: string]: unknown }

/** One button with a parameter at send time. `index` is its position among the template's buttons, from 0. */
export type TemplateButton =
  | { kind: 'quick_reply'; index: number; payload: string }
  | { kind: 'url'; index: number; text: string }
  | { kind: 'copy_code'; index: number; code: string }
  | { kind: 'catalog'; index: number; thumbnailProductId?: string }
  | { kind: 'flow'; index: number; token?: string }
  | { kind: 'voice_call'; index: number; payload?: string }
  | { kind: 'mpm'; index: number; thumbnailProductId: string; sections: ProductSection[] }
  /** `details` in Meta's format. */
  | { kind: 'order_details'; index: number; details: Record<string, unknown> }

export type TemplateHeader =
  | { kind: 'text'; text: string; name?: string }
  | { kind: 'image' | 'video' | 'gif'; link: string }
  | { kind: 'document'; link: string; filename?: string }
  | ({ kind: 'location' } & Place)
  | ProductHeader

export type ProductHeader = { kind: 'product' } & Product

/** Degrees. */
export type Place = { latitude: number; longitude: number; name?: string; address?: string }

/** Ids as in the account's catalog at Meta. */
export type Product = { productId: string; catalogId: string }

export type ProductSection = { title: string; products: string[] }

export type OrderStatus = { referenceId: string; status: string; description?: string }

export type TemplateParameter = { text: string; name?: string }

export type TemplateCard = {
  header: { kind: 'image' | 'video'; link: string } | ProductHeader
  body: TemplateParameter[]
  buttons: TemplateButton[]
}

/** A template send, already fitted to its definition: everything in place and nothing missing. */
export type TemplateContent = {
  type: 'template'
  elementName: string
  /** The approved definition's own language code, e.g. es_MX. */
  language: string
  header?: TemplateHeader
  body: TemplateParameter[]
  buttons: TemplateButton[]
  cards?: TemplateCard[]
  /** Instant in ms. */
  offerExpiresAt?: number
  orderStatus?: OrderStatus
  /** Scales the max price of its template for this message. */
  bidMultiplier?: number
  /** The body as the person reads it, for history and the timeline. */
  text?: string
  /**
   * The account whose template it was filled from, and the checksum of that template (`template/meaning.ts`). Absent:
   * accepted before this was recorded.
   */
  source?: { wabaId: string; sum: string }
}

/** An emoji below the message that `messageId` names, ours or Meta's; an empty one takes it back. */
export type ReactionContent = { type: 'reaction'; messageId: string; emoji: string }

/**
 * `replyTo`: the quoted message, by our id or Meta's, as the sender named it. `isUnquoted`: it was sent without the
 * quote, because that message never reached Meta.
 */
export type Quoting = { replyTo?: string; isUnquoted?: true }

type QuotingContent =
  | TextContent
  | OptionsContent
  | QuickReplyContent
  | MediaContent
  | LocationContent
  | ContactsContent
  | LocationRequestContent
  | RequestContactInfoContent
  | CallPermissionRequestContent
  | CatalogMessageContent
  | ProductMessageContent
  | ProductListContent
  | ProductCarouselContent
  | AddressMessageContent
  | CtaUrlContent
  | FlowContent
  | VoiceCallContent
  | CarouselContent

export type SessionContent = (QuotingContent & Quoting) | ReactionContent

export type Content = SessionContent | TemplateContent

/** Changes to the conversation when the message leaves (`actions` of the template send). */
export type Actions = { setSkill?: { id: string }; setMemoryParams?: Record<string, unknown> }

export type MessageKind = 'session' | 'notification'
