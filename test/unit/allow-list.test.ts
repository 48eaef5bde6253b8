/**
 * The pure half of the guard: which addresses are public, which URLs callers may name, and what the allow-list permits.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkUrl, parseAllowList, type UrlCheck, withHostOf } from '../../src/egress/allow-list.ts'
import { isPublicAddress } from '../../src/model/network/address.ts'

const nothing = parseAllowList('')

function verdict(check: UrlCheck): string {
  return check.ok ? 'ok' : check.reason
}

const privateAddresses = [
  '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254',
  '169.254.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.0.170', '192.0.2.1', '192.88.99.1',
  '192.168.0.1', '192.168.255.255', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1',
  '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1', '64:ff9b::7f00:1',
  '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1', '100::1', '2001::1', '2001:2::1', '2001:10::1', '2001:20::1', '2001:db8::1',
  '2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1', '3fff::1', '5f00::1', '4000::1', 'fc00::1', 'fd12:3456::1', 'fe80::1',
  'fe80::1%eth0', '2606:4700::1%eth0', 'fec0::1', 'ff02::1',
] // biome-ignore format: a table

const publicAddresses = [
  '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.1',
  '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '223.255.255.255', '2606:4700:4700::1111', '2a00:1450::1',
] // biome-ignore format: a table

test('special-purpose addresses are private, their neighbours public', () => {
  for (const address of privateAddresses) assert.equal(isPublicAddress(address), false, address)
  for (const address of publicAddresses) assert.equal(isPublicAddress(address), true, address)
  for (const text of ['', 'example.com', '1', '0x7f000001', '127.1', '[::1]'])
    assert.equal(isPublicAddress(text), false, text)
})

test('private hosts are refused in every notation', () => {
  const hosts = [
    ...privateAddresses.filter((a) => !a.includes('%')).map((a) => (a.includes(':') ? `[${a}]` : a)),
    '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1', '017700000001', '127.1', '127.0.1', '0', '127.0.0.1.',
    '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518', '0xA9.0xFE.0xA9.0xFE', '%31%32%37.0.0.1',
    '１２７.０.０.１', '①②⑦.0.0.1', '127。0。0。1', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::ffff:0x7f.1]', '[::1%25lo]',
    'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'intranet', 'metadata', 'printer.local', 'metadata.google.internal',
    'db.internal.', 'box.home.arpa', 'host.localdomain', 'ｌｏｃａｌｈｏｓｔ',
  ] // biome-ignore format: a table
  for (const host of hosts) {
    for (const url of [`https://${host}/x`, `https://${host}:8443/`]) {
      assert.match(verdict(checkUrl(url, nothing)), /^(?:private|url)$/, url)
    }
    assert.equal(checkUrl(`http://${host}/`, nothing).ok, false, host)
  }
})

test('any IPv4 address gets the same verdict as text, number, octal, hexadecimal, short form and inside IPv6', () => {
  const octet = fc.oneof(fc.constantFrom(0, 10, 100, 127, 169, 172, 192, 198, 254, 255), fc.nat(255))
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), (octets) => {
      const dotted = octets.join('.')
      const number = octets.reduce((sum, value) => sum * 256 + value, 0)
      const [a, b, c, d] = octets
      const expected = isPublicAddress(dotted) ? 'ok' : 'private'
      const forms = [
        dotted,
        String(number),
        `0x${number.toString(16)}`,
        `0${number.toString(8)}`,
        octets.map((value) => `0${value.toString(8)}`).join('.'),
        octets.map((value) => `0x${value.toString(16)}`).join('.'),
        `${a}.${b}.${c * 256 + d}`,
        `${a}.${(b * 256 + c) * 256 + d}`,
      ]
      for (const form of forms) assert.equal(verdict(checkUrl(`https://${form}/`, nothing)), expected, form)
      for (const carrier of ['::ffff:', '::', '64:ff9b::', '::ffff:0:']) {
        assert.equal(verdict(checkUrl(`https://[${carrier}${dotted}]/`, nothing)), 'private')
      }
    }),
  )
})

test('only https, only without credentials, only URLs', () => {
  const table: [string, string][] = [
    ['https://example.com/a?b=c#d', 'ok'],
    ['https://example.com:8443/', 'ok'],
    ['https://8.8.8.8/', 'ok'],
    ['https://[2606:4700:4700::1111]/', 'ok'],
    ['https://bücher.example/', 'ok'],
    ['http://example.com/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://127.0.0.1:70/_x', 'scheme'],
    ['data:image/png;base64,AAAA', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['https://user@example.com/', 'credentials'],
    ['https://user:pass@example.com/', 'credentials'],
    ['https://example.com@127.0.0.1/', 'credentials'],
    ['', 'url'],
    ['example.com', 'url'],
    ['//example.com', 'url'],
    ['https://', 'url'],
    ['https://exa mple.com/', 'url'],
    ['https://1.2.3.256/', 'url'],
    ['https://example.com:99999/', 'url'],
  ]
  for (const [url, expected] of table) assert.equal(verdict(checkUrl(url, nothing)), expected, url)
})

test('checkUrl never throws, and every URL that it accepts is https and public', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.webUrl(),
    fc.webUrl({ validSchemes: ['http', 'https', 'ftp'] }),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const check = checkUrl(text, nothing)
      if (check.ok) assert.equal(check.url.protocol, 'https:')
    }),
  )
})

test('the allow-list permits what it names, by http too, and not its neighbours', () => {
  const allow = parseAllowList(
    ' 10.1.0.0/16, 192.168.7.9,fd00:12::/32 ,bot, API.Example.com , *.corp.internal, ,münchen.local',
  )
  const listed = [
    '10.1.0.0', '10.1.255.255', '192.168.7.9', '[fd00:12:ffff::1]', '[::ffff:10.1.2.3]', '0x0a010203', 'bot', 'BOT', 'bot.',
    'api.example.com', 'a.corp.internal', 'a.b.corp.internal', 'münchen.local', 'xn--mnchen-3ya.local',
  ] // biome-ignore format: a table
  for (const host of listed) {
    assert.equal(verdict(checkUrl(`http://${host}:8080/x`, allow)), 'ok', host)
    assert.equal(verdict(checkUrl(`https://${host}/`, allow)), 'ok', host)
  }
  const neighbours = [
    '10.0.255.255', '10.2.0.0', '192.168.7.8', '192.168.7.10', '[fd00:13::1]', '[::ffff:10.2.0.0]', '127.0.0.1', 'robot',
    'bot.local', 'corp.internal', 'acorp.internal', 'localhost',
  ] // biome-ignore format: a table
  for (const host of neighbours) assert.equal(verdict(checkUrl(`https://${host}/`, allow)), 'private', host)
  assert.equal(verdict(checkUrl('http://www.api.example.com/', allow)), 'scheme')
  assert.equal(verdict(checkUrl('http://user:pass@bot/', allow)), 'credentials')
  assert.equal(verdict(checkUrl('ftp://bot/', allow)), 'scheme')
})

test('localhost is permitted with the loopback addresses', () => {
  for (const text of ['127.0.0.0/8', '127.0.0.1', '::1']) {
    assert.equal(verdict(checkUrl('http://localhost:3000/', parseAllowList(text))), 'ok', text)
  }
  assert.equal(verdict(checkUrl('http://localhost/', parseAllowList('127.0.0.2'))), 'private')
  assert.equal(verdict(checkUrl('http://localhost/', parseAllowList('::ffff:127.0.0.0/104'))), 'ok')
})

test('a malformed entry of the allow-list is reported', () => {
  const malformed = [
    '10.0.0.0/33', '10.0.0.0/', '10.0.0/8', '10.0.0', '10.0.0.0/8/8', '0x7f.1', '127.1', '1.2.3.256', 'fd00::/129', 'fe80::1%eth0',
    '[::1]', 'http://bot', 'bot:3000', 'bot/24', '*', '*.', '*bot', 'a.*.b', 'a..b', '-a.b', 'a b', 'user@bot', '!bot',
  ] // biome-ignore format: a table
  for (const entry of malformed) {
    assert.throws(
      () => parseAllowList(`example.com,${entry}`),
      (error) => error instanceof Error && error.message.startsWith(`"${entry}" is not`),
      entry,
    )
  }
})

test('an address is inside a listed CIDR exactly when its first bits are equal', () => {
  const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
  const bitsOf = (octets: number[]) => octets.map((value) => value.toString(2).padStart(8, '0')).join('')
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 32 }), fc.boolean(), (base, random, bits, near) => {
      const other = near ? base.map((value, i) => (i === 3 ? value ^ (random[3] & 3) : value)) : random
      const inside = bitsOf(base).slice(0, bits) === bitsOf(other).slice(0, bits)
      const allow = parseAllowList(`${base.join('.')}/${bits}`)
      assert.equal(checkUrl(`http://${other.join('.')}/`, allow).ok, inside)
    }),
  )
})

test("the operator's own address is reached wherever it is, and what was listed before; nothing else", () => {
  const before = parseAllowList('10.0.0.0/8')
  for (const [own, reached] of [
    ['https://gateway.internal', 'http://gateway.internal/meta/webhook'],
    ['http://192.168.1.9:3000', 'http://192.168.1.9:3000/'],
    ['http://[::1]:3000', 'http://[::1]/'],
  ] as const) {
    const allow = withHostOf(own, before)
    assert.deepEqual([checkUrl(reached, before).ok, checkUrl(reached, allow).ok], [false, true], own)
    assert.equal(checkUrl('http://10.1.2.3/', allow).ok, true)
    for (const other of ['http://192.168.1.8/', 'http://other.internal/', 'http://127.0.0.1/'])
      assert.equal(checkUrl(other, allow).ok, false, `${own} ${other}`)
  }
})
