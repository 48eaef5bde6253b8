/**
 * Validates the header, body and footer of a new template: lengths, variables with their examples, handles of uploads
 * (cloud-api.md 3.2). Also builds the refusals for all template checks.
 */
import { charactersIn } from '../characters.ts'
import type { Refusal } from '../graph/error.ts'
import { jsonAt, listAt, textAt } from '../wire.ts'
import { isComponent, type Template, type TemplateComponent, variablesOf } from './template.ts'

export type Draft = {
  category: Template['category']
  isNamed: boolean
  /** Whether an upload's handle, or an address that the sandbox issued for one, is known. */
  knowsHandle(handle: string): boolean
}

/** Takes Meta's subcode and the title that it shows. */
export function templateRefusal(subcode: number, userTitle: string, details: string): Refusal {
  return { code: 100, subcode, message: 'Invalid parameter', userTitle, details }
}

export function missingField(details: string): Refusal {
  return templateRefusal(2388043, 'Message template components are missing an expected field', details)
}

export function wrongValue(details: string): Refusal {
  return { code: 100, message: '(#100) Invalid parameter', details }
}

export function tooLong(what: string, max: number): Refusal {
  return templateRefusal(2388040, 'Character Limit Exceeded', `The ${what} has more than ${max} characters.`)
}

const marketingFormats = ['GIF', 'PRODUCT']
const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF']

export function checkHeader(header: TemplateComponent | undefined, draft: Draft): Refusal | undefined {
  if (header === undefined) return undefined
  const format = header.format?.toUpperCase() ?? ''
  if (marketingFormats.includes(format) && draft.category !== 'MARKETING')
    return wrongValue(`A header of format ${format} is for MARKETING templates.`)
  if (mediaFormats.includes(format)) return checkHandle(header, format, draft)
  if (format === 'LOCATION' || format === 'PRODUCT') return undefined
  if (format !== 'TEXT')
    return wrongValue(`header format must be one of {TEXT, ${mediaFormats.join(', ')}, LOCATION, PRODUCT}`)
  const { text } = header
  if (text === undefined || text === '') return missingField('The HEADER of format TEXT needs a text.')
  if (charactersIn(text) > 60) return tooLong('header', 60)
  if (/[\n*_~`]/.test(text.replace(/\{\{\w+\}\}/g, '')))
    return templateRefusal(
      2388047,
      'Header Format Incorrect',
      'A header has no new lines and no formatting characters.',
    )
  if (variablesOf(text).length > 1)
    return templateRefusal(2388047, 'Header Format Incorrect', 'A header has at most one variable.')
  return checkVariables(header, 'header_text', draft, 2388047)
}

function checkHandle(header: TemplateComponent, format: string, draft: Draft): Refusal | undefined {
  const handles = listAt(jsonAt(header, 'example'), 'header_handle')
  const [handle] = handles
  if (typeof handle !== 'string')
    return missingField(`The HEADER of format ${format} needs an example with a header_handle.`)
  if (handles.length > 1) return wrongValue('header_handle has one sample only.')
  return draft.knowsHandle(handle)
    ? undefined
    : templateRefusal(2388273, 'Invalid media handle', 'The header_handle was not returned by an upload.')
}

export function checkBody(body: TemplateComponent, max: number, draft: Draft): Refusal | undefined {
  const { text } = body
  if (text === undefined || text.trim() === '') return missingField('The BODY needs a text.')
  if (charactersIn(text) > max) return tooLong('body', max)
  const trimmed = text.trim()
  if (/^\{\{/.test(trimmed) || /\}\}$/.test(trimmed))
    return templateRefusal(2388299, 'Variables at the edges', 'Variables cannot be at the start or end of the body.')
  if (/\}\}\s*\{\{/.test(text))
    return templateRefusal(2388072, 'Body Format Incorrect', 'Two variables cannot stand next to each other.')
  const count = variablesOf(text).length
  if (count > 0 && wordsOf(text) < 2 * count + 1)
    return templateRefusal(2388293, 'Too many variables', 'The body has too many variables for its length.')
  return checkVariables(body, 'body_text', draft, 2388072)
}

const segmenter = new Intl.Segmenter('und', { granularity: 'word' })

/**
 * The words besides the variables: two for each variable and one more are required, as third parties found [3P]; Meta
 * prints no figure.
 */
function wordsOf(text: string): number {
  const plain = text.replace(/\{\{\w+\}\}/g, ' ')
  const segments = [...segmenter.segment(plain)].filter(({ isWordLike }) => isWordLike).length
  return Math.max(segments, plain.match(/[\p{L}\p{N}]+/gu)?.length ?? 0)
}

/** Names or consecutive numbers, each with an example. */
function checkVariables(component: TemplateComponent, key: string, draft: Draft, subcode: number): Refusal | undefined {
  const text = component.text ?? ''
  const variables = variablesOf(text)
  const wrong = (details: string) => templateRefusal(subcode, 'Variables are not valid', details)
  if (/\{\{|\}\}/.test(text.replace(/\{\{\s*\w+\s*\}\}/g, ''))) return wrong('A variable is not well formed.')
  if (draft.isNamed) {
    const bad = variables.find((name) => !/^[a-z][a-z_]*$/.test(name))
    if (bad !== undefined) return wrong(`The variable name ${bad} must have lowercase letters and underscores only.`)
  } else if (!variables.every((_, index) => variables.includes(String(index + 1))))
    return wrong('The variables must be numbered from {{1}} on, without gaps.')
  return hasExamples(component, key, variables, draft.isNamed)
    ? undefined
    : missingField(`component of type ${component.type.toUpperCase()} is missing expected field(s) (example)`)
}

function hasExamples(
  component: TemplateComponent,
  key: string,
  variables: readonly string[],
  isNamed: boolean,
): boolean {
  const example = jsonAt(component, 'example')
  if (isNamed) {
    const names = listAt(example, `${key}_named_params`).map((one) => textAt(one, 'param_name'))
    return names.length === variables.length && variables.every((name) => names.includes(name))
  }
  const list = listAt(example, key)
  const values = Array.isArray(list[0]) ? list[0] : list
  return values.length === variables.length && values.every((value) => typeof value === 'string' && value !== '')
}

export function checkFooter(footer: TemplateComponent | undefined): Refusal | undefined {
  if (footer === undefined) return undefined
  if (footer.text === undefined || footer.text === '') return missingField('The FOOTER needs a text.')
  if (charactersIn(footer.text) > 60) return tooLong('footer', 60)
  return variablesOf(footer.text).length > 0
    ? templateRefusal(2388073, 'Footer Format Incorrect', 'A footer has no variables.')
    : undefined
}

/** The components of a card or of any other value that contains components. */
export function componentsIn(value: unknown): readonly TemplateComponent[] {
  return listAt(value, 'components').filter(isComponent)
}
