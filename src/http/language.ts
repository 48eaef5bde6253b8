/**
 * Which of our three languages a caller reads, from Accept-Language. Used for the `message` of errors; the bodies carry all three.
 */
import type { Locale } from '../model/bot.ts'

/** The language with the highest q; the first wins a tie; English when the header is absent or names none of ours. */
export function preferredLanguage(header: string | undefined): Locale {
  if (header === undefined || header.length > 1000) return 'en'
  let best: Locale = 'en'
  let bestQuality = 0
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';')
    const language = asLocale(range.trim().toLowerCase())
    const quality = qualityOf(parameters)
    if (language === undefined || quality <= bestQuality) continue
    best = language
    bestQuality = quality
  }
  return best
}

function asLocale(range: string): Locale | undefined {
  const primary = range.split('-', 1)[0]
  if (primary === '*') return 'en'
  return primary === 'es' || primary === 'en' || primary === 'pt' ? primary : undefined
}

function qualityOf(parameters: string[]): number {
  for (const parameter of parameters) {
    const [name, value] = parameter.split('=')
    if (name?.trim().toLowerCase() !== 'q') continue
    const quality = Number(value)
    return quality >= 0 && quality <= 1 ? quality : 0
  }
  return 1
}
