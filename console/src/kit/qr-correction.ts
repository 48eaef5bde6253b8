/** Reed and Solomon's bytes of correction, as QR codes have them: over 256 elements, by the polynomial 0x11d. Pure. */

/** Powers of two and their logarithms. */
const powers: number[] = []
const logarithms: number[] = []
for (let power = 0, value = 1; power < 255; power++) {
  powers[power] = value
  logarithms[value] = power
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d
}

export function correctionOf(data: readonly number[], count: number): number[] {
  const divisor = divisorOf(count)
  return data.reduce<number[]>(
    (rest, byte) => {
      const factor = byte ^ (rest[0] ?? 0)
      const shifted = [...rest.slice(1), 0]
      return shifted.map((one, index) => one ^ product(divisor[index] ?? 0, factor))
    },
    Array.from({ length: count }, () => 0),
  )
}

/** The product of all (x - 2^i), without its first factor, which is one. */
function divisorOf(count: number): number[] {
  let factors = [1]
  for (let power = 0; power < count; power++) {
    const shifted = [...factors, 0]
    factors = shifted.map((one, index) => one ^ product(factors[index - 1] ?? 0, powers[power] ?? 0))
  }
  return factors.slice(1)
}

function product(one: number, other: number): number {
  if (one === 0 || other === 0) return 0
  return powers[((logarithms[one] ?? 0) + (logarithms[other] ?? 0)) % 255] ?? 0
}
