/** What a message cost, as its timeline shows it: Meta's words, and the amount by the card of its day. */
import type { Bot } from '../../model/bot/bot.ts'
import { currencyOf, dayOf, type MessageCost, messageCost } from '../../model/cost/cost.ts'
import { type Pricing, pricingOf } from '../../model/cost/pricing.ts'
import { countryOfUser } from '../../model/user/country.ts'
import type { MessageTimeline } from '../../store/lists/timeline.ts'
import type { HttpDeps } from './deps.ts'

type Priced = Omit<MessageTimeline, 'pricing'> & { pricing?: Partial<Pricing>; cost?: MessageCost }

/** Nothing is said of what came in, or has not left. Reactions are never charged (meta-2026.md, section 4.2). */
export async function withPrice(
  { store }: Pick<HttpDeps, 'store'>,
  bot: Bot,
  { pricing: code, ...timeline }: MessageTimeline,
): Promise<Priced> {
  const { direction, state, type, userId, states } = timeline
  if (direction === 'in' || state === 'received' || state === 'queued' || state === 'sending') return timeline
  const pricing = code === undefined ? undefined : pricingOf(code)
  const deliveredAt = states.find((one) => one.state === 'delivered' || one.state === 'read')?.at ?? null
  const day = dayOf(deliveredAt ?? timeline.acceptedAt)
  const cards = await store.rateCards({ fromDay: day, toDay: day })
  const asked = { pricing, country: countryOfUser(userId) ?? '', currency: currencyOf(bot, cards), cards }
  const isReaction = type === 'reaction' && pricing === undefined
  const cost = messageCost({ state, deliveredAt: isReaction ? null : deliveredAt }, asked)
  return {
    ...timeline,
    ...(pricing && { pricing: Object.fromEntries(Object.entries(pricing).filter(([, word]) => word !== '')) }),
    cost: isReaction && cost.charge === 'open' ? { ...cost, charge: 'free', amount: '0.00' } : cost,
  }
}
