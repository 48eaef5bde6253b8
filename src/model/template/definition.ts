/**
 * A template as Meta knows it: name, language, category, status and components, in Meta's own JSON (cloud-api.md, section 3).
 * Stored as it is; fit.ts reads what a send needs out of it.
 */

export type TemplateDefinition = {
  elementName: string
  /** Meta's code with underscore: es, es_MX, pt_BR. */
  language: string
  category: 'AUTHENTICATION' | 'MARKETING' | 'UTILITY'
  /** Meta's capitals: APPROVED, PENDING, REJECTED, PAUSED, DISABLED … */
  status: string
  parameterFormat?: 'POSITIONAL' | 'NAMED'
  components: TemplateComponent[]
  /** Meta's finer kind, in capitals: ORDER_STATUS asks the send for an order. */
  subCategory?: string
  /** Meta's id of the template, when known. */
  metaId?: string
  quality?: string
  /** Why Meta refused or stopped it. */
  reason?: string
  /** Meta has said that it gets another category, and when, ms. */
  coming?: { category: string; at: number }
}

/** Loose on purpose: `type`, `format` and the rest come in either case and with keys that we do not know. */
export type TemplateComponent = { type: string; format?: string; text?: string; [key: string]: unknown }
