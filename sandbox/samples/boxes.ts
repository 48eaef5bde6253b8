/**
 * ISO media files assembled box by box: MP4 and 3GP with one H.264 track, M4A with one AAC track. Samples are in one
 * chunk after the header, so that a player can start before it has the whole file.
 */

export type Track = {
  kind: 'video' | 'audio'
  /** The four letters of the major brand. */
  brand: string
  /** Ticks per second, and ticks per sample. */
  timescale: number
  sampleTicks: number
  samples: readonly Buffer[]
  /** The `stsd` box that describes the codec to a player. */
  entry: Buffer
  width?: number
  height?: number
}

export function isoFile(track: Track): Buffer {
  const ftyp = box('ftyp', ascii(track.brand), u32(0x200), ascii(track.brand), ascii('isommp42'))
  const length = ftyp.length + movie(track, 0).length
  return Buffer.concat([ftyp, movie(track, length + 8), box('mdat', ...track.samples)])
}

export function h264Entry(width: number, height: number, config: Buffer): Buffer {
  const picture = [zeros(16), u16(width), u16(height), u32(0x480000), u32(0x480000), u32(0), u16(1), zeros(32), u16(24)]
  return box('avc1', zeros(6), u16(1), ...picture, u16(0xffff), box('avcC', config))
}

/** AAC-LC; `config` is the AudioSpecificConfig. */
export function aacEntry(rate: number, channels: number, config: Buffer): Buffer {
  const specific = descriptor(5, config)
  const decoder = descriptor(4, Buffer.from([0x40, 0x15, 0, 0, 0]), u32(64_000), u32(64_000), specific)
  const esds = box('esds', u32(0), descriptor(3, u16(1), Buffer.from([0]), decoder, descriptor(6, Buffer.from([2]))))
  return box('mp4a', zeros(6), u16(1), zeros(8), u16(channels), u16(16), u32(0), u32(rate * 65_536), esds)
}

function movie(track: Track, firstByte: number): Buffer {
  const { timescale, sampleTicks, samples, kind, width = 0, height = 0 } = track
  const ticks = samples.length * sampleTicks
  const matrix = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(u32))
  const mvhd = [u32(0), u32(0), u32(0), u32(timescale), u32(ticks), u32(0x10000), u16(0x100), zeros(10), matrix]
  const volume = kind === 'audio' ? 0x100 : 0
  const tkhd = [u32(3), u32(0), u32(0), u32(1), u32(0), u32(ticks), zeros(12), u16(volume), u16(0), matrix]
  return box(
    'moov',
    box('mvhd', ...mvhd, zeros(24), u32(2)),
    box(
      'trak',
      box('tkhd', ...tkhd, u32(width * 65_536), u32(height * 65_536)),
      box('mdia', box('mdhd', zeros(12), u32(timescale), u32(ticks), u16(0x55c4), u16(0)), handler(kind), minf()),
    ),
  )
  function minf(): Buffer {
    const head = kind === 'video' ? box('vmhd', u32(1), zeros(8)) : box('smhd', zeros(8))
    return box(
      'minf',
      head,
      box('dinf', box('dref', u32(0), u32(1), box('url ', u32(1)))),
      sampleTable(track, firstByte),
    )
  }
}

function handler(kind: Track['kind']): Buffer {
  return box('hdlr', u32(0), u32(0), ascii(kind === 'video' ? 'vide' : 'soun'), zeros(12), ascii('Sandbox\0'))
}

function sampleTable(track: Track, firstByte: number): Buffer {
  const { samples, kind } = track
  const sizes = samples.map((sample) => u32(sample.length))
  const keys = kind === 'video' ? [box('stss', u32(0), u32(1), u32(1))] : []
  return box(
    'stbl',
    box('stsd', u32(0), u32(1), track.entry),
    box('stts', u32(0), u32(1), u32(samples.length), u32(track.sampleTicks)),
    ...keys,
    box('stsc', u32(0), u32(1), u32(1), u32(samples.length), u32(1)),
    box('stsz', u32(0), u32(0), u32(samples.length), ...sizes),
    box('stco', u32(0), u32(1), u32(firstByte)),
  )
}

export function box(type: string, ...parts: readonly Buffer[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), ascii(type), ...parts])
}

function descriptor(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function zeros(length: number): Buffer {
  return Buffer.alloc(length)
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
