/**
 * Validates the buttons of a new template: how many of each kind, in which order, and what each needs (cloud-api.md
 * 3.2). One row of `kinds` per kind of button.
 */
import { charactersIn, pointsIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { each } from '../rules/check.ts'
import { listAt, textAt } from '../wire.ts'
import { missingField, tooLong, wrongValue } from './check-parts.ts'
import { type TemplateButton, type TemplateComponent, variablesOf } from './template.ts'

type Kind = {
  max: number
  /** The maximum length of the text; 0 where WhatsApp sets the text itself. */
  text: number
  isMarketing?: true
  /** The headers it may accompany; '' means none. */
  headers?: readonly string[]
  check(button: TemplateButton): Refusal | undefined
}

const fine = () => undefined

const noProduct = ['', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION']

const kinds: Readonly<Record<string, Kind>> = {
  QUICK_REPLY: { max: 10, text: 25, check: fine },
  URL: { max: 2, text: 25, check: checkUrl },
  PHONE_NUMBER: { max: 1, text: 25, check: checkPhone },
  COPY_CODE: { max: 1, text: 0, check: checkCode },
  CATALOG: { max: 1, text: 25, isMarketing: true, headers: noProduct, check: fine },
  MPM: { max: 1, text: 25, isMarketing: true, headers: noProduct, check: fine },
  SPM: { max: 1, text: 0, isMarketing: true, headers: ['PRODUCT'], check: fine },
  ORDER_DETAILS: { max: 1, text: 25, headers: ['', 'TEXT', 'IMAGE', 'DOCUMENT'], check: fine },
  FLOW: { max: 1, text: 25, check: checkFlowButton },
  VOICE_CALL: { max: 1, text: 20, check: fine },
  REQUEST_CONTACT_INFO: { max: 1, text: 0, check: fine },
  OTP: { max: 1, text: 0, check: checkOtp },
}

/** The buttons' context: the header and the template's category. */
export type Around = {
  max: number
  header: TemplateComponent | undefined
  category: string
}

export function checkTemplateButtonList(
  component: TemplateComponent | undefined,
  { max, header, category }: Around,
): Refusal | undefined {
  if (component === undefined) return undefined
  const { buttons } = component
  if (buttons === undefined || buttons.length === 0) return missingField('The BUTTONS component needs buttons.')
  if (buttons.length > max) return wrongValue(`There can be at most ${max} buttons.`)
  const types = buttons.map(({ type }) => type.toUpperCase())
  return (
    each(buttons, (button) => checkButton(button, types) ?? checkAround(button, header, category)) ??
    (isGrouped(types) ? undefined : wrongValue('Quick replies must stand together, before or after the other buttons.'))
  )
}

function checkButton(button: TemplateButton, types: readonly string[]): Refusal | undefined {
  const type = button.type.toUpperCase()
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === undefined) return wrongValue(`button type must be one of {${Object.keys(kinds).join(', ')}}`)
  if (types.filter((other) => other === type).length > kind.max)
    return wrongValue(`There can be at most ${kind.max} button(s) of type ${type}.`)
  if (kind.text > 0) {
    if (typeof button.text !== 'string' || button.text === '') return missingField(`The ${type} button needs a text.`)
    if (charactersIn(button.text) > kind.text) return tooLong(`text of the ${type} button`, kind.text)
    if (variablesOf(button.text).length > 0) return wrongValue('The text of a button has no variables.')
  }
  return kind.check(button)
}

function checkAround(
  button: TemplateButton,
  header: TemplateComponent | undefined,
  category: string,
): Refusal | undefined {
  const type = button.type.toUpperCase()
  const { isMarketing, headers } = kinds[type] ?? {}
  const format = header === undefined ? '' : (header.format ?? 'TEXT').toUpperCase()
  if (isMarketing && category !== 'MARKETING') return wrongValue(`A ${type} button is for MARKETING templates.`)
  return headers === undefined || headers.includes(format)
    ? undefined
    : wrongValue(`A ${type} button needs a header of format {${headers.filter(Boolean).join(', ')}}.`)
}

/** QR, URL, QR is not allowed; QR, QR, URL and URL, QR, QR are. */
function isGrouped(types: readonly string[]): boolean {
  const changes = types.filter((type, index) => {
    const before = types[index - 1]
    return before !== undefined && (type === 'QUICK_REPLY') !== (before === 'QUICK_REPLY')
  })
  return changes.length <= 1
}

function checkUrl(button: TemplateButton): Refusal | undefined {
  const { url } = button
  if (typeof url !== 'string' || url === '') return missingField('The URL button needs a url.')
  if (pointsIn(url) > 2000) return tooLong('URL', 2000)
  if (!/^https?:\/\/[^\s/]+/.test(url)) return wrongValue('The URL of a button must begin with http:// or https://.')
  const variables = variablesOf(url)
  if (variables.length === 0) return undefined
  if (variables.length > 1 || !/\{\{\s*\w+\s*\}\}$/.test(url))
    return wrongValue('The URL of a button has at most one variable, at its end.')
  if (!/^https?:\/\/[^{/?#]+[/?#]/i.test(url)) return wrongValue('The variable of a URL cannot stand in its host.')
  const examples = Array.isArray(button.example) ? button.example : [button.example]
  return examples.length === 1 && typeof examples[0] === 'string' && examples[0] !== ''
    ? undefined
    : missingField('component of type BUTTONS is missing expected field(s) (example)')
}

function checkPhone(button: TemplateButton): Refusal | undefined {
  const { phone_number: phone } = button
  if (typeof phone !== 'string' || phone === '') return missingField('The PHONE_NUMBER button needs a phone_number.')
  if (phone.length > 20) return tooLong('phone number', 20)
  return /^\+?[\d\s()-]+$/.test(phone) ? undefined : wrongValue('The phone_number of a button is not a phone number.')
}

function checkCode(button: TemplateButton): Refusal | undefined {
  const example = Array.isArray(button.example) ? button.example[0] : button.example
  if (typeof example !== 'string' || example === '') return missingField('The COPY_CODE button needs an example.')
  return pointsIn(example) > 20 ? tooLong('offer code', 20) : undefined
}

function checkFlowButton({ flow_id: id, flow_name: name, flow_json: json }: TemplateButton): Refusal | undefined {
  const given = [id, name, json].filter((value) => value !== undefined)
  return given.length === 1 ? undefined : wrongValue('The FLOW button needs one of flow_id, flow_name and flow_json.')
}

const otpTypes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']

function checkOtp(button: TemplateButton): Refusal | undefined {
  const type = String(button.otp_type).toUpperCase()
  if (!otpTypes.includes(type)) return wrongValue(`otp_type must be one of {${otpTypes.join(', ')}}`)
  for (const text of [button.text, button.autofill_text])
    if (typeof text === 'string' && charactersIn(text) > 25) return tooLong('text of the OTP button', 25)
  if (type === 'COPY_CODE') return undefined
  const apps = listAt(button, 'supported_apps')
  if (apps.length === 0 && button.package_name === undefined)
    return missingField(`An OTP button of type ${type} needs supported_apps.`)
  if (apps.length > 5) return wrongValue('supported_apps can be at most 5.')
  const names = apps.length === 0 ? [button.package_name] : apps.map((app) => textAt(app, 'package_name'))
  if (!names.every((name) => typeof name === 'string' && /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(name)))
    return wrongValue('A package_name has two parts or more, with a dot between them.')
  const areHashed = apps.every((app) => /^\S{11}$/.test(textAt(app, 'signature_hash') ?? ''))
  if (!areHashed) return wrongValue('A signature_hash has 11 characters.')
  return type === 'ZERO_TAP' && button.zero_tap_terms_accepted !== true
    ? wrongValue('zero_tap_terms_accepted must be true for ZERO_TAP.')
    : undefined
}
