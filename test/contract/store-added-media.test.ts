/**
 * Files that callers upload: the row before the bytes, one file under a key for as long as it is served, and the person
 * for whom it is, by whatever name.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { NewMedia } from '../../src/store/media/added.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, testBot, tieredBackends } from '../support/store.ts'

const { id: botId } = testBot()
const person = '593987654321'
const hour = 3_600_000

async function open(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  return ctx
}

function fileOf(id: string, changes: Partial<NewMedia> = {}): NewMedia {
  return {
    ...{ id, botId, mimeType: 'image/png', sha256: 'sum', filename: 'foto.png', size: 7, place: `folder mine ${id}` },
    ...{ createdAt: t0, removeAt: t0 + hour, addressesSince: 0 },
    ...changes,
  }
}

async function add({ store }: TestStore, file: NewMedia) {
  await store.reserveMedia(file)
  return store.addMedia(file)
}

const claim = ({ store }: TestStore, now: number) =>
  store.claimMediaRemovals({ now, limit: 10, places: ['folder mine %'] })

const stateOf = async ({ store }: TestStore, id: string) => (await store.mediaFile(id))?.state

for (const backend of tieredBackends) {
  describe(`callers' files (${backend.name})`, () => {
    test('a file is served once it is added, and ends as the others do', async () => {
      await using ctx = await open(backend)
      await ctx.store.reserveMedia(fileOf('med_a'))
      assert.equal(await stateOf(ctx, 'med_a'), 'removing')
      const added = await ctx.store.addMedia(fileOf('med_a', { userId: person }))
      assert.ok(added.kind === 'added')
      const { state, place, size } = added.file
      assert.deepEqual([state, place, size], ['kept', 'folder mine med_a', 7])
      assert.deepEqual(await ctx.store.mediaFile('med_a'), added.file)
      assert.deepEqual(await claim(ctx, t0 + 2 * hour), [])
      assert.equal(await ctx.store.retireMedia(t0 + 1, 10, t0 + 2), 1)
      assert.equal(await stateOf(ctx, 'med_a'), 'removing')
    })

    test('bytes of a file that was not added are found, and what is being removed is no longer added', async () => {
      await using ctx = await open(backend)
      await ctx.store.reserveMedia(fileOf('med_a'))
      assert.deepEqual(await claim(ctx, t0 + hour - 1), [])
      const claimed = await claim(ctx, t0 + hour)
      assert.deepEqual(
        claimed.map(({ id, place }) => [id, place]),
        [['med_a', 'folder mine med_a']],
      )
      assert.deepEqual(await ctx.store.addMedia(fileOf('med_a')), { kind: 'late' })
      await ctx.store.settleMediaRemoval('med_a', { kind: 'removed' })
      assert.deepEqual(await ctx.store.addMedia(fileOf('med_a')), { kind: 'late' })
      assert.equal(await stateOf(ctx, 'med_a'), 'expired')
    })

    test('a key has one file for one person, also for two at once', async () => {
      await using ctx = await open(backend)
      const both = await Promise.all(['med_a', 'med_b'].map((id) => add(ctx, fileOf(id, { key: 'key' }))))
      assert.deepEqual(both.map(({ kind }) => kind).sort(), ['added', 'known'])
      const [first] = both.flatMap((one) => (one.kind === 'added' ? [one.file] : []))
      assert.deepEqual(await add(ctx, fileOf('med_c', { key: 'key' })), { kind: 'known', file: first })
      assert.equal((await add(ctx, fileOf('med_d', { key: 'key', sha256: 'other' }))).kind, 'conflict')
      assert.equal((await add(ctx, fileOf('med_e', { key: 'key', userId: person }))).kind, 'conflict')
      assert.equal((await add(ctx, fileOf('med_f', { key: 'another', userId: person }))).kind, 'added')
      assert.equal((await add(ctx, fileOf('med_g', { key: 'another' }))).kind, 'conflict')
      // Whatever was not added goes.
      const lost = (await claim(ctx, t0 + hour)).map(({ id }) => id)
      assert.deepEqual(lost.length, 5)
    })

    const ends: [string, (ctx: TestStore) => Promise<unknown>, Partial<NewMedia>?][] = [
      ['retired', ({ store }) => store.retireMedia(t0 + 1, 10, t0 + 2)],
      [
        'removed',
        async ({ store }) => {
          await store.retireMedia(t0 + 1, 10, t0 + 2)
          await store.settleMediaRemoval('med_a', { kind: 'removed' })
        },
      ],
      ['revoked', ({ store }) => store.revokeMediaLink(botId, 'med_a', t0 + 1)],
      ['past the time of its address', async () => {}, { addressesSince: t0 + 1 }],
      [
        'erased',
        async (ctx) => {
          await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { phone: person } })], t0)
          assert.equal((await ctx.store.erasePerson(botId, person, t0 + 1))?.isDone, true)
        },
      ],
    ]
    for (const [name, end, changes] of ends) {
      test(`a file that is ${name} gives up its key: the next one has an address of its own`, async () => {
        await using ctx = await open(backend)
        const mine = { key: 'key', userId: person }
        assert.equal((await add(ctx, fileOf('med_a', mine))).kind, 'added')
        await end(ctx)
        const next = await add(ctx, fileOf('med_b', { ...mine, sha256: 'other', ...changes }))
        assert.deepEqual(next.kind === 'added' && [next.file.id, next.file.state], ['med_b', 'kept'])
        assert.equal((await add(ctx, fileOf('med_c', { ...mine, sha256: 'other' }))).kind, 'known')
      })
    }

    test('the person is known by any name, takes their files into a merge, and gets all of them in pages', async () => {
      await using ctx = await open(backend)
      const scopedId = 'EC.ana'
      await ingestFacts(ctx.store, [inboundFact('wamid.1', { person: { scopedId } })], t0)
      await add(ctx, fileOf('med_before', { userId: scopedId, key: 'key' }))
      await ingestFacts(ctx.store, [inboundFact('wamid.2', { person: { phone: person } })], t0 + 1)
      await ingestFacts(ctx.store, [inboundFact('wamid.3', { person: { phone: person, scopedId } })], t0 + 2)
      assert.equal((await add(ctx, fileOf('med_again', { userId: person, key: 'key' }))).kind, 'known')
      await add(ctx, fileOf('med_after', { userId: scopedId, createdAt: t0 + 1 }))
      assert.deepEqual(
        ctx.rows('select distinct for_user from media_files where for_user is not null').map((row) => row.for_user),
        [person],
      )
      // More of one instant than a page has.
      for (let n = 0; n < 450; n++) await add(ctx, fileOf(`med_${n}`, { userId: person, createdAt: t0 + 2 }))
      await add(ctx, fileOf('med_last', { userId: person, createdAt: t0 + 3 }))
      await add(ctx, fileOf('med_others', { userId: '593900000001' }))
      const found: unknown[] = []
      let cursor: Parameters<TestStore['store']['personData']>[3]
      do {
        const page = await ctx.store.personData(botId, person, 'filesFor', cursor)
        found.push(...page.items.map(({ id }) => id))
        cursor = page.next
      } while (cursor)
      assert.deepEqual([found.length, new Set(found).size], [453, 453])
      assert.deepEqual([found[0], found[1], found.at(-1)], ['med_before', 'med_after', 'med_last'])
    })
  })
}
