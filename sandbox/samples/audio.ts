/**
 * The audio samples: Opus in Ogg with an audible chord; AAC, M4A, MP3 and AMR of silence, which need no encoder. Frames
 * are complete and headers correct, so that a browser plays the formats it can decode.
 */
import { aacEntry, isoFile } from './boxes.ts'
import { framesOf, opusPackets } from './bytes.ts'

const silentAacFrame = Buffer.from([0x00, 0xc8, 0x00, 0x80, 0x23, 0x80])
/** AAC-LC, 44,100 Hz, one channel. */
const aacConfig = Buffer.from([0x12, 0x08])
const silentAacFrames = Array.from({ length: 44 }, () => silentAacFrame)

export function oggOpus(): Buffer {
  const head = Buffer.from('OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0', 'latin1')
  const tags = Buffer.from('OpusTags\x07\0\0\0sandbox\0\0\0\0', 'latin1')
  const packets = framesOf(opusPackets)
  const pages = [oggPage([head], 0, 2, 0n), oggPage([tags], 1, 0, 0n)]
  for (let at = 0; at < packets.length; at += 50) {
    const some = packets.slice(at, at + 50)
    const isLast = at + 50 >= packets.length
    pages.push(oggPage(some, pages.length, isLast ? 4 : 0, BigInt((at + some.length) * 960)))
  }
  return Buffer.concat(pages)
}

function oggPage(packets: readonly Buffer[], sequence: number, flags: number, position: bigint): Buffer {
  const lacing = packets.flatMap(({ length }) => [
    ...Array.from({ length: Math.floor(length / 255) }, () => 255),
    length % 255,
  ])
  const header = Buffer.alloc(27)
  header.write('OggS\0', 'latin1')
  header[5] = flags
  header.writeBigInt64LE(position, 6)
  header.writeUInt32LE(1, 14)
  header.writeUInt32LE(sequence, 18)
  header[26] = lacing.length
  const page = Buffer.concat([header, Buffer.from(lacing), ...packets])
  page.writeUInt32LE(oggChecksum(page), 22)
  return page
}

/** CRC-32 with polynomial 04c11db7, neither reflected nor inverted. */
function oggChecksum(page: Buffer): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}

export function adts(): Buffer {
  const length = silentAacFrame.length + 7
  // Profile 1 (LC), rate index 4 (44,100 Hz), one channel.
  const header = [0xff, 0xf1, 0x50, 0x40 | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f, 0xfc]
  return Buffer.concat(silentAacFrames.flatMap((frame) => [Buffer.from(header), frame]))
}

export function m4a(): Buffer {
  const entry = aacEntry(44_100, 1, aacConfig)
  return isoFile({
    kind: 'audio',
    brand: 'M4A ',
    timescale: 44_100,
    sampleTicks: 1_024,
    samples: silentAacFrames,
    entry,
  })
}

/** MPEG-1 layer 3, 44,100 Hz, 32 kbit/s, mono: a frame with empty side information is silence. */
export function mp3(): Buffer {
  const frame = Buffer.alloc(104)
  frame.set([0xff, 0xfb, 0x10, 0xc4])
  return Buffer.concat(Array.from({ length: 40 }, () => frame))
}

/** One second of frames without data, 20 ms each. */
export function amr(): Buffer {
  return Buffer.concat([Buffer.from('#!AMR\n', 'latin1'), Buffer.alloc(50, 0x7c)])
}
