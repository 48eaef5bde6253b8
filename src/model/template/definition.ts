/**
 * A template as Meta defines it: name, language, category, status and components, in Meta's own JSON (cloud-api.md,
 * section 3). Stored unchanged; `fit.ts` derives what a send needs.
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
  /** Meta's subcategory, in capitals: ORDER_STATUS requires an order in the send. */
  subCategory?: string
  /** Meta's id of the template, when known. */
  metaId?: string
  quality?: string
  /** As a sync found it, for `TemplateRecord.maxPrice`; null: none. Not stored with the definition. */
  maxPrice?: number | null
  /** Meta's reason for refusing or stopping it. */
  reason?: string
  /** A category change that Meta announced, and when, in ms. */
  coming?: { category: string; at: number }
}

/** Loose on purpose: `type`, `format` and the rest come in either case and with unknown keys. */
export type TemplateComponent = { type: string; format?: string; text?: string; [key: string]: unknown }
