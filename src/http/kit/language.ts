/**
 * Chooses one of the three languages by Accept-Language, and the CSV separator that spreadsheets of that language
 * expect. For the `message` of errors, whose bodies carry all three, and for downloads.
 */

import type { Locale } from '../../model/errors/texts.ts'
import type { CsvSeparator } from '../../model/text/csv.ts'

/**
 * The language with the highest q; the first wins a tie. `otherwise` when the header is absent, names none of the
 * three, or only `*`, which every `fetch` sends by default.
 */
export function preferredLanguage(header: string | undefined, otherwise: Locale = 'en'): Locale {
  if (header === undefined || header.length > 1000) return otherwise
  let best = otherwise
  let bestQuality = 0
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.split(';')
    const language = asLocale(range.trim().toLowerCase(), otherwise)
    const quality = qualityOf(parameters)
    if (language === undefined || quality <= bestQuality) continue
    best = language
    bestQuality = quality
  }
  return best
}

/** Spanish-speaking countries that write decimals with a point, and so lists with a comma. */
const withComma = new Set(['mx', 'gt', 'hn', 'ni', 'sv', 'pa', 'do', 'pr', 'us', 'pe', '419'])

/** The separator that the caller's spreadsheet expects: a semicolon where decimals have a comma. */
function preferredSeparator(header: string | undefined): CsvSeparator {
  const language = preferredLanguage(header)
  if (language === 'en') return ','
  const first = header?.split(',').map((part) => part.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  const region = first?.find((range) => range.startsWith(language))?.split(/[-_]/)[1]
  return language === 'es' && region !== undefined && withComma.has(region) ? ',' : ';'
}

/** Names in a query: a tab would be invisible there. */
export const separatorNames = [',', ';', 'tab'] as const

export function separatorOf(
  asked: (typeof separatorNames)[number] | undefined,
  header: string | undefined,
): CsvSeparator {
  if (asked === undefined) return preferredSeparator(header)
  return asked === 'tab' ? '\t' : asked
}

function asLocale(range: string, otherwise: Locale): Locale | undefined {
  const primary = range.split('-', 1)[0]
  if (primary === '*') return otherwise
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
