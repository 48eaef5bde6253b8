/**
 * Meta's two endpoints of templates (meta-2026.md, sections 10.1 and 10.2): which a message goes to, and whether a
 * refusal says that it must go to the other one. Pure.
 */
import type { Content } from './content.ts'

/** A bot's choice for marketing templates. `fallback`: Meta may deliver them as ordinary ones; `strict`: it may not. */
export const marketingEndpoints = ['off', 'fallback', 'strict'] as const
export type MarketingEndpoint = (typeof marketingEndpoints)[number]

export type MessageEndpoint = 'messages' | 'marketing_messages'

/** `category`: the template's latest. A multiplier of the max price is known to one endpoint only. */
export function endpointOf(
  content: Content,
  category: string | undefined,
  choice: MarketingEndpoint = 'off',
): MessageEndpoint {
  if (content.type !== 'template') return 'messages'
  if (content.bidMultiplier !== undefined) return 'marketing_messages'
  return choice !== 'off' && category === 'MARKETING' ? 'marketing_messages' : 'messages'
}

/** Marketing is switched off there, or the template has a max price. */
const onlyMarketing = [131_061, 131_063]
/** No marketing template by now, or an account that may not use the endpoint (yet). */
const onlyOrdinary = [131_055, 134_100, 134_102]

/** Undefined: the refusal stands. Whatever the choice, where marketing is switched off there is one way only. */
export function otherEndpoint(
  used: MessageEndpoint,
  code: number,
  content: Content,
  choice: MarketingEndpoint = 'off',
): MessageEndpoint | undefined {
  if (content.type !== 'template') return undefined
  if (used === 'messages') return onlyMarketing.includes(code) ? 'marketing_messages' : undefined
  const mayFallBack = choice !== 'strict' && content.bidMultiplier === undefined
  return mayFallBack && onlyOrdinary.includes(code) ? 'messages' : undefined
}
