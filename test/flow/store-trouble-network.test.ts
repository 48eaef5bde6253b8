/**
 * Failures of the network to PostgreSQL, under a whole gateway: refused in time, nothing acknowledged lost or doubled,
 * and it recovers by itself.
 */
import { after, before, describe, test } from 'node:test'
import { type PostgresProxy, startPostgresProxy, type Way } from '../support/postgres-proxy.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { openTroubleSite, runOutage, type TroubleSite } from '../support/store-trouble.ts'

describe('the network to PostgreSQL is', () => {
  let proxy: PostgresProxy
  let site: TroubleSite

  before(async () => {
    proxy = await startPostgresProxy(await freeDatabase())
    site = await openTroubleSite({ RECADO_DATABASE_URL: proxy.url })
  })
  after(async () => {
    await site?.[Symbol.asyncDispose]()
    await proxy?.[Symbol.asyncDispose]()
  })

  const ways: Record<string, Way> = {
    'closed, as when the server is down': 'closed',
    'half-open': 'swallowing',
    slow: { answersLateMs: 1_500 },
  }
  for (const [name, way] of Object.entries(ways)) {
    test(name, () => runOutage(site, { begin: () => proxy.set(way), end: () => proxy.set('clear') }))
  }
})
