/**
 * The texts of the console in the reader's language. Messages are in ICU's form; a language is loaded when it is first
 * shown. `useWords` gives the texts, and everything that a language decides: numbers, instants, lists. Texts of pages
 * that few open are late ones, which such a page brings along (`lazyPage`), so that the first view stays small.
 */
import { IntlMessageFormat } from 'intl-messageformat'
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react'
import { loadPart } from '../kit/part.ts'
import type { en } from './en.ts'
import type { late } from './late/late-en.ts'

export const languages = { es: 'Español', pt: 'Português', en: 'English' } as const
export type Language = keyof typeof languages
export type WordKey = keyof typeof en | keyof typeof late
type Values = Record<string, string | number>

export type Words = {
  language: Language
  /** `es-EC` of a browser that prefers Spanish of Ecuador: its numbers and dates, not those of Spain. */
  locale: string
  t: (key: WordKey, values?: Values) => string
  number: (value: number) => string
  change: (to: Language) => Promise<void>
}

const keptAs = 'recado.language'
type Messages = Partial<Record<WordKey, string>>
const loaders: Record<Language, () => Promise<Messages>> = {
  es: () => import('./es.ts').then(({ es }) => es),
  pt: () => import('./pt.ts').then(({ pt }) => pt),
  en: () => import('./en.ts').then((module) => module.en),
}

const lateLoaders: Record<Language, () => Promise<Messages>> = {
  es: () => import('./late/late-es.ts').then(({ late }) => late),
  pt: () => import('./late/late-pt.ts').then(({ late }) => late),
  en: () => import('./late/late-en.ts').then((module) => module.late),
}

const loaded = new Map<Language, Messages>()
const loadedLate = new Map<Language, Messages>()
let shown: Language = 'en'
let isLateWanted = false

/** What the person chose before, else what the browser prefers among the three. */
export function preferredLanguage(): Language {
  const kept = readKept()
  const wanted = [kept ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2))
  return wanted.find((tag): tag is Language => tag in languages) ?? 'en'
}

export async function loadLanguage(language: Language): Promise<void> {
  shown = language
  await Promise.all([load(loaded, loaders, language), isLateWanted && load(loadedLate, lateLoaders, language)])
  document.documentElement.lang = language
}

/** From then on in every language that is chosen. */
export async function loadLateWords(): Promise<void> {
  isLateWanted = true
  await load(loadedLate, lateLoaders, shown)
}

async function load(into: Map<Language, Messages>, from: typeof loaders, language: Language): Promise<void> {
  if (!into.has(language)) into.set(language, await loadPart('words', from[language]))
}

const WordsContext = createContext<Words | undefined>(undefined)

/** The language must have been loaded. */
export function WordsProvider({ first, children }: { first: Language; children: ReactNode }) {
  const [language, setLanguage] = useState(first)
  const words = useMemo(() => wordsIn(language, setLanguage), [language])
  return <WordsContext.Provider value={words}>{children}</WordsContext.Provider>
}

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (words === undefined) throw new Error('useWords needs WordsProvider')
  return words
}

function wordsIn(language: Language, show: (language: Language) => void): Words {
  const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language
  const numbers = new Intl.NumberFormat(locale)
  return {
    language,
    locale,
    t: makeT((key) => loaded.get(language)?.[key] ?? loadedLate.get(language)?.[key] ?? key, locale),
    number: (value) => numbers.format(value),
    async change(to) {
      await loadLanguage(to)
      keep(to)
      show(to)
    },
  }
}

/** Most texts have nothing in braces; the others are parsed once. */
function makeT(textOf: (key: WordKey) => string, locale: string): Words['t'] {
  const formats = new Map<WordKey, IntlMessageFormat>()
  return (key, values) => {
    const text = textOf(key)
    if (!text.includes('{')) return text
    const format = formats.get(key) ?? new IntlMessageFormat(text, locale)
    formats.set(key, format)
    return String(format.format(values))
  }
}

/** A browser may forbid storage: then the choice lasts as long as the page. */
function readKept(): string | undefined {
  try {
    return localStorage.getItem(keptAs) ?? undefined
  } catch {
    return undefined
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(keptAs, language)
  } catch {
    // Nothing is lost but the choice.
  }
}
