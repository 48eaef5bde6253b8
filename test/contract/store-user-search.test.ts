/**
 * People by digits and by name, as pages: what is listed and counted is what a look at every person finds, whether a
 * search fits a few of them or thousands.
 */
import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { t0 } from '../support/open-store.ts'
import { askedAll } from '../support/postgres-store.ts'
import { type Backend, backends } from '../support/store.ts'
import { openWithBot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const people = 2_600

type Person = { user_id: string; wa_id: string | null; name: string; last_inbound_at: number | null }

/** Some share their instant, some never wrote, some have their number beside a scoped id. */
const all: Person[] = Array.from({ length: people }, (_, n) => {
  const phone = `5939${10_000_000 + n}`
  return {
    user_id: n % 7 === 3 ? `EC.${n}` : phone,
    wa_id: n % 7 === 3 ? phone : null,
    name: `${n % 5 === 0 ? 'Ana' : 'Beto'} ${n}`,
    last_inbound_at: n % 3 === 0 ? null : t0 + ((n * 7_919) % 1_000),
  }
})

async function openFilled(backend: Backend) {
  const ctx = await openWithBot(backend, {})
  const text = (value: string | number | null) => (typeof value === 'string' ? `'${value}'` : String(value))
  const rows = all.map((one) => `('${botId}', ${Object.values(one).map(text).join(', ')})`)
  const statement = `insert into conversations (bot_id, user_id, wa_id, name, last_inbound_at) values ${rows.join(', ')}`
  if (backend.name === 'sqlite') {
    using db = new DatabaseSync(ctx.path)
    db.exec(statement)
  } else await askedAll(ctx.path, [statement])
  return ctx
}

function fits({ user_id, wa_id, name }: Person, search: string): boolean {
  if (/^\d+$/.test(search)) return user_id.startsWith(search) || wa_id?.startsWith(search) === true
  return user_id === search || name.toLowerCase().includes(search.toLowerCase())
}

function naive(search: string): string[] {
  const found = all.filter((one) => fits(one, search))
  found.sort((one, other) => {
    const by = (other.last_inbound_at ?? 0) - (one.last_inbound_at ?? 0)
    return by || (one.user_id < other.user_id ? 1 : -1)
  })
  return found.map(({ user_id }) => user_id)
}

for (const backend of backends) {
  describe(`a search for people on ${backend.name}`, () => {
    test('lists and counts what a look at everybody finds, of few as of many', async () => {
      await using ctx = await openFilled(backend)
      for (const search of ['5939', '593910', '59391000012', 'EC.3', 'ana', 'beto', 'o 2', 'a 99', 'nobody', '%']) {
        const wanted = naive(search)
        for (const [offset, limit] of [
          [0, 10],
          [7, 60],
          [Math.max(0, wanted.length - 3), 10],
        ] as const) {
          const { users, total } = await ctx.store.users({ botId, search }, offset, limit, t0)
          assert.equal(total, wanted.length, search)
          assert.deepEqual(
            users.map(({ id }) => id),
            wanted.slice(offset, offset + limit),
            `${search} from ${offset}`,
          )
        }
      }
      // Both ways were taken.
      assert.ok(naive('5939').length > 2_000 && naive('ana').length < 2_000 && naive('beto').length > 2_000)
    })
  })
}
