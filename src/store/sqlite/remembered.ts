/**
 * What the only connection that writes a file remembers of it, so that the file is not asked again: answers about
 * tables that hardly ever change, whether a table is empty, and the lives of messages whose statuses are still to come.
 * A write makes it forget what it may have changed, and a rollback everything.
 */
import type { MessageLife } from '../sql/message-row.ts'
import { hasOnlyRarelyChanged, isRarelyChanged, mostlyEmptyOf } from '../sql/rarely-changed.ts'
import { lifeRuleOf } from '../sql/remembered-lives.ts'
import type { Row, Statement } from '../sql/transaction.ts'
import { createLives } from './lives.ts'

export type Run = (values: Statement['values']) => Row[]

export type Remembered = {
  /** Runs the text, or answers it from memory. */
  around(text: string, run: Run): Run
  /** What was read may have been rolled back. */
  forget(): void
}

export type RememberedOptions = {
  hasRows(table: string): boolean
  /** Called with each answer from memory, and that of the file; for tests. */
  onRemembered?: ((text: string, remembered: Row[], stored: Row[]) => void) | undefined
}

const lifeOf = (row: Row) => row as MessageLife & Row

/** To each of some dozen texts. */
const maxAnswers = 10_000
const writing = /\b(?:insert into|update|delete from) (\w+)/g

export function createRemembered({ hasRows, onRemembered }: RememberedOptions): Remembered {
  /** By text, so that no key has the text in it, and then by values. */
  const answers: Map<string, Row[]>[] = []
  const filled = new Map<string, boolean>()
  const lives = createLives()

  function remembered(text: string, values: Statement['values'], run: Run, known: Row[]): Row[] {
    onRemembered?.(text, known, run(values))
    return known
  }

  /** Before the text runs, however it ends. */
  function forgetter(tables: ReadonlySet<string>, text: string): () => void {
    const isRare = [...tables].some(isRarelyChanged)
    const isUnruled =
      tables.has('messages') && lifeRuleOf(text) === undefined && !text.startsWith('insert into messages')
    return () => {
      if (isRare) forgetAnswers()
      if (isUnruled) lives.forget()
      for (const table of tables) filled.delete(table)
    }
  }

  function forgetAnswers(): void {
    for (const ofText of answers) ofText.clear()
  }

  function answering(text: string, run: Run): Run {
    const ofText = new Map<string, Row[]>()
    answers.push(ofText)
    return (values) => {
      // No value has it in it: PostgreSQL would not take it.
      const key = values.join('\0')
      const known = ofText.get(key)
      if (known !== undefined) return remembered(text, values, run, known)
      const answer = run(values)
      if (ofText.size >= maxAnswers) ofText.clear()
      ofText.set(key, answer)
      return answer
    }
  }

  function unlessEmpty(table: string, text: string, run: Run): Run {
    return (values) => {
      const isFilled = filled.get(table) ?? hasRows(table)
      filled.set(table, isFilled)
      return isFilled ? run(values) : remembered(text, values, run, [])
    }
  }

  function reading(text: string, column: 'seq' | 'wamid', run: Run): Run {
    return (values) => {
      const known = lives.find(column, values)
      if (known !== undefined) return remembered(text, values, run, [known as Row])
      const found = run(values)
      const [life] = found
      if (life !== undefined) lives.remember({ ...life } as MessageLife & Row)
      return found
    }
  }

  function around(text: string, run: Run): Run {
    const written = new Set([...text.matchAll(writing)].map(([, table = '']) => table))
    const rule = lifeRuleOf(text)
    if (written.size > 0) {
      const forget = forgetter(written, text)
      return (values) => {
        forget()
        const rows = run(values)
        if (rule === undefined) return rows
        if ('changes' in rule) lives.change(rule.changes, values, rows)
        if ('inserts' in rule)
          for (const { seq = null } of rows) lives.remember(lifeOf({ seq, ...rule.inserts(values) }))
        return rows
      }
    }
    if (hasOnlyRarelyChanged(text)) return answering(text, run)
    const table = mostlyEmptyOf(text)
    if (table !== undefined) return unlessEmpty(table, text, run)
    return rule !== undefined && 'reads' in rule ? reading(text, rule.reads, run) : run
  }

  return {
    around,
    forget() {
      forgetAnswers()
      filled.clear()
      lives.forget()
    },
  }
}
