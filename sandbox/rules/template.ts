/**
 * Checks a template send against the stored template: existence and approval in the language, number and kind of the
 * header's, body's, offer's and cards' parameters (cloud-api.md 1.3). Buttons: rules/template-buttons.ts.
 */
import { charactersIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { isOfType, libraryTypesOf } from '../templates/library.ts'
import { componentOf, type Template, variablesOf } from '../templates/template.ts'
import { isJson, type Json, jsonAt, listAt, textAt } from '../wire.ts'
import { each, invalid, missing, requiredText } from './check.ts'
import { checkLocation } from './contacts.ts'
import { checkMedia } from './media.ts'
import type { CheckContext, RuleScope } from './rule.ts'
import { checkTemplateButtons } from './template-buttons.ts'

export function checkTemplate(content: unknown, scope: RuleScope): Refusal | undefined {
  if (!isJson(content)) return missing('template')
  const language = jsonAt(content, 'language').code
  const refusal =
    requiredText(content.name, "template['name']", 512) ?? requiredText(language, "template['language']['code']", 20)
  if (refusal !== undefined) return refusal
  if (content.components !== undefined && !Array.isArray(content.components))
    return invalid("template['components'] must be an array")
  const found = findTemplate(scope, String(content.name), String(language))
  if ('code' in found) return found
  const expected = found.components
  const sent = listAt(content, 'components')
  return checkPlace({ sent, expected, prefix: '', template: found, scope }) ?? checkCards(sent, found, scope)
}

/** The approved template, or the refusal. */
export function findTemplate(scope: RuleScope, name: string, language: string): Template | Refusal {
  const found = scope.templatesNamed(name).find((template) => template.language === language)
  if (found?.status === 'APPROVED') return found
  if (found?.status === 'PAUSED') return { code: 132015, details: `template (${name}) is paused` }
  if (found?.status === 'DISABLED') return { code: 132016, details: `template (${name}) is disabled` }
  return { code: 132001, details: `template name (${name}) does not exist in ${language}` }
}

function checkPlace(context: CheckContext): Refusal | undefined {
  return (
    each(context.sent, (component) => checkShape(component, context)) ??
    checkHeader(context) ??
    checkBody(context) ??
    checkOffer(context) ??
    checkOrderStatus(context) ??
    checkTemplateButtons(context)
  )
}

/** One client sends the last type, which makes the whole message open the button's page [LIB]. */
const componentTypes = [
  'header',
  'body',
  'footer',
  'button',
  'limited_time_offer',
  'carousel',
  'order_status',
  'tap_target_configuration',
]

function checkShape(component: unknown, context: CheckContext): Refusal | undefined {
  const type = textAt(component, 'type')?.toLowerCase()
  if (type === undefined || !componentTypes.includes(type))
    return invalid(`${context.prefix}component type must be one of {${componentTypes.join(', ')}}`)
  const parameters = isJson(component) ? component.parameters : undefined
  const isList = parameters === undefined || (Array.isArray(parameters) && parameters.every(isJson))
  return isList ? undefined : invalid(`${context.prefix}${type}: parameters must be an array of objects`)
}

export function sentOf(context: Pick<CheckContext, 'sent'>, type: string): Json | undefined {
  return context.sent.filter(isJson).find((component) => textAt(component, 'type')?.toLowerCase() === type)
}

function checkHeader(context: CheckContext): Refusal | undefined {
  const header = componentOf(context.expected, 'HEADER')
  const format = header?.format?.toUpperCase() ?? 'TEXT'
  const parameters = listAt(sentOf(context, 'header'), 'parameters')
  if (format === 'TEXT')
    return (
      checkTexts(parameters, header?.text, 'header', context) ??
      checkHydrated(parameters, header?.text, 'header', context)
    )
  const parameter = parameters[0]
  const kind = format.toLowerCase()
  const received = textAt(parameter, 'type')?.toUpperCase() ?? 'UNKNOWN'
  if (received !== format)
    return {
      code: 132012,
      details: `${context.prefix}header: Format mismatch, expected ${format}, received ${received}`,
    }
  const content = isJson(parameter) ? parameter[kind] : undefined
  const path = `${context.prefix}header: ${kind}`
  if (format === 'PRODUCT') return checkProduct(content, path)
  return format === 'LOCATION' ? checkPlaceOf(content, path) : checkMedia(content, path, context.scope)
}

function checkProduct(content: unknown, path: string): Refusal | undefined {
  if (!isJson(content)) return missing(path)
  const { product_retailer_id: id, catalog_id: catalog } = content
  const isFit = [id, catalog].every((value) => typeof value === 'string' && value.length > 0 && value.length <= 100)
  return isFit ? undefined : invalid(`${path.replace('product', 'the product')} has product_retailer_id and catalog_id`)
}

function checkPlaceOf(content: unknown, path: string): Refusal | undefined {
  if (!isJson(content)) return missing(path)
  const refusal = checkLocation(content)
  return refusal === undefined ? undefined : { ...refusal, details: `${path}: ${refusal.details}` }
}

function checkBody(context: CheckContext): Refusal | undefined {
  const body = componentOf(context.expected, 'BODY')
  const parameters = listAt(sentOf(context, 'body'), 'parameters')
  return (
    checkTexts(parameters, body?.text, 'body', context) ??
    checkCode(parameters, context) ??
    checkLibraryTypes(parameters, context) ??
    checkHydrated(parameters, body?.text, 'body', context)
  )
}

function checkTexts(parameters: readonly unknown[], text: string | undefined, name: string, context: CheckContext) {
  const variables = variablesOf(text)
  if (parameters.length !== variables.length) return countMismatch(name, parameters.length, variables.length, context)
  if (context.template.parameter_format === 'NAMED') {
    const unfilled = variables.find((variable) => !parameters.some((one) => textAt(one, 'parameter_name') === variable))
    if (unfilled !== undefined)
      return { code: 132000, details: `${context.prefix}${name}: parameter name (${unfilled}) is missing` }
  }
  return each(parameters, (parameter, index) =>
    checkParameter(parameter, `${context.prefix}${name}: parameter ${index}`),
  )
}

export function countMismatch(name: string, received: number, expected: number, context: CheckContext): Refusal {
  return {
    code: 132000,
    details:
      `${context.prefix}${name}: number of localizable_params (${received}) does not match ` +
      `the expected number of params (${expected})`,
  }
}

function checkParameter(parameter: unknown, path: string): Refusal | undefined {
  const type = textAt(parameter, 'type')
  if (type === 'currency' || type === 'date_time')
    return textAt(jsonAt(parameter, type), 'fallback_value') === undefined
      ? { code: 132012, details: `${path} has no fallback_value` }
      : undefined
  const text = textAt(parameter, 'text')
  if (type !== 'text') return { code: 132012, details: `${path}: Format mismatch, expected TEXT, received ${type}` }
  if (text === undefined || text === '')
    return { code: 131008, details: `${path}: Parameter of type text is missing text value` }
  return /[\n\r\t]| {5,}/.test(text)
    ? {
        code: 132018,
        details: `${path}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
      }
    : undefined
}

/** A one-time code appears in the body and in the button; the button's is checked with the buttons. */
function checkCode(parameters: readonly unknown[], context: CheckContext): Refusal | undefined {
  if (context.template.category !== 'AUTHENTICATION' || charactersIn(textAt(parameters[0], 'text') ?? '') <= 15)
    return undefined
  return { code: 132012, details: `${context.prefix}body: the code is longer than 15 characters` }
}

/** The parameters of a template of Meta's library have types (meta-2026.md, section 11.1). */
function checkLibraryTypes(parameters: readonly unknown[], { template }: CheckContext): Refusal | undefined {
  const types = libraryTypesOf(template)
  const at = parameters.findIndex((one, index) => {
    const text = textAt(one, 'text')
    return text !== undefined && !isOfType(text, types[index] ?? 'TEXT')
  })
  return at < 0 ? undefined : { code: 132012, details: `body: parameter ${at} is not of the type ${types[at]}` }
}

/** Offers are shorter than bodies, and cards shorter still; the limits apply to the hydrated text. */
function checkHydrated(parameters: readonly unknown[], text: string | undefined, name: string, context: CheckContext) {
  const limit = name === 'header' ? 60 : bodyLimitOf(context)
  const length = charactersIn(hydrated(text ?? '', parameters))
  return length <= limit
    ? undefined
    : { code: 132005, details: `${context.prefix}${name}: hydrated text is too long (${length}), maximum ${limit}` }
}

const variable = /\{\{\s*(\w+)\s*\}\}/g

/** The text with its values filled in, by name where they are named. An amount or a date uses its fallback text. */
function hydrated(text: string, parameters: readonly unknown[]): string {
  const names = variablesOf(text)
  return text.replace(variable, (_, name: string) => {
    const named = parameters.find((one) => textAt(one, 'parameter_name') === name)
    const parameter = named ?? parameters[names.indexOf(name)]
    const type = textAt(parameter, 'type') ?? ''
    return textAt(parameter, 'text') ?? textAt(jsonAt(parameter, type), 'fallback_value') ?? ''
  })
}

function bodyLimitOf(context: CheckContext): number {
  if (context.prefix !== '') return 160
  return componentOf(context.expected, 'LIMITED_TIME_OFFER') === undefined ? 1024 : 600
}

function checkOffer(context: CheckContext): Refusal | undefined {
  if (componentOf(context.expected, 'LIMITED_TIME_OFFER') === undefined) return undefined
  const parameter = listAt(sentOf(context, 'limited_time_offer'), 'parameters')[0]
  const expiry = jsonAt(parameter, 'limited_time_offer').expiration_time_ms
  if (expiry === undefined) return missing('limited_time_offer: expiration_time_ms')
  return typeof expiry === 'number' && expiry > context.scope.now
    ? undefined
    : invalid('limited_time_offer: expiration_time_ms must be in the future')
}

const orderStates = ['processing', 'partially_shipped', 'shipped', 'completed', 'canceled']

/** Only the message itself carries an order's status, not its cards. */
function checkOrderStatus({ sent, template, prefix }: CheckContext): Refusal | undefined {
  const isAsked = template.sub_category?.toUpperCase() === 'ORDER_STATUS' && prefix === ''
  const given = sentOf({ sent }, 'order_status')
  if (!isAsked) return given === undefined ? undefined : invalid('order_status: the template takes none')
  const status = jsonAt(listAt(given, 'parameters')[0], 'order_status')
  const order = jsonAt(status, 'order')
  return (
    requiredText(status.reference_id, "order_status: order_status['reference_id']", 35) ??
    (orderStates.includes(String(order.status))
      ? undefined
      : invalid(`order_status: order['status'] must be one of {${orderStates.join(', ')}}`))
  )
}

function checkCards(sent: readonly unknown[], template: Template, scope: RuleScope): Refusal | undefined {
  const expected = componentOf(template.components, 'CAROUSEL')?.cards
  if (expected === undefined) return undefined
  const cards = listAt(sentOf({ sent }, 'carousel'), 'cards')
  // A product carousel is created with two cards and may be sent with up to ten.
  const first = expected.map((card) => componentOf(card.components, 'HEADER')?.format?.toUpperCase())
  const areProducts = first.length > 0 && first.every((format) => format === 'PRODUCT')
  if (areProducts && (cards.length < 2 || cards.length > 10))
    return { code: 132012, details: `carousel: cards of products (${cards.length}) must be from 2 to 10` }
  if (!areProducts && cards.length !== expected.length)
    return {
      code: 132012,
      details:
        `carousel: number of cards (${cards.length}) does not match the ` +
        `expected number of cards (${expected.length})`,
    }
  return each(cards, (_, index) => {
    const card = expected[index] ?? expected[0] ?? { components: [] }
    const filled = cards.find((one, at) => Number((isJson(one) ? one.card_index : undefined) ?? at) === index)
    if (filled === undefined) return missing(`carousel: card_index ${index}`)
    const prefix = `carousel card ${index} `
    return checkPlace({ sent: listAt(filled, 'components'), expected: card.components, prefix, template, scope })
  })
}
