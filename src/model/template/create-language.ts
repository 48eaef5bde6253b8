/**
 * The language and category of a template that is to be created, in Meta's spelling. Meta knows 112 codes and adds to them, so the
 * language is checked by its base and its form; `pt`, which the API documents and Meta does not know, is Brazil's. Called by create.
 */
import { type Reader, readText, report } from '../check.ts'
import type { TemplateDefinition } from './definition.ts'

const bases = new Set(
  (
    'af am ar az be bg bn bs ca cs cy da de dv el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it ja jv ka ' +
    'kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl or pa pl prs ps pt ro ru rw si sk sl sq sr sv sw ta te tg th tl ' +
    'tr uk ur uz vi xh yo zh zu'
  ).split(' '),
)

/** `ES`, `es-mx`, `pt` -> `es`, `es_MX`, `pt_BR`. */
export function metaLanguage(given: string): string {
  const [base = '', ...region] = given.trim().split(/[-_]/)
  const code = [base.toLowerCase(), ...region.map((part) => part.toUpperCase())].join('_')
  return code === 'pt' ? 'pt_BR' : code
}

export function readTemplateLanguage(root: Reader): string {
  const given = readText(root, 'language', 15)
  const code = metaLanguage(given)
  const [base = '', region, ...rest] = code.split('_')
  const isKnown = bases.has(base) && rest.length === 0 && (region === undefined || /^[A-Z]{2,3}$/.test(region))
  if (given !== '' && !isKnown) report(root, 'language', 'template_language', { actual: given.slice(0, 20) })
  return code
}

const categories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const

export function readCategory(root: Reader): TemplateDefinition['category'] {
  const given = readText(root, 'category').toUpperCase()
  const category = categories.find((known) => known === given)
  if (given !== '' && category === undefined) report(root, 'category', 'one_of', { values: categories.join(',') })
  return category ?? 'UTILITY'
}
