/**
 * `recado migrate` as a person uses it, on both databases: its output, its dry run, and the behaviour of a process of
 * an older version.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { migrations, newestSchema } from '../../src/store/migrations/migrations.ts'
import { asked, emptyDatabase } from '../support/postgres-store.ts'
import { type Ended, runCommand, runToEnd } from '../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'recado-migrate-'))
after(() => rmSync(folder, { recursive: true }))

let made = 0
type Place = {
  env: Record<string, string>
  /** Several statements. */
  run(text: string): Promise<unknown>
  /** The schema's definitions, as text. */
  schema(): Promise<string>
}

function sqliteLocation(): Place {
  const dataDir = join(folder, String(++made))
  const path = join(dataDir, 'recado.db')
  const opened = <T>(work: (db: DatabaseSync) => T): T => {
    mkdirSync(dataDir, { recursive: true })
    using db = new DatabaseSync(path)
    return work(db)
  }
  return {
    env: { ...quiet, RECADO_DATA_DIR: dataDir },
    run: async (text) => opened((db) => db.exec(text)),
    schema: async () =>
      opened((db) => JSON.stringify(db.prepare('select type, name, sql from sqlite_schema order by 1, 2').all())),
  }
}

async function postgresLocation(): Promise<Place> {
  const url = await emptyDatabase()
  return {
    env: { ...quiet, RECADO_DATA_DIR: join(folder, String(++made)), RECADO_DATABASE_URL: url },
    run: (text) => asked(url, text),
    schema: async () => JSON.stringify([await asked(url, columns), await asked(url, indexes)]),
  }
}

const columns = `select table_name, column_name, data_type, is_nullable, column_default, is_identity, collation_name
  from information_schema.columns where table_schema = 'public' order by 1, 2`
const indexes = `select indexdef from pg_indexes where schemaname = 'public' order by 1`

const quiet = { RECADO_PORT: '0', RECADO_LOG_LEVEL: 'silent', RECADO_SECRET_KEY: 'a-key-only-for-tests' }

const places = { SQLite: async () => sqliteLocation(), PostgreSQL: postgresLocation }

function isOneLine({ code, stdout, stderr }: Ended, line: RegExp): void {
  assert.deepEqual([code, stdout], [1, ''], stderr)
  assert.match(stderr, line)
  assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
}

const newer = `insert into schema_version (number) values (${newestSchema + 1})`
const newerLine = new RegExp(
  `^recado: the database has schema ${newestSchema + 1}, this version knows ${newestSchema}: `,
)

for (const [name, open] of Object.entries(places)) {
  describe(name, () => {
    test('the printed SQL, run by hand, creates the schema that the command creates', async () => {
      const [location, byHand] = [await open(), await open()]
      const [printed, migrated] = await Promise.all([
        runToEnd(['migrate', '--dry-run'], byHand.env),
        runToEnd(['migrate'], location.env),
      ])
      for (const { code, stderr } of [printed, migrated]) assert.deepEqual([code, stderr], [0, ''])
      for (const { number, name: step } of migrations) {
        assert.ok(printed.stdout.includes(`\n-- ${number}: ${step}\n`), step)
        assert.ok(migrated.stdout.includes(`  ${number}  ${step}\n`), step)
      }
      await byHand.run(printed.stdout)
      assert.equal(await byHand.schema(), await location.schema())
      const again = await Promise.all([
        runToEnd(['migrate'], location.env),
        runToEnd(['migrate', '--dry-run'], byHand.env),
      ])
      assert.match(again[0].stdout, /^[^\n]+nothing to do\.\n$/)
      assert.match(again[1].stdout, /^-- [^\n]+nothing to do[^\n]*\n$/)
    })

    test('an older version refuses a newer schema, in each of its commands', async () => {
      const { env, run } = await open()
      assert.equal((await runToEnd(['migrate'], env)).code, 0)
      await run(newer)
      const commands = [['migrate'], ['migrate', '--dry-run'], ['serve']]
      for (const command of commands) isOneLine(await runToEnd(command, env), newerLine)
    })
  })
}

test('a dry run changes no byte of a file, and creates none', async () => {
  const { env, run } = sqliteLocation()
  const dataDir = env.RECADO_DATA_DIR ?? ''
  await runToEnd(['migrate', '--dry-run'], env)
  assert.equal(existsSync(dataDir), false)
  await runToEnd(['migrate'], env)
  await run(`delete from schema_version where number = ${newestSchema}`)
  const contents = () => readdirSync(dataDir).map((name) => [name, readFileSync(join(dataDir, name), 'latin1')])
  const before = contents()
  const { stdout } = await runToEnd(['migrate', '--dry-run'], env)
  assert.match(stdout, new RegExp(`-- ${newestSchema}: `))
  assert.doesNotMatch(stdout, new RegExp(`-- ${newestSchema - 1}: `))
  assert.deepEqual(contents(), before)
})

test('a file that a gateway holds is not migrated, and may be inspected', async () => {
  const { env } = sqliteLocation()
  await using gateway = await runCommand('serve', env)
  isOneLine(await runToEnd(['migrate'], env), /another Recado process is using this data directory/)
  assert.match((await runToEnd(['migrate', '--dry-run'], env)).stdout, /nothing to do/)
  assert.equal(await gateway.signal('SIGTERM'), 0)
})

test('an unreachable server is one line, without the password', async () => {
  const env = { RECADO_DATABASE_URL: 'postgres://recado:canary-password@127.0.0.1:1/recado' }
  for (const command of [['migrate'], ['migrate', '--dry-run']]) {
    const ended = await runToEnd(command, env)
    isOneLine(ended, /PostgreSQL at 127.0.0.1:1 cannot be opened/)
    assert.ok(!ended.stderr.includes('canary-password'))
  }
})

test('a running process of an older version ends when another one migrates', async () => {
  const { env, run } = await postgresLocation()
  await using gateway = await runCommand('serve', env)
  await run(newer)
  assert.equal(await gateway.ended, 1)
  assert.match(gateway.output().split('\n').at(-2) ?? '', newerLine)
})
