/**
 * Which translation of a template a send gets. The API says en, es, pt; Meta approves es_MX, pt_BR and 110 more: languages are
 * compared without regard to case or hyphen, `es` finds an approved variant and `es_MX` falls back to `es`. Only approved
 * translations are ever chosen; the outcome says why nothing was. Called by http before fit.
 */
import type { Locale } from '../bot.ts'
import type { TemplateDefinition } from './definition.ts'

export type LanguageResult =
  | { kind: 'found'; definition: TemplateDefinition }
  /** No template of that name. */
  | { kind: 'missing' }
  /** It is there in the language, but Meta has not approved it, or no longer. */
  | { kind: 'not_approved'; status: string; language: string }
  /** It is approved, but in other languages only. */
  | { kind: 'no_language'; available: string[] }

/** `definitions` are all translations of one name; `fallback`, the bot's language, counts when none was requested. */
export function resolveLanguage(
  requested: string | undefined,
  definitions: TemplateDefinition[],
  fallback: Locale,
): LanguageResult {
  const approved = definitions.filter(isApproved).sort(byLanguage)
  const wanted = normalise(requested ?? fallback)
  const chosen = best(wanted, approved) ?? (requested === undefined ? approved[0] : undefined)
  if (chosen !== undefined) return { kind: 'found', definition: chosen }
  const others = definitions.toSorted(byLanguage)
  const refused = best(wanted, others) ?? (approved.length === 0 ? others[0] : undefined)
  if (refused !== undefined) return { kind: 'not_approved', status: refused.status, language: refused.language }
  if (approved.length === 0) return { kind: 'missing' }
  return { kind: 'no_language', available: approved.map((one) => one.language) }
}

function isApproved(definition: TemplateDefinition): boolean {
  return definition.status.toUpperCase() === 'APPROVED'
}

function byLanguage(a: TemplateDefinition, b: TemplateDefinition): number {
  return normalise(a.language) < normalise(b.language) ? -1 : 1
}

function normalise(language: string): string {
  return language.toLowerCase().replaceAll('-', '_')
}

/** Regional variants that go before the others of their language, which follow by alphabet. */
const preferred: Record<string, string[]> = {
  pt: ['pt_br', 'pt_pt'],
  es: ['es_la', 'es_mx', 'es_ec'],
  en: ['en_us', 'en_gb'],
}

/** `definitions` sorted by language. Exact, then for a bare language its variants, for a variant its bare language. */
function best(wanted: string, definitions: TemplateDefinition[]): TemplateDefinition | undefined {
  const named = (language: string) => definitions.find((one) => normalise(one.language) === language)
  const exact = named(wanted)
  if (exact !== undefined) return exact
  const base = wanted.split('_', 1)[0] ?? ''
  if (base !== wanted) return named(base)
  const variants = Object.hasOwn(preferred, base) ? (preferred[base] ?? []) : []
  for (const variant of variants) {
    const found = named(variant)
    if (found !== undefined) return found
  }
  return definitions.find((one) => normalise(one.language).startsWith(`${base}_`))
}
