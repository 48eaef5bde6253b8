/**
 * The page's language (the person's choice, otherwise the browser's, otherwise Spanish), its words, and its format for
 * days, hours, numbers and money.
 */
import { en } from '/words-en.js'
import { es } from '/words-es.js'
import { pt } from '/words-pt.js'

const words = { es, en, pt }
export const languages = { es: 'Español', en: 'English', pt: 'Português' }

const preferred = navigator.languages.map((one) => one.slice(0, 2)).find((one) => Object.hasOwn(words, one))
const chosen = localStorage.getItem('language')
export const language = chosen && Object.hasOwn(words, chosen) ? chosen : (preferred ?? 'es')
export const word = words[language]

// The browser's own region of the language if it has one: es-EC and es-ES group thousands differently. A browser
// started without a locale names an invalid one: en-US@posix.
const region = navigator.languages.find((one) => one.startsWith(language) && isTag(one)) ?? language
const numbers = new Intl.NumberFormat(region)
const days = new Intl.DateTimeFormat(region, { dateStyle: 'long' })
const shortDays = new Intl.DateTimeFormat(region, { dateStyle: 'short' })
const weekdays = new Intl.DateTimeFormat(region, { weekday: 'long' })
const hours = new Intl.DateTimeFormat(region, { timeStyle: 'short' })
const dayMs = 86_400_000

function isTag(text) {
  try {
    return Intl.getCanonicalLocales(text).length === 1
  } catch {
    return false
  }
}

let aheadMs = 0

/** The sandbox's clock, which may have been moved ahead. */
export function now() {
  return Date.now() + aheadMs
}

export function setNow(at) {
  aheadMs = at - Date.now()
}

export const timeOf = (at) => hours.format(at)
export const numberOf = (value) => numbers.format(value)
export const instantOf = (at) => new Date(at).toLocaleString(region)

export function moneyOf(amount, currency = 'USD') {
  return new Intl.NumberFormat(region, { style: 'currency', currency }).format(amount)
}

/** Today and yesterday by name, the last days by weekday, others by date. */
export function dayOf(at, isShort = false) {
  const age = Math.round((new Date(now()).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / dayMs)
  if (age === 0) return word.today
  if (age === 1) return word.yesterday
  if (age > 1 && age < 7) return weekdays.format(at)
  return (isShort ? shortDays : days).format(at)
}

/** Fills in the words that the page names by attribute. */
export function translate(root) {
  document.documentElement.lang = language
  for (const node of root.querySelectorAll('[data-word]')) node.textContent = word[node.dataset.word]
  for (const node of root.querySelectorAll('[data-placeholder]')) node.placeholder = word[node.dataset.placeholder]
  for (const node of root.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', word[node.dataset.label])
    if (node.tagName === 'BUTTON') node.title = word[node.dataset.label]
  }
}
