/**
 * A small library of ready-made templates in place of Meta's: listed by GET /message_template_library, and turned into
 * an account's template by its name and the inputs it leaves open (meta-2026.md 11.1).
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json, listAt, parseJson, textAt } from '../wire.ts'
import { missingField, wrongValue } from './check-parts.ts'
import type { TemplateButton, TemplateComponent } from './template.ts'

type LibraryTemplate = {
  id: string
  name: string
  category: 'AUTHENTICATION' | 'UTILITY'
  language: string
  topic: string
  usecase: string
  industry: readonly string[]
  header?: string
  body: string
  body_params: readonly string[]
  body_param_types: readonly string[]
  buttons: readonly TemplateButton[]
}

const visit = (text: string): TemplateButton => ({ type: 'URL', text, url: 'https://www.example.com/' })
const call = (text: string): TemplateButton => ({ type: 'PHONE_NUMBER', text, phone_number: '+18005551234' })

const delivery = {
  name: 'delivery_update_1',
  category: 'UTILITY',
  topic: 'ORDER_MANAGEMENT',
  usecase: 'DELIVERY_UPDATE',
  industry: ['E_COMMERCE'],
  body_params: ['Ana', 'A-1024'],
  body_param_types: ['TEXT', 'TEXT'],
} as const

const code = {
  name: 'verify_code_1',
  category: 'AUTHENTICATION',
  topic: 'IDENTITY_VERIFICATION',
  usecase: 'ACCOUNT_VERIFICATION',
  industry: ['E_COMMERCE', 'FINANCIAL_SERVICES'],
  body: '',
  body_params: [],
  body_param_types: [],
  buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }],
} as const

export const libraryTemplates: readonly LibraryTemplate[] = [
  {
    ...delivery,
    id: '7100000000000001',
    language: 'en_US',
    header: 'Your order is on its way',
    body: 'Hello {{1}}, your order {{2}} has left our warehouse and arrives today.',
    buttons: [visit('Track order'), call('Call us')],
  },
  {
    ...delivery,
    id: '7100000000000002',
    language: 'es',
    header: 'Tu pedido va en camino',
    body: 'Hola {{1}}, tu pedido {{2}} salió de nuestra bodega y llega hoy.',
    buttons: [visit('Seguir pedido'), call('Llamar')],
  },
  { ...code, id: '7100000000000003', language: 'en_US' },
  { ...code, id: '7100000000000004', language: 'es' },
]

const filters = ['topic', 'usecase', 'language', 'name'] as const

export function findInLibrary(query: Json): readonly LibraryTemplate[] {
  const search = String(query.search ?? '').toLowerCase()
  return libraryTemplates.filter(
    (one) =>
      filters.every((key) => query[key] === undefined || String(query[key]).toLowerCase() === one[key].toLowerCase()) &&
      (query.industry === undefined || one.industry.includes(String(query.industry).toUpperCase())) &&
      JSON.stringify([one.name, one.header, one.body]).toLowerCase().includes(search),
  )
}

/** The creation request with the library's components filled in. */
export function fromLibrary(given: Json): Json | Refusal {
  const { library_template_name: name, language, category, components } = given
  if (components !== undefined) return wrongValue('components and library_template_name cannot be used together')
  const known = libraryTemplates.filter((one) => one.name === name)
  const found = known.find((one) => one.language === language)
  if (known.length === 0) return wrongValue(`There is no library template ${String(name)}.`)
  if (found === undefined)
    return wrongValue(`The library template ${String(name)} does not exist in ${String(language)}.`)
  if (String(category).toUpperCase() !== found.category)
    return wrongValue(`The library template is of ${found.category}.`)
  const buttons = withInputs(found.buttons, inputsOf(given.library_template_button_inputs))
  if ('code' in buttons) return buttons
  const about = inputsOf(given.library_template_body_inputs)
  return { ...given, components: componentsOf(found, buttons, isJson(about) ? about : {}) }
}

/** Meta's documentation sends both as JSON in a string. */
function inputsOf(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value
}

/** Each button with a destination needs an input for it. */
function withInputs(buttons: readonly TemplateButton[], given: unknown): readonly TemplateButton[] | Refusal {
  const inputs = Array.isArray(given) ? given : []
  const types = inputs.map((input) => textAt(input, 'type')?.toUpperCase())
  if (types.some((type) => !buttons.some((button) => button.type === type)))
    return wrongValue('library_template_button_inputs names a button that the library template does not have')
  const filled = buttons.map((button) => withInput(button, inputs[types.indexOf(button.type)]))
  return filled.some((button) => button === undefined)
    ? missingField('library_template_button_inputs must have an input for each button')
    : filled.filter((button) => button !== undefined)
}

function withInput(button: TemplateButton, input: unknown): TemplateButton | undefined {
  switch (button.type) {
    case 'URL': {
      const url = isJson(input) ? input.url : undefined
      const base = textAt(url, 'base_url')
      const example = textAt(url, 'url_suffix_example')
      return base === undefined
        ? undefined
        : { ...button, url: base, ...(example === undefined ? {} : { example: [example] }) }
    }
    case 'PHONE_NUMBER': {
      const phone = textAt(input, 'phone_number')
      return phone === undefined ? undefined : { ...button, phone_number: phone }
    }
    default:
      return { ...button, ...(isJson(input) ? input : {}) }
  }
}

function componentsOf(
  found: LibraryTemplate,
  buttons: readonly TemplateButton[],
  about: Json,
): readonly TemplateComponent[] {
  const last: TemplateComponent = { type: 'BUTTONS', buttons }
  if (found.category === 'AUTHENTICATION') {
    const { add_security_recommendation: advice, code_expiration_minutes: minutes } = about
    const footer = minutes === undefined ? [] : [{ type: 'FOOTER', code_expiration_minutes: minutes }]
    return [{ type: 'BODY', add_security_recommendation: advice === true }, ...footer, last]
  }
  const header = found.header === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: found.header }]
  const example = { body_text: [listAt(found, 'body_params')] }
  return [...header, { type: 'BODY', text: found.body, example }, last]
}
