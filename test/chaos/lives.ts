/**
 * Who was who, and when, as those remember it who changed it: which bot had which number, which endpoint which address, which secret signed.
 * Instants are those of this process: `from` is when it was asked for, `until` when it was answered that it is over; between them both may
 * be true. Written by furnish.ts and by the disturbances; check-identity.ts holds everything else against it.
 */

/** A bot's place in a run: people and programs stay with it while its bot, or the bot's number, becomes another. */
export type Seat = {
  readonly place: number
  botId: string
  phoneNumberId: string
  readonly wabaId: string
  readonly displayNumber: string
  /** Nobody sends for it just now. */
  isAway: boolean
  /** Its bots come and go: what belongs to one that was deleted ends with it. */
  readonly isMortal: boolean
}

/** One bot, from when somebody asked for it until it was deleted. An id may have several, one after the other. */
export type Life = {
  botId: string
  fromAt: number
  /** When it could send. */
  readyAt?: number
  /** Asked to end, and when that was answered. */
  endAskedAt?: number
  untilAt?: number
  numbers: { phoneNumberId: string; fromAt: number; untilAt?: number }[]
}

/** One endpoint beside the two that every bot has. */
export type EndpointLife = {
  id: string
  botId: string
  /** One after the other. */
  addresses: { path: string; fromAt: number; untilAt?: number }[]
  readyAt: number
  /** When a gateway stored it, by the clock that stores events: the time in its id. */
  storedAt: number
  untilAt?: number
  /** Somebody asked that it be given what it did not have. */
  isFilled?: boolean
}

/** `secret` undefined: it may be one that nobody was told, because the answer was lost. */
export type SecretTime = { botId: string; secret: string | undefined; fromAt: number; untilAt?: number }

export type Identities = {
  lives: Life[]
  endpoints: EndpointLife[]
  secrets: SecretTime[]
  /** How often a range of events was asked for again. */
  replays: number
  /** What whoever changed something saw that must not be, as sentences. */
  findings: string[]
  /** How far the store's clock may be behind this process's, beyond `heardMs`. */
  behindMs: number
}

/** What one process learns another knows within about a second; instants of two processes differ by less than that, too. */
export const heardMs = 1_500

/**
 * A gateway alone on a file goes by its machine's clock: one that was stepped back for 12 s and put right is 6 s behind (it went at half its
 * speed), and stays so until it is started again, which every run does several times a minute.
 */
export const behindOnSqliteMs = 10_000

/** The life that something of then belongs to: the latest that had begun; undefined when none had, or it was over. */
export function lifeAt({ lives, behindMs }: Identities, botId: string, at: number): Life | undefined {
  const own = lives.filter((life) => life.botId === botId && at <= (life.untilAt ?? Number.POSITIVE_INFINITY) + heardMs)
  return own.findLast(({ fromAt }) => fromAt <= at) ?? own.find(({ fromAt }) => fromAt <= at + heardMs + behindMs)
}

/** What belongs to it may have ended without having been done. */
export const isOver = (life: Life | undefined): boolean => life?.endAskedAt !== undefined

/** The bot was being deleted, or made, at some time between. */
export function wasAway({ lives }: Identities, botId: string, fromAt: number, toAt: number): boolean {
  const own = lives.filter((life) => life.botId === botId)
  return own.some(({ endAskedAt = Number.POSITIVE_INFINITY }, index) => {
    const next = own[index + 1]?.readyAt ?? Number.POSITIVE_INFINITY
    return endAskedAt <= toAt && fromAt <= next + heardMs
  })
}

/** Bots that had this number at that time or later. */
export function holdersFrom({ lives }: Identities, phoneNumberId: string, at: number): Life[] {
  return lives.filter(({ numbers }) =>
    numbers.some(
      (one) => one.phoneNumberId === phoneNumberId && at <= (one.untilAt ?? Number.POSITIVE_INFINITY) + heardMs,
    ),
  )
}

/** Bots of which one was deleted: what its skills were doing ended with it. */
export function makeMortals({ lives }: Identities): (botId: unknown) => boolean {
  const ids = new Set<unknown>(lives.filter(isOver).map(({ botId }) => botId))
  return (botId) => ids.has(botId)
}
