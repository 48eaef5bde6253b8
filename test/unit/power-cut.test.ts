/**
 * The parts of `npm run power-cut`: what a disk may hold after a cut, and what a recording says that others know. The
 * run itself needs a C compiler, so it is no test of this suite.
 */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cut, createDisk } from '../power-cut/disk.ts'
import { type Entry, leftOf } from '../power-cut/recording.ts'

const entry = (kind: Entry['kind'], of: number, offset = 0, text = ''): Entry => ({
  ...{ kind, of, offset },
  bytes: Buffer.from(text),
})
const synced = [entry('F', 1, 0, '.'), entry('F', 2, 0, 'a.db'), entry('S', 1, 2)]

/** The file's text after a cut at the end. */
function after(entries: Entry[], cut: Cut, options = {}, random = () => 0.5): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'recado-disk-'))
  try {
    const disk = createDisk(options)
    for (const [index, one] of entries.entries()) disk.take(one, index)
    disk.cut(folder, cut, random)
    const path = join(folder, 'a.db')
    return existsSync(path) ? readFileSync(path, 'latin1') : undefined
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('what was confirmed is there after any cut; what came after the sync began may be missing', () => {
  const written = [...synced, entry('W', 2, 0, 'one'), entry('S', 2, 4), entry('W', 2, 3, 'two')]
  assert.equal(after(written, 'none'), 'one')
  assert.equal(after(written, 'all'), 'onetwo')
  // The sync began before the second write and ended after it.
  assert.equal(after([...written, entry('S', 2, 5)], 'none'), 'one')
  assert.equal(after([...written, entry('S', 2, 6)], 'none'), 'onetwo')
})

test('of one file a sync confirms nothing of another; a disk that lies confirms nothing', () => {
  const written = [...synced, entry('F', 3, 0, 'b.db'), entry('W', 2, 0, 'one'), entry('S', 3, 5)]
  assert.equal(after(written, 'none'), '')
  assert.equal(after([...written, entry('S', 2, 6)], 'all', { lies: true }), 'one')
  assert.equal(after([...written, entry('S', 2, 6)], 'none', { lies: true }), undefined)
})

test('a new file may be missing until its folder is on the disk, and a new size is a write of its own', () => {
  const unnamed = [entry('F', 1, 0, '.'), entry('F', 2, 0, 'a.db'), entry('W', 2, 0, 'one'), entry('S', 2, 3)]
  assert.equal(after(unnamed, 'none'), undefined)
  const cutShort = [...synced, entry('W', 2, 0, 'one'), entry('S', 2, 4), entry('T', 2, 1)]
  assert.equal(after(cutShort, 'none'), 'one')
  assert.equal(after(cutShort, 'all'), 'o')
  assert.equal(after([...synced, entry('T', 2, 2)], 'all'), '\0\0')
})

test('of a write that was not confirmed any sectors may be there, and nothing else changes', () => {
  const sectors = 4
  const [before, written] = ['a'.repeat(512 * sectors), 'b'.repeat(512 * sectors)]
  const entries = [...synced, entry('W', 2, 0, before), entry('S', 2, 4), entry('W', 2, 0, written)]
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 9, maxLength: 9 }), (draws) => {
      let drawn = 0
      const found = after(entries, 'any', {}, () => (draws[drawn++ % draws.length] ?? 0) / 100) ?? ''
      const parts = Array.from({ length: sectors }, (_, index) => found.slice(512 * index, 512 * (index + 1)))
      assert.ok(parts.every((part) => part === 'a'.repeat(512) || part === 'b'.repeat(512)))
      seen.add(parts.map((part) => part[0]).join(''))
    }),
  )
  assert.ok(seen.size > 4, [...seen].join())
})

test('what has left is read from the connections, once, with the entry that completed it', () => {
  const webhook = JSON.stringify({ entry: [{ changes: [{ value: { statuses: [{ id: 'w.1', status: 'read' }] } }] }] })
  const entries = [
    entry('I', 7, 0, 'POST /v1/bots/demo/messages HTTP/1.1\r\n\r\n{}'),
    entry('N', 7, 0, 'HTTP/1.1 200 OK\r\n\r\n{"messageId":"msg_1"}'),
    entry('N', 8, 0, 'POST /v25.0/1/messages HTTP/1.1\r\n\r\n{"biz_opaque_call'),
    entry('N', 8, 0, 'back_data":"msg_1.2"}'),
    entry('I', 8, 0, 'HTTP/1.1 200 OK\r\n\r\n{}'),
    // The descriptor is another connection.
    entry('C', 8),
    entry('I', 8, 0, 'POST /meta/webhook HTTP/1.1\r\n\r\n'),
    entry('I', 8, 0, webhook),
    entry('N', 8, 0, 'HTTP/1.1 200 OK\r\n\r\nEVENT_RECEIVED'),
    entry('N', 9, 0, 'POST / HTTP/1.1\r\nwebhook-id: evt_1\r\n\r\n{}'),
    entry('I', 7, 0, 'POST /v1/bots/demo/messages HTTP/1.1\r\n\r\n{}'),
    entry('N', 7, 0, 'HTTP/1.1 503 Service Unavailable\r\n\r\n{"messageId":"msg_2"}'),
  ]
  assert.deepEqual(leftOf(entries), [
    { after: 1, what: 'accepted', messageId: 'msg_1' },
    { after: 3, what: 'attempted', messageId: 'msg_1', attempt: 2 },
    { after: 8, what: 'taken', wamid: 'w.1', status: 'read' },
    { after: 9, what: 'posted', eventId: 'evt_1' },
  ])
})
