/**
 * Validates the two template forms that constrain its other parts: the limited-time offer and the carousel
 * (cloud-api.md 3.2). templates/check.ts checks the parts common to all templates.
 */
import { charactersIn, pointsIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { each } from '../rules/check.ts'
import { jsonAt, listAt, textAt } from '../wire.ts'
import { checkTemplateButtonList } from './check-buttons.ts'
import { checkBody, checkHeader, componentsIn, type Draft, missingField, tooLong, wrongValue } from './check-parts.ts'
import { buttonsOf, componentOf, type TemplateComponent } from './template.ts'

export function checkOffer(components: readonly TemplateComponent[], draft: Draft): Refusal | undefined {
  const offer = componentOf(components, 'LIMITED_TIME_OFFER')
  if (offer === undefined) return undefined
  const content = jsonAt(offer, 'limited_time_offer')
  const text = textAt(content, 'text')
  const format = componentOf(components, 'HEADER')?.format?.toUpperCase()
  if (draft.category !== 'MARKETING') return wrongValue('A limited-time offer is a MARKETING template.')
  if (componentOf(components, 'FOOTER') !== undefined) return wrongValue('A limited-time offer has no FOOTER.')
  if (text === undefined || text === '') return missingField('The LIMITED_TIME_OFFER needs a text.')
  if (charactersIn(text) > 16) return tooLong('text of the offer', 16)
  if (format !== undefined && format !== 'IMAGE' && format !== 'VIDEO')
    return wrongValue('The header of a limited-time offer is an IMAGE or a VIDEO.')
  return checkOfferButtons(components, content.has_expiration === true)
}

/** With an expiry, a copy-code button and then a URL; without one, the URL alone suffices. */
function checkOfferButtons(components: readonly TemplateComponent[], hasExpiration: boolean): Refusal | undefined {
  const buttons = buttonsOf(components)
  const types = buttons.map(({ type }) => type.toUpperCase()).join(' ')
  if (types !== 'COPY_CODE URL' && (hasExpiration || types !== 'URL'))
    return wrongValue('The buttons of a limited-time offer are a COPY_CODE and then a URL.')
  const example = buttons.find(({ type }) => type.toUpperCase() === 'COPY_CODE')?.example
  const code = Array.isArray(example) ? example[0] : example
  return typeof code === 'string' && pointsIn(code) > 15 ? tooLong('offer code', 15) : undefined
}

export function checkCarousel(components: readonly TemplateComponent[], draft: Draft): Refusal | undefined {
  const carousel = componentOf(components, 'CAROUSEL')
  if (carousel === undefined) return undefined
  const cards = listAt(carousel, 'cards')
  if (draft.category !== 'MARKETING') return wrongValue('A carousel is a MARKETING template.')
  if (components.some(({ type }) => !['BODY', 'CAROUSEL'].includes(type.toUpperCase())))
    return wrongValue('A carousel template has a BODY and a CAROUSEL only.')
  if (cards.length < 2 || cards.length > 10) return wrongValue('A carousel has 2 to 10 cards.')
  const shapes = cards.map((card) => shapeOf(componentsIn(card)))
  if (new Set(shapes).size > 1) return wrongValue('All cards of a carousel must have the same components and buttons.')
  return each(cards, (card) => checkCard(componentsIn(card), draft))
}

/** The parts of a card and the kinds of its buttons. */
function shapeOf(components: readonly TemplateComponent[]): string {
  const format = componentOf(components, 'HEADER')?.format?.toUpperCase()
  const types = components.map(({ type }) => type.toUpperCase()).sort()
  return [...types, format, ...buttonsOf(components).map(({ type }) => type.toUpperCase())].join(' ')
}

function checkCard(components: readonly TemplateComponent[], draft: Draft): Refusal | undefined {
  const header = componentOf(components, 'HEADER')
  const format = header?.format?.toUpperCase()
  if (format !== 'IMAGE' && format !== 'VIDEO' && format !== 'PRODUCT')
    return wrongValue('The header of a card is an IMAGE or a VIDEO.')
  const body = componentOf(components, 'BODY')
  return (
    checkHeader(header, draft) ??
    (body === undefined ? undefined : checkBody(body, 160, draft)) ??
    checkTemplateButtonList(componentOf(components, 'BUTTONS'), { max: 2, header, category: draft.category })
  )
}
