/**
 * Failures of SQLite, under a whole gateway: refused in time, nothing acknowledged lost or doubled, and it recovers by
 * itself.
 */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, mock, test } from 'node:test'
import { openTroubleSite, runOutage, type TroubleSite } from '../support/store-trouble.ts'

describe('SQLite', () => {
  let site: TroubleSite
  let connection: DatabaseSync

  before(async () => {
    // The limit of a file belongs to the connection that writes it: the gateway's own, caught as it is opened.
    const exec = mock.method(DatabaseSync.prototype, 'exec')
    site = await openTroubleSite({})
    const isOpening = ({ this: by, arguments: [sql] }: { this: unknown; arguments: unknown[] }) =>
      by instanceof DatabaseSync && by.isOpen && String(sql).includes('journal_mode = wal')
    connection = exec.mock.calls.find(isOpening)?.this as DatabaseSync
    mock.restoreAll()
  })
  after(() => site?.[Symbol.asyncDispose]())

  test('a full disk', () =>
    runOutage(site, {
      begin() {
        // No more pages than there are, and none of them free.
        connection.exec('create table ballast (bytes blob); pragma max_page_count = 1')
        assert.throws(() => {
          for (;;) connection.exec('insert into ballast values (zeroblob(500))')
        }, /full/)
      },
      end() {
        connection.exec('pragma max_page_count = 1000000')
      },
    }))

  test('a file that another process locks', async () => {
    const other = new DatabaseSync(join(site.gateway.dataDir, 'recado.db'))
    try {
      await runOutage(site, {
        begin: () => other.exec('begin immediate'),
        end: () => other.exec('rollback'),
      })
    } finally {
      other.close()
    }
  })
})
