/**
 * Validation of media addresses: https, public, no credentials, and an extension that the kind allows (promise 11,
 * first half).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkMediaUrl, mediaRules } from '../../src/model/media/media.ts'
import { parseSessionRequest } from '../../src/model/message/parse.ts'
import { isPublicHost } from '../../src/model/network/address.ts'

function refusal(url: string, kind: keyof typeof mediaRules = 'image', allowPrivate?: (url: URL) => boolean) {
  const checked = checkMediaUrl(url, kind, allowPrivate)
  return checked.ok ? undefined : checked.rule
}

test('an address must be absolute, https and without credentials', () => {
  for (const url of [
    'URL_MEDIA',
    'a.jpg',
    '/a.jpg',
    '//a.co/a.jpg',
    'http://a.co/a.jpg',
    'ftp://a.co/a.jpg',
    'file:///etc/passwd',
    'data:image/png;base64,AA',
    'https://u:p@a.co/a.jpg',
    'https://u@a.co/a.jpg',
    'https://',
  ])
    assert.equal(refusal(url), 'url', url)
  assert.equal(refusal('https://cdn.ejemplo.com:8443/a.jpg?token=1#x'), undefined)
})

test('private hosts are refused in every notation', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '0x7f.1',
    '2130706433',
    '0177.0.0.1',
    '127.0.0.1.',
    '１２７.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[fc00::1]',
    '[fd12::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[2001:0:1::1]',
    '[2001:db8::1]',
    '[4000::1]',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.localhost',
    'printer.local',
    'metadata.google.internal',
    'intranet',
    'intranet.',
    'ⓛocalhost',
  ]
  for (const host of hosts) assert.equal(refusal(`https://${host}/a.jpg`), 'url_public', host)
  for (const host of [
    'cdn.ejemplo.com',
    'cdn.ejemplo.com.',
    '8.8.8.8.',
    '8.8.8.8',
    '[2606:4700::1111]',
    'localhost.com',
    'my-local.io',
    'internal.example.com',
  ])
    assert.equal(refusal(`https://${host}/a.jpg`), undefined, host)
})

test('any IPv4 address in a private range is refused, however it is written', () => {
  const octet = fc.integer({ min: 0, max: 255 })
  fc.assert(
    fc.property(fc.constantFrom(10, 127), octet, octet, octet, (a, b, c, d) => {
      const number = ((a * 256 + b) * 256 + c) * 256 + d
      for (const host of [`${a}.${b}.${c}.${d}`, `${number}`, `0x${number.toString(16)}`, `${a}.${b}.${c * 256 + d}`])
        assert.equal(refusal(`https://${host}/`), 'url_public')
      assert.equal(isPublicHost(`[::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}]`), false)
    }),
  )
})

test("the operator's list permits a private host and plain http, but neither credentials nor a wrong file", () => {
  const allow = (url: URL) => url.hostname === '127.0.0.1'
  assert.equal(refusal('http://127.0.0.1:3001/a.jpg', 'image', allow), undefined)
  assert.equal(refusal('http://u@127.0.0.1:3001/a.jpg', 'image', allow), 'url')
  assert.equal(refusal('http://127.0.0.1:3001/a.gif', 'image', allow), 'media_extension')
  assert.equal(refusal('http://10.0.0.1/a.jpg', 'image', allow), 'url')
  assert.equal(refusal('ftp://127.0.0.1/a.jpg', 'image', allow), 'url')
  const body = { type: 'image', userId: '593987654321', mediaUrl: 'http://127.0.0.1:3001/a.jpg' }
  assert.ok(parseSessionRequest(body, { botId: 'demo', allowPrivateMedia: allow }).ok)
  assert.ok(!parseSessionRequest(body, { botId: 'demo' }).ok)
})

test('an extension is refused only when it is known and does not fit', () => {
  for (const [kind, rule] of Object.entries(mediaRules) as [keyof typeof mediaRules, { extensions: string[] }][])
    for (const extension of rule.extensions)
      assert.equal(refusal(`https://a.co/x.${extension.toUpperCase()}?v=1`, kind), undefined, `${kind} ${extension}`)
  const wrong = {
    image: 'gif svg bmp tiff webp heic pdf mp4 html',
    audio: 'wav flac mid pdf jpg',
    video: 'avi mov mkv webm mpeg gif',
    file: 'zip rar exe html htm jpg apk',
    sticker: 'png jpg gif',
  }
  for (const [kind, extensions] of Object.entries(wrong))
    for (const extension of extensions.split(' '))
      assert.equal(refusal(`https://a.co/x.${extension}`, kind as 'image'), 'media_extension', `${kind} ${extension}`)
  for (const path of [
    '',
    'x',
    'x.php',
    'x.aspx',
    'x.cgi',
    'x.jpg/',
    'gif',
    '.',
    'x.unknown',
    'x.v2',
    'a.gif/b',
    '?f=a.gif',
    '#a.gif',
  ])
    assert.equal(refusal(`https://a.co/${path}`), undefined, path)
  assert.deepEqual(checkMediaUrl('https://a.co/x.GIF', 'sticker'), {
    ok: false,
    rule: 'media_extension',
    args: { extension: 'gif', kind: 'sticker', allowed: 'webp' },
  })
})

test('an address is sent as it was written, unless other programs could read it differently', () => {
  const stored = 'https://cdn.ejemplo.com/a%20b/%C3%B1.jpg?x=[1]&y={2}'
  assert.deepEqual(checkMediaUrl(stored, 'image'), { ok: true, url: stored })
  assert.deepEqual(checkMediaUrl('https://a.co', 'image'), { ok: true, url: 'https://a.co' })
  const rewritten: [string, string][] = [
    ['https://a.co/mi foto ñ.jpg', 'https://a.co/mi%20foto%20%C3%B1.jpg'],
    ['https://a.co\\@127.0.0.1/', 'https://a.co/@127.0.0.1/'],
    [' https://a.co/\n', 'https://a.co/'],
    ['https:a.co/a.jpg', 'https://a.co/a.jpg'],
    ['https://010.8.8.8/a.jpg', 'https://8.8.8.8/a.jpg'],
    ['https://a.co/a.jpg?x=\\', 'https://a.co/a.jpg?x=%5C'],
  ]
  for (const [given, url] of rewritten) assert.deepEqual(checkMediaUrl(given, 'image'), { ok: true, url })
})

test('an accepted value is one public https address for every parser', () => {
  const awkward = fc.string({ unit: fc.constantFrom(...'https://a.co@127.1\\#?[]:% \tñ'), maxLength: 40 })
  fc.assert(
    fc.property(
      fc.oneof(
        awkward,
        awkward.map((tail) => `https://a.co${tail}`),
      ),
      (text) => {
        const checked = checkMediaUrl(text, 'file')
        if (!checked.ok) return
        const url = new URL(checked.url)
        assert.ok(url.protocol === 'https:' && url.username === '' && isPublicHost(url.hostname))
        assert.match(checked.url, /^[!-[\]-~]+$/)
      },
    ),
    { numRuns: 2000 },
  )
})
