/** QR codes of the console. The pictures here were read back by another program (jsQR 1.4.0) when they were taken. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { qrOf } from '../../console/src/kit/qr.ts'
import { correctionOf } from '../../console/src/kit/qr-correction.ts'

const pictureOf = (text: string) => (qrOf(text) ?? []).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))
const sumOf = (text: string) => createHash('sha256').update(pictureOf(text).join('\n')).digest('hex').slice(0, 16)

const recado = `
#######.###.#.#######
#.....#..##.#.#.....#
#.###.#.#.##..#.###.#
#.###.#..#.##.#.###.#
#.###.#..##.#.#.###.#
#.....#.#.....#.....#
#######.#.#.#.#######
.........#.#.........
#.#...##...##..#..#.#
#.####.##.#......#..#
##.#..#.#.#...#...#.#
#..##..#....#...##..#
###.#.##.#....#..#.##
........#.##.##....#.
#######.##.###.##...#
#.....#....#.#####..#
#.###.#..######..#..#
#.###.#...#.....#....
#.###.#.##....#.#.###
#.....#...#.#....#...
#######.###...#.##..#`

describe('a QR code', () => {
  test('is the one that another program reads', () => {
    assert.equal(pictureOf('Recado').join('\n'), recado.trim())
    const secret = 'secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Recado'
    assert.equal(sumOf(`otpauth://totp/Recado:ana%40example.com?${secret}`), '78349344f9e2f3c6')
    assert.equal(sumOf('ñ€😀'.repeat(40)), 'ed2149afffdabda1')
  })

  test('grows with its text, up to a bound', () => {
    const sizes = [1, 14, 15, 180, 181, 666].map((length) => pictureOf('x'.repeat(length)).length)
    assert.deepEqual(sizes, [21, 21, 25, 53, 57, 97])
    assert.equal(qrOf('x'.repeat(667)), undefined)
  })

  test('its correction leaves nothing at each root of its divisor', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(bytes, fc.integer({ min: 10, max: 30 }), (data, count) => {
        const whole = [...data, ...correctionOf(data, count)]
        for (let power = 0, root = 1; power < count; power++, root = times(root, 2))
          assert.equal(
            whole.reduce((value, byte) => times(value, root) ^ byte, 0),
            0,
          )
      }),
    )
  })
})

/** Bit by bit, over the polynomial 0x11d. */
function times(one: number, other: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = product < 128 ? product * 2 : (product * 2) ^ 0x11d
    if ((other >> bit) % 2 === 1) product ^= one
  }
  return product
}
