/**
 * Inserts that SQLite runs in another form than their common text. Rows that a statement returns go through a table in
 * memory there, and so does a `select` that reads the table into which it inserts: a delivery took 8 µs, of which 3.5
 * remain. SQLite tells the `seq` of an insert anyway; a value that the statement computes is noted on its way into the
 * row, by the function `noted`, which the driver provides (store/sqlite/statements.ts).
 */

/** `text`: with one value in `noted(…)`, which goes into the column `noted` and is returned beside `seq`. */
export type NotingInsert = { text: string; noted: string }

const forms = new Map<string, NotingInsert>()

/** Returns the common text, which must return `seq` and the noted column. */
export function notingInsert(common: string, form: NotingInsert): string {
  forms.set(common, form)
  return common
}

export function notingOf(common: string): NotingInsert | undefined {
  return forms.get(common)
}
