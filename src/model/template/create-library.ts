/**
 * A template made from Meta's library: its name there and the inputs that it leaves open (meta-2026.md, 11.1). Its
 * texts are Meta's, so the request contains none, and the definition has no components until Meta has returned them.
 */

import { isObject, isPresent, present, type Reader, readText, report } from '../request/check.ts'
import { readJson } from '../request/nesting.ts'
import type { TemplateDefinition } from './definition.ts'
import type { LibraryOrigin } from './record.ts'

const names = {
  name: ['library_template_name', 'libraryTemplateName'],
  buttonInputs: ['library_template_button_inputs', 'libraryTemplateButtonInputs'],
  bodyInputs: ['library_template_body_inputs', 'libraryTemplateBodyInputs'],
} as const

/** Allowed in a creation only. */
export const libraryFields = Object.values(names).flat()

/** Fields of a request for a template of one's own. */
const texts = ['components', 'template', 'header', 'footer', 'mediaUrl', 'buttons', 'params'] as const

const categories = ['UTILITY', 'AUTHENTICATION']

export function isFromLibrary(root: Reader): boolean {
  return names.name.some((key) => isPresent(root, key))
}

export function readLibrary(root: Reader, category: TemplateDefinition['category']): LibraryOrigin {
  for (const key of texts) if (isPresent(root, key)) report(root, key, 'template_library')
  if (!categories.includes(category)) report(root, 'category', 'one_of', { values: categories.join(',') })
  return present<LibraryOrigin>({
    name: readText(root, keyOf(root, 'name'), 512),
    buttonInputs: readButtonInputs(root),
    bodyInputs: readBodyInputs(root),
  })
}

function keyOf(root: Reader, part: keyof typeof names): string {
  return names[part].find((key) => isPresent(root, key)) ?? names[part][0]
}

/** Meta's own page sends them as JSON in a text. */
function inputsOf(root: Reader, part: keyof typeof names): unknown {
  const given = root.fields[keyOf(root, part)]
  if (typeof given !== 'string') return given
  return readJson(given) ?? given
}

function readButtonInputs(root: Reader): Record<string, unknown>[] | undefined {
  const given = inputsOf(root, 'buttonInputs')
  if (given === undefined || given === null) return undefined
  const key = keyOf(root, 'buttonInputs')
  if (!Array.isArray(given) || !given.every(isObject)) {
    report(root, key, 'type', { expected: 'array' })
    return undefined
  }
  given.forEach((input, index) => {
    readText({ ...root, fields: input, path: `${key}.${index}` }, 'type')
  })
  return given
}

function readBodyInputs(root: Reader): Record<string, unknown> | undefined {
  const given = inputsOf(root, 'bodyInputs')
  if (given === undefined || given === null) return undefined
  if (isObject(given)) return given
  report(root, keyOf(root, 'bodyInputs'), 'type', { expected: 'object' })
  return undefined
}
