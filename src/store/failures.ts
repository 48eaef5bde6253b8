/** How a store fails as a whole, whichever database is behind it. Thrown by the stores; http and the commands say it to the world. */

import type { Quota } from '../model/quota.ts'

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
 * There are as many as there may be (quota.ts), and one more was not added. Thrown for the same reason as BotGoneError: whatever adds may meet it,
 * and none of it has anything of its own to do then; http answers 409.
 */
export class QuotaError extends Error {
  readonly code = 'QUOTA_FULL'
  readonly quota: Quota
  readonly most: number
  constructor(quota: Quota, most: number) {
    super(`there are ${most} ${quota} already`)
    this.quota = quota
    this.most = most
  }
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
