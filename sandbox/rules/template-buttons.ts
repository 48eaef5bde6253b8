/**
 * The buttons of a template send: every button with a variable must be filled, at its index and with its kind, and no
 * other (cloud-api.md 1.3). One row of `buttonRules` per kind of button.
 */
import { charactersIn, pointsIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { buttonsOf, componentOf, type TemplateButton, variablesOf } from '../templates/template.ts'
import { isJson, type Json, jsonAt, listAt, textAt } from '../wire.ts'
import { each, invalid } from './check.ts'
import type { CheckContext } from './rule.ts'

type ButtonRule = {
  /** Meta's name for the kind in its error texts. */
  name: string
  needsParameter(button: TemplateButton): boolean
  /** `parameters` holds all of them; nearly every kind takes one. */
  check(
    parameter: Json,
    button: TemplateButton,
    context: CheckContext,
    parameters: readonly unknown[],
  ): string | undefined
}

const never = () => false

const buttonRules: Readonly<Record<string, ButtonRule>> = {
  QUICK_REPLY: { name: 'QuickReply', needsParameter: never, check: checkPayload },
  URL: { name: 'Url', needsParameter: (button) => variablesOf(button.url).length > 0, check: checkSuffix },
  COPY_CODE: { name: 'CopyCode', needsParameter: () => true, check: checkCoupon },
  CATALOG: { name: 'Catalog', needsParameter: never, check: checkAction },
  MPM: { name: 'Mpm', needsParameter: () => true, check: checkProducts },
  SPM: { name: 'Spm', needsParameter: never, check: () => 'its product is named by the header' },
  ORDER_DETAILS: { name: 'OrderDetails', needsParameter: () => true, check: checkOrder },
  FLOW: { name: 'Flow', needsParameter: never, check: checkAction },
  VOICE_CALL: { name: 'VoiceCall', needsParameter: never, check: checkCall },
  PHONE_NUMBER: { name: 'PhoneNumber', needsParameter: never, check: () => 'takes no parameter' },
}

export function checkTemplateButtons(context: CheckContext): Refusal | undefined {
  const buttons = buttonsOf(context.expected)
  const sent = context.sent.filter(isJson).filter((component) => textAt(component, 'type')?.toLowerCase() === 'button')
  return (
    each(sent, (component) => checkSent(component, buttons, context)) ??
    each(buttons, (button, index) => {
      const rule = buttonRules[button.type.toUpperCase()]
      if (rule === undefined || !rule.needsParameter(button) || sent.some((one) => indexOf(one) === index))
        return undefined
      return {
        code: 131008,
        details: `${context.prefix}buttons: Button at index ${index} of type ${rule.name} requires a parameter`,
      }
    })
  )
}

function indexOf(component: Json): number {
  return Number(component.index ?? 0)
}

function checkSent(component: Json, buttons: readonly TemplateButton[], context: CheckContext): Refusal | undefined {
  const index = indexOf(component)
  const button = buttons[index]
  const at = `${context.prefix}buttons: Button at index ${component.index ?? 0}`
  if (button === undefined) return invalid(`${at} does not exist in the template`)
  const kind = button.type.toUpperCase()
  const received = textAt(component, 'sub_type')?.toUpperCase()
  if (received !== kind)
    return { code: 132012, details: `${at}: Format mismatch, expected ${kind}, received ${received}` }
  const parameters = listAt(component, 'parameters')
  const parameter = parameters[0]
  const rule = buttonRules[kind]
  if (rule === undefined) return undefined
  if (!isJson(parameter))
    return rule.needsParameter(button)
      ? { code: 131008, details: `${at} of type ${rule.name} requires a parameter` }
      : undefined
  const fault = rule.check(parameter, button, context, parameters)
  return fault === undefined ? undefined : { code: 132012, details: `${at}: ${fault}` }
}

function checkPayload(parameter: Json): string | undefined {
  const { type, payload } = parameter
  return type === 'payload' && typeof payload === 'string' && payload !== ''
    ? undefined
    : 'the parameter must be {"type":"payload","payload":"<string>"}'
}

function checkSuffix(parameter: Json, button: TemplateButton, context: CheckContext): string | undefined {
  if (variablesOf(button.url).length === 0) return 'the URL has no variable, so it takes no parameter'
  const { type, text } = parameter
  if (type !== 'text' || typeof text !== 'string' || text === '')
    return 'the parameter must be {"type":"text","text":"<string>"}'
  const isCode = context.template.category === 'AUTHENTICATION'
  if (isCode && pointsIn(text) > 15) return 'the code is longer than 15 characters'
  if (!isCode && pointsIn((button.url ?? '').replace(/\{\{\s*\w+\s*\}\}/g, () => text)) > 2000)
    return 'the URL is longer than 2000 characters'
  return /\s/.test(text) ? 'the URL suffix must be percent-encoded' : undefined
}

function checkCoupon(parameter: Json, _button: TemplateButton, context: CheckContext): string | undefined {
  const limit = componentOf(context.expected, 'LIMITED_TIME_OFFER') === undefined ? 20 : 15
  const { type, coupon_code: code } = parameter
  if (type !== 'coupon_code' || typeof code !== 'string' || code === '')
    return 'the parameter must be {"type":"coupon_code","coupon_code":"<string>"}'
  return pointsIn(code) > limit ? `the coupon is longer than ${limit} characters` : undefined
}

function checkAction(parameter: Json): string | undefined {
  const hasAction =
    parameter.type === 'action' && Object.hasOwn(parameter, 'action') && isJson(jsonAt(parameter, 'action'))
  return hasAction ? undefined : 'the parameter must be {"type":"action","action":{…}}'
}

/** The limits of a product list message, which this button opens. */
function checkProducts(parameter: Json): string | undefined {
  const fault = checkAction(parameter)
  if (fault !== undefined) return fault
  const sections = listAt(jsonAt(parameter, 'action'), 'sections')
  if (sections.length < 1 || sections.length > 10) return 'sections must be 1 to 10'
  const titles = sections.map((section) => textAt(section, 'title') ?? '')
  if (titles.some((title) => title.length < 1 || charactersIn(title) > 24))
    return 'a section title must have 1 to 24 characters'
  const count = sections.reduce<number>((sum, section) => sum + listAt(section, 'product_items').length, 0)
  return count < 1 || count > 30 ? 'products must be 1 to 30 in all sections' : undefined
}

/** The members that every country's order form has (Meta's payments pages). */
function checkOrder(parameter: Json): string | undefined {
  const fault = checkAction(parameter)
  if (fault !== undefined) return fault
  const details = jsonAt(jsonAt(parameter, 'action'), 'order_details')
  const order = jsonAt(details, 'order')
  if (!/^[\w.-]{1,35}$/.test(textAt(details, 'reference_id') ?? ''))
    return 'order_details: reference_id must have 1 to 35 letters, digits, _ . -'
  if (!/^(?:digital|physical)-goods$/.test(textAt(details, 'type') ?? ''))
    return 'order_details: type must be digital-goods or physical-goods'
  if (!/^[A-Z]{3}$/.test(textAt(details, 'currency') ?? ''))
    return 'order_details: currency must be a code of 3 letters'
  const amounts = [
    details.total_amount,
    order.subtotal,
    ...listAt(order, 'items').map((item) => jsonAt(item, 'amount')),
  ]
  if (listAt(order, 'items').length === 0 || textAt(order, 'status') === undefined)
    return 'order_details: order must have a status and items'
  return amounts.every(isAmount) ? undefined : 'order_details: an amount must be {"value":<integer>,"offset":<integer>}'
}

function isAmount(value: unknown): boolean {
  return isJson(value) && Number.isInteger(value.value) && Number.isInteger(value.offset)
}

function checkCall(_parameter: Json, _button: TemplateButton, _place: CheckContext, parameters: readonly unknown[]) {
  for (const one of parameters.filter(isJson)) {
    const { ttl_minutes: ttl, payload } = one
    if (ttl !== undefined && !(Number.isInteger(ttl) && Number(ttl) >= 1 && Number(ttl) <= 43_200))
      return 'ttl_minutes must be an integer from 1 to 43200'
    if (typeof payload === 'string' && pointsIn(payload) > 512) return 'payload is longer than 512 characters'
  }
  return undefined
}
