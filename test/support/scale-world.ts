/**
 * Many gateways and bots in one process: the real leases, lanes, lane, pace and poll, on rows in memory and a virtual
 * clock, with processes that die, leave and freeze, and a database that freezes. A violated invariant throws on the
 * spot. For bench/scale.ts and a small run in test/unit/scale.test.ts.
 */
import assert from 'node:assert/strict'
import { paceOfRate } from '../../src/model/scheduling/pace.ts'
import { createLane, type Lane } from '../../src/queue/lane.ts'
import { pollMs } from '../../src/queue/lane-group.ts'
import { createLanes, type Lanes } from '../../src/queue/lanes.ts'
import { type Poll, startPoll } from '../../src/queue/poll.ts'
import type { Timers } from '../../src/queue/timers.ts'
import { createLeases, type Leases } from '../../src/store/leases/leases.ts'
import type { LeaseRows } from '../../src/store/leases/operations.ts'
import { createLeaseTables, type LeaseTables } from './lease-rows.ts'
import { createVirtualTime, type VirtualTime } from './virtual-time.ts'

type Message = { botId: string; isSent: boolean; isMarked: boolean }
/** In flight, under a lease. */
type InAir = { message: Message; epoch: number }
type Mail = { waiting: Message[]; inAir: Set<InAir>; sentAt: number[] }

type Process = {
  id: number
  isAlive: boolean
  frozenUntil: number
  /** Actions deferred while it was frozen. */
  missed: (() => void)[]
  leases: Leases
  lanes: Lanes
  poll: Poll
}

export type World = ReturnType<typeof createWorld>
export type WorldOptions = { bots: number; random: () => number; messagesPerSecond?: number }

const sendMs = 80
/** The same as for the heartbeat connection (postgres.ts). */
const answerMs = 3_000
const noticeMs = 20

export function createWorld({ bots, random, messagesPerSecond = 80 }: WorldOptions) {
  const time = createVirtualTime(1_000_000)
  const tables = createLeaseTables(time.now, random)
  const botIds = Array.from({ length: bots }, (_, index) => `bot ${index}`)
  for (const botId of botIds) tables.addBot(botId)
  const processes = new Map<number, Process>()
  const mail = new Map<string, Mail>()
  const waitingBots = new Set<string>()
  const work = {
    accepted: 0,
    sent: 0,
    claims: 0,
    emptyClaims: 0,
    polls: 0,
    pollSteps: 0,
    settings: 0,
    withheld: 0,
    marked: 0,
  }
  let databaseBackAt = 0
  let nextId = 0

  // ── a process's environment ─────────────────────────────────

  /** A dead process runs nothing, and a frozen one only later. */
  function within(process: Process, act: () => void): void {
    if (!process.isAlive) return
    if (process.frozenUntil > time.now()) process.missed.push(act)
    else act()
  }

  const timersOf = (process: Process): Timers => ({
    now: time.now,
    soon: (act) => time.soon(() => within(process, act)),
    after: (ms, act) => time.after(ms, () => within(process, act)),
  })

  /**
   * A statement's way to the database and back; a frozen database runs it later, even after the caller has given up; a
   * transaction only if the caller still waits, since no one else sends its commit.
   */
  function request<T>(process: Process, run: () => Promise<T>, isTransaction = false): Promise<T> {
    return new Promise((resolve, reject) => {
      let isGivenUp = false
      const giveUp = time.after(answerMs, () => {
        isGivenUp = true
        within(process, () => reject(new Error('no answer')))
      })
      const arrive = () => {
        if (databaseBackAt > time.now()) return void time.after(databaseBackAt - time.now() + random() * 5, arrive)
        if (!process.isAlive || (isGivenUp && isTransaction)) return
        run().then((answer) => {
          time.after(random(), () => {
            giveUp()
            within(process, () => resolve(answer))
          })
        }, reject)
      }
      time.after(0.5 + random(), arrive)
    })
  }

  function rowsOf(process: Process): LeaseRows {
    return {
      prepare: () => request(process, () => tables.prepare()),
      renew: (owner) => request(process, () => tables.renew(owner)),
      membership: (owner) => request(process, () => tables.membership(owner)),
      reapDead: () => request(process, () => tables.reapDead()),
      leasesOf: (owner) => request(process, () => tables.leasesOf(owner)),
      takeFree: (owner, limit, from) => request(process, () => tables.takeFree(owner, limit, from)),
      takeOne: (owner, botId) => request(process, () => tables.takeOne(owner, botId)),
      free: (owner, freed) => request(process, () => tables.free(owner, freed)),
      leave: (owner) => request(process, () => tables.leave(owner)),
    }
  }

  // ── processes ───────────────────────────────────────────────

  function start(): Process {
    const id = ++nextId
    const process = { id, isAlive: true, frozenUntil: 0, missed: [] as (() => void)[] } as Process
    const timers = timersOf(process)
    const clock = time.now
    process.lanes = createLanes((botId, since) => laneOf(process, timers, botId, since), timers)
    process.leases = createLeases({
      rows: rowsOf(process),
      owner: id,
      monotonic: clock,
      clock,
      random,
      async onChange() {
        const retained = process.lanes.retain(botIdsOf(process))
        process.poll?.soon()
        await retained
      },
    })
    processes.set(id, process)
    beat(process, timers)
    recoverFrom(process, timers)
    process.poll = startPoll({ timers, look: () => look(process), onDue: handle, onError: () => {} }, pollMs)
    return process

    function handle(due: string[]): void {
      for (const botId of due) process.lanes.wake(botId)
    }
  }

  function botIdsOf({ leases, id }: Process): string[] {
    return [...tables.botsOf(id)].filter(leases.owns)
  }

  /** The order of postgres.ts: the lease, then whether settings changed. */
  function beat(process: Process, timers: Timers): void {
    const next = () => timers.after(process.leases.pauseMs(), () => beat(process, timers))
    const settings = async () => {
      work.settings += 1
    }
    process.leases
      .beat()
      .then(() => request(process, settings))
      .then(next, next)
  }

  /** Follows outbound/dispatch.ts: messages that earlier leases left in flight are re-queued, marked. */
  function recoverFrom(process: Process, timers: Timers): void {
    for (const { of, done } of process.leases.recoverable('others')) {
      const { inAir, waiting } = mailOf(of.botId ?? '')
      for (const one of inAir) {
        if (one.epoch === of.exceptLease) continue
        inAir.delete(one)
        one.message.isMarked = true
        work.marked += 1
        waiting.unshift(one.message)
        waitingBots.add(of.botId ?? '')
      }
      done()
    }
    timers.after(500, () => recoverFrom(process, timers))
  }

  /** Follows store/leases/due-lanes.ts: scans waiting bots, no further than the number of bots we own. */
  function look(process: Process): Promise<string[]> {
    return request(process, async () => {
      work.polls += 1
      const max = Math.max(64, process.leases.count())
      work.pollSteps += Math.min(max, waitingBots.size) + (waitingBots.size > max ? process.leases.count() : 0)
      return [...waitingBots].filter((botId) => tables.ownerOf(botId) === process.id)
    })
  }

  function laneOf(process: Process, timers: Timers, botId: string, since: number): Lane {
    return createLane<InAir>(
      {
        clock: time.now,
        timers,
        async claim(limit) {
          const epoch = process.leases.held(botId)
          if (epoch === undefined) return { items: [] }
          return { items: await request(process, async () => claim(process, botId, epoch, limit), true) }
        },
        work: (inAir) => send(process, timers, inAir),
        onError() {},
      },
      { concurrency: 128, pollMs, pace: paceOfRate(messagesPerSecond), since },
    )
  }

  // ── messages ────────────────────────────────────────────────

  function mailOf(botId: string): Mail {
    let found = mail.get(botId)
    if (!found) {
      found = { waiting: [], inAir: new Set(), sentAt: [] }
      mail.set(botId, found)
    }
    return found
  }

  /** Commits a message; the lane's owner is notified unless the notice is lost. */
  function accept(botId: string): void {
    mailOf(botId).waiting.push({ botId, isSent: false, isMarked: false })
    waitingBots.add(botId)
    work.accepted += 1
    if (random() < 0.1) return
    time.after(noticeMs, () => {
      const process = processes.get(tables.ownerOf(botId) ?? 0)
      if (process) within(process, () => process.lanes.wake(botId))
    })
  }

  function claim(process: Process, botId: string, epoch: number, limit: number): InAir[] {
    work.claims += 1
    if (!tables.holds(process.id, botId, epoch)) {
      process.leases.lost(botId, epoch)
      return []
    }
    const { waiting, inAir } = mailOf(botId)
    const claimed = waiting.splice(0, limit).map((message) => ({ message, epoch }))
    for (const one of claimed) inAir.add(one)
    if (waiting.length === 0) waitingBots.delete(botId)
    if (claimed.length === 0) work.emptyClaims += 1
    return claimed
  }

  async function send(process: Process, timers: Timers, one: InAir): Promise<void> {
    const { message, epoch } = one
    const wait = (ms: number) => new Promise<void>((resolve) => void timers.after(ms, resolve))
    // Until a connection is available.
    await wait(random() * 3)
    const isSent = process.leases.leaseIsSafe(message.botId, epoch)
    if (isSent) leave(process, one)
    else work.withheld += 1
    await wait(isSent ? sendMs * (0.5 + random()) : 1_000)
    await settle(process, one, isSent)
  }

  /** The invariants: sent under the current lease, within the pace, and twice only with its mark. */
  function leave(process: Process, { message, epoch }: InAir): void {
    const { botId } = message
    const { sentAt } = mailOf(botId)
    const now = time.now()
    assert.ok(tables.holds(process.id, botId, epoch), `${botId} was sent by ${process.id}, which has lost it`)
    assert.ok(!message.isSent || message.isMarked, `a message of ${botId} went twice without its mark`)
    while ((sentAt[0] ?? now) <= now - 1_000) sentAt.shift()
    sentAt.push(now)
    assert.ok(sentAt.length <= messagesPerSecond, `${botId} had ${sentAt.length} messages in a second`)
    if (!message.isSent) work.sent += 1
    message.isSent = true
  }

  /** Retried until the database accepts it. */
  async function settle(process: Process, one: InAir, isSent: boolean): Promise<void> {
    const write = async () => {
      const { inAir, waiting } = mailOf(one.message.botId)
      if (!inAir.delete(one) || isSent) return
      waiting.unshift(one.message)
      waitingBots.add(one.message.botId)
    }
    for (;;) {
      try {
        return await request(process, write)
      } catch {
        // Retries.
      }
    }
  }

  // ── events ──────────────────────────────────────────────────

  function kill(process: Process): void {
    process.isAlive = false
    processes.delete(process.id)
  }

  return {
    time,
    tables,
    botIds,
    work,
    processes: () => [...processes.values()],
    start,
    accept,
    kill,
    /** The same as on SIGTERM: its lanes drain, then its leases become free. */
    async stop(process: Process): Promise<void> {
      const drained = process.lanes.stop(10_000)
      await process.poll.stop()
      await drained
      await process.leases.close()
      kill(process)
    },
    freeze(process: Process, forMs: number): void {
      process.frozenUntil = time.now() + forMs
      time.after(forMs, () => {
        process.frozenUntil = 0
        for (const act of process.missed.splice(0)) within(process, act)
      })
    },
    /** The database freezes. */
    pauseDatabase(forMs: number): void {
      databaseBackAt = time.now() + forMs
    },
    unfinished: () => work.accepted - work.sent,
    statements: () => tables.cost.statements + work.polls + work.settings,
    checkOwners: () => checkOwners(tables, processes),
  }
}

/**
 * After a quiet period: each bot belongs to one living process that knows of it, and the counts differ by at most one.
 */
function checkOwners(tables: LeaseTables, processes: ReadonlyMap<number, Process>): void {
  const { leases, processes: known } = tables.state()
  for (const { botId, owner } of leases)
    assert.ok(processes.get(owner ?? 0)?.leases.owns(botId), `${botId} is with ${owner}, which does not run it`)
  const held = [...processes.values()].map(({ leases: own }) => own.count())
  assert.ok(Math.max(...held) - Math.min(...held) <= 1, `even: from ${Math.min(...held)} to ${Math.max(...held)}`)
  assert.equal(
    held.reduce((sum, count) => sum + count, 0),
    leases.length,
  )
  assert.equal(known.length, processes.size, 'nobody is left unburied')
}

export type { Process, VirtualTime }
