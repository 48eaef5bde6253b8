/**
 * A transaction as a generator: it yields statements and is handed their rows, so that one text serves a synchronous driver
 * (SQLite) and an asynchronous one (PostgreSQL). It must do nothing but yield and compute: a group that fails is
 * rolled back and its members run again, one by one.
 */

export type Value = string | number | null
export type Row = Record<string, Value>
/** `isAlone`: a transaction that comes to it must not run beside others (engine.ts); where it does, all of them run again, one by one. */
export type Statement = { text: string; values: Value[]; isAlone?: true }

/**
 * One statement, answered by its rows; or several that run in their order and may be on their way at once, answered by the first row of
 * each ({} where there is none): over a network they cost one way instead of one each.
 */
export type Step = Statement | Statement[]

/** A transaction that ends with a `T`. */
export type Transaction<T> = Generator<Step, T, Row[]>

/** All rows of a statement. The caller names the row's shape, for SQL has no types of its own. */
export function* rows<R>(text: string, ...values: (Value | undefined)[]): Transaction<R[]> {
  return (yield { text, values: values.map((value) => value ?? null) }) as R[]
}

/** The first row, if there is one. */
export function* row<R>(text: string, ...values: (Value | undefined)[]): Transaction<R | undefined> {
  const found = yield { text, values: values.map((value) => value ?? null) }
  return found[0] as R | undefined
}

/** The first row of each, {} where there is none. */
export function* inOrder<R>(statements: Statement[]): Transaction<Partial<R>[]> {
  return statements.length === 0 ? [] : ((yield statements) as Partial<R>[])
}

export function statement(text: string, ...values: (Value | undefined)[]): Statement {
  return { text, values: values.map((value) => value ?? null) }
}

/** JSON of a value that may be absent. */
export function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

export function parse<T>(text: Value | undefined): T | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as T) : undefined
}
