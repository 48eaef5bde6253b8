/**
 * Validates the buttons of a template to be created: how many of each kind, in which order, and what each needs
 * (cloud-api.md, 3.2). One row of `kinds` for each kind of button. Pure.
 */
import {
  isPresent,
  type Reader,
  readChoice,
  readList,
  readOptionalProse,
  readProse,
  readText,
  report,
} from '../request/check.ts'
import { lengthOver } from '../text/length.ts'
import { braced, checkForm, checkPlain, variablesIn } from './check-texts.ts'
import type { TemplateDefinition } from './definition.ts'

type Kind = {
  max: number
  /** Longest text; 0 where WhatsApp or a card writes it. */
  textLimit: number
  /** WhatsApp has a text of its own. */
  isTextOptional?: true
  check?: (button: Reader, context: ButtonContext) => void
  /** Catalog buttons, which only marketing has. */
  isMarketing?: true
  /** Header formats that it is allowed with. */
  headers?: readonly string[]
}

export type ButtonContext = {
  max: number
  /** The template's name in sentences about a kind that is not allowed. */
  kind: string
  /** Allowed kinds; all but OTP when absent. */
  only?: readonly string[]
  longestCode: number
  category?: TemplateDefinition['category']
  /** Format of the header beside it, in capitals. */
  header?: string | undefined
}

export const longestButtonText = 25
export const longestButtonUrl = 2000

/** Every header but a product's: these buttons open products of their own. */
const allButProduct = ['', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION']

const kinds: Record<string, Kind> = {
  QUICK_REPLY: { max: 10, textLimit: longestButtonText },
  URL: { max: 2, textLimit: longestButtonText, check: checkUrl },
  PHONE_NUMBER: { max: 1, textLimit: longestButtonText, check: checkPhone },
  COPY_CODE: { max: 1, textLimit: longestButtonText, isTextOptional: true, check: checkCode },
  OTP: { max: 1, textLimit: longestButtonText, isTextOptional: true, check: checkOtp },
  CATALOG: { max: 1, textLimit: longestButtonText, isMarketing: true, headers: allButProduct },
  MPM: { max: 1, textLimit: longestButtonText, isMarketing: true, headers: allButProduct },
  SPM: { max: 1, textLimit: longestButtonText, isTextOptional: true, isMarketing: true, headers: ['PRODUCT'] },
  ORDER_DETAILS: { max: 1, textLimit: longestButtonText, headers: ['', 'TEXT', 'IMAGE', 'DOCUMENT'] },
  FLOW: { max: 1, textLimit: longestButtonText, check: checkFlow },
  VOICE_CALL: { max: 1, textLimit: 20, check: checkCall },
  REQUEST_CONTACT_INFO: { max: 1, textLimit: longestButtonText, isTextOptional: true },
}

export const createdButtonTypes = Object.keys(kinds)

/** `component.buttons`. Returns the kinds in order, for comparison. */
export function checkButtons(component: Reader, context: ButtonContext): string[] {
  const buttons = readList(component, 'buttons', { min: 1, max: context.max })
  const types = buttons.map((button) => checkButton(button, context))
  for (const type of new Set(types)) {
    const { max: limit = 10 } = kinds[type] ?? {}
    const actual = types.filter((other) => other === type).length
    if (actual > limit) report(component, 'buttons', 'template_button_most', { type, actual, limit })
  }
  if (!isGrouped(types)) report(component, 'buttons', 'template_button_group')
  return types
}

function checkButton(button: Reader, context: ButtonContext): string {
  const type = readText(button, 'type').toUpperCase()
  const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === undefined) {
    if (type !== '') report(button, 'type', 'one_of', { values: createdButtonTypes.join(',') })
    return type
  }
  const { kind: template, only } = context
  const isHere = only === undefined ? type !== 'OTP' : only.includes(type)
  if (!isHere) report(button, 'type', 'template_refused_part', { kind: template })
  else checkSurroundings(button, type, kind, context)
  const read = kind.isTextOptional ? readOptionalProse : readProse
  const text = read(button, 'text', kind.textLimit) ?? ''
  if (/\{\{/.test(text)) report(button, 'text', 'template_variable_most', { actual: 1, limit: 0 })
  else checkPlain(button, 'text', text)
  kind.check?.(button, context)
  return type
}

function checkSurroundings(button: Reader, type: string, kind: Kind, { category, header = '' }: ButtonContext): void {
  if (kind.isMarketing && category !== undefined && category !== 'MARKETING')
    report(button, 'type', 'template_needs_category', { actual: type, expected: 'MARKETING' })
  const { headers } = kind
  if (headers && !headers.includes(header))
    report(button, 'type', 'template_needs_header', { actual: type, expected: headers.filter(Boolean).join(', ') })
}

/** QR, URL, QR is not allowed; QR, QR, URL and URL, QR, QR are. */
function isGrouped(types: string[]): boolean {
  const isReply = types.map((type) => type === 'QUICK_REPLY')
  const changes = isReply.filter((one, index) => index > 0 && one !== isReply[index - 1])
  return changes.length <= 1
}

function checkUrl(button: Reader): void {
  const url = readText(button, 'url', longestButtonUrl)
  if (url === '') return
  const base = url.replace(/\{\{[^{}]*\}\}/g, 'x')
  if (!/^https?:\/\/[^\s/]+/i.test(url) || !URL.canParse(base)) report(button, 'url', 'url_web')
  const isNumbered = checkForm(button, 'url', url, !/\{\{\s*\d/.test(url))
  const variables = variablesIn(url, false)
  const [variable] = variables
  if (!isNumbered || variable === undefined) return
  const actual = variables.length
  if (actual > 1) report(button, 'url', 'template_variable_most', { actual, limit: 1 })
  else if (variableInHost.test(url)) report(button, 'url', 'template_variable_host')
  else if (!/\{\{[^{}]*\}\}$/.test(url)) report(button, 'url', 'template_variable_end')
  const example = firstExample(button)
  if (typeof example !== 'string' || example.trim() === '')
    report(button, 'example', 'template_example', { variable: braced(variable) })
  const examples = Array.isArray(button.fields.example) ? button.fields.example.length : 1
  if (examples > 1) report(button, 'example', 'template_example_most', { actual: examples, limit: 1 })
}

/** A variable here would let its value choose the server that people are led to. */
const variableInHost = /^https?:\/\/[^/?#]*\{\{/i

/** Meta writes a list of one; a plain text is accepted too. */
function firstExample({ fields: { example } }: Reader): unknown {
  return Array.isArray(example) ? example[0] : example
}

function checkPhone(button: Reader): void {
  const phone = readText(button, 'phone_number', 20)
  if (phone !== '' && !/^\+?[1-9][\d\s()-]{4,}$/.test(phone)) report(button, 'phone_number', 'phone_e164')
}

function checkCode(button: Reader, { longestCode: limit }: ButtonContext): void {
  const code = firstExample(button)
  const isGiven = typeof code === 'string' && code.trim() !== ''
  if (!isGiven) report(button, 'example', 'required')
  const actual = isGiven ? lengthOver(code, limit) : undefined
  if (actual !== undefined) report(button, 'example', 'too_long', { actual, limit })
}

const otpTypes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'] as const
export type OtpType = (typeof otpTypes)[number]

function checkOtp(button: Reader): void {
  const type = readChoice(upperCase(button, 'otp_type'), 'otp_type', otpTypes)
  readOptionalProse(button, 'autofill_text', longestButtonText)
  if (type === 'COPY_CODE') return
  // The older form names one app in the button itself.
  if (!isPresent(button, 'package_name')) {
    const apps = readList(button, 'supported_apps', { min: 1, max: 5 })
    for (const app of apps) checkApp(app)
  } else checkApp(button)
  if (type === 'ZERO_TAP' && button.fields.zero_tap_terms_accepted !== true)
    report(button, 'zero_tap_terms_accepted', 'mismatch', { expected: 'true' })
}

/** By Android's rule: at least two parts. */
const packageName = /^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/

function checkApp(app: Reader): void {
  const name = readText(app, 'package_name', 224)
  if (name !== '' && !packageName.test(name)) report(app, 'package_name', 'format', { expected: 'com.example.app' })
  const hash = readText(app, 'signature_hash')
  if (hash !== '' && !/^\S{11}$/.test(hash)) report(app, 'signature_hash', 'format', { expected: '11 characters' })
}

function upperCase(reader: Reader, key: string): Reader {
  const value = reader.fields[key]
  return typeof value === 'string' ? { ...reader, fields: { ...reader.fields, [key]: value.toUpperCase() } } : reader
}

function checkFlow(button: Reader): void {
  const given = ['flow_id', 'flow_name', 'flow_json'].filter((key) => isPresent(button, key))
  if (given.length === 0) report(button, 'flow_id', 'required')
  const [first = '', second] = given
  if (second !== undefined) report(button, second, 'exclusive', { other: first })
}

function checkCall(button: Reader): void {
  const minutes = button.fields.ttl_minutes
  const isFit = typeof minutes === 'number' && Number.isInteger(minutes) && minutes >= 1440 && minutes <= 43_200
  if (minutes !== undefined && !isFit) report(button, 'ttl_minutes', 'range', { min: 1440, max: 43_200 })
}
