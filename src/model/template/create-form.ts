/**
 * Converts the compatible API's form of a template (jelou-api.md, 7.2) to Meta's components: `template` with its
 * `params` is the body, `header` or `mediaUrl` the header, `buttons` the buttons. Only parts that the request names are
 * made, so that an edit can replace parts. `places` maps each part back to the caller's field, so that violations are
 * reported there.
 */
import {
  isPresent,
  type Reader,
  readAnyText,
  readList,
  readOptionalObject,
  readOptionalText,
  report,
} from '../request/check.ts'
import { variablesIn } from './check-texts.ts'
import type { TemplateComponent, TemplateDefinition } from './definition.ts'
import type { TemplateParam } from './record.ts'

export type Form = {
  components: TemplateComponent[]
  /** Path among the components -> the caller's. The longest match counts. */
  places: [from: string, to: string][]
  params?: TemplateParam[]
  isNamed: boolean
  /** The request removes the buttons. */
  withoutButtons: boolean
}

export type FormContext = {
  category: TemplateDefinition['category']
  isNamed?: boolean | undefined
  /** An edit that names parts only: other parts are not made. */
  isPartial?: boolean
}

const types = ['HSM', 'TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'GIF', 'LOCATION', 'PRODUCT'] as const
const withSample: readonly string[] = ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF']
const actions = ['NONE', 'CALL_TO_ACTION', 'QUICK_REPLY', 'OTP'] as const

export function readForm(root: Reader, context: FormContext): Form {
  const params = isPresent(root, 'params') ? readParams(root, 'params') : undefined
  const isNamed = context.isNamed ?? namesIn(readAnyText(root, 'template'))
  const form: Form = { components: [], places: [], isNamed, withoutButtons: false, ...(params ? { params } : {}) }
  checkParamsNumber(root, params)
  readAction(root, form)
  if (context.category === 'AUTHENTICATION') addCode(root, form, context)
  else {
    addHeader(root, form)
    addBody(root, form)
    if (isPresent(root, 'footer'))
      add(form, { type: 'FOOTER', text: root.fields.footer as string }, [['text', 'footer']])
  }
  addButtons(root, form, context)
  return form
}

function add(form: Form, component: TemplateComponent, places: [string, string][]): void {
  const path = `components.${form.components.length}`
  form.components.push(component)
  for (const [from, to] of places) form.places.push([`${path}.${from}`, to])
}

function namesIn(text: string | undefined): boolean {
  const variables = variablesIn(text ?? '', true)
  return variables.length > 0 && variables.every((name) => /^[a-z_]/.test(name))
}

/** Texts, or objects whose `param` is the variable, with or without its braces. */
export function readParams(root: Reader, key: string): TemplateParam[] {
  const given = root.fields[key]
  if (Array.isArray(given) && given.every((item) => typeof item === 'string'))
    return given.map((example: string, index) => ({ param: String(index + 1), label: String(index + 1), example }))
  return readList(root, key, { min: 0, max: 100 }).map((item, index) => {
    const { param: given } = item.fields
    const param = typeof given === 'number' ? String(given) : readOptionalText(item, 'param', 100)
    const name = (param ?? String(index + 1)).replace(/[{}\s]/g, '')
    const example = readOptionalText(item, 'example')
    return { param: name, label: readOptionalText(item, 'label', 512) ?? name, ...(example ? { example } : {}) }
  })
}

function checkParamsNumber(root: Reader, params: TemplateParam[] | undefined): void {
  const { paramsNumber } = root.fields
  if (!isPresent(root, 'paramsNumber')) return
  const count = typeof paramsNumber === 'string' && /^\d+$/.test(paramsNumber) ? Number(paramsNumber) : paramsNumber
  if (typeof count !== 'number') report(root, 'paramsNumber', 'type', { expected: 'number' })
  else if (params && count !== params.length) report(root, 'paramsNumber', 'mismatch', { expected: params.length })
}

/** Selects the kind of buttons; `NONE` means none. */
function readAction(root: Reader, form: Form): void {
  const given = readOptionalText(root, 'interactiveAction')?.toUpperCase()
  const action = actions.find((known) => known === given)
  if (given !== undefined && action === undefined)
    report(root, 'interactiveAction', 'one_of', { values: actions.join(',') })
  const buttons = Array.isArray(root.fields.buttons) ? root.fields.buttons.length : 0
  if (action === 'NONE') {
    form.withoutButtons = true
    if (buttons > 0) report(root, 'buttons', 'exclusive', { other: 'interactiveAction NONE' })
  } else if (action !== undefined && action !== 'OTP' && buttons === 0) report(root, 'buttons', 'required')
}

function addHeader(root: Reader, form: Form): void {
  const given = readOptionalText(root, 'type')?.toUpperCase()
  const type = types.find((known) => known === given)
  if (given !== undefined && type === undefined) report(root, 'type', 'one_of', { values: types.join(',') })
  const isMedia = type !== undefined && withSample.includes(type)
  const mediaUrl = readOptionalText(root, 'mediaUrl')
  const header = readOptionalText(root, 'header')
  if (isMedia) {
    if (header !== undefined) report(root, 'header', 'template_refused_part', { kind: type })
    const example = mediaUrl === undefined ? {} : { example: { header_handle: [mediaUrl] } }
    add(form, { type: 'HEADER', format: type, ...example }, [
      ['example', 'mediaUrl'],
      ['format', 'type'],
    ])
    return
  }
  if (mediaUrl !== undefined) report(root, 'mediaUrl', 'template_refused_part', { kind: type ?? 'HSM' })
  if (type === 'LOCATION' || type === 'PRODUCT') {
    if (header !== undefined) report(root, 'header', 'template_refused_part', { kind: type })
    add(form, { type: 'HEADER', format: type }, [['format', 'type']])
    return
  }
  if (header === undefined) return
  const params = isPresent(root, 'headerParams') ? readParams(root, 'headerParams') : []
  const examples = examplesOf(header, params, readOptionalText(root, 'exampleHeader'), form.isNamed)
  add(form, { type: 'HEADER', format: 'TEXT', text: header, ...exampleFields('header_text', examples, form.isNamed) }, [
    ['text', 'header'],
    ['example', params.length > 0 ? 'headerParams' : 'exampleHeader'],
  ])
}

function addBody(root: Reader, form: Form): void {
  if (!isPresent(root, 'template')) return
  const text = readAnyText(root, 'template') ?? ''
  const examples = examplesOf(text, form.params ?? [], readOptionalText(root, 'example'), form.isNamed)
  const component = { type: 'BODY', text, ...exampleFields('body_text', examples, form.isNamed) }
  const key = form.isNamed ? 'body_text_named_params' : 'body_text'
  const places = examples.map(([variable], index): [string, string] => {
    const at = form.params?.findIndex(({ param }) => param === variable) ?? -1
    return [`example.${key}.${index}`, at < 0 ? 'params' : `params.${at}.example`]
  })
  add(form, component, [['text', 'template'], ['example', 'params'], ...places])
}

type Example = [variable: string, value: string]

/** Each variable's example: its own, or its part of the sample of the whole text. */
function examplesOf(text: string, params: TemplateParam[], whole: string | undefined, isNamed: boolean): Example[] {
  const variables = variablesIn(text, isNamed)
  const parts = whole === undefined ? {} : partsOf(text, whole, variables)
  return variables.map((variable) => {
    const own = params.find(({ param }) => param === variable)?.example
    return [variable, own ?? parts[variable] ?? '']
  })
}

/** The parts of the sample in place of the text's variables. A sample of a single variable may be its value alone. */
function partsOf(text: string, whole: string, variables: string[]): Record<string, string> {
  const pieces = text.split(/\{\{([^{}]*)\}\}/)
  const [start = ''] = pieces
  const values: Record<string, string> = {}
  let at = start.length
  let fits = whole.startsWith(start)
  for (let index = 1; index < pieces.length; index += 2) {
    const [variable = '', literal = ''] = pieces.slice(index, index + 2)
    const isLast = index + 2 >= pieces.length
    const end = isLast ? whole.length - literal.length : whole.indexOf(literal, at + 1)
    fits &&= end > at && whole.startsWith(literal, end)
    if (!fits) break
    values[variable.trim()] = whole.slice(at, end)
    at = end + literal.length
  }
  if (fits) return values
  const [only] = variables
  return only !== undefined && variables.length === 1 ? { [only]: whole } : {}
}

function exampleFields(key: string, examples: Example[], isNamed: boolean): { example?: Record<string, unknown> } {
  if (examples.length === 0) return {}
  if (isNamed) {
    const list = examples.map(([param_name, example]) => ({ param_name, example }))
    return { example: { [`${key}_named_params`]: list } }
  }
  const values = examples.map(([, value]) => value)
  return { example: { [key]: key === 'body_text' ? [values] : values } }
}

/** Meta writes body and footer of an authentication template; the request states their options. */
function addCode(root: Reader, form: Form, { isPartial }: FormContext): void {
  for (const key of ['mediaUrl', 'header', 'footer'])
    if (isPresent(root, key)) report(root, key, 'template_refused_part', { kind: 'AUTHENTICATION' })
  const variables = variablesIn(readAnyText(root, 'template') ?? '{{1}}', false)
  const count = form.params?.length ?? variables.length
  if (count !== 1 || variables.length !== 1)
    report(root, form.params && count !== 1 ? 'params' : 'template', 'parameter_count_detail', {
      component: 'BODY',
      template: 'AUTHENTICATION',
      expected: 1,
      actual: count === 1 ? variables.length : count,
    })
  const settings = readOptionalObject(root, 'extraSettings')
  const { addSecurityRecommendation: advice, codeExpirationMinutes: minutes } = settings?.fields ?? {}
  const body = advice == null ? { type: 'BODY' } : { type: 'BODY', add_security_recommendation: advice }
  if (!isPartial || advice != null)
    add(form, body, [
      ['add_security_recommendation', 'extraSettings.addSecurityRecommendation'],
      ['buttons', 'buttons'],
    ])
  if (minutes == null) return
  add(form, { type: 'FOOTER', code_expiration_minutes: minutes }, [
    ['code_expiration_minutes', 'extraSettings.codeExpirationMinutes'],
  ])
}

/** In an authentication template, all kinds that deliver a code have Meta's one name. */
function addButtons(root: Reader, form: Form, { category, isPartial }: FormContext): void {
  const isCode = category === 'AUTHENTICATION'
  const isOtp = isCode && !isPartial && !isPresent(root, 'buttons')
  if (form.withoutButtons || (!isPresent(root, 'buttons') && !isOtp)) return
  const { buttons } = root.fields
  if (!Array.isArray(buttons) && !isOtp) {
    report(root, 'buttons', 'type', { expected: 'array' })
    return
  }
  if (Array.isArray(buttons) && buttons.length === 0 && !isCode) {
    form.withoutButtons = true
    return
  }
  const given = Array.isArray(buttons) && buttons.length > 0 ? (buttons as unknown[]) : [{ type: 'COPY_CODE' }]
  const list = given.map((button) => metaButton(button, isCode))
  add(form, { type: 'BUTTONS', buttons: list }, [['buttons', 'buttons']])
}

const otpTypes = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP']

function metaButton(button: unknown, isCode: boolean): unknown {
  if (typeof button !== 'object' || button === null || Array.isArray(button)) return button
  const { type: given, example, ...rest } = button as Record<string, unknown>
  const type = typeof given === 'string' ? given.toUpperCase() : given
  if (isCode) {
    const isKind = typeof type === 'string' && otpTypes.includes(type)
    const otp = rest.otp_type ?? (isKind ? type : 'COPY_CODE')
    return withoutEmpty({ ...rest, type: isKind ? 'OTP' : type, otp_type: otp })
  }
  // Meta takes the example of an address as a list of one.
  const asList = type === 'URL' && typeof example === 'string' && example !== '' ? [example] : example
  return withoutEmpty({ ...rest, type, example: asList })
}

/** The documents' samples carry every key for every kind of button, empty where it does not apply. */
function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value != null))
}
