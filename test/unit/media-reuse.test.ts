/**
 * Reuse of files: a hanging upload delays neither messages nor a stop, and a refusal that concerns no file is returned
 * unchanged.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMediaReuse } from '../../src/media/reuse.ts'
import type { Outcome } from '../../src/model/outcome/outcome.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const picture = { type: 'image', mediaUrl: 'https://files.example.com/a.png' } as const
const bot = testBot()

function reuseOf(request: () => Promise<never>) {
  let asked = 0
  const reuse = createMediaReuse({
    store: {
      mediaUpload: async () => undefined,
      putMediaUpload: async () => undefined,
      deleteMediaUpload: async () => undefined,
    },
    cloud: { uploadMedia: async () => ({ kind: 'ok', mediaId: '7' }) },
    request: () => {
      asked += 1
      return request()
    },
    clock: () => t0,
    onError: (error) => assert.fail(String(error)),
  })
  return { reuse, asked: () => asked }
}

test('an address that never answers delays neither messages nor a stop', async () => {
  const { reuse, asked } = reuseOf(() => new Promise(() => {}))
  for (let n = 0; n < 5; n++) assert.equal(reuse.idsOf(bot, picture, t0).size, 0)
  await new Promise(setImmediate)
  assert.equal(asked(), 1, 'asked for once, from the second use on')
  await reuse.stop(20)
  const other = { ...picture, mediaUrl: 'https://files.example.com/b.png' }
  for (let n = 0; n < 3; n++) reuse.idsOf(bot, other, t0)
  await new Promise(setImmediate)
  assert.equal(asked(), 1, 'nothing begins after the stop')
})

test('a refusal of a send by address, or for another reason than the file, is returned unchanged', () => {
  const { reuse } = reuseOf(() => new Promise(() => {}))
  const refused: Outcome = { kind: 'refused', error: { code: 131053 }, class: 'fix' }
  assert.equal(reuse.evaluate(bot, new Map(), refused), refused)
  const ids = new Map([[picture.mediaUrl, '7']])
  const never: Outcome = { kind: 'refused', error: { code: 131026 }, class: 'never' }
  assert.equal(reuse.evaluate(bot, ids, never), never)
  assert.equal(reuse.evaluate(bot, ids, refused).kind, 'unreachable')
})
