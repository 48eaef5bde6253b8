/** Business profiles: who looks at the same moment, and for a minute, shares Meta's answer, until something changes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProfileAnswer } from '../../src/channel/cloud/management/number.ts'
import { createProfiles } from '../../src/number/profiles.ts'
import { testBot } from '../support/store.ts'

const empty = { about: '', address: '', description: '', email: '', websites: [], vertical: '', pictureUrl: '' }

/** Meta, which has one profile for all, and the clock. */
function open() {
  const now = { at: 1_000 }
  const meta = { about: 'first', picture: '', asked: 0, isFailing: false }
  const answer = (): ProfileAnswer =>
    meta.isFailing
      ? { kind: 'failed', outcome: { kind: 'unreachable', reason: 'no connection' } }
      : { kind: 'ok', profile: { ...empty, about: meta.about, pictureUrl: meta.picture } }
  const profiles = createProfiles({
    clock: () => now.at,
    typesOf: async (head) => [head[0] === 0xff ? 'image/jpeg' : 'application/pdf'],
    cloud: {
      async profile() {
        meta.asked += 1
        return answer()
      },
      async replaceProfile(_, { about }) {
        meta.about = about
        return { kind: 'done' }
      },
      async uploadSample(_, { mimeType }) {
        return { kind: 'ok', handle: `handle of ${mimeType}` }
      },
      async replacePicture(_, handle) {
        meta.picture = handle
        return { kind: 'done' }
      },
    },
  })
  const aboutOf = async (bot = testBot(), revision = 1) => {
    const found = await profiles.read(bot, revision)
    return found.kind === 'ok' ? found.profile.about : found.kind
  }
  return { now, meta, profiles, aboutOf }
}

test('readers at the same moment and within a minute share one answer', async () => {
  const { now, meta, aboutOf } = open()
  assert.deepEqual(await Promise.all([1, 2, 3].map(() => aboutOf())), ['first', 'first', 'first'])
  now.at += 59_000
  await aboutOf()
  assert.equal(meta.asked, 1)
  now.at += 1_000
  await aboutOf()
  assert.equal(meta.asked, 2)
})

test('it is asked for anew after a replacement, here or elsewhere, with another token, once it is forgotten', async () => {
  const { meta, profiles, aboutOf } = open()
  await aboutOf()
  const during = profiles.replace(testBot(), { ...empty, about: 'second' })
  await Promise.all([during, aboutOf()])
  assert.equal(await aboutOf(), 'second')
  meta.about = 'third'
  assert.equal(await aboutOf(testBot(), 2), 'third')
  meta.about = 'fourth'
  const { channel } = testBot()
  assert.equal(await aboutOf(testBot({ channel: { ...channel, accessToken: 'renewed' } }), 2), 'fourth')
  meta.about = 'fifth'
  profiles.forget(['bot_test'])
  assert.equal(await aboutOf(testBot({ channel: { ...channel, accessToken: 'renewed' } }), 2), 'fifth')
})

test('a failure is shared by those who wait for it, and by nobody later', async () => {
  const { meta, aboutOf } = open()
  meta.isFailing = true
  assert.deepEqual(await Promise.all([aboutOf(), aboutOf()]), ['failed', 'failed'])
  meta.isFailing = false
  assert.deepEqual([await aboutOf(), meta.asked], ['first', 2])
})

test('a picture is uploaded and put in its place; what is none is not', async () => {
  const { meta, profiles, aboutOf } = open()
  await aboutOf()
  const file = (first: number) => ({ bytes: new Uint8Array([first, 0xd8]), name: 'foto.jpg' })
  assert.deepEqual(await profiles.replacePicture(testBot(), file(0x25)), { kind: 'unfit', found: 'application/pdf' })
  assert.equal(meta.picture, '')
  const found = await profiles.replacePicture(testBot(), file(0xff))
  assert.equal(found.kind === 'ok' && found.profile.pictureUrl, 'handle of image/jpeg')
  meta.about = 'second'
  assert.equal(await aboutOf(), 'second')
})
