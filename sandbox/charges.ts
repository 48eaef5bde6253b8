/**
 * What a message's `pricing` says, by the rules of its day (meta-2026.md, sections 9.1 and 9.2): service and utility
 * within the window were free until 2026-10-01; since then both are charged, service beyond 1,000 a month and number.
 * Who came by an advertisement is free while the window is open, for 72 hours, or 7 days since 2026-09-28, if the
 * business answered within 24 hours. Meta counts delivered messages; here those that will be.
 */
import { dayMs, hourMs } from './time.ts'

const chargedFrom = Date.UTC(2026, 9, 1)
const weekFrom = Date.UTC(2026, 8, 28)
const freeServices = 1_000

type Pairs = readonly (readonly [string, number])[]

export type Priced = {
  phoneNumberId: string
  person: string
  /** Meta's word, in lower case. */
  category: string
  isWindowOpen: boolean
  at: number
}

export type Charges = {
  /** ASCII JSON. Counts the message, if it is of the allowance. */
  pricing(message: Priced): string
  /** The person came by an advertisement. */
  enter(phoneNumberId: string, person: string, at: number): void
  /** The person is known by another name. */
  move(from: string, to: string): void
  saved(): { served: Pairs; entered: Pairs; answered: Pairs }
  restore(saved: Partial<ReturnType<Charges['saved']>>): void
  clear(): void
}

export function createCharges(): Charges {
  const served = new Map<string, number>()
  const entered = new Map<string, number>()
  const answered = new Map<string, number>()

  function isFreeEntry({ phoneNumberId, person, isWindowOpen, at }: Priced): boolean {
    const pair = `${phoneNumberId} ${person}`
    const enteredAt = entered.get(pair)
    if (enteredAt === undefined) return false
    if (!answered.has(pair) && at - enteredAt < dayMs) answered.set(pair, at)
    const span = enteredAt < weekFrom ? 72 * hourMs : 7 * dayMs
    return isWindowOpen && answered.has(pair) && at - enteredAt < span
  }

  function isFreeService({ phoneNumberId, at }: Priced): boolean {
    if (at < chargedFrom) return true
    const month = `${phoneNumberId} ${new Date(at).toISOString().slice(0, 7)}`
    const count = (served.get(month) ?? 0) + 1
    served.set(month, count)
    return count <= freeServices
  }

  return {
    pricing(message) {
      const { category, isWindowOpen, at } = message
      if (isFreeEntry(message)) return json('referral_conversion', 'free_entry_point')
      if (category === 'service') return json(category, isFreeService(message) ? 'free_customer_service' : 'regular')
      const isFree = category === 'utility' && isWindowOpen && at < chargedFrom
      return json(category, isFree ? 'free_customer_service' : 'regular')
    },
    enter(phoneNumberId, person, at) {
      const pair = `${phoneNumberId} ${person}`
      entered.set(pair, at)
      answered.delete(pair)
    },
    move(from, to) {
      for (const map of [entered, answered])
        for (const [pair, at] of [...map].filter(([one]) => one.endsWith(` ${from}`))) {
          map.delete(pair)
          map.set(`${pair.slice(0, -from.length)}${to}`, at)
        }
    },
    saved: () => ({ served: [...served], entered: [...entered], answered: [...answered] }),
    restore(saved) {
      for (const [map, pairs] of [
        [served, saved.served],
        [entered, saved.entered],
        [answered, saved.answered],
      ] as const) {
        map.clear()
        for (const [key, value] of pairs ?? []) map.set(key, value)
      }
    },
    clear() {
      for (const map of [served, entered, answered]) map.clear()
    },
  }
}

function json(category: string, type: string): string {
  return `{"billable":${type === 'regular'},"pricing_model":"PMP","type":"${type}","category":"${category}"}`
}
