/** Texts of the pages of templates, in Spanish. */
import type { templates as en } from '../en/templates.ts'

export const templates: Record<keyof typeof en, string> = {
  'templates.lead': 'Formularios que Meta revisó o revisa.',
  'templates.none': 'Sin plantillas',
  'templates.none_do': 'Nada corresponde a estos filtros, o Meta no tiene ninguna para este número.',
  'template.preview': 'Vista previa',
  'template.quality': 'Calidad',
  'category.MARKETING': 'Marketing',
  'category.UTILITY': 'Utilidad',
  'category.AUTHENTICATION': 'Autenticación',
}
