/** Failures of the store as a whole, independent of the database. */

import type { Quota } from '../../model/quota.ts'

/** The store cannot be opened, for a reason that the operator can fix. */
export class StoreOpenError extends Error {}

/**
 * The store accepts no writes now, or did not answer in time; http answers 503. Usually nothing was stored. But a slow
 * database may still commit an earlier request, and one that vanished during a commit does not report it: a retry under
 * the same idempotency key is then recognized, and lanes and skills only repeat what is safe to repeat.
 */
export class StoreUnavailableError extends Error {
  code = 'STORE_UNAVAILABLE'
}

/**
 * The quota is reached (quota.ts), and nothing was added. Thrown, as `BotGoneError` is, because every addition may meet
 * it and no caller has its own way to handle it; http answers 409.
 */
export class QuotaError extends Error {
  code = 'QUOTA_FULL'
  quota: Quota
  most: number
  constructor(quota: Quota, max: number) {
    super(`there are ${max} ${quota} already`)
    this.quota = quota
    this.most = max
  }
}

/**
 * No bot has the app secret any more that verified the webhook: it was changed between verification and the write,
 * which did not happen. Meta sends the webhook again, signed with the secret of that moment. Stored without a place, it
 * could never be replayed, because nothing would match its signature.
 */
export class UnknownSignerError extends Error {
  code = 'SIGNER_UNKNOWN'
}

/**
 * The bot was deleted between admission and the write, which did not happen. Thrown because it may affect every write
 * for a bot and none has its own outcome for it; http answers as if the bot was not found.
 */
export class BotGoneError extends Error {
  code = 'BOT_GONE'
  constructor(botId: string) {
    super(`the bot ${botId} was deleted`)
  }
}
