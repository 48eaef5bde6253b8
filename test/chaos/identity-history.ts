/**
 * The history of identities, as recorded by those who changed them: which bot had which number, which endpoint which
 * address, which secret signed. Instants are this process's: `from` is the request's time, `until` the time of the
 * answer that it is over; between them both may be true.
 */

/** A bot's place in a run: people and programs stay with it while its bot, or the bot's number, changes. */
export type Slot = {
  place: number
  botId: string
  phoneNumberId: string
  wabaId: string
  displayNumber: string
  /** Clients do not send for it at the moment. */
  isAbsent: boolean
  /** Its bots come and go: a deleted one's belongings end with it. */
  isDeletable: boolean
}

/** One bot, from the request for it until its deletion. An id may have several, one after the other. */
export type BotLifetime = {
  botId: string
  fromAt: number
  /** When it could send. */
  readyAt?: number
  /** When its end was requested; `untilAt`: when that was answered. */
  endAskedAt?: number
  untilAt?: number
  numbers: { phoneNumberId: string; fromAt: number; untilAt?: number }[]
}

/** One endpoint besides the two that every bot has. */
export type EndpointLifetime = {
  id: string
  botId: string
  /** One after the other. */
  addresses: { path: string; fromAt: number; untilAt?: number }[]
  readyAt: number
  /** When a gateway stored it, by the clock that stores events: the time in its id. */
  storedAt: number
  untilAt?: number
  /** It was filled with missing events on request. */
  isFilled?: boolean
}

/** `secret` undefined: it may be an unknown one, because the answer was lost. */
export type SecretTime = { botId: string; secret: string | undefined; fromAt: number; untilAt?: number }

export type Identities = {
  lifetimes: BotLifetime[]
  endpoints: EndpointLifetime[]
  secrets: SecretTime[]
  /** The number of replays of a range of events. */
  replays: number
  /** Violations seen by those who made changes, as sentences. */
  findings: string[]
  /** How far the store's clock may be behind this process's, beyond `receivedMs`. */
  behindMs: number
}

/** News spreads between processes within about a second; the clocks of two processes differ by less than that, too. */
export const receivedMs = 1_500

/**
 * A single gateway on a file follows its machine's clock: one that was stepped back for 12 s and corrected is 6 s
 * behind (it ran at half speed), and stays so until its restart, which every run does several times a minute.
 */
export const behindOnSqliteMs = 10_000

/** The lifetime that an instant belongs to: the latest begun by then; undefined if none had begun, or it was over. */
export function lifetimeAt({ lifetimes, behindMs }: Identities, botId: string, at: number): BotLifetime | undefined {
  const own = lifetimes.filter(
    (lifetime) => lifetime.botId === botId && at <= (lifetime.untilAt ?? Number.POSITIVE_INFINITY) + receivedMs,
  )
  return own.findLast(({ fromAt }) => fromAt <= at) ?? own.find(({ fromAt }) => fromAt <= at + receivedMs + behindMs)
}

/** Its belongings may have ended undone. */
export const isOver = (lifetime: BotLifetime | undefined): boolean => lifetime?.endAskedAt !== undefined

/** Whether the bot was being deleted or made at some time in between. */
export function wasAbsent({ lifetimes }: Identities, botId: string, fromAt: number, toAt: number): boolean {
  const own = lifetimes.filter((lifetime) => lifetime.botId === botId)
  return own.some(({ endAskedAt = Number.POSITIVE_INFINITY }, index) => {
    const next = own[index + 1]?.readyAt ?? Number.POSITIVE_INFINITY
    return endAskedAt <= toAt && fromAt <= next + receivedMs
  })
}

/** Bots that had this number at that time or later. */
export function ownersFrom({ lifetimes }: Identities, phoneNumberId: string, at: number): BotLifetime[] {
  return lifetimes.filter(({ numbers }) =>
    numbers.some(
      (one) => one.phoneNumberId === phoneNumberId && at <= (one.untilAt ?? Number.POSITIVE_INFINITY) + receivedMs,
    ),
  )
}

/** Bots that were deleted at some time: their skills' work ended with them. */
export function createDeletedBots({ lifetimes }: Identities): (botId: unknown) => boolean {
  const ids = new Set<unknown>(lifetimes.filter(isOver).map(({ botId }) => botId))
  return (botId) => ids.has(botId)
}
