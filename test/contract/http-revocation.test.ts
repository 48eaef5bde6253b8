/**
 * A right revoked at one process is refused by all: at once at this one, at another one by a notice, or where that is
 * lost at the next beat, a second later. The gateway's clocks do not move here, so no cache expires by age.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { adminToken } from '../../src/app/secrets.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import { eventually } from '../support/gateway.ts'
import { anyBot, type TestHttp } from '../support/http.ts'
import { openHttpPair } from '../support/http-pair.ts'
import { asked } from '../support/postgres-store.ts'
import { tieredBackends } from '../support/store.ts'

const path = '/v1/bots/demo/users'
const client = '/manage/v1/clients/client_all'
/** A beat is a second; a busy machine may be late. */
const soonMs = 10_000

type Revocation = { does: (http: TestHttp) => Promise<{ status: number }>; status: number }

const revocations: Record<string, Revocation> = {
  "a client's scope": {
    does: (http) => http.inject('PATCH', client, { body: { bots: ['other'] } }),
    status: 403,
  },
  "a client's scope, with its name": {
    does: (http) => http.inject('PATCH', client, { body: { bots: [], name: 'Nobody' } }),
    status: 403,
  },
  "a client's secret": {
    does: (http) => http.inject('POST', `${client}/secrets`, { body: { overlapSeconds: 0 } }),
    status: 401,
  },
  'the client': { does: (http) => http.inject('DELETE', client), status: 401 },
  'the bot': { does: (http) => http.inject('DELETE', '/manage/v1/bots/demo'), status: 404 },
}

const statusOf = async (http: TestHttp) => (await http.inject('GET', path, { auth: anyBot })).status

for (const backend of tieredBackends) {
  describe(`revocations (${backend.name})`, () => {
    for (const [what, { does, status }] of Object.entries(revocations)) {
      test(`${what}: refused here at once, and by the other process soon`, async () => {
        await using pair = await openHttpPair(backend)
        const { one, other } = pair
        for (const http of [one, other, one, other]) assert.equal(await statusOf(http), 200)
        assert.ok((await does(one)).status < 300)
        assert.equal(await statusOf(one), status)
        await eventually(async () => (await statusOf(other)) === status, 'the other one refuses', soonMs)
        // A former verification does not come back.
        assert.equal(await statusOf(one), status)
      })
    }

    test('a granted right takes effect as soon', async () => {
      await using pair = await openHttpPair(backend)
      const { one, other } = pair
      await one.inject('PATCH', client, { body: { bots: ['other'] } })
      await eventually(async () => (await statusOf(other)) === 403, 'refused', soonMs)
      await one.inject('PATCH', client, { body: { bots: 'all' } })
      await eventually(async () => (await statusOf(other)) === 200, 'admitted', soonMs)
    })

    test('two processes that start at once have the same management token, which one of them created', async () => {
      await using pair = await openHttpPair(backend)
      const seal = createSeal('a key only for tests')
      const made = await Promise.all(
        [pair.one, pair.other].map(({ store }) => adminToken({ adminToken: undefined }, store, seal)),
      )
      assert.equal(new Set(made.map(({ token }) => token)).size, 1)
      assert.equal(made.filter(({ isNew }) => isNew).length, 1)
    })

    if (backend.name !== 'sqlite') {
      test('with notices lost, the beat finds the change', async () => {
        await using opened = await backend.open()
        await using pair = await openHttpPair({ name: backend.name, open: async () => opened })
        assert.equal(await statusOf(pair.other), 200)
        await asked(
          opened.path,
          `update clients set bots = '[]' where id = 'client_all';
           update facts set value = (value::bigint + 1)::text where name = 'settings'`,
        )
        for (const http of [pair.one, pair.other])
          await eventually(async () => (await statusOf(http)) === 403, 'refused', soonMs)
      })
    }
  })
}
