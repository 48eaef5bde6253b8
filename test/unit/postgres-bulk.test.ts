/** One statement for each of many rows, in PostgreSQL's form. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEachPreparer } from '../../src/store/postgres/bulk.ts'
import { noBounds } from '../../src/store/sql/partition-bounds.ts'

const bounds = { ...noBounds(), openMessages: 7 }

test('an insert takes differing values from arrays; a common value is given once, and columns that are all null are left out', () => {
  const text = `insert into things (name, size, note, bot)
    values ($1, case when (select 1 from things where name = $1 and seq >= $openMessages limit 1) is not null then null else $2 end, $3, $4)`
  const prepared = createEachPreparer()(
    {
      text,
      each: [
        ['a', 1, null, 'bot'],
        ['b', null, null, 'bot'],
      ],
    },
    bounds,
  )
  assert.equal(
    prepared.text,
    `insert into things (name, size, note, bot) select given.p1, case when (select 1 from things where name = given.p1 and seq >= $4::bigint limit 1) is not null then null else given.p2 end, null, $3::text` +
      ' from unnest($1::text[], $2::bigint[]) with ordinality as given (p1, p2, n) order by n',
  )
  assert.deepEqual(prepared.values, [['a', 'b'], ['1', null], 'bot', '7'])
})

test('an `on conflict` clause stays after the rows', () => {
  const text = 'insert into things (name, size) values ($1, $2) on conflict (name) do update set size = $2'
  const each = [
    ['a', 1],
    ['b', 1],
  ]
  assert.equal(
    createEachPreparer()({ text, each }, bounds).text,
    'insert into things (name, size) select given.p1, $2::bigint from unnest($1::text[]) with ordinality as given (p1, n) order by n on conflict (name) do update set size = $2::bigint',
  )
})

test('identical rows are all inserted', () => {
  const { text, values } = createEachPreparer()({ text: 'select $1 as name', each: [['a'], ['a'], ['a']] }, bounds)
  assert.equal(text, 'select given.p1 as name from unnest($1::text[]) with ordinality as given (p1, n) order by n')
  assert.deepEqual(values, [['a', 'a', 'a']])
})

test("a statement's form has one name, another form another, and beyond the stored maximum none", () => {
  const prepare = createEachPreparer()
  const named = (name: string) => prepare({ text: `select $1 as ${name}`, each: [['a'], ['b']] }, bounds).name
  assert.equal(named('one'), named('one'))
  const names = Array.from({ length: 70 }, (_, index) => named(`name${index}`))
  assert.equal(new Set(names.slice(0, 63)).size, 63)
  assert.deepEqual(new Set(names.slice(63)), new Set([undefined]))
})

test('an exists for each of many rows is refused: it may scan everything that waits', () => {
  const text =
    'insert into things (name) values (case when exists (select 1 from things where name = $1) then null else $1 end)'
  assert.throws(() => createEachPreparer()({ text, each: [['a'], ['b']] }, bounds), /limit 1/)
})
