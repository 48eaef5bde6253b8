/** The end of people's files: handed out no more, bytes removed with tries of their own, and only then nothing is left in the row. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sweepMedia } from '../../src/media/removal.ts'
import { inboundFact, tell } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const dayMs = 86_400_000
const keepMs = 30 * dayMs
const { id: botId } = testBot()

/** `count` files of people's, each kept in its place. */
async function keepFiles({ store, rows }: TestStore, count: number): Promise<string[]> {
  await store.putBot(testBot())
  const facts = Array.from({ length: count }, (_, n) =>
    inboundFact(`wamid.${n}`, { bubble: { type: 'image' }, media: { id: String(n), mimeType: 'image/webp' } }),
  )
  for (let at = 0; at < count; at += 100) await tell(store, facts.slice(at, at + 100))
  const ids = rows('select id from media_files order by id').map(({ id }) => String(id))
  for (const id of ids)
    await store.settleMedia({ id, botId }, { kind: 'kept', place: `folder mine ${id}`, size: 7 }, t0)
  return ids
}

/** Where files are: those of `broken` cannot be removed. */
function makePlace(ids: string[]) {
  const there = new Set(ids.map((id) => `folder mine ${id}`))
  const broken = new Set<string>()
  return {
    there,
    broken,
    place: {
      async remove(place: string) {
        if (broken.has(place)) throw new Error('the disk is read-only')
        there.delete(place)
      },
      holds: async () => ['med%', 'folder mine %'],
    },
  }
}

const sweepOf =
  ({ store }: TestStore, place: ReturnType<typeof makePlace>['place'], errors: unknown[] = []) =>
  (now: number) =>
    sweepMedia(
      {
        store,
        place,
        clock: () => now,
        random: () => 0.5,
        keepMs,
        onError: (error) => errors.push(error),
      },
      new AbortController().signal,
    )

const statesOf = ({ rows }: TestStore) =>
  rows('select state, count(*) as n from media_files group by state order by state').map(
    ({ state, n }) => `${state} ${n}`,
  )

for (const backend of backends) {
  describe(`files that have had their time (${backend.name})`, () => {
    test('one that cannot be removed keeps none of the others, and is tried again until it can', async () => {
      await using it = await backend.open()
      const ids = await keepFiles(it, 620)
      const { there, broken, place } = makePlace(ids)
      const errors: unknown[] = []
      const sweep = sweepOf(it, place, errors)
      await sweep(t0 + keepMs - dayMs)
      assert.deepEqual([statesOf(it), there.size], [['kept 620'], 620])
      broken.add(`folder mine ${ids[3]}`).add(`folder mine ${ids[610]}`)
      await sweep(t0 + keepMs + 1)
      assert.deepEqual([statesOf(it), there.size, errors.length], [['expired 618', 'removing 2'], 2, 2])
      assert.notEqual((await it.store.mediaFile(String(ids[3])))?.state, 'kept', 'handed out no more')
      // Not at once, and less and less often.
      await sweep(t0 + keepMs + 2)
      assert.equal(errors.length, 2)
      await sweep(t0 + keepMs + 61_000)
      assert.equal(errors.length, 4)
      broken.clear()
      await it.reopen()
      await sweepOf(it, place)(t0 + keepMs + dayMs)
      assert.deepEqual([statesOf(it), there.size], [['expired 620'], 0])
      assert.deepEqual(it.rows('select place from media_files where place is not null'), [])
    })

    test('retention takes the record when the deed is done, and not before', async () => {
      const keep = { messagesMs: dayMs, attemptsMs: 0, eventsMs: 0, campaignRowsMs: 0, skillRunsMs: 0 }
      await using it = await backend.open({ keep, isFresh: true })
      const ids = await keepFiles(it, 3)
      const { broken, place } = makePlace(ids)
      broken.add(`folder mine ${ids[1]}`)
      const sweep = sweepOf(it, place)
      const later = t0 + keepMs + 90 * dayMs
      await sweep(later)
      await it.store.purge(later)
      assert.deepEqual(statesOf(it), ['removing 1'])
      broken.clear()
      await sweep(later + dayMs)
      await it.store.purge(later + dayMs)
      assert.deepEqual(statesOf(it), [])
    })

    test('a process that went while it removed some leaves them to the next; files of another folder are its own', async () => {
      await using it = await backend.open()
      const ids = await keepFiles(it, 4)
      await it.store.settleMedia(
        { id: String(ids[0]), botId },
        { kind: 'kept', place: `folder other ${ids[0]}`, size: 7 },
        t0,
      )
      await it.store.settleMedia({ id: String(ids[1]), botId }, { kind: 'kept', place: String(ids[1]), size: 7 }, t0)
      const at = t0 + keepMs + 1
      await it.store.retireMedia(at - keepMs, 500, at)
      const claim = (now: number, places = ['med%', 'folder mine %']) =>
        it.store.claimMediaRemovals({ now, limit: 500, places })
      assert.equal((await claim(at)).length, 3)
      assert.equal((await claim(at + 1)).length, 0)
      assert.deepEqual(
        (await claim(at + 1, ['folder other %'])).map(({ id }) => id),
        [ids[0]],
      )
      assert.equal((await claim(at + 11 * 60_000)).length, 3)
    })

    test('a file that arrives when its time is over goes too', async () => {
      await using it = await backend.open()
      const [id = ''] = await keepFiles(it, 1)
      const at = t0 + keepMs + 1
      await it.store.retireMedia(at, 500, at)
      await it.store.settleMediaRemoval(id, { kind: 'removed' })
      await it.store.settleMedia({ id, botId }, { kind: 'kept', place: `folder mine ${id}`, size: 7 }, at)
      assert.deepEqual(statesOf(it), ['removing 1'])
      await it.store.settleMedia({ id, botId }, { kind: 'again', dueAt: at, error: 'late' }, at)
      assert.deepEqual(it.rows('select id from media_files where due_at is not null'), [])
    })

    test("a bot's deletion removes its files, whatever they were at, and nobody else's", async () => {
      await using it = await backend.open()
      const ids = await keepFiles(it, 520)
      await it.store.putBot(testBot({ id: 'bot_other' }))
      const phoneNumberId = 'phone-bot_other'
      await tell(it.store, [
        inboundFact('wamid.other', { phoneNumberId, bubble: { type: 'image' }, media: { id: '9' } }),
        inboundFact('wamid.waiting', { bubble: { type: 'image' }, media: { id: '8' } }),
      ])
      const { there, place } = makePlace(ids)
      await it.store.deleteBot({ id: 'bot_test', now: t0 })
      await eventually(() => !statesOf(it).some((one) => one.startsWith('kept')), 'its files are handed out no more')
      await eventually(() => statesOf(it).includes('waiting 1'), 'nor fetched')
      assert.deepEqual(statesOf(it), ['expired 1', 'removing 520', 'waiting 1'])
      await sweepOf(it, place)(t0 + 1)
      assert.deepEqual([statesOf(it), there.size], [['expired 521', 'waiting 1'], 0])
    })
  })
}
