/**
 * What a disk may hold after a power cut: everything that it has confirmed, and of the rest any part. A write may be
 * there, not be there, or be there in some of its sectors, whatever came before or after it; a new size too; a new file
 * may be missing until its folder is on the disk.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Entry } from './recording.ts'

const sectorBytes = 512

/** `isNamed`: its folder is on the disk with it. */
type File = { name: string; bytes: Buffer; size: number; isNamed: boolean }
type Pending = { file: number; index: number; entry: Entry }

/** How much is there of what the disk has not confirmed. */
export type Cut = 'all' | 'none' | 'any'

export type Disk = {
  /** The next entry of the recording. */
  take(entry: Entry, index: number): void
  /** Writes what is left after a cut at this moment into the folder. */
  cut(folder: string, cut: Cut, random: () => number): void
}

/** `lies`: it confirms what it does not do. */
export function createDisk({ lies = false } = {}): Disk {
  const files = new Map<number, File>()
  let pending: Pending[] = []

  function remove(number: number): void {
    const file = files.get(number)
    if (file !== undefined) files.set(number, emptyFile(file.name))
    pending = pending.filter(({ file }) => file !== number)
  }

  function confirm(number: number, before: number): void {
    const target = files.get(number)
    if (target === undefined) return
    if (target.name === '.') for (const file of files.values()) file.isNamed = true
    const isConfirmed = ({ file, index }: Pending) => file === number && index < before
    for (const { entry } of pending.filter(isConfirmed)) apply(target, entry)
    pending = pending.filter((one) => !isConfirmed(one))
  }

  return {
    take(entry, index) {
      const { kind, of } = entry
      if (kind === 'F') files.set(of, emptyFile(entry.bytes.toString()))
      else if (kind === 'U') remove(of)
      else if (kind === 'W' || kind === 'T') pending.push({ file: of, index, entry })
      else if (kind === 'S' && !lies) confirm(of, entry.offset)
    },
    cut(folder, cut, random) {
      const left = new Map([...files].map(([number, file]) => [number, { ...file, bytes: Buffer.from(file.bytes) }]))
      for (const { file, entry } of pending) {
        const to = left.get(file)
        if (to !== undefined) for (const part of partsOf(entry, cut, random)) apply(to, part)
      }
      for (const { name, bytes, size, isNamed } of left.values()) {
        const isThere = isNamed || cut === 'all' || (cut === 'any' && random() < 0.5)
        if (name !== '.' && isThere && !name.includes('/')) writeFileSync(join(folder, name), bytes.subarray(0, size))
      }
    },
  }
}

function emptyFile(name: string): File {
  return { name, bytes: Buffer.alloc(0), size: 0, isNamed: false }
}

/** Whole, not at all, or in some of its sectors. */
function partsOf(entry: Entry, cut: Cut, random: () => number): Entry[] {
  if (cut === 'all') return [entry]
  const chance = cut === 'none' ? 1 : random()
  if (chance < 0.4) return [entry]
  if (chance >= 0.8 || entry.kind === 'T') return []
  const parts: Entry[] = []
  for (let from = 0; from < entry.bytes.length; ) {
    // Sectors lie at multiples of their size.
    const length = sectorBytes - ((entry.offset + from) % sectorBytes)
    const bytes = entry.bytes.subarray(from, from + length)
    if (random() < 0.5) parts.push({ ...entry, offset: entry.offset + from, bytes })
    from += length
  }
  return parts
}

function apply(file: File, { kind, offset, bytes }: Entry): void {
  if (kind === 'T') {
    if (offset < file.size) file.bytes.fill(0, offset, file.size)
    file.size = offset
    grow(file, offset)
    return
  }
  const end = offset + bytes.length
  grow(file, end)
  bytes.copy(file.bytes, offset)
  file.size = Math.max(file.size, end)
}

function grow(file: File, size: number): void {
  if (size <= file.bytes.length) return
  const larger = Buffer.alloc(Math.max(size, file.bytes.length * 2))
  file.bytes.copy(larger)
  file.bytes = larger
}
