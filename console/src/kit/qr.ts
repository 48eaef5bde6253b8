/**
 * A QR code (ISO/IEC 18004) of a text: bytes in UTF-8, error correction M, up to version 20, which holds 666 bytes. Pure.
 * `modules[y][x]`: true is dark.
 */
import { correctionOf } from './qr-correction.ts'

export type Modules = readonly (readonly boolean[])[]

/** Of level M, by version: blocks, and bytes of correction in each (table 9). */
const blocks = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16]
const corrections = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26]
const mostVersion = blocks.length - 1

/** Undefined: it is too long. */
export function qrOf(text: string): Modules | undefined {
  const bytes = [...new TextEncoder().encode(text)]
  const version = range(1, mostVersion).find((one) => bytes.length + headBytes(one) <= dataBytes(one))
  if (version === undefined) return undefined
  const drawn = masks.map((_, mask) => draw(version, interleave(version, codewords(version, bytes)), mask))
  return drawn.reduce((best, one) => (penalty(one) < penalty(best) ? one : best))
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
const sizeOf = (version: number) => 17 + 4 * version

/** Mode and length: 4 and 8 bits, or 4 and 16 from version 10 on. */
const headBytes = (version: number) => (version < 10 ? 2 : 3)

/** All modules that are no pattern, in whole bytes. */
function allBytes(version: number): number {
  const modules = (16 * version + 128) * version + 64
  const { length } = alignments(version)
  const patterns = length === 0 ? 0 : 25 * (length * length - 3) - 10 * (length - 2)
  return Math.floor((modules - patterns - (version < 7 ? 0 : 36)) / 8)
}

const at = (list: readonly number[], index: number) => list[index] ?? 0

function dataBytes(version: number): number {
  return allBytes(version) - at(blocks, version) * at(corrections, version)
}

/** The bytes with their head, filled up to what the version holds. */
function codewords(version: number, bytes: readonly number[]): number[] {
  const length = version < 10 ? [bytes.length] : [bytes.length >> 8, bytes.length & 255]
  // The mode has half a byte, so everything behind it is shifted by one half.
  const halves = [4, ...[...length, ...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0]
  const whole = range(0, halves.length / 2 - 1).map((index) => (at(halves, 2 * index) << 4) | at(halves, 2 * index + 1))
  const rest = dataBytes(version) - whole.length
  return [...whole, ...range(0, rest - 1).map((index) => (index % 2 === 0 ? 0xec : 0x11))]
}

/** In blocks, the last ones a byte longer; first all first bytes, then all second ones, and so the corrections. */
function interleave(version: number, data: readonly number[]): number[] {
  const count = at(blocks, version)
  const short = Math.floor(data.length / count)
  const longFrom = count - (data.length % count)
  const parts = range(0, count - 1).map((index) => {
    const from = index * short + Math.max(0, index - longFrom)
    return data.slice(from, from + short + (index >= longFrom ? 1 : 0))
  })
  const fixes = parts.map((part) => correctionOf(part, at(corrections, version)))
  return [...zipped(parts), ...zipped(fixes)]
}

function zipped(lists: readonly (readonly number[])[]): number[] {
  const longest = Math.max(...lists.map(({ length }) => length))
  return range(0, longest - 1).flatMap((index) => lists.flatMap((list) => list.slice(index, index + 1)))
}

// ── drawing ─────────────────────────────────────────────────

/** Centres of the alignment patterns, in both directions. */
function alignments(version: number): number[] {
  if (version === 1) return []
  const count = Math.floor(version / 7) + 2
  const step = Math.ceil((4 * version + 4) / (2 * count - 2)) * 2
  return [6, ...range(0, count - 2).map((index) => sizeOf(version) - 7 - (count - 2 - index) * step)]
}

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
]

type Grid = (boolean | undefined)[][]

function draw(version: number, bytes: readonly number[], mask: number): boolean[][] {
  const size = sizeOf(version)
  const grid: Grid = range(1, size).map(() => Array.from({ length: size }))
  drawPatterns(grid, version)
  drawFormat(grid, mask)
  if (version >= 7) drawVersion(grid, version)
  const isMasked = masks[mask] ?? (() => false)
  let bit = 0
  for (const [x, y] of way(size)) {
    const row = grid[y] ?? []
    if (row[x] !== undefined) continue
    const isDark = (at(bytes, bit >> 3) >> (7 - (bit & 7))) % 2 === 1
    row[x] = isDark !== isMasked(x, y)
    bit++
  }
  return grid.map((row) => row.map((dark) => dark === true))
}

/** Two columns at a time from the right, up and down in turn; the column of the timing pattern is left out. */
function way(size: number): [x: number, y: number][] {
  const pairs = range(0, (size - 3) / 2).map((pair) => size - 1 - 2 * pair - (size - 1 - 2 * pair <= 6 ? 1 : 0))
  return pairs.flatMap((right, pair) =>
    range(0, size - 1).flatMap((step): [number, number][] => {
      const y = pair % 2 === 0 ? size - 1 - step : step
      return [
        [right, y],
        [right - 1, y],
      ]
    }),
  )
}

function set(grid: Grid, x: number, y: number, isDark: boolean): void {
  const row = grid[y]
  if (row !== undefined && x >= 0 && x < row.length) row[x] = isDark
}

/** Finders with their white edge, timing, alignment, and the one module that is always dark. */
function drawPatterns(grid: Grid, version: number): void {
  const size = grid.length
  for (const place of range(8, size - 9)) {
    set(grid, place, 6, place % 2 === 0)
    set(grid, 6, place, place % 2 === 0)
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    drawSquares(grid, x, y, 4, [2, 4])
  const centres = alignments(version)
  const last = size - 7
  for (const x of centres)
    for (const y of centres) {
      const isFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)
      if (!isFinder) drawSquares(grid, x, y, 2, [1])
    }
  set(grid, 8, size - 8, true)
}

/** Squares within each other, dark but for those at the given distances from the centre. */
function drawSquares(grid: Grid, centreX: number, centreY: number, reach: number, light: readonly number[]): void {
  for (const dx of range(-reach, reach))
    for (const dy of range(-reach, reach))
      set(grid, centreX + dx, centreY + dy, !light.includes(Math.max(Math.abs(dx), Math.abs(dy))))
}

/** Level M is 00; five bits with ten of correction, twice. */
function drawFormat(grid: Grid, mask: number): void {
  const size = grid.length
  const bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412
  for (const index of range(0, 14)) {
    const isDark = (bits >> index) % 2 === 1
    const beside = index < 6 ? index : index < 8 ? index + 1 : size - 15 + index
    const below = index < 8 ? size - 1 - index : index < 9 ? 7 : 14 - index
    set(grid, 8, beside, isDark)
    set(grid, below, 8, isDark)
  }
}

/** Six bits with twelve of correction, twice. */
function drawVersion(grid: Grid, version: number): void {
  const bits = (version << 12) | remainder(version, 12, 0x1f25)
  for (const index of range(0, 17)) {
    const [near, far] = [Math.floor(index / 3), grid.length - 11 + (index % 3)]
    set(grid, near, far, (bits >> index) % 2 === 1)
    set(grid, far, near, (bits >> index) % 2 === 1)
  }
}

function remainder(value: number, degree: number, divisor: number): number {
  let rest = value
  for (let step = 0; step < degree; step++) rest = (rest << 1) ^ ((rest >> (degree - 1)) * divisor)
  return rest
}

// ── which mask is read best ─────────────────────────────────

function penalty(modules: Modules): number {
  const columns = modules.map((_, x) => modules.map((row) => row[x] === true))
  const lines = [...modules, ...columns].map((line) => line.map((dark) => (dark ? '1' : '0')).join(''))
  const dark = lines.slice(0, modules.length).join('').replaceAll('0', '').length
  const unevenness = Math.floor(Math.abs((20 * dark) / modules.length ** 2 - 10))
  return sum(lines.map(penaltyOfLine)) + 3 * squaresOf(modules) + 10 * unevenness
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** Runs of one colour, and what looks like a finder. */
function penaltyOfLine(line: string): number {
  const runs = [...line.matchAll(/0{5,}|1{5,}/g)].map(([run]) => run.length - 2)
  const finders = [...line.matchAll(/(?=10111010000|00001011101)/g)].length
  return sum(runs) + 40 * finders
}

function squaresOf(modules: Modules): number {
  const isSquare = (x: number, y: number) => {
    const first = modules[y]?.[x]
    return [modules[y]?.[x + 1], modules[y + 1]?.[x], modules[y + 1]?.[x + 1]].every((one) => one === first)
  }
  const places = range(0, modules.length - 2)
  return sum(places.map((y) => places.filter((x) => isSquare(x, y)).length))
}
