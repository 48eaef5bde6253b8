/**
 * The end of people's files: no longer served, bytes deleted with retries of their own, and only then the row is
 * emptied.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sweepMedia } from '../../src/media/removal.ts'
import { inboundFact, ingestFacts } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { testBot, tieredBackends } from '../support/store.ts'

const dayMs = 86_400_000
const retentionMs = 30 * dayMs
const { id: botId } = testBot()

/** `count` files of people, each stored. */
async function storeFiles({ store, rows }: TestStore, count: number): Promise<string[]> {
  await store.putBot(testBot())
  const facts = Array.from({ length: count }, (_, n) =>
    inboundFact(`wamid.${n}`, { bubble: { type: 'image' }, media: { id: String(n), mimeType: 'image/webp' } }),
  )
  for (let at = 0; at < count; at += 100) await ingestFacts(store, facts.slice(at, at + 100))
  const ids = rows('select id from media_files order by id').map(({ id }) => String(id))
  for (const id of ids)
    await store.settleMedia({ id, botId }, { kind: 'kept', place: `folder mine ${id}`, size: 7 }, t0)
  return ids
}

/** The storage: files in `broken` cannot be deleted. */
function createBlobStorage(ids: string[]) {
  const there = new Set(ids.map((id) => `folder mine ${id}`))
  const broken = new Set<string>()
  return {
    there,
    broken,
    place: {
      async remove(blobStorage: string) {
        if (broken.has(blobStorage)) throw new Error('the disk is read-only')
        there.delete(blobStorage)
      },
      holds: async () => ['med%', 'folder mine %'],
    },
  }
}

const sweepOf =
  ({ store }: TestStore, blobStorage: ReturnType<typeof createBlobStorage>['place'], errors: unknown[] = []) =>
  (now: number) =>
    sweepMedia(
      {
        store,
        place: blobStorage,
        clock: () => now,
        random: () => 0.5,
        retentionMs,
        onError: (error) => errors.push(error),
      },
      new AbortController().signal,
    )

const statesOf = ({ rows }: TestStore) =>
  rows('select state, count(*) as n from media_files group by state order by state').map(
    ({ state, n }) => `${state} ${n}`,
  )

for (const backend of tieredBackends) {
  describe(`files past their retention (${backend.name})`, () => {
    test('a file that cannot be deleted delays none of the others, and is retried until it can', async () => {
      await using ctx = await backend.open()
      const ids = await storeFiles(ctx, 620)
      const { there, broken, place: blobStorage } = createBlobStorage(ids)
      const errors: unknown[] = []
      const sweep = sweepOf(ctx, blobStorage, errors)
      await sweep(t0 + retentionMs - dayMs)
      assert.deepEqual([statesOf(ctx), there.size], [['kept 620'], 620])
      broken.add(`folder mine ${ids[3]}`).add(`folder mine ${ids[610]}`)
      await sweep(t0 + retentionMs + 1)
      assert.deepEqual([statesOf(ctx), there.size, errors.length], [['expired 618', 'removing 2'], 2, 2])
      assert.notEqual((await ctx.store.mediaFile(String(ids[3])))?.state, 'kept', 'handed out no more')
      // Not at once, and less and less often.
      await sweep(t0 + retentionMs + 2)
      assert.equal(errors.length, 2)
      await sweep(t0 + retentionMs + 61_000)
      assert.equal(errors.length, 4)
      broken.clear()
      await ctx.reopen()
      await sweepOf(ctx, blobStorage)(t0 + retentionMs + dayMs)
      assert.deepEqual([statesOf(ctx), there.size], [['expired 620'], 0])
      assert.deepEqual(ctx.rows('select place from media_files where place is not null'), [])
    })

    test('retention deletes the record when the file is deleted, and not before', async () => {
      const retention = { messagesMs: dayMs, attemptsMs: 0, eventsMs: 0, campaignRowsMs: 0, skillRunsMs: 0 }
      await using ctx = await backend.open({ retention, isFresh: true })
      const ids = await storeFiles(ctx, 3)
      const { broken, place: blobStorage } = createBlobStorage(ids)
      broken.add(`folder mine ${ids[1]}`)
      const sweep = sweepOf(ctx, blobStorage)
      const later = t0 + retentionMs + 90 * dayMs
      await sweep(later)
      await ctx.store.purge(later)
      assert.deepEqual(statesOf(ctx), ['removing 1'])
      broken.clear()
      await sweep(later + dayMs)
      await ctx.store.purge(later + dayMs)
      assert.deepEqual(statesOf(ctx), [])
    })

    test('a process that ended during deletions leaves the rest to the next; files of another folder are its own', async () => {
      await using ctx = await backend.open()
      const ids = await storeFiles(ctx, 4)
      await ctx.store.settleMedia(
        { id: String(ids[0]), botId },
        { kind: 'kept', place: `folder other ${ids[0]}`, size: 7 },
        t0,
      )
      await ctx.store.settleMedia({ id: String(ids[1]), botId }, { kind: 'kept', place: String(ids[1]), size: 7 }, t0)
      const at = t0 + retentionMs + 1
      await ctx.store.retireMedia(at - retentionMs, 500, at)
      const claim = (now: number, places = ['med%', 'folder mine %']) =>
        ctx.store.claimMediaRemovals({ now, limit: 500, places })
      assert.equal((await claim(at)).length, 3)
      assert.equal((await claim(at + 1)).length, 0)
      assert.deepEqual(
        (await claim(at + 1, ['folder other %'])).map(({ id }) => id),
        [ids[0]],
      )
      assert.equal((await claim(at + 11 * 60_000)).length, 3)
    })

    test('a file that arrives after its retention is deleted too', async () => {
      await using ctx = await backend.open()
      const [id = ''] = await storeFiles(ctx, 1)
      const at = t0 + retentionMs + 1
      await ctx.store.retireMedia(at, 500, at)
      await ctx.store.settleMediaRemoval(id, { kind: 'removed' })
      await ctx.store.settleMedia({ id, botId }, { kind: 'kept', place: `folder mine ${id}`, size: 7 }, at)
      assert.deepEqual(statesOf(ctx), ['removing 1'])
      await ctx.store.settleMedia({ id, botId }, { kind: 'again', dueAt: at, error: 'late' }, at)
      assert.deepEqual(ctx.rows('select id from media_files where due_at is not null'), [])
    })

    test("a bot's deletion deletes its files, in any state, and nobody else's", async () => {
      await using ctx = await backend.open()
      const ids = await storeFiles(ctx, 520)
      await ctx.store.putBot(testBot({ id: 'bot_other' }))
      const phoneNumberId = 'phone-bot_other'
      await ingestFacts(ctx.store, [
        inboundFact('wamid.other', { phoneNumberId, bubble: { type: 'image' }, media: { id: '9' } }),
        inboundFact('wamid.waiting', { bubble: { type: 'image' }, media: { id: '8' } }),
      ])
      const { there, place: blobStorage } = createBlobStorage(ids)
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      await eventually(() => !statesOf(ctx).some((one) => one.startsWith('kept')), 'its files are handed out no more')
      await eventually(() => statesOf(ctx).includes('waiting 1'), 'nor fetched')
      assert.deepEqual(statesOf(ctx), ['expired 1', 'removing 520', 'waiting 1'])
      await sweepOf(ctx, blobStorage)(t0 + 1)
      assert.deepEqual([statesOf(ctx), there.size], [['expired 521', 'waiting 1'], 0])
    })
  })
}
