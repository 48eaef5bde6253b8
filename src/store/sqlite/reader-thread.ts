/** The thread behind reader.ts: receives statements and returns their rows. Its only state is its connection. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { Row } from '../sql/transaction.ts'
import type { ReaderAnswer, ReaderRequest } from './reader.ts'

const { path } = workerData as { path: string }
const db = new DatabaseSync(path, { readOnly: true })
db.exec('pragma busy_timeout = 5000')
const prepared = new Map<string, StatementSync>()

parentPort?.on('message', (request: ReaderRequest) => {
  if (request !== 'end') parentPort?.postMessage(answer(request))
  else if (db.isTransaction) db.exec('commit')
})

function answer({ id, text, values, isFirst }: Exclude<ReaderRequest, 'end'>): ReaderAnswer {
  try {
    if (isFirst) db.exec('begin')
    let statement = prepared.get(text)
    if (!statement) {
      statement = db.prepare(text.replace(/\$(\d+)/g, '?$1'))
      prepared.set(text, statement)
    }
    return { id, rows: statement.all(...values) as Row[] }
  } catch (error) {
    const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0
    return { id, error: error instanceof Error ? error.message : String(error), errcode }
  }
}
