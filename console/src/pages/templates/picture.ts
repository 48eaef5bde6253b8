/** A template, or a message that was made of one, as the drawing takes it. Pure. */
import type { Content, Button as DrawnButton, Media } from '../../../../drawing/content.ts'
import { type Button, type Component, componentOf, type TemplateLike } from './slots.ts'

/** What a template says before it has values for its media. */
export function contentOf(definition: TemplateLike): Content {
  const cards = componentOf(definition, 'CAROUSEL')?.cards
  return {
    ...partsOf(definition, definition.category === 'AUTHENTICATION'),
    ...(cards && { cards: cards.map((card) => partsOf(card, false)) }),
  }
}

function partsOf(definition: TemplateLike, isCode: boolean): Content {
  const of = (type: string) => componentOf(definition, type)
  const offer = of('LIMITED_TIME_OFFER')?.limited_time_offer
  const buttons = of('BUTTONS')?.buttons?.map(buttonOf)
  return {
    kind: 'template',
    ...headerOf(of('HEADER')),
    // A template that is being written has no text yet; a code has that of Meta.
    text: of('BODY')?.text || (isCode ? '{{1}}' : '…'),
    ...(of('FOOTER')?.text && { footer: of('FOOTER')?.text }),
    ...(offer && { offer: { text: offer.text ?? '' } }),
    ...(buttons?.length && { buttons }),
  }
}

function headerOf(header: Component | undefined): Partial<Content> {
  if (header === undefined) return {}
  const format = header.format?.toLowerCase() ?? 'text'
  if (format === 'text') return { header: header.text }
  return { media: { kind: format === 'product' ? 'products' : format } satisfies Media }
}

const kinds: Record<string, string> = {
  OTP: 'copy_code',
  PHONE_NUMBER: 'phone',
  MPM: 'catalog',
  SPM: 'catalog',
  VOICE_CALL: 'call',
  ORDER_DETAILS: 'order',
  REQUEST_CONTACT_INFO: 'contact',
}

/** Of most kinds the drawing's name is Meta's. */
function buttonOf({ type = '', text = '', url, otp_type: otp }: Button): DrawnButton {
  const kind = kinds[type.toUpperCase()] ?? type.toLowerCase()
  const isAutofill = kind === 'copy_code' && /ONE_TAP|ZERO_TAP/i.test(String(otp ?? ''))
  return { kind, title: text, ...(url !== undefined && { url }), ...(isAutofill && { isAutofill }) }
}
