/**
 * Meta's template JSON in the form of GET message_templates, the variables in it, and the in-memory store of templates
 * per WABA.
 */
import { isJson, type Json, listAt, textAt } from '../wire.ts'

export type TemplateButton = {
  type: string
  text?: string
  url?: string
  example?: unknown
  [key: string]: unknown
}

export type TemplateComponent = {
  type: string
  format?: string
  text?: string
  buttons?: readonly TemplateButton[]
  cards?: readonly { components: readonly TemplateComponent[] }[]
  example?: unknown
  [key: string]: unknown
}

export type Template = {
  id: string
  name: string
  language: string
  category: 'AUTHENTICATION' | 'MARKETING' | 'UTILITY'
  status: string
  parameter_format: 'POSITIONAL' | 'NAMED'
  components: readonly TemplateComponent[]
  previous_category?: string
  message_send_ttl_seconds?: number
  quality_score?: { score: string; date: number }
  rejected_reason?: string
  last_updated_time?: string
  sub_category?: string
  display_format?: string
  cta_url_link_tracking_opted_out?: boolean
  library_template_name?: string
  optimization_spec?: MaxPrice
}

/** `bid_amount`: in the smallest unit of the account's currency, for 1,000 deliveries (meta-2026.md, section 10.2). */
export type MaxPrice = { bid_strategy: string; bid_amount: number }

export function componentOf(components: readonly TemplateComponent[], type: string): TemplateComponent | undefined {
  return components.find((component) => component.type.toUpperCase() === type)
}

export function buttonsOf(components: readonly TemplateComponent[]): readonly TemplateButton[] {
  return componentOf(components, 'BUTTONS')?.buttons ?? []
}

/** The distinct variables of a text, in order of appearance: `{{1}}` -> `1`, `{{first_name}}` -> `first_name`. */
export function variablesOf(text: string | undefined): readonly string[] {
  const found = (text ?? '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)
  return [...new Set(Array.from(found, (match) => match[1] ?? ''))]
}

export type TemplateStore = {
  named(wabaId: string, name: string): readonly Template[]
  all(wabaId: string): readonly Template[]
  byId(id: string): Template | undefined
  /** Undefined if the template no longer exists. */
  wabaOf(id: string): string | undefined
  put(wabaId: string, template: Template): void
  /** Returns the number removed. */
  remove(wabaId: string, name: string, id?: string): number
  clear(): void
}

export function createTemplateStore(): TemplateStore {
  const byWaba = new Map<string, Map<string, Template[]>>()
  const all = (wabaId: string) => [...(byWaba.get(wabaId)?.values() ?? [])].flat()
  return {
    named: (wabaId, name) => byWaba.get(wabaId)?.get(name) ?? [],
    all,
    byId: (id) => [...byWaba.keys()].flatMap(all).find((template) => template.id === id),
    wabaOf: (id) => [...byWaba.keys()].find((wabaId) => all(wabaId).some((template) => template.id === id)),
    put(wabaId, template) {
      const names = byWaba.get(wabaId) ?? new Map<string, Template[]>()
      const others = (names.get(template.name) ?? []).filter((other) => other.language !== template.language)
      byWaba.set(wabaId, names.set(template.name, [...others, template]))
    },
    remove(wabaId, name, id) {
      const before = byWaba.get(wabaId)?.get(name) ?? []
      const retained = id === undefined ? [] : before.filter((template) => template.id !== id)
      if (retained.length === 0) byWaba.get(wabaId)?.delete(name)
      else byWaba.get(wabaId)?.set(name, retained)
      return before.length - retained.length
    },
    clear: () => byWaba.clear(),
  }
}

/** Builds a template from a creation request, or undefined if it lacks a required member. */
export function templateFrom(body: unknown, id: string, status: string): Template | undefined {
  const name = textAt(body, 'name')
  const language = textAt(body, 'language')
  const category = textAt(body, 'category')?.toUpperCase()
  const components = listAt(body, 'components').filter(isComponent)
  if (name === undefined || !/^[a-z0-9_]{1,512}$/.test(name)) return undefined
  if (language === undefined || !/^[a-z]{2,3}([_-][A-Za-z]{2,4})?$/.test(language)) return undefined
  if (category !== 'AUTHENTICATION' && category !== 'MARKETING' && category !== 'UTILITY') return undefined
  if (componentOf(components, 'BODY') === undefined) return undefined
  const isNamed = textAt(body, 'parameter_format')?.toUpperCase() === 'NAMED'
  const given = isJson(body) ? body : {}
  const ttl = given.message_send_ttl_seconds
  return {
    id,
    name,
    language,
    category,
    status,
    parameter_format: isNamed ? 'NAMED' : 'POSITIONAL',
    components,
    ...(typeof ttl === 'number' ? { message_send_ttl_seconds: ttl } : {}),
    ...besideComponents(given),
  }
}

/** The members that Meta stores verbatim. */
export function besideComponents(given: Json): Partial<Template> {
  const { cta_url_link_tracking_opted_out: optedOut } = given
  const words = ['sub_category', 'display_format', 'library_template_name'] as const
  const named = words.flatMap((key) => (typeof given[key] === 'string' ? [[key, given[key]]] : []))
  return {
    ...Object.fromEntries(named),
    ...(typeof optedOut === 'boolean' ? { cta_url_link_tracking_opted_out: optedOut } : {}),
    ...maxPriceIn(given),
  }
}

/** `bid_spec` is the name until 2026-07-31. */
export function maxPriceIn(given: Json): Pick<Template, 'optimization_spec'> {
  const spec = given.optimization_spec ?? given.bid_spec
  if (!isJson(spec) || typeof spec.bid_amount !== 'number') return {}
  return { optimization_spec: { bid_strategy: String(spec.bid_strategy), bid_amount: spec.bid_amount } }
}

export function isComponent(value: unknown): value is TemplateComponent & Json {
  if (!isJson(value) || typeof value.type !== 'string') return false
  const areButtonsFine = value.buttons === undefined || (Array.isArray(value.buttons) && value.buttons.every(isButton))
  const areCardsFine = value.cards === undefined || (Array.isArray(value.cards) && value.cards.every(isCard))
  const isTextFine = value.text === undefined || typeof value.text === 'string'
  const isFormatFine = value.format === undefined || typeof value.format === 'string'
  return areButtonsFine && areCardsFine && isTextFine && isFormatFine
}

function isButton(value: unknown): boolean {
  return isJson(value) && typeof value.type === 'string'
}

function isCard(value: unknown): boolean {
  return isJson(value) && Array.isArray(value.components) && value.components.every(isComponent)
}
