/**
 * Interactive message kinds of the Cloud API (cloud-api.md, sections 1.2 and 9): lists, reply buttons, location
 * request, link button, flow, call button and the carousel. Ids of rows and buttons are references (`callback.ts`),
 * never payloads.
 */

import type { Locale } from '../../../model/errors/texts.ts'
import type {
  CarouselCard,
  CarouselContent,
  CtaUrlContent,
  FlowContent,
  LocationRequestContent,
  OptionsContent,
  QuickReplyContent,
  VoiceCallContent,
} from '../../../model/message/content.ts'
import { pressedReference } from '../callback.ts'

export type Interactive = { type: string; [field: string]: unknown }

const listButtonText = { es: 'Opciones', en: 'Options', pt: 'Opções' } satisfies Record<Locale, string>

/** One section, which then needs no title of its own. */
export function encodeOptions(content: OptionsContent, messageId: string, locale: Locale): Interactive {
  const rows = content.options.map(({ title, description }, index) => {
    const id = pressedReference(messageId, index)
    return description ? { id, title, description } : { id, title }
  })
  return {
    type: 'list',
    ...textHeader(content.title),
    body: { text: content.text },
    action: { button: shortened(content.buttonText || listButtonText[locale], 20), sections: [{ rows }] },
  }
}

/** Meta's limit on a list's button is narrower than what the compatible API's own example sends. */
function shortened(text: string, limit: number): string {
  const characters = [...text]
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`
}

export function encodeQuickReply(content: QuickReplyContent, messageId: string): Interactive {
  const buttons = content.replies.map(({ title }, index) => ({
    type: 'reply',
    reply: { id: pressedReference(messageId, index), title },
  }))
  return { type: 'button', ...textHeader(content.title), body: { text: content.text }, action: { buttons } }
}

export function encodeLocationRequest(content: LocationRequestContent): Interactive {
  return { type: 'location_request_message', body: { text: content.text }, action: { name: 'send_location' } }
}

export function encodeCtaUrl(content: CtaUrlContent): Interactive {
  return {
    type: 'cta_url',
    ...textHeader(content.title),
    body: { text: content.text },
    ...footer(content.caption),
    action: linkAction(content.displayText, content.url),
  }
}

/** The token comes back in the person's response: without a caller's token, the message's id links the two. */
export function encodeFlow(content: FlowContent, messageId: string): Interactive {
  const parameters = {
    flow_message_version: content.version,
    flow_token: content.token ?? messageId,
    ...(content.flowId === undefined ? { flow_name: content.flowName } : { flow_id: content.flowId }),
    flow_cta: content.flowCta,
    mode: content.mode,
    flow_action: content.action,
    ...flowActionPayload(content),
  }
  return {
    type: 'flow',
    ...textHeader(content.title),
    body: { text: content.text },
    ...footer(content.caption),
    action: { name: 'flow', parameters },
  }
}

/** Only `navigate` names a screen; Meta refuses an empty `data`. */
function flowActionPayload({ action, screen, data }: FlowContent): Record<string, unknown> {
  if (action !== 'navigate') return {}
  const payload: Record<string, unknown> = {}
  if (screen) payload.screen = screen
  if (data !== undefined && Object.keys(data).length > 0) payload.data = data
  return Object.keys(payload).length > 0 ? { flow_action_payload: payload } : {}
}

export function encodeVoiceCall(content: VoiceCallContent): Interactive {
  return {
    type: 'voice_call',
    ...textHeader(content.header),
    body: { text: content.text },
    action: { name: 'voice_call', parameters: { display_text: content.displayText } },
  }
}

export function encodeCarousel(content: CarouselContent, messageId: string): Interactive {
  const cards = content.cards.map((card, index) => encodeCard(card, index, messageId))
  return { type: 'carousel', body: { text: content.text }, action: { cards } }
}

/** A card states its type only when it carries a link button. */
function encodeCard(card: CarouselCard, index: number, messageId: string): Record<string, unknown> {
  const { header, text, action } = card
  return {
    card_index: index,
    ...(action.kind === 'cta_url' ? { type: 'cta_url' } : {}),
    header: { type: header.kind, [header.kind]: { link: header.link } },
    ...(text ? { body: { text } } : {}),
    action:
      action.kind === 'cta_url'
        ? linkAction(action.displayText, action.url)
        : { buttons: action.replies.map(({ title }, at) => cardReply(pressedReference(messageId, index, at), title)) },
  }
}

function cardReply(id: string, title: string): Record<string, unknown> {
  return { type: 'quick_reply', quick_reply: { id, title } }
}

function linkAction(displayText: string, url: string): Record<string, unknown> {
  return { name: 'cta_url', parameters: { display_text: displayText, url } }
}

export function textHeader(text: string | undefined): Record<string, unknown> {
  return text ? { header: { type: 'text', text } } : {}
}

export function footer(text: string | undefined): Record<string, unknown> {
  return text ? { footer: { text } } : {}
}
