/** Which writes of one commit run together on PostgreSQL. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { turnsOf } from '../../src/store/postgres/batching.ts'

/** `kind:of name`, a name alone being a write that says nothing of itself. */
function turns(...asked: string[]): string[] {
  const members = asked.map((text) => {
    const [, group, key, name] = /^(?:(\w+)(?::(\w+))? )?(\w+)$/.exec(text) ?? []
    return { group, key, name }
  })
  return turnsOf(members).map((turn) => turn.map(({ name }) => name).join(' '))
}

test('those of one kind gather in the order in which they were asked, whatever stands between them', () => {
  assert.deepEqual(turns('accept a', 'settle:x b', 'accept c', 'settle:y d', 'accept e'), ['a c e', 'b d'])
})

test('two of one person take turns, the earlier first', () => {
  assert.deepEqual(turns('settle:x a', 'settle:x b', 'settle:y c', 'settle:x d', 'settle:y e'), ['a c', 'b e', 'd'])
})

test('what says nothing of itself runs alone, and nothing passes it', () => {
  assert.deepEqual(turns('accept a', 'b', 'accept c', 'accept d', 'e', 'f'), ['a', 'b', 'c d', 'e', 'f'])
})
