/** Addresses of one PostgreSQL or of several, which servers are accepted, and warnings about their settings. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { addressOf, nameOf, readAddress } from '../../src/store/postgres/address.ts'
import { durabilityWarnings } from '../../src/store/postgres/durability.ts'
import { foreignEngine, unfitness } from '../../src/store/postgres/fitness.ts'

const urlsOf = (text: string) => addressOf(text).servers.map(({ url }) => url)

describe('an address', () => {
  const single = [
    'postgres://u:p@db/recado',
    'postgresql://u@db.example.com:6432/recado?sslmode=require',
    'postgres://recado@localhost/test?host=%2Ftmp%2Fsocket',
    'postgres://u:p%40ss@[::1]:5433/recado',
    'postgres://u:p@ss@db/recado',
    'postgres://db',
  ]
  for (const text of single) {
    test(`of one server is used unchanged: ${text}`, () => {
      assert.deepEqual(urlsOf(text), [text])
      assert.equal(addressOf(text).wanted, undefined)
    })
  }

  const several: [string, string[]][] = [
    ['postgres://u@h1:5432,h2:5433/db', ['postgres://u@h1:5432/db', 'postgres://u@h2:5433/db']],
    ['postgres://h1,h2,h3/db', ['postgres://h1/db', 'postgres://h2/db', 'postgres://h3/db']],
    ['postgres://u:a,b@h1,h2:6432/db', ['postgres://u:a,b@h1/db', 'postgres://u:a,b@h2:6432/db']],
    ['postgres://u@[::1]:5432,[fe80::2]/db', ['postgres://u@[::1]:5432/db', 'postgres://u@[fe80::2]/db']],
    [
      'postgres://u@h1,h2/db?sslmode=require&target_session_attrs=primary&options=-c%20a%3Db',
      [
        'postgres://u@h1/db?sslmode=require&options=-c%20a%3Db',
        'postgres://u@h2/db?sslmode=require&options=-c%20a%3Db',
      ],
    ],
  ]
  for (const [text, urls] of several)
    test(`of several servers is one address for each: ${text}`, () => assert.deepEqual(urlsOf(text), urls))

  test('says which servers are accepted', () => {
    for (const wanted of ['any', 'read-write', 'primary'])
      assert.equal(addressOf(`postgres://h1,h2/db?target_session_attrs=${wanted}`).wanted, wanted)
  })

  const wrong: [string, RegExp][] = [
    ['mysql://secret@h/db', /begins with postgres/],
    ['postgres://u:secret@h1,,h2/db', /hosts have the form name:5432/],
    ['postgres://u:secret@h1:99999,h2/db', /hosts have the form name:5432/],
    ['postgres://u:secret@h1:0,h2/db', /hosts have the form name:5432/],
    ['postgres://u:secret@h1:port,h2/db', /hosts have the form name:5432/],
    ['postgres://u:secret@h1,[::1/db', /hosts have the form name:5432/],
    ['postgres://u:secret@h1:port/db', /begins with postgres/],
    ['postgres://u:secret@/db?host=h1,h2', /hosts before the path/],
    ...['standby', 'read-only', 'prefer-standby', 'secret', ''].map((wanted): [string, RegExp] => [
      `postgres://u:secret@h1,h2/db?target_session_attrs=${wanted}`,
      /any, read-write, primary/,
    ]),
  ]
  for (const [text, reason] of wrong) {
    test(`that is wrong is refused with a reason that contains no secret: ${text}`, () => {
      const read = readAddress(text)
      assert.ok(!read.ok)
      assert.match(read.reason, reason)
      assert.doesNotMatch(read.reason, /secret/)
    })
  }

  test('is displayed by its hosts and its database', () => {
    assert.equal(nameOf('postgres://u:secret@h1:5432,h2/db?sslmode=require'), 'PostgreSQL at h1:5432,h2/db')
  })
})

describe('an engine', () => {
  const versions: [string, string | undefined][] = [
    ['PostgreSQL 18.0 (Debian 18.0-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc, 64-bit', undefined],
    ['PostgreSQL 15.9 on aarch64-unknown-linux-gnu, compiled by clang, 64-bit', undefined],
    ['PostgreSQL 17.2 (EnterpriseDB Advanced Server 17.2.0) on x86_64-pc-linux-gnu', undefined],
    ['CockroachDB CCL v24.1.3 (x86_64-pc-linux-gnu, built 2024/07/29 19:44:05, go1.22.5)', 'CockroachDB'],
    ['PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang version 16.0.6', 'YugabyteDB'],
    ['PostgreSQL 15.2-YB-2.25.0.0-b0 on aarch64-unknown-linux-gnu', 'YugabyteDB'],
    ['PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.12103', 'Amazon Redshift'],
    ['PostgreSQL 9.4.26 (Greenplum Database 6.25.3 build commit:367edc6) on x86_64', 'Greenplum'],
    ['(openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:37:13', 'openGauss'],
    ['Something 1.0', 'Something 1.0'],
    ['', 'an unnamed engine'],
  ]
  for (const [version, engine] of versions)
    test(`that reports "${version}" is ${engine ?? 'PostgreSQL'}`, () => assert.equal(foreignEngine(version), engine))
})

test('is accepted or not by the requested kind of server', () => {
  const states = [
    { is_standby: 0, is_read_only: 0 },
    { is_standby: 0, is_read_only: 1 },
    { is_standby: 1, is_read_only: 1 },
  ]
  const fit = (wanted: 'any' | 'primary' | 'read-write') =>
    states.map((state) => unfitness(state, wanted) === undefined)
  assert.deepEqual(fit('any'), [true, true, true])
  assert.deepEqual(fit('primary'), [true, true, false])
  assert.deepEqual(fit('read-write'), [true, false, false])
})

test('settings that make a 200 less durable are reported, with the right value', () => {
  const none = (commit: string, servers: number, standbys: string) =>
    assert.deepEqual(durabilityWarnings({ commit, standbys }, servers), [], `${commit} ${servers} ${standbys}`)
  none('on', 1, '')
  none('remote_apply', 2, '*')
  none('on', 2, 'ANY 1 (a, b)')
  for (const commit of ['off', 'local', 'remote_write']) {
    const [warning, ...others] = durabilityWarnings({ commit, standbys: '*' }, 2)
    assert.match(String(warning), new RegExp(`synchronous_commit is ${commit}.*set it to on`))
    assert.deepEqual(others, [])
  }
  assert.match(String(durabilityWarnings({ commit: 'on', standbys: '' }, 2)), /synchronous_standby_names is empty/)
})
