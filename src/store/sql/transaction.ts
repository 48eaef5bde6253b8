/**
 * A transaction as a generator: it yields statements and receives their rows, so that one text serves a synchronous
 * driver (SQLite) and an asynchronous one (PostgreSQL). As with Effect.gen or redux-saga, the generator describes and a
 * driver executes. It must only yield and compute: a group that fails is rolled back, and its members run again one by
 * one. A failure is thrown where its statement was yielded, so `finally` runs, and the error names the statement and
 * the frames of the transaction.
 */

export type Value = string | number | null
export type Row = Record<string, Value>
/**
 * `isExclusive`: a transaction that yields it must not run beside others (engine.ts); if it does, all of them run
 * again, one by one.
 */
export type Statement = { text: string; values: Value[]; isExclusive?: true }

/**
 * A statement for each of several rows of values, none of which may affect what another one finds or changes.
 * PostgreSQL runs it once for hundreds of rows, which saves most of the cost, so the text must be an `insert into … (…)
 * values (…)` or a `select` without a table.
 */
export type BulkStatement = { text: string; each: Value[][] }

/** Counts something, by its name, together with all that its group counts (tallies.ts). Answered by no rows. */
export type Tally = { tally: string; by: number }

/** Tells those who follow that something of a bot has changed (model/events/changes.ts). Answered by no rows. */
export type Mark = { changed: string; botId: string }

/** What a transaction says besides; written once for its whole group. */
export type Aside = Tally | Mark

export function isAside(step: Step): step is Aside {
  return 'tally' in step || 'changed' in step
}

/**
 * One statement, answered by its rows; or a pipeline of several that run in order, answered by the first row of each
 * ({} if there is none): over a network they cost one round trip in total; or a bulk statement for many rows; or an
 * aside.
 */
export type Step = Statement | Statement[] | BulkStatement | Aside

/** A transaction that returns a `T`. */
export type Transaction<T> = Generator<Step, T, Row[]>

/** Each generator of a chain takes two frames. */
const maxFrames = 40
/** Errors that have their statement already: several transactions may get the same one. */
const reported = new WeakSet<Error>()

/** Returns the same object, since its class and code decide what happens to the transaction. */
function withFrames(cause: unknown, step: Exclude<Step, Aside>): unknown {
  if (!(cause instanceof Error) || reported.has(cause)) return cause
  reported.add(cause)
  const texts = Array.isArray(step) ? [...new Set(step.map(({ text }) => text))] : [step.text]
  cause.message += `: ${texts.join('; ').replace(/\s+/g, ' ')}`
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = maxFrames
  Error.captureStackTrace(cause, withFrames)
  Error.stackTraceLimit = limit
  // Each generator is there twice: itself, and the call that resumed it.
  cause.stack = cause.stack?.replace(/\n +at \S+\.throw \(<anonymous>\)/g, '')
  return cause
}

/**
 * For drivers: ends a transaction whose statement failed, by throwing the failure where it was yielded. Always throws,
 * whatever the transaction does with it, since its writes are rolled back.
 */
export function fail(transaction: Transaction<unknown>, cause: unknown): never {
  transaction.throw(cause)
  throw cause
}

/** All rows of a statement. The caller gives the row's type, since SQL has none of its own. */
export function* query<R>(text: string, ...values: (Value | undefined)[]): Transaction<R[]> {
  const asked = { text, values: values.map((value) => value ?? null) }
  try {
    return (yield asked) as R[]
  } catch (cause) {
    throw withFrames(cause, asked)
  }
}

/** The first row, if there is one. */
export function* queryOne<R>(text: string, ...values: (Value | undefined)[]): Transaction<R | undefined> {
  const asked = { text, values: values.map((value) => value ?? null) }
  try {
    return (yield asked)[0] as R | undefined
  } catch (cause) {
    throw withFrames(cause, asked)
  }
}

/** Any step, with the same errors as a single statement. */
export function* request(step: Exclude<Step, Aside>): Transaction<Row[]> {
  try {
    return yield step
  } catch (cause) {
    throw withFrames(cause, step)
  }
}

/** The first row of each statement, {} if there is none. */
export function* pipeline<R>(statements: Statement[]): Transaction<Partial<R>[]> {
  return statements.length === 0 ? [] : ((yield* request(statements)) as Partial<R>[])
}

/** One row for each, for a `select`. */
export function* executeMany<R>(text: string, each: (Value | undefined)[][]): Transaction<R[]> {
  if (each.length === 0) return []
  return (yield* request({ text, each: each.map((values) => values.map((value) => value ?? null)) })) as R[]
}

/** Splits items for `executeMany` into successive parts, none with the same `whose` twice. */
export function splitByUnique<T>(items: T[], whose: (item: T) => string): T[][] {
  const parts: T[][] = []
  let those = new Set<string>()
  for (const item of items) {
    if (those.has(whose(item)) || parts.length === 0) {
      parts.push([])
      those = new Set()
    }
    those.add(whose(item))
    parts.at(-1)?.push(item)
  }
  return parts
}

export function statement(text: string, ...values: (Value | undefined)[]): Statement {
  return { text, values: values.map((value) => value ?? null) }
}

/** JSON of a value that may be missing. */
export function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

export function parse<T>(text: Value | undefined): T | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as T) : undefined
}
