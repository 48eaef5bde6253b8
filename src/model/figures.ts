/**
 * What is counted by the hour, for charts: steps in the lives of messages, in the hour in which they happened. Pure.
 * A count's name says all that it is grouped by; the store adds up what has the same name (store/figures/roll-up.ts).
 */
import { minuteMs } from './time.ts'

export const figureNames = [
  'accepted',
  'sent',
  'delivered',
  'read',
  'answered',
  'failed',
  'expired',
  'canceled',
  'received',
] as const
export type FigureName = (typeof figureNames)[number]

export const figureGroups = ['bot', 'template', 'campaign'] as const
export type FigureGroup = (typeof figureGroups)[number]

/**
 * `code`: of a failure, Meta's or our key. Empty texts: of no template, no campaign, no failure. `priced`: delivered
 * messages by their price, in figures of their own (store/figures/prices.ts); its code is a pricing key and a country.
 */
export type Counted = {
  botId: string
  what: FigureName | 'priced'
  elementName: string
  campaignId: string
  code: string
}

/** To the minute, so that what happened before an instant can be told from the rest of its hour. */
export function tallyName(at: number, { botId, what, elementName, campaignId, code }: Counted): string {
  return [Math.floor(at / minuteMs), what, botId, elementName, campaignId, code].join(separator)
}

export function readTallyName(name: string): Counted & { at: number } {
  const [minute, what, botId = '', elementName = '', campaignId = '', code = ''] = name.split(separator)
  return { at: Number(minute) * minuteMs, what: what as Counted['what'], botId, elementName, campaignId, code }
}

/** In no id, name or code. */
const separator = '\n'
