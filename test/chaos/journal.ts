/**
 * The records of a gateway's users, and the tokens that identify everything: every sent text contains a token of its
 * own. check.ts compares everything else with it.
 */
import type { StoreKind } from './database.ts'
import { behindOnSqliteMs, type Identities, type Slot } from './identity-history.ts'
import { oneOf, type Random } from './random.ts'

/** The permanent bots. */
export const bots = [
  { id: 'uno', phoneNumberId: '100000000000001', wabaId: '200000000000001', displayNumber: '593990000001' },
  { id: 'dos', phoneNumberId: '100000000000002', wabaId: '200000000000002', displayNumber: '593990000002' },
  { id: 'tres', phoneNumberId: '100000000000003', wabaId: '200000000000003', displayNumber: '593990000003' },
  { id: 'cuatro', phoneNumberId: '100000000000004', wabaId: '200000000000004', displayNumber: '593990000004' },
] as const

/** Slots whose bots are deleted and created again: under the same id, and under another one that gets the number. */
export const deletableBots = [
  { id: 'cinco', phoneNumberId: '100000000000005', wabaId: '200000000000005', displayNumber: '593990000005' },
  { id: 'seis-1', phoneNumberId: '100000000000006', wabaId: '200000000000006', displayNumber: '593990000006' },
] as const

/** Bots that move among three numbers of one account, each to a number that is free. */
export const movingBots = [
  { id: 'siete', phoneNumberId: '100000000000007', wabaId: '200000000000007', displayNumber: '593990000007' },
  { id: 'ocho', phoneNumberId: '100000000000008', wabaId: '200000000000007', displayNumber: '593990000008' },
] as const
/** The third number. */
export const spareNumber = {
  phoneNumberId: '100000000000009',
  wabaId: '200000000000007',
  displayNumber: '593990000009',
}

export type SpecialBots = { deletableBots: boolean; movingBots: boolean }

export function slotsOf(specialBots: SpecialBots): Slot[] {
  const all = [
    ...bots,
    ...(specialBots.deletableBots ? deletableBots : []),
    ...(specialBots.movingBots ? movingBots : []),
  ]
  return all.map(({ id, ...number }, position) => {
    return {
      ...number,
      place: position,
      botId: id,
      isAbsent: false,
      isDeletable: deletableBots.some((one) => one.id === id),
    }
  })
}

export type Kind = 'text' | 'list' | 'quick_reply' | 'template' | 'buttons' | 'many'

/** One send request, as its client knows it. */
export type Sent = {
  token: string
  botId: string
  /** Several for a template to many. */
  userIds: readonly string[]
  kind: Kind
  /** Every id in an answer to this key, by person. */
  ids: Map<string, Set<string>>
  /** The number of requests. */
  asked: number
  /** The time of the first request. */
  askedAt: number
  /** Undefined: never acknowledged. */
  ackedAt?: number
  /** An answer that is neither an acknowledgement nor a reason to retry. */
  refused?: string
  refusedAt?: number
  /** The result of a cancellation. `unsure`: an answer to it was lost. */
  cancel?: 'canceled' | 'too_late' | 'unsure'
}

/** One message written by a person. */
export type Written = { phoneNumberId: string; userId: string; wamid: string; at: number }

export type Campaign = {
  token: string
  botId: string
  userIds: readonly string[]
  ids: Set<string>
  askedAt: number
  ackedAt?: number
  refused?: string
  refusedAt?: number
  /** A cancel was requested, with success or without an answer. */
  isCanceled?: boolean
}

export type Journal = Identities & {
  slots: readonly Slot[]
  sent: Sent[]
  written: Written[]
  campaigns: Campaign[]
  acked: number
  /** Messages that had not left at the last look. */
  waiting: number
}

/** Above it clients pause, so that they do not overload a busy machine. */
export const maxWaiting = 150

export function newJournal({ specialBots, store }: { specialBots: SpecialBots; store: StoreKind }): Journal {
  const behindMs = store === 'sqlite' ? behindOnSqliteMs : 0
  const identities: Identities = { lifetimes: [], endpoints: [], secrets: [], replays: 0, findings: [], behindMs }
  return { ...identities, slots: slotsOf(specialBots), sent: [], written: [], campaigns: [], acked: 0, waiting: 0 }
}

/**
 * `c3n17`: a client's 17th. `q2x`: a row of a campaign. `e.c3n17`: a skill's echo of a press on it. `s.evt_…`: the
 * answer of a skill's webhook to that call.
 */
const token = /(?:e\.)?c\d+n\d+|q\d+x|s\.[a-z]+_\w+/
export const tokenIn = (text: unknown): string => token.exec(String(text))?.[0] ?? ''
/** The creation time in one of our ids, ms: its first ten characters, base 32. */
export const timeIn = (id: string): number =>
  [...id.slice(id.indexOf('_') + 1).slice(0, 10)].reduce((sum, one) => sum * 32 + digits.indexOf(one), 0)
const digits = '0123456789abcdefghjkmnpqrstvwxyz'
/** The position of a client's message among that client's messages. */
export const numberOf = (text: string): number => Number(/^c\d+n(\d+)$/.exec(text)?.[1] ?? Number.NaN)

/** List rows and template buttons in order: their names, and the skill behind them. */
export const choices = { Eco: 'eco', Charla: 'charla', No: undefined } as const

export type Person = { slot: Slot; userId: string; count: number }

export function allPeople({ slots }: Pick<Journal, 'slots'>, peoplePerBot: number): Person[] {
  return slots.flatMap((slot) =>
    Array.from({ length: peoplePerBot }, (_, index) => ({
      slot,
      userId: `${prefixOf(slot)}${String(100_000 + index)}`,
      count: 0,
    })),
  )
}

/** The common prefix of the numbers of a slot's people. */
export const prefixOf = ({ place: position }: Pick<Slot, 'place'>): string => `59398${position}`

/** `count` different ones, or all if there are fewer. */
export function sampleOf<Item>(random: Random, items: readonly Item[], count: number): Item[] {
  const left = [...items]
  const chosen: Item[] = []
  while (chosen.length < count && left.length > 0) {
    const one = oneOf(random, left)
    left.splice(left.indexOf(one), 1)
    chosen.push(one)
  }
  return chosen
}
