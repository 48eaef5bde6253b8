/** The thread behind `rows` of postgres-store.ts. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import pg from 'pg'
import { resultTypes } from '../../src/store/postgres/dialect.ts'

parentPort?.on('message', async (asked: { url: string; text: string; done: Int32Array; port: MessagePort }) => {
  asked.port.postMessage(await answer(asked.url, asked.text))
  Atomics.store(asked.done, 0, 1)
  Atomics.notify(asked.done, 0)
})

async function answer(connectionString: string, text: string): Promise<{ rows: unknown[] } | { error: string }> {
  const client = new pg.Client({ connectionString, types: resultTypes })
  try {
    await client.connect()
    return { rows: (await client.query(text)).rows }
  } catch (error) {
    return { error: String(error) }
  } finally {
    await client.end()
  }
}
