/** Lives of messages in memory, by `seq` and by wamid: those read last (store/sql/remembered-lives.ts). */
import { deleteOldest } from '../../model/oldest.ts'
import type { MessageLife } from '../sql/message-row.ts'
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

/** Of messages that left within the last minute or so; a life takes some 700 bytes. */
const maxLives = 4_096
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

  return {
    find(column, [value = null, botId]) {
      const life = column === 'seq' ? bySeq.get(value) : byWamid.get(value)
      return life === undefined || (column === 'wamid' && life.bot_id !== botId) ? undefined : { ...life }
    },
    remember,
    change(changes, values, rows) {
      if (changes === 'none') return
      if (changes === 'returned') {
        for (const { seq = null } of rows) drop(seq)
        return
      }
      const life = bySeq.get(values[0] ?? null)
      if (life !== undefined) remember({ ...life, ...changes(values) })
    },
    forget() {
      bySeq.clear()
      byWamid.clear()
    },
  }
}
