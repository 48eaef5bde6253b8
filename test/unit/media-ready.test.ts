/**
 * A message whose file can be sent by id only: ready with the id, refused with the reason, or checked again while that
 * is allowed.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Probed } from '../../src/outbound/probe.ts'
import { makeReady, type Upload } from '../../src/outbound/ready.ts'
import type { ProbeDecision, ProbeItem } from '../../src/store/outbound/media-checks.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const hour = 3_600_000
const url = 'https://cdn.ejemplo.com/a'

function readyFor(
  found: { isTakenByLink: boolean; name?: string },
  upload: Upload,
  item: Partial<ProbeItem> = {},
  now = t0,
): Promise<ProbeDecision> {
  const probed: Probed = { kind: 'passed', files: [{ mimeType: 'application/pdf', ...found }] }
  const content = item.content ?? { type: 'file', mediaUrl: url }
  const whole = { seq: 1, id: 'msg_1', botId: 'bot_test', probes: 0, acceptedAt: t0, ...item, content }
  const deps = {
    prober: { probe: async () => probed },
    upload: async () => upload,
    clock: () => now,
    random: () => 0.5,
  }
  return makeReady({ ...deps, policy: { maxAgeMs: 24 * hour } }, testBot(), whole)
}

const uploaded: Upload = { kind: 'copy', copy: { mediaId: '7' } }
const none = (more: object = {}): Upload => ({ kind: 'none', reason: 'no answer', ...more })

test('a ready message carries the known facts of its file', async () => {
  assert.deepEqual(await readyFor({ isTakenByLink: true, name: 'a.pdf' }, none()), {
    kind: 'passed',
    files: [[url, { name: 'a.pdf', mimeType: 'application/pdf' }]],
  })
  assert.deepEqual(await readyFor({ isTakenByLink: false }, uploaded), {
    kind: 'passed',
    files: [[url, { mediaId: '7', mimeType: 'application/pdf' }]],
  })
  const image = { content: { type: 'image', mediaUrl: url } } as const
  assert.deepEqual(await readyFor({ isTakenByLink: true }, none(), image), { kind: 'passed' })
  assert.deepEqual(await readyFor({ isTakenByLink: false }, uploaded, image), {
    kind: 'passed',
    files: [[url, { mediaId: '7' }]],
  })
})

test('a host gets three attempts, Meta as long as a message may wait, and a refusal is final', async () => {
  const at = (upload: Upload, probes: number, now: number) =>
    readyFor({ isTakenByLink: false }, upload, { probes }, now).then((one) =>
      one.kind === 'failed' && 'key' in one.error ? one.error.key : one.kind,
    )
  assert.deepEqual([await at(none(), 1, t0), await at(none(), 2, t0)], ['again', 'INVALID_MEDIA_URL'])
  const metas = none({ isMetas: true })
  assert.deepEqual(
    [await at(metas, 90, t0 + 24 * hour - 1), await at(metas, 91, t0 + 24 * hour)],
    ['again', 'UNDELIVERABLE'],
  )
  const error = { code: 100, message: 'Param file must be a file' }
  assert.deepEqual(await readyFor({ isTakenByLink: false }, none({ error })), { kind: 'failed', error })
})
