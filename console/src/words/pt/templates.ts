/** Texts of the pages of templates, in Portuguese. */
import type { templates as en } from '../en/templates.ts'

export const templates: Record<keyof typeof en, string> = {
  'templates.lead': 'Formulários que a Meta analisou ou analisa.',
  'templates.none': 'Nenhum modelo',
  'templates.none_do': 'Nada corresponde a estes filtros, ou a Meta não tem nenhum para este número.',
  'template.preview': 'Prévia',
  'template.quality': 'Qualidade',
  'category.MARKETING': 'Marketing',
  'category.UTILITY': 'Utilidade',
  'category.AUTHENTICATION': 'Autenticação',
}
