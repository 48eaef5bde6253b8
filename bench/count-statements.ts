/**
 * Loaded into a gateway by cost.ts: counts and times SQLite's statements by text, and writes the sums to a file on
 * SIGUSR2.
 */
import { writeFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'

const sums: Record<string, { count: number; us: number }> = {}

function timed<T>(text: string, work: () => T): T {
  const startedAt = performance.now()
  try {
    return work()
  } finally {
    sums[text] ??= { count: 0, us: 0 }
    const sum = sums[text]
    sum.count += 1
    sum.us += (performance.now() - startedAt) * 1_000
  }
}

const nameOf = (text: string) => text.replace(/\s+/g, ' ').slice(0, 150)
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (text) {
  timed(nameOf(text), () => exec.call(this, text))
}
for (const name of ['all', 'get', 'run'] as const) {
  const original = StatementSync.prototype[name] as (this: StatementSync, ...values: unknown[]) => never
  StatementSync.prototype[name] = function (this: StatementSync, ...values: unknown[]) {
    return timed(nameOf(this.sourceSQL), () => original.call(this, ...values))
  }
}
process.on('SIGUSR2', () => writeFileSync(process.env.STATEMENTS_TO ?? 'statements.json', JSON.stringify(sums)))
