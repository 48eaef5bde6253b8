/** First bytes of real kinds of files, and of what only looks like them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mediaRules } from '../../src/model/media.ts'
import { sniff } from '../../src/outbound/sniff.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))

const entry = (name: string) => bytes('PK\x03\x04', new Array<number>(26).fill(0), name)

const table: [string, Uint8Array, string | undefined][] = [
  ['jpeg', bytes([0xff, 0xd8, 0xff, 0xe1], '..Exif'), 'image/jpeg'],
  ['png', bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR'), 'image/png'],
  ['webp', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'image/webp'],
  ['wav', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), undefined],
  ['gif', bytes('GIF89a', [0, 1, 0]), undefined],
  ['mp4', bytes([0, 0, 0, 32], 'ftypisom', [0, 0, 2, 0]), 'video/mp4'],
  ['m4a', bytes([0, 0, 0, 32], 'ftypM4A ', [0, 0, 2, 0]), 'audio/mp4'],
  ['3gp', bytes([0, 0, 0, 32], 'ftyp3gp5', [0, 0, 2, 0]), 'video/3gpp'],
  ['mov', bytes([0, 0, 0, 32], 'ftypqt  ', [0, 0, 2, 0]), undefined],
  ['heic', bytes([0, 0, 0, 32], 'ftypheic', [0, 0, 2, 0]), undefined],
  ['ogg', bytes('OggS', [0, 2]), 'audio/ogg'],
  ['mp3 with tag', bytes('ID3', [4, 0]), 'audio/mpeg'],
  ['mp3 frame', bytes([0xff, 0xfb, 0x90, 0x64]), 'audio/mpeg'],
  ['aac frame', bytes([0xff, 0xf1, 0x50, 0x80]), 'audio/aac'],
  ['amr', bytes('#!AMR\n', [0x3c]), 'audio/amr'],
  ['pdf', bytes('%PDF-1.7'), 'application/pdf'],
  ['old office', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]), 'application/msword'],
  ['docx', entry('word/document.xml'), 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xlsx', entry('xl/workbook.xml'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['pptx', entry('ppt/presentation.xml'), 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  [
    'office of some kind',
    entry('[Content_Types].xml'),
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['zip', entry('holiday.gif'), undefined],
  ['text', Buffer.from('¡Olá! señor 👋\n'), 'text/plain'],
  ['text cut inside a character', Buffer.from('señor 👋').subarray(0, -2), 'text/plain'],
  ['web page', Buffer.from('\uFEFF \n<!DOCTYPE html><html>'), 'text/html'],
  ['program', bytes([0x7f], 'ELF', [2, 1, 1, 0]), undefined],
  ['latin1', bytes('se\xf1or \xe9\xe9'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
]

test('first bytes tell the type', () => {
  for (const [name, head, expected] of table) assert.equal(sniff(head)[0], expected, name)
})

test('never throws, and knows only types that some rule has, or a web page', () => {
  const known = new Set([...Object.values(mediaRules).flatMap((rule) => rule.mimeTypes), 'text/html'])
  const starts = fc.constantFrom(...table.map(([, head]) => head))
  const heads = fc
    .tuple(starts, fc.nat(16), fc.uint8Array())
    .map(([start, length, rest]) => Buffer.concat([start.subarray(0, length), rest]))
  fc.assert(
    fc.property(heads, (head) => {
      for (const type of sniff(head)) assert.ok(known.has(type), type)
    }),
  )
})
