/**
 * What a campaign may cost, before it is sent: a low and a high amount, and what they assume. The high one takes each
 * row for delivered and charged at the market's highest tier; the low one the lowest tier, and nothing for what the
 * rules of the day may leave free. Pure.
 */
import type { Locale, Texts } from '../errors/texts.ts'
import { amountText } from './amount.ts'
import { cardOn, type Found, type RateCard, rateOf } from './rate-card.ts'
import { freeEntryDays, mayBeFreeInWindow } from './rules.ts'

export type EstimateInput = {
  /** Meta's word, in lower case. */
  category: string
  /** ISO codes; `??`: unknown. */
  countries: readonly { country: string; rows: number }[]
  /** Of the sending, UTC: YYYY-MM-DD. */
  day: string
  currency: string | undefined
  cards: readonly RateCard[]
  /** Rows that were not looked at, beyond those of `countries`. */
  unchecked: number
}

type Part = {
  market: string
  country: string
  rows: number
  low: bigint
  high: bigint
  reason?: Exclude<Found, { ok: true }>['reason'] | 'no_currency'
}

export type Estimate = {
  currency: string | null
  effectiveDate: string | null
  source: string | null
  day: string
  low: string
  high: string
  /** Rows with a rate, and without one. */
  rows: number
  withoutRate: number
  parts: { market: string; country: string; rows: number; low: string | null; high: string | null; reason?: string }[]
  assumptions: { id: Assumption; text: string }[]
}

export function estimateOf(input: EstimateInput, language: Locale): Estimate {
  const { countries, day, currency, cards } = input
  const card = currency === undefined ? undefined : cardOn(cards, currency, day)
  const parts = countries.map((one) => partOf(input, card, one))
  const priced = parts.filter(({ reason }) => reason === undefined)
  const rowsOf = (some: readonly Part[]) => some.reduce((sum, { rows }) => sum + rows, 0)
  const sumOf = (name: 'low' | 'high') => amountText(priced.reduce((sum, one) => sum + one[name], 0n))
  return {
    currency: currency ?? null,
    effectiveDate: card?.effectiveDate ?? null,
    source: card?.source ?? null,
    day,
    low: sumOf('low'),
    high: sumOf('high'),
    rows: rowsOf(priced),
    withoutRate: rowsOf(parts) - rowsOf(priced),
    parts: parts.map(({ low, high, reason, ...part }) => ({
      ...part,
      low: reason === undefined ? amountText(low) : null,
      high: reason === undefined ? amountText(high) : null,
      ...(reason !== undefined && { reason }),
    })),
    assumptions: assumptionsOf(input, card, rowsOf(parts) - rowsOf(priced), language),
  }
}

function partOf(
  { category, day, currency, cards }: EstimateInput,
  card: RateCard | undefined,
  { country, rows }: { country: string; rows: number },
): Part {
  const known = country === '??' ? '' : country
  const found = rateOf(card, known, category)
  const none = { market: known, country: known, rows, low: 0n, high: 0n }
  if (!found.ok) return { ...none, reason: currency === undefined && cards.length > 0 ? 'no_currency' : found.reason }
  const tiers = found.all.map(({ millionths }) => millionths)
  const amount = (millionths: number) => BigInt(millionths) * BigInt(rows)
  return {
    ...none,
    market: found.rate.market,
    low: mayBeFreeInWindow(category, day) ? 0n : amount(Math.min(...tiers)),
    high: amount(Math.max(...tiers)),
  }
}

const texts = {
  no_card: {
    en: 'There is no rate card in force on {day}: load one under Costs, or with PUT /manage/v1/rate-cards.',
    es: 'No hay una tarifa vigente el {day}: cárguela en Costos, o con PUT /manage/v1/rate-cards.',
    pt: 'Não há tarifa vigente em {day}: carregue uma em Custos, ou com PUT /manage/v1/rate-cards.',
  },
  no_currency: {
    en: "The rate cards are of several currencies, and the bot's is not set.",
    es: 'Las tarifas son de varias monedas, y la del bot no está definida.',
    pt: 'As tarifas são de várias moedas, e a do bot não está definida.',
  },
  card: {
    en: 'Rates in {currency} in force since {effectiveDate}, from: {source}. Sent on {day} (UTC).',
    es: 'Tarifas en {currency} vigentes desde el {effectiveDate}, de: {source}. Se envía el {day} (UTC).',
    pt: 'Tarifas em {currency} vigentes desde {effectiveDate}, de: {source}. Envio em {day} (UTC).',
  },
  all_delivered: {
    en: 'Every valid row is delivered; what is not delivered costs nothing.',
    es: 'Cada fila válida se entrega; lo que no se entrega no cuesta nada.',
    pt: 'Cada linha válida é entregue; o que não é entregue não custa nada.',
  },
  tiers_ignored: {
    en:
      'Tiers of volume count all accounts of the portfolio, so yours is not known: ' +
      'low is the lowest, high the highest.',
    es:
      'Los niveles de volumen suman todas las cuentas del portafolio, así que el suyo no se conoce: ' +
      'el mínimo usa el más bajo, el máximo el más alto.',
    pt:
      'Os níveis de volume somam todas as contas do portfólio, então o seu não é conhecido: ' +
      'o mínimo usa o mais baixo, o máximo o mais alto.',
  },
  free_in_window: {
    en: 'On that day a message to a person who wrote within 24 hours is free: low takes all for such.',
    es: 'Ese día es gratis un mensaje a quien escribió en las últimas 24 horas: el mínimo toma a todas por tales.',
    pt: 'Nesse dia é grátis a mensagem a quem escreveu nas últimas 24 horas: o mínimo considera todas assim.',
  },
  free_entry: {
    en: 'Messages to people who came by an advertisement within {days} days may be free: this is not counted.',
    es: 'Pueden ser gratis los mensajes a quienes llegaron por un anuncio en los últimos {days} días: no se cuenta.',
    pt: 'Podem ser grátis as mensagens a quem chegou por um anúncio nos últimos {days} dias: isso não é contado.',
  },
  unknown_markets: {
    en: '{rows} rows have no rate and are in neither amount.',
    es: '{rows} filas no tienen tarifa y no están en ningún importe.',
    pt: '{rows} linhas não têm tarifa e não estão em nenhum dos valores.',
  },
  not_checked: {
    en: '{rows} rows were not looked at and are in neither amount.',
    es: '{rows} filas no se revisaron y no están en ningún importe.',
    pt: '{rows} linhas não foram verificadas e não estão em nenhum dos valores.',
  },
  international: {
    en: 'Rates of international authentication are not applied: Meta announces to whom they apply.',
    es: 'No se aplican las tarifas de autenticación internacional: Meta avisa a quién le corresponden.',
    pt: 'As tarifas de autenticação internacional não são aplicadas: a Meta avisa a quem elas cabem.',
  },
} as const satisfies Record<string, Texts>
export type Assumption = keyof typeof texts

function assumptionsOf(
  { category, day, cards, currency, unchecked }: EstimateInput,
  card: RateCard | undefined,
  withoutRate: number,
  language: Locale,
): Estimate['assumptions'] {
  const said: Estimate['assumptions'] = []
  const say = (id: Assumption, args: Record<string, string | number> = {}) =>
    said.push({ id, text: texts[id][language].replace(/\{(\w+)\}/g, (_, name: string) => String(args[name] ?? '')) })
  if (card === undefined) {
    if (currency === undefined && cards.length > 0) say('no_currency')
    else say('no_card', { day })
    return said
  }
  const { effectiveDate, source } = card
  say('card', { currency: card.currency, effectiveDate, source, day })
  say('all_delivered')
  if (card.rates.some((rate) => rate.category === category && (rate.from ?? 0) > 1)) say('tiers_ignored')
  if (mayBeFreeInWindow(category, day)) say('free_in_window')
  const days = freeEntryDays(day)
  if (days !== undefined) say('free_entry', { days })
  if (category === 'authentication') say('international')
  if (withoutRate > 0) say('unknown_markets', { rows: withoutRate })
  if (unchecked > 0) say('not_checked', { rows: unchecked })
  return said
}
