/**
 * Resolves the translation that a request means; the one resolver for everything that names a template. The API says
 * en, es, pt; Meta approves es_MX, pt_BR and 109 more: languages are compared without regard to case or hyphen. A send
 * gets an approved one: `es` finds a variant and `es_MX` falls back to `es`; a preview shows what a send would get. A
 * change or deletion must name exactly one translation and has no fallback.
 */
import type { Locale } from '../errors/texts.ts'
import { metaLanguage } from './create-language.ts'
import type { TemplateDefinition } from './definition.ts'
import type { FitNotice } from './hold.ts'

/**
 * `others`: further translations that could have been meant; present unless the result is exactly the requested one.
 */
type Found = { kind: 'found'; definition: TemplateDefinition; others?: string[] }

export type LanguageResult =
  | Found
  /** No template of that name. */
  | { kind: 'missing' }
  /** It exists in the language, but Meta has not approved it, or no longer does. */
  | { kind: 'not_approved'; status: string; language: string }
  /** It is approved, but in other languages only. */
  | { kind: 'no_language'; available: string[] }

/** `definitions` are all translations of one name; `fallback`, the bot's language, is used when none was requested. */
export function resolveLanguage(
  requested: string | undefined,
  definitions: TemplateDefinition[],
  fallback: Locale,
): LanguageResult {
  const approved = definitions.filter(isApproved).sort(byLanguage)
  const wanted = normalise(requested ?? fallback)
  const chosen = best(wanted, approved) ?? (requested === undefined ? approved[0] : undefined)
  if (chosen !== undefined) return foundFor(wanted, chosen, approved)
  const others = definitions.toSorted(byLanguage)
  const refused = best(wanted, others) ?? (approved.length === 0 ? others[0] : undefined)
  if (refused !== undefined) return { kind: 'not_approved', status: refused.status, language: refused.language }
  if (approved.length === 0) return { kind: 'missing' }
  return { kind: 'no_language', available: approved.map((one) => one.language) }
}

function foundFor(wanted: string, chosen: TemplateDefinition, all: TemplateDefinition[]): Found {
  const taken = normalise(chosen.language)
  const base = baseOf(wanted)
  if (taken === wanted) return { kind: 'found', definition: chosen }
  // If the language differs from the requested one, every translation was a candidate, otherwise its variants.
  const rivals = baseOf(taken) === base ? all.filter(({ language }) => baseOf(normalise(language)) === base) : all
  const others = rivals.filter((one) => one !== chosen).map(({ language }) => language)
  const isReported = others.length > 0 || (wanted !== base && taken === base)
  return isReported ? { kind: 'found', definition: chosen, others } : { kind: 'found', definition: chosen }
}

/** Notices for the caller: which language was used, where another could have been meant. */
export function languageNotices({ definition, others }: Found): FitNotice[] {
  if (others === undefined) return []
  return [{ kind: 'language_chosen', path: 'language', language: definition.language, others }]
}

/**
 * The translation that a send would get; before any is approved, the one that it would get then. A language that does
 * not exist is reported.
 */
export function previewLanguage(
  requested: string | undefined,
  definitions: TemplateDefinition[],
  fallback: Locale,
): Exclude<LanguageResult, { kind: 'not_approved' }> {
  const sent = resolveLanguage(requested, definitions, fallback)
  if (sent.kind === 'found') return sent
  const all = definitions.toSorted(byLanguage)
  const chosen = best(normalise(requested ?? fallback), all) ?? (requested === undefined ? all[0] : undefined)
  if (chosen !== undefined) return foundFor(normalise(requested ?? fallback), chosen, all)
  return all.length === 0 ? { kind: 'missing' } : { kind: 'no_language', available: all.map((one) => one.language) }
}

export type OneLanguage =
  | { kind: 'found'; definition: TemplateDefinition }
  | { kind: 'missing' }
  /** The given language matches none or several. */
  | { kind: 'unclear'; available: string[] }

/** The translation to be changed or deleted: named, or the only one. A bare language names its one variant. */
export function nameLanguage(requested: string | undefined, definitions: TemplateDefinition[]): OneLanguage {
  if (definitions.length === 0) return { kind: 'missing' }
  const named = requested === undefined ? definitions : namedBy(requested, definitions)
  const [only, ...others] = named
  if (only !== undefined && others.length === 0) return { kind: 'found', definition: only }
  return { kind: 'unclear', available: definitions.toSorted(byLanguage).map((one) => one.language) }
}

/** Those of exactly this language, otherwise all its variants when it is bare. */
function namedBy(requested: string, definitions: TemplateDefinition[]): TemplateDefinition[] {
  const asWritten = definitions.filter(({ language }) => normalise(language) === normalise(requested))
  if (asWritten.length > 0) return asWritten
  const code = metaLanguage(requested)
  const exact = definitions.filter(({ language }) => metaLanguage(language) === code)
  if (exact.length > 0) return exact
  const base = normalise(requested)
  return definitions.filter(({ language }) => normalise(language).startsWith(`${base}_`))
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

function baseOf(normalised: string): string {
  return normalised.split('_', 1)[0] ?? ''
}

/** Regional variants preferred over the others of their language, which follow alphabetically. */
const preferred: Record<string, string[]> = {
  pt: ['pt_br', 'pt_pt'],
  es: ['es_mx', 'es_ec'],
  en: ['en_us', 'en_gb'],
}

/** `definitions` sorted by language. Exact, then for a bare language its variants, for a variant its bare language. */
function best(wanted: string, definitions: TemplateDefinition[]): TemplateDefinition | undefined {
  const named = (language: string) => definitions.find((one) => normalise(one.language) === language)
  const exact = named(wanted)
  if (exact !== undefined) return exact
  const base = baseOf(wanted)
  if (base !== wanted) return named(base)
  const variants = Object.hasOwn(preferred, base) ? (preferred[base] ?? []) : []
  for (const variant of variants) {
    const found = named(variant)
    if (found !== undefined) return found
  }
  return definitions.find((one) => normalise(one.language).startsWith(`${base}_`))
}
