/** No function has more than forty lines of code of its own: lines of inner functions count for those. */
import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { sep } from 'node:path'
import { test } from 'node:test'
import { rootPath } from '../support/documents.ts'
import { functionsOf } from '../support/functions.ts'

const maxLines = 40

const patterns = [
  'src/**/*.ts',
  'sandbox/**/*.ts',
  'sdk/{client,webhooks}/*.ts',
  '{console/src,drawing,phone}/**/*.{ts,tsx}',
]
const paths = globSync(patterns, { cwd: rootPath }).map((path) => path.split(sep).join('/'))
const functions = [...functionsOf(paths)].flatMap(([path, found]) => found.map((one) => ({ path, ...one })))

test('inner functions are counted by themselves', () => {
  assert.ok(functions.length > 5_000, String(functions.length))
  // Counted by hand: two lines between its first and its last.
  const advance = functions.find(({ path, name }) => path.endsWith('model/message/lifecycle.ts') && name === 'advance')
  assert.equal(advance?.ownLines, 4)
  // Its many inner functions do not count.
  const createLane = functions.find(({ path, name }) => path.endsWith('queue/lane.ts') && name === 'createLane')
  assert.ok((createLane?.ownLines ?? 0) < 100 && (createLane?.ownLines ?? 0) > 15, String(createLane?.ownLines))
})

test(`no function has more than ${maxLines} lines of its own`, () => {
  const long = functions.filter(({ ownLines }) => ownLines > maxLines)
  assert.deepEqual(
    long.map(({ path, line, name, ownLines }) => `${path}:${line} ${name} has ${ownLines} lines`),
    [],
  )
})
