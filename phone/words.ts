/**
 * The page's language (the person's choice, otherwise the browser's, otherwise Spanish), its words, and its format for
 * days, hours, numbers and money.
 */
import { formatsIn } from '../drawing/surroundings.tsx'
import { dayMs } from '../drawing/time.ts'
import { en as drawnEn } from '../drawing/words-en.ts'
import { es as drawnEs } from '../drawing/words-es.ts'
import { pt as drawnPt } from '../drawing/words-pt.ts'
import { en } from './words-en.ts'
import { es } from './words-es.ts'
import { pt } from './words-pt.ts'

const words = { es: { ...drawnEs, ...es }, en: { ...drawnEn, ...en }, pt: { ...drawnPt, ...pt } }
export const languages = { es: 'Español', en: 'English', pt: 'Português' }
type Language = keyof typeof languages

const isLanguage = (text: string | null): text is Language => text !== null && Object.hasOwn(words, text)
const preferred = navigator.languages.map((one) => one.slice(0, 2)).find(isLanguage)
const chosen = localStorage.getItem('language')
export const language = isLanguage(chosen) ? chosen : (preferred ?? 'es')
export const word = words[language]

// The browser's own region of the language if it has one: es-EC and es-ES group thousands differently. A browser
// started without a locale names an invalid one: en-US@posix.
export const locale = navigator.languages.find((one) => one.startsWith(language) && isTag(one)) ?? language
const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long' })
const shortDays = new Intl.DateTimeFormat(locale, { dateStyle: 'short' })
const weekdays = new Intl.DateTimeFormat(locale, { weekday: 'long' })

function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

let aheadMs = 0

/** The sandbox's clock, which may have been moved ahead. */
export function now(): number {
  return Date.now() + aheadMs
}

export function setNow(at: number): void {
  aheadMs = at - Date.now()
}

export const { time: timeOf, number: numberOf, money: moneyOf } = formatsIn(locale)

/** Today and yesterday by name, the last days by weekday, others by date. */
export function dayOf(at: number, isShort = false): string {
  const age = Math.round((new Date(now()).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / dayMs)
  if (age === 0) return word.today
  if (age === 1) return word.yesterday
  if (age > 1 && age < 7) return weekdays.format(at)
  return (isShort ? shortDays : days).format(at)
}
