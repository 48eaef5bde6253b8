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
 * A statement for each of several rows of values, none of which may bear on what another one finds or changes. PostgreSQL gets it once for
 * hundreds of rows, which saves most of their cost, so the text is an `insert into … (…) values (…)` or a `select` without a table.
 */
export type Each = { text: string; each: Value[][] }

/**
 * One statement, answered by its rows; or several that run in their order and may be on their way at once, answered by the first row of
 * each ({} where there is none): over a network they cost one way instead of one each; or one for each of many rows.
 */
export type Step = Statement | Statement[] | Each

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

/** The row of each, for a `select`. */
export function* forEach<R>(text: string, each: (Value | undefined)[][]): Transaction<R[]> {
  if (each.length === 0) return []
  return (yield { text, each: each.map((values) => values.map((value) => value ?? null)) }) as R[]
}

/** Parts for `forEach`, one behind the other, in which nobody comes twice. */
export function apart<T>(items: T[], whose: (item: T) => string): T[][] {
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

/** JSON of a value that may be absent. */
export function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

export function parse<T>(text: Value | undefined): T | undefined {
  return typeof text === 'string' ? (JSON.parse(text) as T) : undefined
}
