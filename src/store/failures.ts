/** How a store fails as a whole, whichever database is behind it. Thrown by the stores; http and the commands say it to the world. */

/** The store cannot be opened, for a reason that the operator can mend. */
export class StoreOpenError extends Error {}

/**
 * The store takes no writes just now; http answers 503. Nothing was stored, except when the connection was lost while a commit was on its
 * way and the database did not come back to tell: what is asked again under the same idempotency key is then known again.
 */
export class StoreUnavailableError extends Error {
  readonly code = 'STORE_UNAVAILABLE'
}
