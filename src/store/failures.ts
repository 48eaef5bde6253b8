/** How a store fails as a whole, whichever database is behind it. Thrown by the stores; http and the commands say it to the world. */

/** The store cannot be opened, for a reason that the operator can mend. */
export class StoreOpenError extends Error {}

/**
 * The store takes no writes just now, or did not answer in time; http answers 503. Mostly nothing was stored. But a slow database may
 * still commit what it was asked before, and one that went away during a commit does not tell: what is asked again under the same
 * idempotency key is then known again, and lanes and skills ask for what they may ask twice.
 */
export class StoreUnavailableError extends Error {
  readonly code = 'STORE_UNAVAILABLE'
}

/**
 * The bot was deleted between the look at the door and the write, which did not happen. Thrown, because it concerns whatever is written for a
 * bot and is no outcome that any of it knows; http answers as it does when the bot is not found.
 */
export class BotGoneError extends Error {
  readonly code = 'BOT_GONE'
  constructor(botId: string) {
    super(`the bot ${botId} was deleted`)
  }
}
