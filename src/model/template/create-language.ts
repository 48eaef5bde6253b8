/**
 * The language and category of a template to be created, in Meta's spelling. Languages are those of Meta's list
 * (cloud-api.md, 3.3), which has no es_LA and no plain `pt`: the latter, which the API documents, is Brazil's.
 */
import { type Reader, readText, report } from '../request/check.ts'
import type { TemplateDefinition } from './definition.ts'

const languages: ReadonlySet<string> = new Set(
  (
    'af sq ar ar_AE ar_EG ar_LB ar_MA ar_QA az be_BY bg bn bn_IN ca zh_CN zh_HK zh_TW hr cs da prs_AF nl nl_BE ' +
    'en en_AE en_AU en_CA en_GB en_GH en_IE en_IN en_JM en_MY en_NZ en_QA en_SG en_UG en_US en_ZA et fil fi ' +
    'fr fr_BE fr_CA fr_CH fr_CI fr_MA ka de de_AT de_CH el gu ha he hi hu ' +
    'id ga it ja kn kk rw_RW ko ky_KG lo lv lt mk ' +
    'ms ml mr nb ps_AF fa pl pt_BR pt_PT pa ro ru sr si_LK sk sl es es_AR es_CL es_CO es_CR es_DO es_EC es_ES es_HN ' +
    'es_MX es_PA es_PE es_UY sw sv ta te th tr uk ur uz vi zu'
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
  if (given !== '' && !languages.has(code))
    report(root, 'language', 'template_language', { actual: given.slice(0, 20) })
  return code
}

const categories = ['UTILITY', 'MARKETING', 'AUTHENTICATION'] as const

export function readCategory(root: Reader): TemplateDefinition['category'] {
  const given = readText(root, 'category').toUpperCase()
  const category = categories.find((known) => known === given)
  if (given !== '' && category === undefined) report(root, 'category', 'one_of', { values: categories.join(',') })
  return category ?? 'UTILITY'
}
