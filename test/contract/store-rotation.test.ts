/**
 * Rotation: new masters replace the former ones, on both stores: everything is sealed anew, and all credentials keep
 * working.
 */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { createIds } from '../../src/model/ids.ts'
import { copyStore } from '../../src/store/copy/copy.ts'
import type { StoreLocation } from '../../src/store/location.ts'
import { openPostgresStore } from '../../src/store/postgres.ts'
import { places } from '../../src/store/rotation/steps.ts'
import { createSeal, type Seal } from '../../src/store/sealing/seal.ts'
import type { Engine } from '../../src/store/sql/engine.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { emptyDatabase } from '../support/postgres-store.ts'
import { carryOn, createFormer, sealOf, testKey } from '../support/rotation.ts'
import { change } from '../support/rows.ts'
import { makeMigratedFile } from '../support/sqlite-file.ts'
import { testBot, tieredBackends } from '../support/store.ts'

const dayMs = 86_400_000
const newKey = 'another key only for tests'

/** A sealed value in every place, under the seal's present master. */
async function populate(ctx: TestStore, seal: Seal, bots = 3): Promise<void> {
  const { store } = ctx
  for (let n = 1; n <= bots; n++) await store.addBot(testBot({ id: `bot_${n}` }))
  const auth = { type: 'bearer', token: 'of the endpoint' } as const
  const endpoint = { id: 'ep_1', botId: 'bot_1', url: 'https://x.example', events: ['message'], createdAt: t0 } as const
  const signing = { secret: 'of the panel' }
  await store.putEndpoint({ ...endpoint, events: ['message'], auth, signing, door: 'panel' })
  const client = { id: 'shop', name: 'Shop', bots: 'all', createdAt: t0, updatedAt: t0 } as const
  await store.addClient(client, seal.hash('clients', 'secret of the shop'))
  const who = { id: 'usr_1', email: 'ana@x.example', name: 'Ana', now: t0 }
  await store.addMember({ ...who, grants: [{ role: 'admin', bots: 'all' }] })
  const session = {
    id: 'ses_1',
    memberId: 'usr_1',
    createdAt: t0,
    seenAt: t0,
    expiresAt: t0 + dayMs,
    address: '',
    agent: '',
  }
  await store.addSession({ ...session, tokenHash: seal.hash('sessions', 'token of ana') })
  await store.addLink({
    tokenHash: seal.hash('links', 'link of ana'),
    memberId: 'usr_1',
    createdAt: t0,
    expiresAt: t0 + dayMs,
  })
  const key = { id: 'key_1', name: 'Key', prefix: 'rck_', grants: [], createdAt: t0 }
  await store.addApiKey(key, seal.hash('keys', 'key of a program'))
  const sealed = (use: 'bots' | 'totp' | 'token', clear: string) => seal.seal(use, clear)
  const codes = JSON.stringify(['one', 'two'].map((code) => seal.hash('recovery', code)))
  await change(ctx, [
    `update members set totp = '${sealed('totp', 'FACTOR')}', totp_pending = '${sealed('totp', 'PENDING')}', recovery = '${codes}'`,
    `insert into facts (name, value) values ('admin_token', '${sealed('token', 'the management token')}')`,
    `insert into former_numbers (phone_number_id, bot_id, secrets, left_at)
     values ('before', 'bot_1', '${sealed('bots', '{"appSecret":"of before"}')}', ${t0})`,
    `insert into deleted_bots (id, created_at, updated_at, deleted_at, stage, stage_at, secrets, settings)
     values ('gone', ${t0}, ${t0}, ${t0}, 'ended', ${t0}, '${sealed('bots', '{}')}', null)`,
    `update deleted_bots set ended_at = ${t0}`,
  ])
}

function textsOf(
  ctx: TestStore,
  { table, column, where = '' }: (typeof places)[number] & { where?: string },
): string[] {
  return ctx
    .rows(`select ${column} as text from ${table} where ${column} is not null${where}`)
    .map(({ text }) => String(text))
}

const begin = (ctx: TestStore, overlapMs = dayMs) => ctx.store.beginKeyRotation({ now: t0, overlapMs })

/** Credentials of people and programs, looked up as they present them. */
async function everybodyComes(ctx: TestStore, seal: Seal): Promise<void> {
  const { store } = ctx
  const [stored] = await store.clientSecrets('shop')
  assert.ok(seal.hashes('clients', 'secret of the shop').includes(stored?.secretHash ?? ''), 'the client')
  assert.equal((await store.sessionOfToken(seal.hashes('sessions', 'token of ana')))?.id, 'ses_1')
  assert.equal((await store.apiKeyOf(seal.hashes('keys', 'key of a program')))?.id, 'key_1')
  assert.equal((await store.link(seal.hashes('links', 'link of ana')))?.memberId, 'usr_1')
  const known = await store.credentials('usr_1')
  assert.equal(seal.open('totp', known?.totp ?? ''), 'FACTOR')
  assert.equal(seal.open('token', (await store.fact('admin_token')) ?? ''), 'the management token')
  assert.equal((await store.bot('bot_1'))?.webhookSecret, testBot().webhookSecret)
  assert.deepEqual((await store.endpoint('ep_1'))?.auth, { type: 'bearer', token: 'of the endpoint' })
  assert.deepEqual((await store.endpoint('ep_1'))?.signing, { secret: 'of the panel' })
  for (const [use, wrong] of [
    ['sessions', 'token of bob'],
    ['keys', 'none'],
  ] as const)
    assert.equal(await (use === 'keys' ? store.apiKeyOf : store.sessionOfToken)(seal.hashes(use, wrong)), undefined)
}

for (const backend of tieredBackends)
  describe(`rotation of keys (${backend.name})`, () => {
    test('a new installation begins with a master of its own, and a copy of the key alone does not open its texts', async () => {
      await using ctx = await backend.open()
      await ctx.store.addBot(testBot())
      const [master] = ctx.rows('select number, state from masters')
      assert.deepEqual([Number(master?.number), master?.state], [1, 'current'])
      const [bot] = ctx.rows('select secrets from bots')
      assert.match(String(bot?.secrets), /^k1\./)
      await ctx.reopen()
      assert.equal((await ctx.store.bot('bot_test'))?.channel.accessToken, testBot().channel.accessToken)
      assert.deepEqual(await ctx.store.keyRotation(), {
        number: 1,
        state: 'current',
        changedAt: undefined,
        endsAt: undefined,
        left: 0,
      })
    })

    test('texts of a version before masters open unchanged, and are rewritten only by a rotation', async () => {
      await using ctx = await backend.open()
      const former = await createFormer(ctx)
      await populate(ctx, former)
      const before = places.map((position) => textsOf(ctx, position))
      await ctx.reopen()
      await everybodyComes(ctx, former)
      assert.deepEqual(await carryOn(ctx, t0), [])
      assert.deepEqual(
        places.map((position) => textsOf(ctx, position)),
        before,
      )
      assert.deepEqual(ctx.rows('select * from masters'), [])
      assert.ok(
        before.every((texts) => texts.length > 0),
        'there is something in every place',
      )
    })

    for (const kind of ['of before masters', 'new'])
      test(`an installation ${kind}: all is under the new master, everybody still comes in, and then the former one is deleted`, async () => {
        await using ctx = await backend.open()
        const former = kind === 'new' ? sealOf(ctx) : await createFormer(ctx)
        await populate(ctx, former)
        const number = kind === 'new' ? 2 : 1
        const link = former.link('media', 'file_1')
        const marks = former.mark('erased', 'bot_1 wamid')
        assert.deepEqual(await begin(ctx), { kind: 'begun', number })
        assert.deepEqual(await begin(ctx), { kind: 'conflict' })
        await everybodyComes(ctx, sealOf(ctx))
        assert.deepEqual(await carryOn(ctx, t0), ['sealing', 'overlap'])
        for (const position of places)
          for (const text of textsOf(ctx, position))
            assert.match(text, new RegExp(`^(\\[")?k${number}[.-]`), position.table)

        const during = sealOf(ctx)
        assert.ok(during.isLink('media', 'file_1', link), 'an address of before')
        assert.ok(during.isLink('media', 'file_1', during.link('media', 'file_1')))
        assert.notEqual(during.link('media', 'file_1'), link)
        assert.ok(!during.isLink('media', 'file_2', link))
        await ctx.reopen()
        await everybodyComes(ctx, during)
        const ofKeys = places.filter(({ use }) => use === 'keys').flatMap((one) => textsOf(ctx, one))
        assert.match(ofKeys[0] ?? '', new RegExp(`^k${number}\\.`), 'who came has a plain hash again')
        assert.equal((await ctx.store.keyRotation()).endsAt, t0 + dayMs)
        assert.deepEqual(await carryOn(ctx, t0 + dayMs - 1), [])
        assert.deepEqual(await begin(ctx), { kind: 'conflict' })
        assert.deepEqual(await carryOn(ctx, t0 + dayMs), ['current'])

        const after = sealOf(ctx)
        assert.ok(!after.isLink('media', 'file_1', link), 'the address has ended')
        assert.ok(after.isLink('media', 'file_1', during.link('media', 'file_1')))
        assert.equal(after.mark('erased', 'bot_1 wamid'), marks, 'what was erased stays known')
        const [old] = after.masters()
        assert.equal(old?.state, 'ended')
        assert.equal(old?.material.kind, 'kept')
        assert.throws(() => after.open('bots', former.seal('bots', 'x')), /which this process does not know/)
        await ctx.reopen()
        await everybodyComes(ctx, after)
        assert.ok(await ctx.store.useRecovery('usr_1', after.hashes('recovery', 'two')))
        assert.ok(!(await ctx.store.useRecovery('usr_1', after.hashes('recovery', 'two'))))
      })

    test('a hash whose secret is not presented is layered under each following master, and is found; its stored data go with it', async () => {
      await using ctx = await backend.open()
      const first = sealOf(ctx)
      await populate(ctx, first, 1)
      for (const number of [2, 3, 4]) {
        await begin(ctx, 0)
        assert.deepEqual(await carryOn(ctx, t0), ['sealing', 'overlap', 'current'], String(number))
      }
      const seal = sealOf(ctx)
      const [stored] = await ctx.store.clientSecrets('shop')
      assert.match(stored?.secretHash ?? '', /^k4-3-2-1\./)
      assert.deepEqual(
        seal.masters().map(({ number }) => number),
        [1, 2, 3, 4],
      )
      await everybodyComes(ctx, seal)
      const forms = seal.hashes('clients', 'secret of the shop')
      await ctx.store.freshenSecret(stored?.secretHash ?? '', forms)
      assert.equal((await ctx.store.clientSecrets('shop'))[0]?.secretHash, forms[0])
      // Links and codes wait for their use.
      await change(ctx, ['delete from sign_in_links', `update members set recovery = '[]'`])
      await begin(ctx, 0)
      await carryOn(ctx, t0)
      const last = sealOf(ctx)
      assert.deepEqual(
        last.masters().map(({ number }) => number),
        [1, 4, 5],
        'the oldest keeps the marks, 4 what was laid under 5',
      )
      assert.equal(last.mark('person', '593'), first.mark('person', '593'))
      await everybodyCanStill(ctx, last)
    })

    async function everybodyCanStill(ctx: TestStore, seal: Seal): Promise<void> {
      assert.equal((await ctx.store.sessionOfToken(seal.hashes('sessions', 'token of ana')))?.id, 'ses_1')
      assert.equal((await ctx.store.apiKeyOf(seal.hashes('keys', 'key of a program')))?.id, 'key_1')
    }

    test('nothing is sealed under a master that a process does not know yet, and none is deleted before all processes seal under the next', async () => {
      await using ctx = await backend.open()
      await populate(ctx, sealOf(ctx), 1)
      await change(ctx, [`insert into processes (id, expires_at) values (1, ${t0 * 10})`])
      await begin(ctx)
      assert.deepEqual(await carryOn(ctx, t0), [])
      await ctx.store.addBot(testBot({ id: 'bot_during' }))
      const [bot] = ctx.rows(`select secrets from bots where id = 'bot_during'`)
      assert.match(String(bot?.secrets), /^k1\./)
      await change(ctx, ['update processes set key_step = 4 where id = 1'])
      assert.deepEqual(await carryOn(ctx, t0), ['sealing'])
      await ctx.store.addBot(testBot({ id: 'bot_later' }))
      assert.match(String(ctx.rows(`select secrets from bots where id = 'bot_later'`)[0]?.secrets), /^k2\./)
      assert.match(String(ctx.rows(`select secrets from bots where id = 'bot_during'`)[0]?.secrets), /^k1\./)
      await change(ctx, ['update processes set key_step = 5 where id = 1'])
      assert.deepEqual(await carryOn(ctx, t0), ['overlap'])
      assert.match(String(ctx.rows(`select secrets from bots where id = 'bot_during'`)[0]?.secrets), /^k2\./)
      await change(ctx, ['delete from processes where id = 1'])
    })

    test('a process that ends after any write of a rotation leaves nothing that the next one cannot continue', async () => {
      let left = Number.POSITIVE_INFINITY
      const around = (engine: Engine): Engine => ({
        ...engine,
        write: async (...write) => {
          if (left-- <= 0) throw new Error('ended here')
          return engine.write(...write)
        },
      })
      await using ctx = await backend.open({ around })
      await populate(ctx, sealOf(ctx), 5)
      let ends = 0
      for (let writes = 0; ; writes++) {
        left = Number.POSITIVE_INFINITY
        await ctx.reopen()
        if ((await ctx.store.keyRotation()).state === 'current') await begin(ctx, 0)
        left = writes
        const states = await carryOn(ctx, t0).catch(() => undefined)
        left = Number.POSITIVE_INFINITY
        await everybodyComes(ctx, sealOf(ctx))
        if (states === undefined) ends += 1
        else if (states.length === 3) break
      }
      assert.ok(ends > 8, `${ends} ends`)
      assert.equal((await ctx.store.keyRotation()).state, 'current')
      assert.equal((await ctx.store.keyRotation()).left, 0)
    })

    test('another RECADO_SECRET_KEY: both are given for a while, then the new one alone; after a rotation the former one opens nothing', async () => {
      await using ctx = await backend.open()
      await populate(ctx, sealOf(ctx), 1)
      await assert.rejects(ctx.reopen({ secretKey: newKey }), /another RECADO_SECRET_KEY/)
      await ctx.reopen({ secretKey: newKey, formerKey: testKey })
      await everybodyComes(ctx, sealOf(ctx, newKey, testKey))
      await ctx.reopen({ secretKey: newKey, formerKey: undefined })
      // A process that was not restarted yet.
      await ctx.reopen({ secretKey: testKey })
      assert.deepEqual(await begin(ctx), { kind: 'taken' }, 'what it would make, the former key would open')
      await ctx.reopen({ secretKey: newKey })
      assert.deepEqual(await begin(ctx, 0), { kind: 'begun', number: 2 })
      assert.deepEqual(await carryOn(ctx, t0), ['sealing', 'overlap', 'current'])
      await everybodyComes(ctx, sealOf(ctx, newKey))
      for (const { wraps } of ctx.rows('select wraps from masters'))
        assert.equal(Object.keys(JSON.parse(String(wraps))).length, 1, 'wrapped under the new key alone')
      await assert.rejects(ctx.reopen({ secretKey: testKey }), /another RECADO_SECRET_KEY/)
      await ctx.reopen({ secretKey: newKey })
    })

    test('an installation from before masters changes its RECADO_SECRET_KEY likewise', async () => {
      await using ctx = await backend.open()
      const former = await createFormer(ctx)
      await populate(ctx, former, 1)
      await ctx.reopen({ secretKey: newKey, formerKey: testKey })
      await ctx.reopen({ secretKey: newKey, formerKey: undefined })
      await everybodyComes(ctx, sealOf(ctx, newKey))
      await begin(ctx, 0)
      assert.deepEqual(await carryOn(ctx, t0), ['sealing', 'overlap', 'current'])
      await everybodyComes(ctx, sealOf(ctx, newKey))
    })

    test('an overlap can be ended early, once', async () => {
      await using ctx = await backend.open()
      await begin(ctx)
      assert.equal(await ctx.store.endKeyOverlap(t0), false)
      await carryOn(ctx, t0)
      assert.equal(await ctx.store.endKeyOverlap(t0 + 1), true)
      assert.deepEqual(await carryOn(ctx, t0 + 1), ['current'])
      assert.equal(await ctx.store.endKeyOverlap(t0 + 2), false)
    })
  })

for (const kind of ['sqlite', 'postgres'] as const)
  test(`a copy made in the middle of a rotation continues it (to ${kind})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'recado-rotation-'))
    try {
      const from = join(folder, 'from.db')
      makeMigratedFile(from)
      const newId = createIds(Date.now)
      const [before, after] = [createSeal(testKey), createSeal(testKey)]
      const source = await openSqliteStore({ newId, seal: before }, { path: from })
      await source.addBot(testBot())
      const client = { id: 'shop', name: 'Shop', bots: 'all', createdAt: t0, updatedAt: t0 } as const
      await source.addClient(client, before.hash('clients', 'secret of the shop'))
      await source.beginKeyRotation({ now: t0, overlapMs: dayMs })
      assert.equal(await source.carryOnKeys(t0), 'sealing')
      await source.addBot(testBot({ id: 'bot_sealed_anew' }))
      await source.close()
      const to = kind === 'sqlite' ? join(folder, 'to.db') : await emptyDatabase()
      const position: StoreLocation = kind === 'sqlite' ? { kind, path: to } : { kind, url: to }
      const places = { from: { kind: 'sqlite', path: from }, to: position } as const
      await assert.rejects(copyStore({ seal: createSeal(newKey) }, places), /another RECADO_SECRET_KEY/)
      await copyStore({ seal: createSeal(testKey) }, places)
      const deps = { newId, seal: after }
      const target = await (kind === 'sqlite'
        ? openSqliteStore(deps, { path: to })
        : openPostgresStore(deps, { url: to }))
      assert.equal(await target.carryOnKeys(t0), 'overlap')
      for (const id of ['bot_test', 'bot_sealed_anew'])
        assert.equal((await target.bot(id))?.channel.accessToken, testBot().channel.accessToken)
      const [stored] = await target.clientSecrets('shop')
      assert.ok(after.hashes('clients', 'secret of the shop').includes(stored?.secretHash ?? ''))
      assert.match(stored?.secretHash ?? '', /^k2-1\./)
      await target.close()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
