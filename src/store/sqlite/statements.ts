/** Statements on one SQLite connection: each text is prepared once, in SQLite's syntax and in its cheapest form. */
import type { DatabaseSync } from 'node:sqlite'
import { withBoundsAtZero } from '../sql/partition-bounds.ts'
import { writeRows } from '../sql/rows.ts'
import type { Row, Statement } from '../sql/transaction.ts'

export type Execute = (statement: Statement) => Row[]

type Run = (values: Statement['values']) => Row[]

/** `onStatement`: called with each text once, in SQLite's syntax, when it is prepared. */
export function executor(db: DatabaseSync, onStatement: (text: string) => void = () => {}): Execute {
  const prepared = new Map<string, Run>()
  return ({ text, values }) => {
    let run = prepared.get(text)
    if (!run) {
      run = prepare(db, text, onStatement)
      prepared.set(text, run)
    }
    return run(values)
  }
}

const seqOfInsert = /^(insert into (?!.* do update ).*) returning seq$/s

/**
 * SQLite builds an in-memory table for returned rows, which costs more than many inserts; it reports the new seq
 * anyway.
 */
function prepare(db: DatabaseSync, text: string, onStatement: (text: string) => void): Run {
  const insert = seqOfInsert.exec(text)?.[1]
  const own = ownSpelling(insert ?? text)
  const statement = db.prepare(own)
  onStatement(own)
  if (insert === undefined) return (values) => statement.all(...values) as Row[]
  return (values) => {
    const { changes, lastInsertRowid } = statement.run(...values)
    return changes === 0 ? [] : [{ seq: Number(lastInsertRowid) }]
  }
}

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
