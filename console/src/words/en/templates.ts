/** Texts of the pages of templates, in English. */
export const templates = {
  'templates.lead': 'Forms that Meta has reviewed, or reviews.',
  'templates.none': 'No templates',
  'templates.none_do': 'Nothing fits these filters, or Meta has none for this number.',
  'template.preview': 'Preview',
  'template.quality': 'Quality',
  'category.MARKETING': 'Marketing',
  'category.UTILITY': 'Utility',
  'category.AUTHENTICATION': 'Authentication',
} as const
