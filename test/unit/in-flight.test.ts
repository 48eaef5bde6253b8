/** A claim receives the set that was in flight when it began, whatever ends during the claim. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackInFlight } from '../../src/queue/in-flight.ts'

test('work that ends during a claim stays in the set of that claim; the next claim receives the rest', async () => {
  const ends = new Map<string, () => void>()
  let answer: (items: string[]) => void = () => {}
  const handed: ReadonlySet<string>[] = []
  const { claim, work } = trackInFlight<string, string>({
    keyOf: (item) => item,
    claim(_limit, inFlight) {
      handed.push(inFlight)
      return new Promise((resolve) => {
        answer = (items) => resolve({ items })
      })
    },
    work: (item) => new Promise<void>((resolve) => ends.set(item, resolve)),
  })
  const first = claim(9)
  answer(['a', 'b'])
  await first
  const works = [work('a', []), work('b', [])]
  const second = claim(9)
  ends.get('a')?.()
  await works[0]
  assert.deepEqual([...(handed[1] ?? [])], ['a', 'b'])
  answer([])
  await second
  void claim(9)
  assert.deepEqual([...(handed[2] ?? [])], ['b'])
})
