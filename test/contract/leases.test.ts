/**
 * The owners of lanes: the lease rows on PostgreSQL and in memory keep to one contract, since bench/scale.ts uses those
 * in memory; and the scheduling on either never has two owners of a bot, and leaves no bot without one.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createLeases, leaseMs } from '../../src/store/leases/leases.ts'
import type { LeaseRows } from '../../src/store/leases/operations.ts'
import { shareOf } from '../../src/store/leases/operations.ts'
import { connect } from '../../src/store/postgres/connection.ts'
import { postgresLeaseRows } from '../../src/store/postgres/lease-rows.ts'
import { migrate } from '../../src/store/postgres/migrate.ts'
import { createReconnectingSession } from '../../src/store/postgres/reconnecting.ts'
import { createLeaseTables, type LeaseState } from '../support/lease-rows.ts'
import { asked, freeDatabase, rowsNow } from '../support/postgres-store.ts'

type Site = {
  /** Rows as one process sees them. */
  rows(): LeaseRows
  addBot(botId: string): Promise<void>
  /** As a deletion ends, in the transaction that ends it. */
  removeBot(botId: string): Promise<void>
  /** As if it had been silent for long. */
  expire(owner: number): Promise<void>
  state(): LeaseState
  empty(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

async function openMemory(): Promise<Site> {
  const make = () => createLeaseTables(Date.now, Math.random)
  let tables = make()
  return {
    rows: () => tables,
    addBot: async (botId) => tables.addBot(botId),
    removeBot: async (botId) => tables.removeBot(botId),
    expire: async (owner) => tables.expire(owner),
    state: () => tables.state(),
    async empty() {
      tables = make()
    },
    async [Symbol.asyncDispose]() {},
  }
}

async function openPostgres(): Promise<Site> {
  const url = await freeDatabase()
  await migrate(url)
  const connections = Array.from({ length: 4 }, () => createReconnectingSession(() => connect({ url })))
  let used = 0
  return {
    // A connection for every few processes: concurrent calls must meet in the database.
    rows: () =>
      postgresLeaseRows(connections[used++ % connections.length] ?? connections[0] ?? createReconnectingSession(never)),
    async addBot(botId) {
      await asked(url, `insert into leases (bot_id, epoch, spot) values ('${botId}', 1, floor(random() * 1000000))`)
    },
    async removeBot(botId) {
      await asked(url, `delete from leases where bot_id = '${botId}'`)
    },
    async expire(owner) {
      await asked(url, `update processes set expires_at = 0 where id = ${owner}`)
    },
    state: () => ({
      leases: rowsNow(url, 'select bot_id, owner, epoch from leases').map(({ bot_id, owner, epoch }) => ({
        botId: String(bot_id),
        owner: owner === null ? undefined : Number(owner),
        epoch: Number(epoch),
      })),
      processes: rowsNow(url, 'select id, held from processes').map(({ id, held }) => ({
        id: Number(id),
        held: Number(held),
      })),
    }),
    async empty() {
      await asked(url, 'delete from leases; delete from processes')
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(connections.map((retained) => retained.close()))
    },
  }
}

const never = (): never => {
  throw new Error('there is always a connection')
}

const sites = [
  { name: 'memory', open: openMemory, runs: 200 },
  { name: 'postgres', open: openPostgres, runs: 12 },
]

/** No lease belongs to a missing process, and each process's row counts its leases. */
function checkRows({ leases, processes }: LeaseState): void {
  for (const { botId, owner } of leases)
    assert.ok(owner === undefined || processes.some(({ id }) => id === owner), `${botId} is held by nobody: ${owner}`)
  for (const { id, held } of processes)
    assert.equal(held, leases.filter(({ owner }) => owner === id).length, `the count of ${id}`)
}

const botIds = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const owner = fc.integer({ min: 1, max: 3 })
const operation = fc.oneof(
  fc.record({ kind: fc.constant('renew'), owner }),
  fc.record({ kind: fc.constant('takeFree'), owner, limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('takeOne'), owner, botId: fc.constantFrom(...botIds, 'new') }),
  fc.record({ kind: fc.constant('free'), owner, some: fc.subarray(botIds) }),
  fc.record({ kind: fc.constant('remove'), botId: fc.constantFrom(...botIds) }),
  fc.record({ kind: fc.constant('expire'), owner }),
  fc.record({ kind: fc.constant('bury') }),
  fc.record({ kind: fc.constant('leave'), owner }),
)
type Operation = {
  kind: string
  owner?: number
  limit?: number
  botId?: string
  some?: string[]
}

/** A plain model of the rows: which process holds which lanes, and which processes live. */
type Model = { owners: Map<string, number | undefined>; alive: Map<number, boolean> }

async function perform(site: Site, rows: LeaseRows, model: Model, asked: Operation): Promise<void> {
  const { kind, owner = 0, limit = 0, botId = '', some = [] } = asked
  const { owners, alive } = model
  const free = () => [...owners].filter(([, held]) => held === undefined).map(([id]) => id)
  const freeAll = (removed: number) => {
    for (const [id, held] of owners) if (held === removed) owners.set(id, undefined)
    alive.delete(removed)
  }
  switch (kind) {
    case 'renew': {
      const isNew = !alive.has(owner)
      alive.set(owner, true)
      const held = [...owners.values()].filter((one) => one === owner).length
      const { now: _, ...heartbeat } = await rows.renew(owner)
      assert.deepEqual(heartbeat, { held, free: free().length, isNew })
      break
    }
    case 'takeFree': {
      const taken = await rows.takeFree(owner, limit, 0)
      assert.equal(taken.length, alive.has(owner) ? Math.min(limit, free().length) : 0)
      for (const lease of taken) {
        assert.equal(owners.get(lease.botId), undefined)
        owners.set(lease.botId, owner)
      }
      break
    }
    case 'takeOne': {
      const taken = await rows.takeOne(owner, botId)
      assert.equal(taken !== undefined, alive.has(owner) && owners.get(botId) === undefined)
      if (taken) owners.set(botId, owner)
      break
    }
    case 'free':
      await rows.free(owner, some)
      for (const id of some) if (owners.get(id) === owner) owners.set(id, undefined)
      break
    case 'remove':
      await site.removeBot(botId)
      // The owner's next reading corrects its count.
      await rows.leasesOf(owners.get(botId) ?? 0)
      owners.delete(botId)
      break
    case 'expire':
      await site.expire(owner)
      if (alive.has(owner)) alive.set(owner, false)
      break
    case 'bury': {
      const dead = [...alive].filter(([, isAlive]) => !isAlive).map(([id]) => id)
      const held = [...owners.values()].filter((one) => one !== undefined && dead.includes(one)).length
      assert.equal(await rows.reapDead(), held)
      for (const id of dead) freeAll(id)
      break
    }
    case 'leave':
      await rows.leave(owner)
      if (alive.has(owner)) freeAll(owner)
      break
  }
}

async function checkModel(site: Site, rows: LeaseRows, { owners, alive }: Model): Promise<void> {
  const state = site.state()
  checkRows(state)
  assert.deepEqual(new Map(state.leases.map(({ botId, owner }) => [botId, owner])), owners)
  const living = [...alive].filter(([, isAlive]) => isAlive).map(([id]) => id)
  const held = [...owners.values()].filter((one) => one !== undefined).length
  assert.deepEqual(await rows.membership(3), {
    processes: living.length,
    before: living.filter((id) => id < 3).length,
    dead: alive.size - living.length,
    held,
    free: owners.size - held,
  })
}

for (const { name, open, runs } of sites)
  describe(`leases on ${name}`, () => {
    test('rows: for any calls in any order, the answers are those of a plain model', async () => {
      await using site = await open()
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 25 }), async (operations) => {
          await site.empty()
          const rows = site.rows()
          const model: Model = { owners: new Map(botIds.map((id) => [id, undefined])), alive: new Map() }
          for (const id of botIds) await site.addBot(id)
          let before = site.state().leases
          for (const one of operations) {
            await perform(site, rows, model, one)
            const after = site.state().leases
            checkEpochs(before, after)
            before = after
          }
          await checkModel(site, rows, model)
        }),
        { numRuns: runs },
      )
    })

    test('when several take at once, each free lane goes to one of them', async () => {
      await using site = await open()
      const all = Array.from({ length: 60 }, (_, index) => `bot ${index}`)
      for (const botId of all) await site.addBot(botId)
      const owners = [1, 2, 3, 4]
      const rows = owners.map(() => site.rows())
      await Promise.all(owners.map((owner, index) => rows[index]?.renew(owner)))
      const taken = new Map<string, number>()
      for (let round = 0; round < 20 && taken.size < all.length; round++) {
        const answers = await Promise.all(owners.map((owner, index) => rows[index]?.takeFree(owner, 7, 0)))
        for (const [index, answer = []] of answers.entries())
          for (const { botId } of answer) {
            assert.equal(taken.has(botId), false, `${botId} was given twice`)
            taken.set(botId, owners[index] ?? 0)
          }
      }
      assert.equal(taken.size, all.length)
      const state = site.state()
      checkRows(state)
      assert.deepEqual(new Map(state.leases.map(({ botId, owner }) => [botId, owner])), taken)
    })

    test('processes and bots come and go: one owner each, and an even share within one after a quiet while', async () => {
      await using site = await open()
      await fc.assert(
        fc.asyncProperty(fc.array(happening, { minLength: 3, maxLength: 14 }), async (happenings) => {
          await site.empty()
          await runFor(site, happenings)
        }),
        { numRuns: Math.ceil(runs / 2) },
      )
    })
  })

/** With every change of owner the epoch grows. */
function checkEpochs(before: LeaseState['leases'], after: LeaseState['leases']): void {
  const known = new Map(before.map((lease) => [lease.botId, lease]))
  for (const { botId, owner, epoch } of after) {
    const earlier = known.get(botId)
    if (!earlier) continue
    assert.ok(epoch >= earlier.epoch, `the epoch of ${botId} went back`)
    if (owner !== undefined && owner !== earlier.owner)
      assert.ok(epoch > earlier.epoch, `${botId} changed hands unseen`)
  }
}

const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('start') }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('kill'), index: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leave'), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('buried alive'), index: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('bots'), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bot goes'), index: fc.nat(20) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('beats'), count: fc.integer({ min: 1, max: 3 }) }) },
)

async function runFor(site: Site, happenings: { kind: string; index?: number; count?: number }[]): Promise<void> {
  let nowMs = 0
  let made = 0
  let nextOwner = 0
  const processes = new Map<number, ReturnType<typeof createLeases>>()
  const pick = <T>(all: T[], index = 0): T | undefined => all[index % Math.max(1, all.length)]
  const start = () => {
    nextOwner += 1
    const clock = () => nowMs
    const deps = { rows: site.rows(), owner: nextOwner, monotonic: clock, clock, random: Math.random }
    processes.set(nextOwner, createLeases({ ...deps, onChange: async () => {} }))
  }
  const beat = async () => {
    nowMs += 1_000
    await Promise.all([...processes.values()].map((leases) => leases.beat()))
    checkRows(site.state())
  }
  for (const { kind, index = 0, count = 0 } of happenings) {
    const owner = pick([...processes.keys()], index) ?? 0
    if (kind === 'start' && processes.size < 5) start()
    if (kind === 'kill' && processes.delete(owner)) await site.expire(owner)
    if (kind === 'leave') await processes.get(owner)?.close()
    if (kind === 'leave') processes.delete(owner)
    if (kind === 'buried alive') await site.expire(owner)
    if (kind === 'beats') for (let left = count; left > 0; left--) await beat()
    if (kind === 'bots') for (let left = count; left > 0; left--) await site.addBot(`bot ${++made}`)
    if (kind === 'bot goes') {
      // Its owner deletes it, and reads its leases before it may die: a dead one's count is one too high until it is
      // reaped with its row.
      const held = site.state().leases.filter(({ owner = 0 }) => processes.has(owner))
      const { botId, owner = 0 } = pick(held, index) ?? {}
      if (botId !== undefined) await site.removeBot(botId)
      if (botId !== undefined) processes.get(owner)?.forget(botId)
      await site.rows().leasesOf(owner)
    }
  }
  start()
  for (let quiet = 0; quiet < 16; quiet++) await beat()
  const { leases } = site.state()
  const held = [...processes.values()].map((leases) => leases.count())
  assert.equal(leases.filter(({ owner }) => owner === undefined).length, 0, 'none is left alone')
  assert.ok(Math.max(...held) - Math.min(...held) <= 1, `even: ${held.join(' ')}`)
  for (const { botId, owner } of leases)
    for (const [id, one] of processes) assert.equal(one.owns(botId), id === owner, `${botId} by ${owner}`)
}

describe('shares', () => {
  test('those of all processes differ by at most one, and together they are all lanes', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.integer({ min: 1, max: 60 }), (lanes, processes) => {
        const shares = Array.from({ length: processes }, (_, before) => shareOf(lanes, { processes, before }))
        assert.equal(
          shares.reduce((sum, share) => sum + share, 0),
          lanes,
        )
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1)
      }),
    )
  })
})

describe('whether a lease is safe', () => {
  test('it is for less than a lease after the beginning of the last renewal, by either clock', async () => {
    const now = { monotonic: 0, clock: 0 }
    const tables = createLeaseTables(() => now.clock, Math.random)
    tables.addBot('bot')
    const leases = createLeases({
      rows: tables,
      owner: 1,
      monotonic: () => now.monotonic,
      clock: () => now.clock,
      random: Math.random,
      onChange: async () => {},
    })
    await leases.beat()
    const epoch = leases.held('bot') ?? 0
    assert.equal(leases.leaseIsSafe('bot', epoch), true)
    assert.equal(leases.leaseIsSafe('bot', epoch - 1), false, 'an earlier lease')
    now.monotonic = leaseMs - 1
    assert.equal(leases.leaseIsSafe('bot', epoch), false, 'it stood still')
    now.monotonic = 0
    now.clock = leaseMs - 1
    assert.equal(leases.leaseIsSafe('bot', epoch), false, 'the machine stood still')
    await leases.beat()
    assert.equal(leases.leaseIsSafe('bot', epoch), true)
  })

  test('on another server whose clock is ahead, no process is reaped before each had time to find it; held leases are read again', async () => {
    const now = { here: 0, database: 0 }
    const tables = createLeaseTables(() => now.database, Math.random)
    for (const bot of ['one', 'two', 'three', 'four']) tables.addBot(bot)
    const make = (owner: number) =>
      createLeases({
        ...{ rows: tables, owner, monotonic: () => now.here, clock: () => now.here, random: Math.random },
        onChange: async () => {},
      })
    const [first, second] = [make(1), make(2)]
    const pass = (ms: number) => {
      now.here += ms
      now.database += ms
    }
    for (let beat = 0; beat < 12; beat++, pass(1_000)) for (const one of [first, second]) await one.beat()
    assert.deepEqual([first.count(), second.count()], [2, 2])
    // By the new server's clock both have been silent for long; the second finds the server late.
    now.database += 4 * leaseMs
    first.moved()
    for (let beat = 0; beat < 4; beat++, pass(1_000)) await first.beat()
    assert.equal(tables.botsOf(2).length, 2, 'the second is not taken for dead')
    second.moved()
    await second.beat()
    // Of an older history: as many as it holds, but others.
    const [held = ''] = tables.botsOf(2)
    const [other = ''] = tables.botsOf(1)
    await tables.free(2, [held])
    await tables.free(1, [other])
    await tables.takeOne(2, other)
    await tables.takeOne(1, held)
    second.moved()
    await second.beat()
    assert.deepEqual([second.owns(held), second.owns(other)], [false, true])
  })

  test('a process that was reaped and comes back treats none of its former leases as safe', async () => {
    let nowMs = 0
    const clock = () => nowMs
    const tables = createLeaseTables(clock, Math.random)
    tables.addBot('bot')
    const make = (owner: number) =>
      createLeases({ rows: tables, owner, monotonic: clock, clock, random: Math.random, onChange: async () => {} })
    const [first, second] = [make(1), make(2)]
    await first.beat()
    const epoch = first.held('bot') ?? 0
    for (; nowMs < leaseMs + 2_000; nowMs += 1_000) await second.beat()
    assert.equal(second.owns('bot'), true)
    assert.equal(first.leaseIsSafe('bot', epoch), false)
    await first.beat()
    assert.equal(first.leaseIsSafe('bot', epoch), false)
  })
})
