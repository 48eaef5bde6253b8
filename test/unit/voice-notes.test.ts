/**
 * Voice notes: what their bytes must be, and the program that makes them of other audio, here a stand-in: what it is
 * given, and that it is ended in every case.
 */
import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { oggOpus } from '../../sandbox/samples/audio.ts'
import { findVoiceConverter } from '../../src/media/voice-notes.ts'
import { whyNoVoiceNote } from '../../src/model/media/voice.ts'

const note = new Uint8Array(oggOpus())

/** With one byte of the header changed. */
function withChannels(count: number): Uint8Array {
  const bytes = Uint8Array.from(note)
  bytes[Buffer.from(bytes).indexOf('OpusHead') + 9] = count
  return bytes
}

describe('what is a voice note', () => {
  const others: [string, Uint8Array, string][] = [
    ['an mp3', Buffer.from('ID3\x04'), 'no Ogg'],
    ['nothing', new Uint8Array(), 'no Ogg'],
    ['Vorbis', Buffer.from('OggS\0\x02 \x01vorbis'), 'Ogg without Opus'],
    ['stereo', withChannels(2), 'Opus with 2 channels'],
    ['no channel', withChannels(0), 'Opus with 0 channels'],
    ['a header cut off', Buffer.from('OggS OpusHead\x01'), 'Opus with 0 channels'],
    ['Opus behind the first page', Buffer.concat([Buffer.from('OggS'), Buffer.alloc(600), note]), 'Ogg without Opus'],
  ]
  test('Opus in Ogg with one channel', () => assert.equal(whyNoVoiceNote(note), undefined))
  for (const [what, bytes, why] of others) test(`not ${what}`, () => assert.equal(whyNoVoiceNote(bytes), why))
})

describe('the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  after(() => rmSync(folder, { recursive: true }))
  const program = (name: string, script: string) => {
    const path = join(folder, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`)
    chmodSync(path, 0o755)
    return path
  }

  test('is found by its name in a folder, or by its path, or is none', () => {
    program('ffmpeg', 'exit 0')
    assert.ok(findVoiceConverter('ffmpeg', ['/nowhere', folder]))
    assert.ok(findVoiceConverter(join(folder, 'ffmpeg'), []))
    for (const [named, folders] of [
      ['ffmpeg', ['/nowhere']],
      ['ffmpeg', []],
      ['off', [folder]],
      [join(folder, 'other'), [folder]],
    ] as const)
      assert.equal(findVoiceConverter(named, folders), undefined)
  })

  test('is given a file of one format, and what it writes is the note', async () => {
    const path = program('copies', `echo "$@" > ${folder}/given; /bin/cat "\${10}"`)
    const converted = await findVoiceConverter(path, undefined)?.convert(note, 'audio/mpeg')
    assert.ok(converted?.kind === 'converted')
    assert.deepEqual(new Uint8Array(converted.bytes), note)
    const given = readFileSync(join(folder, 'given'), 'utf8')
    assert.match(given, /-protocol_whitelist file,pipe -f mp3 -i \S+recado-voice-\S+ .*-ac 1 -c:a libopus/)
    assert.equal(existsSync(given.split(' ')[9] ?? ''), false, 'the file is taken away')
  })

  /** `withinMs`: the converter's own bound without it, which a busy machine does not reach. */
  const failures: [what: string, script: string, reason: RegExp, withinMs?: number][] = [
    ['that fails', 'exit 1', /could not read/],
    ['that writes nothing', 'exit 0', /could not read/],
    ['that takes too long is ended', `echo $$ > ${folder}/pid; exec /bin/sleep 600`, /longer than 0.5 s/, 500],
    ['that writes without end is ended', 'exec /bin/cat /dev/zero', /too long/],
  ]
  for (const [what, script, reason, withinMs] of failures)
    test(`one ${what}: the reason is told`, async () => {
      const path = program(`p${what.length}`, script)
      const converted = await findVoiceConverter(path, undefined, withinMs)?.convert(note, 'audio/mpeg')
      assert.ok(converted?.kind === 'failed')
      assert.match(converted.reason, reason)
    })

  test('what was ended is not running any more', () => {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })
  })

  test('a stop ends it', async () => {
    const converter = findVoiceConverter(
      program('long', `/usr/bin/touch ${folder}/runs; exec /bin/sleep 600`),
      undefined,
    )
    const converting = converter?.convert(note, 'audio/mpeg')
    while (!existsSync(join(folder, 'runs'))) await new Promise((resolve) => setImmediate(resolve))
    converter?.stop()
    const ended = await converting
    assert.ok(ended?.kind === 'failed' && ended.isOver, 'nothing is wrong with the file')
    const later = await converter?.convert(note, 'audio/mpeg')
    assert.ok(later?.kind === 'failed' && later.isOver)
  })
})
