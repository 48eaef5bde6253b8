/** Statements on one SQLite connection: each text is prepared once, in SQLite's syntax and in its cheapest form. */
import type { DatabaseSync } from 'node:sqlite'
import { withBoundsAtZero } from '../sql/partition-bounds.ts'
import { hasOnlyRarelyChanged, isRarelyChanged } from '../sql/rarely-changed.ts'
import { writeRows } from '../sql/rows.ts'
import type { Row, Statement } from '../sql/transaction.ts'

export type Execute = ((statement: Statement) => Row[]) & {
  /** What was read may have been rolled back. */
  forget(): void
}

type Run = (values: Statement['values']) => Row[]

/** `onStatement`: called with each text once, in SQLite's syntax, when it is prepared. */
export function executor(db: DatabaseSync, onStatement: (text: string) => void = () => {}): Execute {
  const prepared = new Map<string, Run>()
  const remembered = createRemembered()
  const execute = ({ text, values }: Statement) => {
    let run = prepared.get(text)
    if (!run) {
      run = remembered.around(text, prepare(db, text, onStatement))
      prepared.set(text, run)
    }
    return run(values)
  }
  return Object.assign(execute, { forget: remembered.forget })
}

const maxRemembered = 10_000

/**
 * Answers of `rarelyChanged` texts, until this connection, the only one that writes the file, writes their table: four
 * times a message it is asked whether a bot was deleted.
 */
function createRemembered() {
  const answers = new Map<string, Row[]>()
  return {
    forget: () => answers.clear(),
    around(text: string, run: Run): Run {
      const writes = /^\s*(?:insert into|update|delete from) (\w+)/.exec(text)?.[1]
      if (writes !== undefined) {
        if (!isRarelyChanged(writes)) return run
        return (values) => {
          answers.clear()
          return run(values)
        }
      }
      if (!hasOnlyRarelyChanged(text)) return run
      return (values) => {
        const key = `${values.join(' ')} ${text}`
        let answer = answers.get(key)
        if (answer === undefined) {
          answer = run(values)
          if (answers.size >= maxRemembered) answers.clear()
          answers.set(key, answer)
        }
        return answer
      }
    },
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
