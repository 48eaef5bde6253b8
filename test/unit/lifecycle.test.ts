/** States only move forward (promise 6), and the same statuses lead to the same state in any order. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { advance, isEnd, type State, type Status, sentStatus, states } from '../../src/model/message/lifecycle.ts'

const anyState = fc.constantFrom<State>(...states)
const anyStatuses = fc.array(fc.constantFrom<Status>('sent', 'delivered', 'read', 'failed'), { maxLength: 12 })

const after = (state: State, statuses: Status[]) => statuses.reduce(advance, state)

describe('lifecycle', () => {
  test('the order of statuses does not matter, nor their repetition', () => {
    fc.assert(
      fc.property(
        anyState,
        anyStatuses.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        (state, [all, shuffled]) => {
          assert.equal(after(state, shuffled), after(state, all))
          assert.equal(after(state, [...all, ...shuffled]), after(state, all))
        },
      ),
    )
  })

  test('a final state stays, and no status leads out of it or to expired or canceled', () => {
    fc.assert(
      fc.property(anyState, anyStatuses, (state, all) => {
        const last = after(state, all)
        if (isEnd(state)) assert.equal(last, state)
        else assert.ok(last !== 'expired' && last !== 'canceled')
      }),
    )
  })

  test('each step is as documented', () => {
    const steps: [State, Status, State][] = [
      ['queued', 'sent', 'sent'],
      ['sending', 'sent', 'sent'],
      ['sending', 'read', 'read'],
      ['sent', 'delivered', 'delivered'],
      ['delivered', 'sent', 'delivered'],
      ['read', 'delivered', 'read'],
      ['sent', 'failed', 'failed'],
      ['delivered', 'failed', 'failed'],
      ['failed', 'delivered', 'failed'],
      ['expired', 'sent', 'expired'],
      ['canceled', 'read', 'canceled'],
    ]
    for (const [state, status, expected] of steps)
      assert.equal(advance(state, status), expected, `${state} + ${status}`)
  })

  test('each state has its name in the compatible API', () => {
    const names = states.map((state) => [state, sentStatus(state, false), sentStatus(state, true)])
    assert.deepEqual(names, [
      ['scheduled', 'CREATED', 'CREATED'],
      ['queued', 'CREATED', 'CREATED'],
      ['sending', 'CREATED', 'CREATED'],
      ['sent', 'DELIVERED_CHANNEL', 'REPLY'],
      ['delivered', 'DELIVERED_USER', 'REPLY'],
      ['read', 'READ', 'REPLY'],
      ['failed', 'FAILED', 'FAILED'],
      ['expired', 'FAILED', 'FAILED'],
      ['canceled', 'FAILED', 'FAILED'],
    ])
  })
})
