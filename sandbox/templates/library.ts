/**
 * A small library of ready-made templates in place of Meta's: listed by GET /message_template_library, and turned into
 * an account's template by its name and the inputs it leaves open (meta-2026.md 11.1).
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, type Json, listAt, parseJson, textAt } from '../wire.ts'
import { missingField, wrongValue } from './check-parts.ts'
import { type LibraryTemplate, libraryTemplates, type ParameterType } from './library-entries.ts'
import type { Template, TemplateButton, TemplateComponent } from './template.ts'

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

/** Of the body's variables, where the template is one of the library; else none. */
export function libraryTypesOf({ library_template_name: name, language }: Template): readonly ParameterType[] {
  if (name === undefined) return []
  return libraryTemplates.find((one) => one.name === name && one.language === language)?.body_param_types ?? []
}

const forms: Record<ParameterType, RegExp> = {
  TEXT: /./,
  ADDRESS: /./,
  AMOUNT: /^(?:\p{Sc}|[A-Z]{1,3}\$?)?\s?\d[\d.,\s]*(?:\s?(?:\p{Sc}|[A-Z]{3}))?$/u,
  DATE: /\d/,
  EMAIL: /^\S+@\S+$/,
  NUMBER: /^[\d.,]+$/,
  PHONE_NUMBER: /^\+?[\d\s().-]{5,}$/,
}

/** How strictly Meta compares a value with its type is not documented: here it only must look like one. */
export function isOfType(value: string, type: ParameterType): boolean {
  return forms[type].test(value)
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
  const last: TemplateComponent[] = buttons.length === 0 ? [] : [{ type: 'BUTTONS', buttons }]
  if (found.category === 'AUTHENTICATION') {
    const { add_security_recommendation: advice, code_expiration_minutes: minutes } = about
    const footer = minutes === undefined ? [] : [{ type: 'FOOTER', code_expiration_minutes: minutes }]
    return [{ type: 'BODY', add_security_recommendation: advice === true }, ...footer, ...last]
  }
  const header = found.header === undefined ? [] : [{ type: 'HEADER', format: 'TEXT', text: found.header }]
  const example = { body_text: [listAt(found, 'body_params')] }
  return [...header, { type: 'BODY', text: found.body, example }, ...last]
}
