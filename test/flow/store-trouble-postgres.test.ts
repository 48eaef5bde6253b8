/**
 * Failures of PostgreSQL itself, under a whole gateway: refused in time, nothing acknowledged lost or doubled, and it
 * recovers by itself.
 */
import { after, before, describe, test } from 'node:test'
import pg from 'pg'
import { eventually } from '../support/gateway.ts'
import { theServer } from '../support/postgres.ts'
import { asked, askedAll, emptyDatabase } from '../support/postgres-store.ts'
import { openTroubleSite, runOutage, type TroubleSite } from '../support/store-trouble.ts'

describe('PostgreSQL', () => {
  /** Our own session, as a superuser. */
  let url: string
  let site: TroubleSite
  const role = `limited_${process.pid}`
  const nameOf = (of: string) => new URL(of).pathname.slice(1)

  before(async () => {
    // The role creates its tables itself: it may not touch those of others.
    url = await emptyDatabase()
    // Limits do not apply to a superuser.
    await askedAll(url, [`create role ${role} login`, `grant all on schema public to ${role}`])
    site = await openTroubleSite({ RECADO_DATABASE_URL: url.replace('recado@', `${role}@`) })
  })
  after(() => site?.[Symbol.asyncDispose]())

  const everyone = `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`

  test('a lock that somebody holds', async () => {
    const holder = new pg.Client({ connectionString: url })
    await holder.connect()
    try {
      await runOutage(site, {
        begin: () => holder.query('begin; lock table messages, inbound, facts in exclusive mode'),
        end: () => holder.query('rollback'),
      })
    } finally {
      await holder.end()
    }
  })

  test('failing over: the server accepts no writes any more, and then another does', () =>
    runOutage(site, {
      begin: () => askedAll(url, [`alter role ${role} set default_transaction_read_only = on`, everyone]),
      end: () => asked(url, `alter role ${role} reset default_transaction_read_only`),
    }))

  test('out of connections', () =>
    runOutage(site, {
      begin: () => askedAll(url, [`alter role ${role} connection limit 0`, everyone]),
      end: () => asked(url, `alter role ${role} connection limit -1`),
    }))

  test('shut down, with every session terminated', async () => {
    const elsewhere = (await theServer()).urlOf('postgres')
    const allow = (isOpen: boolean) => `alter database ${nameOf(url)} allow_connections ${isOpen}`
    await runOutage(site, {
      begin: () => askedAll(elsewhere, [allow(false), everyone]),
      end: () => asked(elsewhere, allow(true)),
    })
  })

  // Each statement on its own: one that holds a table while it waits for the next would meet a commit's in a circle.
  test('a full disk', () =>
    runOutage(site, {
      begin: () => allAsked(url, fullDisk),
      end: () =>
        allAsked(
          url,
          tables.map((table) => `drop trigger full_disk on ${table}`),
        ),
    }))
})

/** A statement on a table in partitions takes one lock after the other, and may meet a commit in a circle itself. */
async function allAsked(url: string, texts: readonly string[]): Promise<void> {
  for (const text of texts)
    await eventually(
      () =>
        asked(url, text).then(
          () => true,
          (error: { code?: string }) => {
            if (error.code !== '40P01') throw error
            return false
          },
        ),
      text,
    )
}

const tables = ['messages', 'inbound', 'facts']

/** The server's error when it cannot extend a file. */
const fullDisk = [
  `create or replace function no_space() returns trigger language plpgsql as
$$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`,
  ...tables.map(
    (table) => `create trigger full_disk before insert or update on ${table} for each row execute function no_space()`,
  ),
]
