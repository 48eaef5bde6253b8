/** Lives of messages in memory, by `seq` and by wamid: those read last (store/sql/remembered-lives.ts). */
import { deleteOldest } from '../../model/oldest.ts'
import { lifeColumns, type MessageLife } from '../sql/message-row.ts'
import type { LifeChanges } from '../sql/remembered-lives.ts'
import type { Row, Value } from '../sql/transaction.ts'

export type Lives = {
  /** A copy, which its transaction may amend. `values`: those of a text that reads lives by this column. */
  find(column: 'seq' | 'wamid', values: readonly Value[]): MessageLife | undefined
  remember(life: MessageLife): void
  /** A text with this rule has run with these values, and returned these rows. */
  change(changes: LifeChanges, values: readonly Value[], rows: readonly Row[]): void
  forget(): void
}

/** Of messages that were accepted, or left, within the last minute or so; a life takes some 700 bytes. */
const maxLives = 8_192
const columns = lifeColumns.split(/,\s*/)
/** In characters. Actions and errors may be long; such a life is read again. */
const maxText = 2_000

export function createLives(): Lives {
  /** Oldest first. */
  const bySeq = new Map<Value, MessageLife>()
  const byWamid = new Map<Value, MessageLife>()

  function drop(seq: Value): void {
    const life = bySeq.get(seq)
    if (life === undefined) return
    bySeq.delete(seq)
    if (byWamid.get(life.wamid) === life) byWamid.delete(life.wamid)
  }

  function remember(life: MessageLife): void {
    drop(life.seq)
    if ((life.actions?.length ?? 0) + (life.error?.length ?? 0) > maxText) return
    bySeq.set(life.seq, life)
    if (life.wamid !== null) byWamid.set(life.wamid, life)
    deleteOldest(bySeq, maxLives, drop)
  }

  function amend(seq: Value = null, changed: Row): void {
    const life = bySeq.get(seq)
    if (life !== undefined) remember({ ...life, ...changed })
  }

  return {
    find(column, [value = null, botId]) {
      const life = column === 'seq' ? bySeq.get(value) : byWamid.get(value)
      return life === undefined || (column === 'wamid' && life.bot_id !== botId) ? undefined : { ...life }
    },
    remember,
    change(changes, values, rows) {
      if (changes === 'none') return
      if (changes === 'lives') for (const row of rows) remember(lifeOf(row))
      else if (typeof changes === 'function') amend(values[0], changes(values))
      else
        for (const row of rows) {
          if (changes === 'returned') drop(row.seq ?? null)
          else amend(row.seq, changes.returned(values, row))
        }
    },
    forget() {
      bySeq.clear()
      byWamid.clear()
    },
  }
}

function lifeOf(row: Row): MessageLife {
  const life: Row = {}
  for (const column of columns) life[column] = row[column] ?? null
  return life as MessageLife & Row
}
