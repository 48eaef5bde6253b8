/** Which writes of one commit run together on PostgreSQL. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnsOf } from '../../src/store/postgres/batching.ts'

/** `group:of name`; a name alone is a write without a group. */
function turns(...asked: string[]): string[] {
  const members = asked.map((text) => {
    const [, group, key, name] = /^(?:(\w+)(?::(\w+))? )?(\w+)$/.exec(text) ?? []
    return { group, key, name }
  })
  return turnsOf(members).map((turn) => turn.map(({ name }) => name).join(' '))
}

test('writes of one group run together in their order, whatever stands between them', () => {
  assert.deepEqual(turns('accept a', 'settle:x b', 'accept c', 'settle:y d', 'accept e'), ['a c e', 'b d'])
})

test('two writes of one person take turns, the earlier first', () => {
  assert.deepEqual(turns('settle:x a', 'settle:x b', 'settle:y c', 'settle:x d', 'settle:y e'), ['a c', 'b e', 'd'])
})

test('a write without a group runs alone, and nothing overtakes it', () => {
  assert.deepEqual(turns('accept a', 'b', 'accept c', 'accept d', 'e', 'f'), ['a', 'b', 'c d', 'e', 'f'])
})
