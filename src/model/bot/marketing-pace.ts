/** How much of what Meta allows marketing takes, in percent, while people block or report a number. Pure. */
export type MarketingPace = { yellow: number; red: number }

/**
 * Meta looks at the quality of seven days. Half keeps the limit growing, for which half of it must be used
 * (meta-2026.md, section 8.1); a tenth lets the quality recover before Meta restricts the number.
 */
export const defaultMarketingPace: MarketingPace = { yellow: 50, red: 10 }

export function percentOf({ yellow, red }: MarketingPace, quality: string | undefined): number {
  if (quality === 'RED') return red
  return quality === 'YELLOW' ? yellow : 100
}
