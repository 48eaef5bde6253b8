/** The worker thread behind `rows` of postgres-store.ts. */
import { type MessagePort, parentPort } from 'node:worker_threads'
import pg from 'pg'
import { resultTypes } from '../../src/store/postgres/dialect.ts'

parentPort?.on('message', async (asked: { url: string; text: string; done: Int32Array; port: MessagePort }) => {
  asked.port.postMessage(await answer(asked.url, asked.text))
  Atomics.store(asked.done, 0, 1)
  Atomics.notify(asked.done, 0)
})

async function answer(url: string, text: string): Promise<{ rows: unknown[] } | { error: string }> {
  try {
    const client = await clientOf(url)
    return { rows: (await client.query(text)).rows }
  } catch (error) {
    return { error: String(error) }
  }
}

/** Kept open, since a session for each text would cost more than the text. */
const clients = new Map<string, pg.Client>()

async function clientOf(connectionString: string): Promise<pg.Client> {
  const retained = clients.get(connectionString)
  if (retained) return retained
  const client = new pg.Client({ connectionString, types: resultTypes })
  const forget = () => clients.delete(connectionString)
  client.on('error', forget)
  client.on('end', forget)
  await client.connect()
  clients.set(connectionString, client)
  return client
}
