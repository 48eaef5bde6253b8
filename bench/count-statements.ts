/**
 * Loaded into a gateway (`--import`): counts and times SQLite's statements by text, and what is allocated on its heap.
 * SIGUSR2 writes the sums to the file that STATEMENTS_TO names; counts.ts reads them. Counting allocates a little for
 * each statement, which is part of the figure.
 */
import { renameSync, writeFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { getHeapStatistics } from 'node:v8'
import { isMainThread } from 'node:worker_threads'

type Sum = { count: number; us: number }

const sums: Record<string, Sum> = {}
/** A statement's text is a new string each time that it is asked for. */
const sumOf = new WeakMap<StatementSync, Sum>()

function sumNamed(text: string): Sum {
  const name = text.replace(/\s+/g, ' ').slice(0, 150)
  sums[name] ??= { count: 0, us: 0 }
  return sums[name]
}

function add(sum: Sum, startedAt: number): void {
  sum.count += 1
  sum.us += (performance.now() - startedAt) * 1_000
}

function count(): void {
  const { exec } = DatabaseSync.prototype
  DatabaseSync.prototype.exec = function (text) {
    const startedAt = performance.now()
    try {
      exec.call(this, text)
    } finally {
      add(sumNamed(text), startedAt)
    }
  }
  for (const name of ['all', 'get', 'run'] as const) {
    const original = StatementSync.prototype[name] as (this: StatementSync, ...values: unknown[]) => never
    StatementSync.prototype[name] = function (this: StatementSync, ...values: unknown[]) {
      let sum = sumOf.get(this)
      if (sum === undefined) {
        sum = sumNamed(this.sourceSQL)
        sumOf.set(this, sum)
      }
      const startedAt = performance.now()
      try {
        return original.apply(this, values)
      } finally {
        add(sum, startedAt)
      }
    }
  }
}

/** Whole or not at all: somebody waits for the file. */
function report(): void {
  const path = process.env.STATEMENTS_TO ?? 'statements.json'
  // Since V8 of Node 26; types of an earlier Node do not know it.
  const { total_allocated_bytes: allocatedBytes } = getHeapStatistics()
  writeFileSync(`${path}.part`, JSON.stringify({ at: performance.now(), statements: sums, allocatedBytes }))
  renameSync(`${path}.part`, path)
}

// Its worker threads load it as well: their reads are of lists, and belong to no message.
if (isMainThread) {
  count()
  process.on('SIGUSR2', report)
}
