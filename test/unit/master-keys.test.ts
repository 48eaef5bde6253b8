/** Key derivations and formats of long-lived data: fixed vectors, so that changing one is a decision. */
import assert from 'node:assert/strict'
import { createHmac, hkdfSync } from 'node:crypto'
import { describe, test } from 'node:test'
import {
  createKeys,
  createOperatorKey,
  decrypt,
  firstMaterial,
  type Label,
  type Material,
  retainedOf,
} from '../../src/store/sealing/master-keys.ts'
import { createSeal, type Master, parsed } from '../../src/store/sealing/seal.ts'

const secretKey = 'a key only for vectors'
const material: Material = { kind: 'master', key: Buffer.alloc(32, 7).toString('base64') }
const other: Material = { kind: 'master', key: Buffer.alloc(32, 9).toString('base64') }
const labels: Label[] = [
  ...(['bots', 'endpoints', 'totp', 'token', 'probe'] as const).map((use) => `seal ${use}` as const),
  ...(['clients', 'keys', 'sessions', 'links', 'recovery'] as const).flatMap(
    (use) => [`hash ${use}`, `over ${use}`] as const,
  ),
  ...(['media', 'events'] as const).map((use) => `link ${use}` as const),
  ...(['erased', 'person', 'app', 'audit'] as const).map((use) => `mark ${use}` as const),
]

function sealWith(masters: Master[]) {
  const seal = createSeal(secretKey)
  seal.install(masters)
  return seal
}

describe('keys of masters', () => {
  test('each use has its own key: HKDF-SHA-256 with the use as info', () => {
    const keys = labels.map((label) => createKeys(material).keyOf(label)?.toString('hex'))
    assert.equal(new Set(keys).size, labels.length)
    for (const [index, label] of labels.entries())
      assert.equal(
        keys[index],
        Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), 'recado', label, 32)).toString('hex'),
      )
    assert.equal(keys[0], '6d61238834ce8ec1678f37f20ce90cfbf62fe0b049d948e029a9d33b1a98f054')
    assert.equal(keys[5], '84a49372e9eceb5e8c0e88c8eb76a8ead5eb64d374d65a21c0abdf81390d08dd')
  })

  test('master 0 is the key that RECADO_SECRET_KEY gave before there were masters: two keys, and a prefix before the hashed text', () => {
    const keys = createKeys(firstMaterial(secretKey))
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'recado', use, 32))
    for (const label of labels) {
      if (label.startsWith('over ')) assert.equal(keys.keyOf(label), undefined)
      else assert.deepEqual(keys.keyOf(label), derive(label.startsWith('seal ') ? 'seal' : 'hash'), label)
    }
    const words: Partial<Record<Label, string>> = {
      'hash clients': 'x',
      'hash keys': 'key x',
      'hash sessions': 'session x',
      'hash links': 'link x',
      'hash recovery': 'recovery x',
      'link media': 'media x',
      'link events': 'event x',
      'mark erased': 'erased x',
      'mark person': 'audit person x',
      'mark app': 'app x',
      'mark audit': 'audit x',
    }
    for (const [label, text] of Object.entries(words))
      assert.equal(
        keys.hmac(label as Label, 'x'),
        createHmac('sha256', derive('hash')).update(text).digest('hex'),
        label,
      )
  })

  test('data of earlier versions open, and are found', () => {
    const seal = createSeal(secretKey)
    assert.equal(
      seal.open('bots', 'o8XjSmg2rjsINMcejD9lwYxMf7syWMIyBYNJKkdUGgg33u05Cj8A1POVuI0hiqznjeol'),
      '{"accessToken":"token"}',
    )
    assert.equal(seal.hash('clients', 'a secret'), '12b03d780e1620cc1d416536feb09278a20307dfff4b6a9e7c7fcd7075367ea2')
    assert.equal(seal.link('media', 'med_1'), '995318b68db608a37046aea685440bf4f2b5afdbcc679aed6b54d5d2584785a6')
  })

  test('forms: without a prefix for master 0, after its number for others, layered after all of them', () => {
    const former: Master = { number: 0, state: 'former', material: firstMaterial(secretKey) }
    const seal = sealWith([former, { number: 1, state: 'overlap', material }])
    assert.match(seal.seal('bots', 'x'), /^k1\.[A-Za-z0-9+/]+=*$/)
    assert.equal(seal.hash('keys', 'x'), 'k1.66de65d406b17f945ffc5e4b3670d590e05a48850b0709d5baf463ae567508bb')
    const plain = createSeal(secretKey).hash('keys', 'x')
    const over = seal.over('keys', plain)
    assert.equal(over, 'k1-0.06f37b3479f03eccedac89572d1dcb27cc3075dd730069f9d84583b95cbea6fb')
    assert.deepEqual(seal.hashes('keys', 'x'), [seal.hash('keys', 'x'), over, plain])
    assert.deepEqual(parsed(over), { chain: '1-0', rest: over.slice(5) })
    assert.deepEqual(parsed(plain), { chain: '0', rest: plain })
    const twice = sealWith([
      former,
      { number: 1, state: 'former', material },
      { number: 2, state: 'sealing', material: other },
    ])
    assert.match(twice.over('keys', over), /^k2-1-0\.[0-9a-f]{64}$/)
    assert.ok(twice.hashes('keys', 'x').includes(twice.over('keys', over)))
  })

  test('while a master spreads nothing is sealed under it, and what another process made with it is found already', () => {
    const present: Master = { number: 1, state: 'current', material }
    const behind = sealWith([present, { number: 2, state: 'spreading', material: other }])
    const ahead = sealWith([
      { ...present, state: 'former' },
      { number: 2, state: 'sealing', material: other },
    ])
    assert.match(behind.seal('totp', 'x'), /^k1\./)
    assert.equal(behind.open('totp', ahead.seal('totp', 'x')), 'x')
    assert.ok(behind.hashes('sessions', 'x').includes(ahead.hash('sessions', 'x')))
    assert.ok(behind.hashes('sessions', 'x').includes(ahead.over('sessions', behind.hash('sessions', 'x'))))
    assert.ok(behind.isLink('media', 'x', ahead.link('media', 'x')))
    assert.ok(ahead.isLink('media', 'x', behind.link('media', 'x')))
  })

  test('what is kept of a retired master serves its purpose, and nothing else', () => {
    for (const whole of [material, firstMaterial(secretKey)]) {
      const retained = retainedOf(whole, ['hash keys', 'mark erased'])
      assert.ok(retained)
      assert.equal(createKeys(retained).hmac('hash keys', 'x'), createKeys(whole).hmac('hash keys', 'x'))
      assert.equal(createKeys(retained).hmac('mark erased', 'x'), createKeys(whole).hmac('mark erased', 'x'))
      for (const label of labels)
        if (label !== 'hash keys' && label !== 'mark erased') assert.equal(createKeys(retained).keyOf(label), undefined)
      assert.equal(retainedOf(retained, []), undefined)
    }
  })

  test('a wrapped key opens under its key and its number alone', () => {
    const operator = createOperatorKey(secretKey)
    assert.equal(operator.id, '18467a5dd956a402')
    const wrapped = operator.wrap(3, material)
    assert.deepEqual(operator.unwrap(3, wrapped), material)
    assert.equal(operator.unwrap(4, wrapped), undefined)
    assert.equal(createOperatorKey('another key').unwrap(3, wrapped), undefined)
    assert.equal(operator.unwrap(3, ''), undefined)
    assert.deepEqual(
      operator.unwrap(
        3,
        '3bD3qOYxQOToIxSCpBHs8blN64vbXArb0zWwAiZ2tbOnA4qsttr67S2PdXdfUAJT/cxDIStvvZoeM4ph77IVe9O0WFLgikb3vps04crsDaFwtCY0qzOZ5au0Dbl0BohwTDU=',
      ),
      material,
    )
  })

  test('a key of one use does not open what another use sealed', () => {
    const seal = sealWith([{ number: 1, state: 'current', material }])
    assert.throws(() => seal.open('endpoints', seal.seal('bots', 'x')))
    assert.throws(
      () => seal.open('bots', seal.seal('bots', 'x').replace('k1.', 'k2.')),
      /which this process does not know/,
    )
    const key = createKeys(material).keyOf('seal bots')
    assert.ok(key)
    assert.equal(decrypt(key, seal.seal('bots', 'x').slice(3)), 'x')
  })
})
