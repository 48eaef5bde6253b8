/** Statements on one SQLite connection: each text is prepared once, in SQLite's syntax and in its cheapest form. */
import type { DatabaseSync } from 'node:sqlite'
import { notingOf } from '../sql/noting-insert.ts'
import { withBoundsAtZero } from '../sql/partition-bounds.ts'
import { writeRows } from '../sql/rows.ts'
import type { Row, Statement, Value } from '../sql/transaction.ts'
import { createRemembered, type RememberedOptions, type Run } from './remembered.ts'

export type Execute = ((statement: Statement) => Row[]) & {
  /** What was read may have been rolled back. */
  forget(): void
}

export type ExecutorOptions = Pick<RememberedOptions, 'onRemembered'> & {
  /** Called with each text once, in SQLite's syntax, when it is prepared. */
  onStatement?: ((text: string) => void) | undefined
}

export function executor(db: DatabaseSync, { onStatement = () => {}, onRemembered }: ExecutorOptions = {}): Execute {
  const prepared = new Map<string, Run>()
  const noted = noteValues(db)
  const hasRows = (table: string) =>
    execute({ text: `select 1 from ${table} where rowid > 0 limit 1`, values: [] }).length > 0
  const remembered = createRemembered({ hasRows, onRemembered })
  const execute = ({ text, values }: Statement) => {
    let run = prepared.get(text)
    if (!run) {
      run = remembered.around(text, prepare(db, text, { onStatement, noted }))
      prepared.set(text, run)
    }
    return run(values)
  }
  return Object.assign(execute, { forget: remembered.forget })
}

/** Returns what the statement that just ran has noted (sql/noting-insert.ts). */
function noteValues(db: DatabaseSync): () => Value {
  let last: Value = null
  db.function('noted', (value) => {
    last = value as Value
    return value
  })
  return () => last
}

const seqOfInsert = /^(insert into (?!.* do update ).*) returning seq$/s

/**
 * SQLite builds an in-memory table for returned rows, which costs more than many inserts; it reports the new seq
 * anyway.
 */
function prepare(db: DatabaseSync, text: string, { onStatement, noted }: Preparing): Run {
  const noting = notingOf(text)
  const insert = noting?.text ?? seqOfInsert.exec(text)?.[1]
  const own = ownSpelling(insert ?? text)
  const statement = db.prepare(own)
  onStatement(own.replace('noted(', '('))
  if (insert === undefined) return (values) => statement.all(...values) as Row[]
  return (values) => {
    const { changes, lastInsertRowid } = statement.run(...values)
    if (changes === 0) return []
    const seq = Number(lastInsertRowid)
    return [noting === undefined ? { seq } : { seq, [noting.noted]: noted() }]
  }
}

type Preparing = { onStatement: (text: string) => void; noted: () => Value }

/**
 * SQLite binds by position to `?n`; our common syntax is PostgreSQL's `$n`. A bare parameter as limit is part of
 * SQLite's plan: it would prepare the statement again for every value, which costs a claim more than its work.
 */
function ownSpelling(text: string): string {
  const listed = writeRows(
    text,
    (position) => `value ->> ${position}`,
    (given) => `json_each(${given})`,
  )
  return withBoundsAtZero(listed)
    .replace(/\blimit (?=\$)/g, 'limit 0 + ')
    .replace(/\$(\d+)/g, '?$1')
}
