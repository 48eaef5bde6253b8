/** Amounts and what they are apart by, in the words of the page. An amount is shown exactly as the gateway has it. */
import { useWords, type WordKey, type Words } from '../../words/words.tsx'

const categories = ['marketing', 'utility', 'authentication', 'service'] as const
const markets = [
  'north_america',
  'rest_of_africa',
  'rest_of_asia_pacific',
  'rest_of_central_eastern_europe',
  'rest_of_western_europe',
  'rest_of_latin_america',
  'rest_of_middle_east',
  'other',
] as const
const types = ['regular', 'free_customer_service', 'free_group_customer_service', 'free_entry_point'] as const
const reasons = ['unpriced', 'unknown_price', 'no_currency', 'no_card', 'no_market', 'no_rate'] as const

type Say = Pick<Words, 't' | 'locale'>

function said<Name extends string>(names: readonly Name[], name: string, word: (known: Name) => WordKey, { t }: Say) {
  const known = names.find((one) => one === name)
  return known === undefined ? name : t(word(known))
}

export const categoryOf = (name: string, words: Say) => said(categories, name, (one) => `cost.category_${one}`, words)
export const typeOf = (name: string, words: Say) => said(types, name, (one) => `cost.type_${one}`, words)
export const reasonOf = (name: string, words: Say) => said(reasons, name, (one) => `cost.reason_${one}`, words)

export function marketOf(name: string, words: Say): string {
  if (!/^[A-Z]{2}$/.test(name)) return said(markets, name, (one) => `market.${one}`, words)
  return new Intl.DisplayNames(words.locale, { type: 'region', fallback: 'code' }).of(name) ?? name
}

export function Money({ amount, currency }: { amount: string; currency: string | null }) {
  const { locale } = useWords()
  const digits = Math.max(2, amount.split('.')[1]?.length ?? 0)
  const style = { minimumFractionDigits: 2, maximumFractionDigits: digits }
  // As a text, so that no digit is lost.
  const shown = new Intl.NumberFormat(locale, style).format(amount as `${number}`)
  return <span className="number">{currency === null ? '–' : `${currency} ${shown}`}</span>
}

/** How many have no amount, by their reasons. */
export function Unknown({ reasons: found }: { reasons: Record<string, number> }) {
  const words = useWords()
  return (
    <ul className="plain-list soft">
      {Object.entries(found).map(([reason, count]) => (
        <li key={reason}>
          {words.number(count)}: {reasonOf(reason, words)}
        </li>
      ))}
    </ul>
  )
}
