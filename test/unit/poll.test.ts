/** The process's poll: it runs from time to time and on request, never twice at once, and continues after an error. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startPoll } from '../../src/queue/poll.ts'

const turn = () => new Promise(setImmediate)

function createPollRig() {
  const received: number[] = []
  const errors: unknown[] = []
  const late: (() => void)[] = []
  const asked: PromiseWithResolvers<number>[] = []
  const rig = { now: 0 }
  const poll = startPoll<number>(
    {
      timers: {
        now: () => rig.now,
        soon: (work) => work(),
        after(_ms, work) {
          late.push(work)
          return () => late.splice(late.indexOf(work), 1)
        },
      },
      look() {
        const look = Promise.withResolvers<number>()
        asked.push(look)
        return look.promise
      },
      onDue: (found) => received.push(found),
      onError: (error) => errors.push(error),
    },
    1_000,
  )
  return { received, errors, late, asked, rig, poll }
}

test('the first poll is at once, the next a pause after its answer', async () => {
  const { asked, received, late, poll, rig } = createPollRig()
  assert.equal(asked.length, 1)
  asked[0]?.resolve(1)
  await turn()
  assert.deepEqual([received, late.length, asked.length], [[1], 1, 1])
  rig.now = 1_000
  assert.deepEqual([poll.polledWithin(1_000), poll.polledWithin(999)], [true, false])
  late.shift()?.()
  assert.deepEqual([asked.length, poll.polledWithin(0)], [2, true])
})

test('a request during a poll adds one poll; a request in the pause is served at once', async () => {
  const { asked, late, poll } = createPollRig()
  poll.soon()
  poll.soon()
  assert.equal(asked.length, 1)
  asked[0]?.resolve(1)
  await turn()
  assert.deepEqual([asked.length, late.length], [2, 0])
  asked[1]?.resolve(2)
  await turn()
  poll.soon()
  assert.deepEqual([asked.length, late.length], [3, 0])
})

test('a failed poll is reported, and the next one comes', async () => {
  const { asked, errors, received, late } = createPollRig()
  const error = new Error('store operation failed')
  asked[0]?.reject(error)
  await turn()
  assert.deepEqual([errors, received, late.length], [[error], [], 1])
})

test('after a stop no answer is handled and no poll begins; stop waits for the one in progress', async () => {
  const { asked, received, late, poll } = createPollRig()
  let isStopped = false
  const stopping = poll.stop().then(() => (isStopped = true))
  poll.soon()
  await turn()
  assert.equal(isStopped, false)
  asked[0]?.resolve(1)
  await stopping
  assert.deepEqual([received, late.length, asked.length], [[], 0, 1])
})
