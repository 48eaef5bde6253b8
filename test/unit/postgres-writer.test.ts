/**
 * The writer of PostgreSQL: what comes while a group runs is the next one; beside a slow one other bots go on, and no
 * bot is ever in two groups at once, nor are its writes out of order (promise 3).
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { createWriter, type Written } from '../../src/store/postgres/writer.ts'

type Item = Written & { id: number }

const options = { maxGrouped: 8, maxWaiting: 1_000, timeoutMs: 60_000, onRefused: () => {} }

/** `settle`: how a group ends. Records what runs, and that no two groups share a bot. */
function open(settle: (group: Item[], connection: string) => Promise<void>, slowMs = 3) {
  const written: Item[] = []
  const running = new Set<string>()
  const shared: string[] = []
  const sizes: number[] = []
  const writer = createWriter<Item>({
    ...options,
    slowMs,
    onGroup: (size) => sizes.push(size),
    async settle(group, connection) {
      const bots = new Set(group.flatMap(({ botIds }) => botIds))
      for (const id of bots) {
        if (running.has(id)) shared.push(id)
        running.add(id)
      }
      written.push(...group)
      await settle(group, connection)
      for (const id of bots) running.delete(id)
    },
  })
  let count = 0
  const add = (botId: string, more: Partial<Item> = {}) =>
    writer.add({ botId, botIds: [botId], cost: 1, reject: () => {}, id: count++, ...more })
  return { writer, add, written, shared, sizes }
}

/** A group that ends when it is told to. */
function held() {
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return { ended, end }
}

const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((turn) => setImmediate(turn))
}

describe('a writer', () => {
  test('writes together what comes while a group runs', async () => {
    const first = held()
    const { writer, add, sizes, written } = open(() => (written.length === 1 ? first.ended : Promise.resolve()), 60_000)
    add('a')
    await until(() => written.length === 1)
    for (const id of ['a', 'b', 'c']) add(id)
    first.end()
    await writer.drained()
    assert.deepEqual(sizes, [1, 3])
  })

  test('goes on with other bots beside a slow group, and with its own after it', async () => {
    const slow = held()
    const seen: string[] = []
    const { writer, add, written } = open((group, connection) => {
      seen.push(`${connection} ${group.map(({ botId }) => botId).join('')}`)
      return group.some(({ id }) => id === 0) ? slow.ended : Promise.resolve()
    })
    add('a')
    await until(() => written.length === 1)
    for (const id of ['a', 'b', 'c']) add(id)
    await until(() => written.length === 3)
    add('d')
    add('a')
    await until(() => written.length === 4)
    assert.deepEqual(seen, ['usual a', 'beside bc', 'beside d'])
    slow.end()
    await writer.drained()
    assert.deepEqual(seen.slice(3), ['usual aa'])
  })

  test('leaves a write of several bots until none of them is in a group', async () => {
    const slow = held()
    const { writer, add, written } = open((group) => (group[0]?.id === 0 ? slow.ended : Promise.resolve()))
    add('a')
    await until(() => written.length === 1)
    add('b', { botIds: ['b', 'a'] })
    add('c')
    await until(() => written.length === 2)
    assert.equal(written[1]?.botId, 'c')
    slow.end()
    await writer.drained()
    assert.deepEqual(
      written.map(({ botId }) => botId),
      ['a', 'c', 'b'],
    )
  })

  test('whatever comes and however long groups take: all is written, once, each bot in order and alone', async () => {
    const writes = fc.record({
      botId: fc.constantFrom('a', 'b', 'c', 'd'),
      more: fc.constantFrom<string[]>([], [], [], ['b'], ['c', 'd']),
      cost: fc.constantFrom(1, 1, 1, 20),
      mayWait: fc.boolean(),
      pauseMs: fc.constantFrom(0, 0, 0, 1, 4),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(writes, { maxLength: 40 }), fc.array(fc.nat(9)), async (all, lasting) => {
        const { writer, add, written, shared } = open(() => sleep(lasting.shift() ?? 0))
        for (const { botId, more, cost, mayWait, pauseMs } of all) {
          add(botId, { botIds: [...new Set([botId, ...more])], cost, mayWait })
          if (pauseMs > 0) await sleep(pauseMs)
        }
        await writer.drained()
        assert.deepEqual(shared, [])
        assert.deepEqual(
          written.map(({ id }) => id).toSorted((one, other) => one - other),
          [...all.keys()],
        )
        for (const bot of ['a', 'b', 'c', 'd']) {
          const ids = written.filter(({ botId }) => botId === bot).map(({ id }) => id)
          assert.deepEqual(
            ids,
            ids.toSorted((one, other) => one - other),
          )
        }
      }),
      { numRuns: 60 },
    )
  })
})
