/** A message as the gateway filled it, in the form of a template, which is how the page draws it. */
import type { Schemas } from '../../../../sdk/client.ts'
import type { Component, TemplateLike } from '../templates/slots.ts'

type Sample = Partial<Schemas['TemplatePreview']['data']>

export function asTemplate(message: unknown): TemplateLike {
  const { cards, footer, ...rest } = (message ?? {}) as Sample
  const components = partsOf(rest)
  if (footer !== undefined) components.splice(-1, 0, { type: 'FOOTER', text: footer })
  if (cards) components.push({ type: 'CAROUSEL', cards: cards.map((card) => ({ components: partsOf(card) })) })
  return { components }
}

function partsOf({ header, body = '', buttons = [] }: Pick<Sample, 'header' | 'body' | 'buttons'>): Component[] {
  return [
    ...(header
      ? [{ type: 'HEADER', format: header.kind.toUpperCase(), ...(header.text && { text: header.text }) }]
      : []),
    { type: 'BODY', text: body },
    { type: 'BUTTONS', buttons: buttons.map(({ text }) => ({ type: 'URL', text })) },
  ]
}
