/** The kind of a file by its first bytes: real files, and others that only look like them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sampleFiles, sampleNamed } from '../../sandbox/samples/samples.ts'
import { fileKindOf, sampleBytes } from '../../src/egress/file-kind.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))

const entry = (name: string) => bytes('PK\x03\x04', new Array<number>(26).fill(0), name)

/** The first page of an Ogg file, whose packet begins with `mark`. */
const page = (mark: string) => bytes('OggS', [0, 2], new Array<number>(20).fill(0), [1, mark.length], mark)

const table: [string, Uint8Array, string | undefined][] = [
  ['jpeg', bytes([0xff, 0xd8, 0xff, 0xe1], '..Exif'), 'image/jpeg'],
  ['png', bytes('\x89PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR'), 'image/png'],
  ['webp', bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8 '), 'image/webp'],
  ['wav', bytes('RIFF', [1, 2, 3, 4], 'WAVEfmt '), 'audio/wav'],
  ['gif', bytes('GIF89a', [0, 1, 0]), 'image/gif'],
  ['mp4', bytes([0, 0, 0, 32], 'ftypisom', [0, 0, 2, 0]), 'video/mp4'],
  ['m4a', bytes([0, 0, 0, 32], 'ftypM4A ', [0, 0, 2, 0]), 'audio/mp4'],
  ['3gp', bytes([0, 0, 0, 32], 'ftyp3gp5', [0, 0, 2, 0]), 'video/3gpp'],
  ['mov', bytes([0, 0, 0, 32], 'ftypqt  ', [0, 0, 2, 0]), 'video/quicktime'],
  ['heic', bytes([0, 0, 0, 32], 'ftypheic', [0, 0, 2, 0]), 'image/heic'],
  ['opus', page('OpusHead\x01\x01'), 'audio/ogg'],
  ['vorbis', page('\x01vorbis'), undefined],
  ['speex', page('Speex   1.2'), undefined],
  ['flac in ogg', page('\x7fFLAC'), undefined],
  ['film in ogg', page('\x80theora'), undefined],
  ['ogg of no name', page('?'), undefined],
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
  ['a page of XHTML', Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD">'), 'text/html'],
  ['an invoice in XML', Buffer.from('<?xml version="1.0"?><factura id="1"/>'), 'text/plain'],
  ['a card', Buffer.from('BEGIN:VCARD\nVERSION:3.0\n'), 'text/plain'],
  ['program', bytes([0x7f], 'ELF', [2, 1, 1, 0]), 'application/x-elf'],
  ['latin1', bytes('se\xf1or \xe9\xe9'), undefined],
  ['nothing', Buffer.alloc(0), undefined],
]

test('first bytes tell the type', async () => {
  for (const [name, head, expected] of table) assert.equal((await fileKindOf(head)).types[0], expected, name)
})

test('a refused file is named by its real kind', async () => {
  const label = async (name: string) =>
    (await fileKindOf(table.find(([known]) => known === name)?.[1] ?? page(''))).label
  assert.match((await label('vorbis')) ?? '', /Ogg with Vorbis .*only Ogg with Opus/)
  assert.match((await label('speex')) ?? '', /Speex/)
  assert.match((await label('web page')) ?? '', /web page/)
  assert.equal(await label('heic'), 'image/heic')
  assert.equal(await label('zip'), 'application/zip')
  assert.equal(await label('latin1'), undefined)
})

test('every sample of the sandbox is what its name says, by its first bytes', async () => {
  for (const file of sampleFiles) {
    const sample = sampleNamed(file)
    const { types } = await fileKindOf(sample?.bytes.subarray(0, sampleBytes) ?? Buffer.alloc(0))
    assert.ok(types.includes(sample?.mimeType.split(';')[0] ?? ''), `${file}: ${types}`)
  }
})

test('any bytes are read without an exception, and only types that WhatsApp accepts are named as such', async () => {
  const starts = fc.constantFrom(...table.map(([, head]) => head))
  const heads = fc
    .tuple(starts, fc.nat(16), fc.uint8Array())
    .map(([start, length, rest]) => Buffer.concat([start.subarray(0, length), rest]))
  await fc.assert(
    fc.asyncProperty(heads, async (head) => {
      const { types, label } = await fileKindOf(head)
      assert.ok(types.length === 0 || label !== undefined)
      assert.equal(types.includes('audio/ogg'), head.includes('OpusHead') && head.toString('latin1').startsWith('OggS'))
    }),
  )
})
