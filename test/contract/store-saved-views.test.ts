/** Saved views in the store: whose they are, unique names, revisions, and what outlives whom. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { operator, type SavedView } from '../../src/model/access/saved-view.ts'
import { defaultQuotas } from '../../src/model/quota.ts'
import { QuotaError } from '../../src/store/sql/failures.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const bot = 'bot_test'
const base = { ownerId: 'usr_eva', page: 'messages', name: 'Fallados', filters: { bot }, isShared: false } as const

async function member({ store }: TestStore, id: string): Promise<void> {
  await store.addMember({ id, email: `${id}@example.com`, name: id, grants: [{ role: 'admin', bots: 'all' }], now: t0 })
}

async function add(ctx: TestStore, more: Partial<SavedView> = {}): Promise<SavedView> {
  const added = await ctx.store.addView({ ...base, id: ctx.newId('view'), now: t0, ...more })
  assert.ok(added.kind === 'changed', added.kind)
  return added.value
}

const names = async ({ store }: TestStore, owner: string) => (await store.savedViews(owner)).map(({ name }) => name)

for (const backend of backends) {
  describe(`saved views (${backend.name})`, () => {
    test('an owner has their own and all shared ones, by name', async () => {
      await using ctx = await backend.open()
      for (const id of ['usr_eva', 'usr_ana']) await member(ctx, id)
      const made = await add(ctx, { name: 'b', filters: { state: 'failed', period: 'today' } })
      assert.deepEqual(await ctx.store.savedView(made.id), made)
      assert.deepEqual([made.ownerName, made.filters], ['usr_eva', { state: 'failed', period: 'today' }])
      await add(ctx, { name: 'A', isShared: true })
      await add(ctx, { name: 'c', ownerId: 'usr_ana' })
      await add(ctx, { name: 'd', ownerId: operator, isShared: true })
      assert.deepEqual(await names(ctx, 'usr_eva'), ['A', 'b', 'd'])
      assert.deepEqual(await names(ctx, 'usr_ana'), ['A', 'c', 'd'])
      assert.deepEqual(await names(ctx, operator), ['A', 'd'])
      assert.deepEqual(await names(ctx, ''), ['A', 'd'])
    })

    test('a name is unique for its owner and page, in upper and lower case alike', async () => {
      await using ctx = await backend.open()
      for (const id of ['usr_eva', 'usr_ana']) await member(ctx, id)
      const first = await add(ctx)
      const again = { ...base, id: 'view_x', name: 'FALLADOS', now: t0 }
      assert.deepEqual(await ctx.store.addView(again), { kind: 'taken' })
      await add(ctx, { page: 'deliveries' })
      await add(ctx, { ownerId: 'usr_ana' })
      const other = await add(ctx, { name: 'Otra' })
      const rename = (id: string, name: string) => ctx.store.changeView({ id, change: { name }, now: t0 })
      assert.deepEqual(await rename(other.id, 'fallados'), { kind: 'taken' })
      const same = await rename(first.id, 'fallados')
      assert.ok(same.kind === 'changed' && same.value.name === 'fallados', 'its own name is not taken')
    })

    test('a change has the given fields, if the revision is the expected one', async () => {
      await using ctx = await backend.open()
      await member(ctx, 'usr_eva')
      const { id, revision } = await add(ctx)
      const change = { filters: { state: 'failed' } }
      assert.deepEqual(await ctx.store.changeView({ id, change, expected: [1], now: t0 }), { kind: 'stale' })
      const done = await ctx.store.changeView({ id, change, expected: [revision], now: t0 + 5 })
      assert.ok(done.kind === 'changed')
      const { value } = done
      assert.deepEqual([value.name, value.filters, value.updatedAt], ['Fallados', change.filters, t0 + 5])
      assert.ok(value.revision > revision)
      assert.deepEqual(await ctx.store.changeView({ id: 'view_none', change, now: t0 }), { kind: 'missing' })
      assert.equal(await ctx.store.deleteView(id, [revision]), 'stale')
      assert.equal(await ctx.store.deleteView(id), true)
      assert.equal(await ctx.store.deleteView(id), false)
    })

    test('two changes at once do not share a number with those of other bots', async () => {
      await using ctx = await backend.open()
      await member(ctx, 'usr_eva')
      const { id } = await add(ctx, { filters: {} })
      const change = (change: object) => ctx.store.changeView({ id, change, now: t0 })
      const done = await Promise.all([change({ isShared: true }), change({ filters: { person: '593987654321' } })])
      assert.deepEqual(done.map(({ kind }) => kind).toSorted(), ['changed', 'stale'])
    })

    test('private views go with their owner, shared ones stay without one', async () => {
      await using ctx = await backend.open()
      await member(ctx, 'usr_eva')
      await add(ctx, { name: 'privada' })
      const shared = await add(ctx, { name: 'de todos', isShared: true })
      await ctx.store.deleteMember('usr_eva')
      assert.equal(JSON.stringify(ctx.rows('select name from saved_views')), '[{"name":"de todos"}]')
      assert.equal((await ctx.store.savedView(shared.id))?.ownerName, undefined)
      assert.deepEqual(await ctx.store.addView({ ...base, id: 'view_late', now: t0 }), { kind: 'missing' })
    })

    test('none is saved for a bot that was deleted meanwhile', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      await ctx.store.deleteBot({ id: bot, now: t0 })
      await assert.rejects(add(ctx, { ownerId: operator }))
      assert.deepEqual(ctx.rows('select id from saved_views'), [])
    })

    test('quotas count those of an owner, and the shared ones of all', async () => {
      await using ctx = await backend.open({ quotas: { ...defaultQuotas, views: 3, shared_views: 2 } })
      await member(ctx, 'usr_eva')
      await add(ctx, { name: 'a', isShared: true })
      await add(ctx, { name: 'b', ownerId: operator, isShared: true })
      await assert.rejects(add(ctx, { name: 'c', isShared: true }), QuotaError)
      const last = await add(ctx, { name: 'c' })
      const share = ctx.store.changeView({ id: last.id, change: { isShared: true }, now: t0 })
      await assert.rejects(share, QuotaError)
      await add(ctx, { name: 'd' })
      await assert.rejects(add(ctx, { name: 'e' }), QuotaError)
    })
  })
}
