/**
 * bench/scale.ts in small: processes join, die, freeze and are restarted one by one, and so does the database; the
 * invariants hold.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '../chaos/random.ts'
import { createWorld } from '../support/scale-world.ts'

test('1,000 bots and 10 processes: through deaths, pauses and a rolling restart every bot has one owner and no message is lost', async () => {
  const random = seeded(5)
  const world = createWorld({ bots: 1_000, random })
  const { time, botIds } = world
  const run = (seconds: number) => time.runUntil(time.now() + seconds * 1_000)
  const pick = () => world.processes()[Math.floor(random() * world.processes().length)]
  let isBusy = true
  const talk = () => {
    // A few bots have most of the messages.
    world.accept(botIds[Math.floor(random() ** 4 * botIds.length)] ?? '')
    if (isBusy) time.after(random() * 40, talk)
  }
  for (let count = 0; count < 10; count++) time.after(count * 200, world.start)
  await run(15)
  world.checkOwners()
  talk()
  const happenings = [
    () => kill(1),
    () => kill(5),
    () => world.pauseDatabase(3_000),
    () => world.pauseDatabase(20_000),
    () => freeze(8_000),
    () => freeze(4_500),
  ]
  const kill = (count: number) => {
    for (let left = count; left > 0; left--) {
      const process = pick()
      if (process) world.kill(process)
      time.after(3_000, world.start)
    }
  }
  const freeze = (forMs: number) => {
    const process = pick()
    if (process) world.freeze(process, forMs)
  }
  for (const happening of happenings) {
    happening()
    await run(25)
    world.checkOwners()
  }
  for (const process of world.processes()) {
    void world.stop(process)
    world.start()
    await run(2)
  }
  isBusy = false
  await run(20)
  world.checkOwners()
  assert.equal(world.unfinished(), 0)
  assert.ok(world.work.sent > 3_000 && world.work.withheld > 0, JSON.stringify(world.work))
})
