/**
 * Sample media of every kind and type that WhatsApp accepts, served by the sandbox itself, so that a machine without
 * internet access has media to send and receive; padded on request to an exact size, just inside a limit or just
 * outside.
 */
import { crc32, deflateSync } from 'node:zlib'
import { adts, amr, m4a, mp3, oggOpus } from './audio.ts'
import { h264Entry, isoFile } from './boxes.ts'
import { framesOf, h264Config, h264Frames, jpegBytes } from './bytes.ts'
import { compound, docx, pptx, xlsx } from './office.ts'

export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker'

export type Sample = { mimeType: string; filename: string; bytes: Buffer }

type Recipe = readonly [mimeType: string, make: () => Buffer]

const officeType = 'application/vnd.openxmlformats-officedocument'

/** By the name under /_sandbox/samples/; `byKind` names each kind's default. */
const recipes: Readonly<Record<string, Recipe>> = {
  'image.png': ['image/png', () => drawPng(320, 200)],
  'image.jpg': ['image/jpeg', () => jpegBytes],
  'image.jpeg': ['image/jpeg', () => jpegBytes],
  'sticker.webp': ['image/webp', () => webp()],
  'animated.webp': ['image/webp', () => animatedWebp()],
  'audio.ogg': ['audio/ogg; codecs=opus', oggOpus],
  'audio.aac': ['audio/aac', adts],
  'audio.m4a': ['audio/mp4', m4a],
  'audio.mp3': ['audio/mpeg', mp3],
  'audio.amr': ['audio/amr', amr],
  'video.mp4': ['video/mp4', () => video('mp42')],
  'video.3gp': ['video/3gpp', () => video('3gp6')],
  'document.pdf': ['application/pdf', () => pdf('Recado')],
  'document.txt': ['text/plain', () => Buffer.from('Recado: un archivo de texto.\n')],
  'document.doc': ['application/msword', () => compound('WordDocument')],
  'document.xls': ['application/vnd.ms-excel', () => compound('Workbook')],
  'document.ppt': ['application/vnd.ms-powerpoint', () => compound('PowerPoint Document')],
  'document.docx': [`${officeType}.wordprocessingml.document`, () => docx('Recado')],
  'document.xlsx': [`${officeType}.spreadsheetml.sheet`, () => xlsx('Recado')],
  'document.pptx': [`${officeType}.presentationml.presentation`, pptx],
}

const byKind = {
  image: ['image.png', 'imagen.png'],
  audio: ['audio.ogg', 'audio.ogg'],
  video: ['video.mp4', 'video.mp4'],
  document: ['document.pdf', 'documento.pdf'],
  sticker: ['sticker.webp', 'sticker.webp'],
} as const satisfies Record<MediaKind, readonly [file: string, filename: string]>

const made = new Map<string, Sample>()

export const sampleFiles: readonly string[] = Object.keys(recipes)

/** A document's maximum size plus a little, so that one just too large is available. */
const maxSampleBytes = 100 * 1024 * 1024 + 1024

export function sampleOf(kind: MediaKind): Sample {
  const [file, filename] = byKind[kind]
  return { ...(sampleNamed(file) as Sample), filename }
}

/** `bytes` is the exact size: zeros are appended, or the end is cut off. */
export function sampleNamed(file: string, bytes?: number): Sample | undefined {
  const recipe = Object.hasOwn(recipes, file) ? recipes[file] : undefined
  if (recipe === undefined) return undefined
  const sample = made.get(file) ?? { mimeType: recipe[0], filename: file, bytes: recipe[1]() }
  made.set(file, sample)
  return bytes === undefined ? sample : { ...sample, bytes: sized(sample.bytes, bytes, file) }
}

/** Parses the size from a query: `?bytes=5242881`. */
export function sampleAsked(file: string, bytes: string | undefined): Sample | undefined {
  if (bytes === undefined) return sampleNamed(file)
  const length = /^\d{1,9}$/.test(bytes) ? Number(bytes) : -1
  return length < 1 || length > maxSampleBytes ? undefined : sampleNamed(file, length)
}

function sized(bytes: Buffer, length: number, file: string): Buffer {
  if (length <= bytes.length) return bytes.subarray(0, length)
  return Buffer.concat([bytes, Buffer.alloc(length - bytes.length, file.endsWith('.txt') ? ' ' : 0)])
}

export function isMediaKind(kind: unknown): kind is MediaKind {
  return kind === 'image' || kind === 'audio' || kind === 'video' || kind === 'document' || kind === 'sticker'
}

function video(brand: string): Buffer {
  const size = { width: 192, height: 112 }
  const entry = h264Entry(size.width, size.height, h264Config)
  const samples = framesOf(h264Frames)
  return isoFile({ kind: 'video', brand, timescale: 1_000, sampleTicks: 100, samples, entry, ...size })
}

/** The sticker's face alternates between two positions. */
function animatedWebp(): Buffer {
  const image = webp().subarray(12)
  const frame = (x: number) => {
    const header = Buffer.alloc(16)
    header.writeUIntLE(x / 2, 0, 3)
    header.writeUIntLE(95, 6, 3)
    header.writeUIntLE(95, 9, 3)
    header.writeUIntLE(400, 12, 3)
    // Do not blend, and clear the area afterwards.
    header[15] = 3
    return riff('ANMF', Buffer.concat([header, image]))
  }
  const canvas = Buffer.alloc(10)
  canvas[0] = 0x12
  canvas.writeUIntLE(127, 4, 3)
  canvas.writeUIntLE(95, 7, 3)
  const chunks = [riff('VP8X', canvas), riff('ANIM', Buffer.alloc(6)), frame(0), frame(32)]
  return riff('RIFF', Buffer.concat([Buffer.from('WEBP', 'latin1'), ...chunks]))
}

function riff(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

/** Hills under a sky: enough to see that an image arrived whole. */
function drawPng(width: number, height: number): Buffer {
  const rows = Array.from({ length: height }, (_, y) => {
    const row = Buffer.alloc(1 + width * 3)
    for (let x = 0; x < width; x += 1) row.set(pixel(x / width, y / height), 1 + x * 3)
    return row
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const data = deflateSync(Buffer.concat(rows))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

function pixel(x: number, y: number): readonly [number, number, number] {
  if ((x - 0.78) ** 2 * 2.5 + (y - 0.25) ** 2 < 0.012) return [255, 221, 120]
  if (y > 0.72 + 0.08 * Math.sin(x * 9)) return [38, 122, 94]
  if (y > 0.58 + 0.1 * Math.sin(x * 5 + 2)) return [74, 160, 122]
  return [Math.round(120 + 90 * y), Math.round(185 + 40 * y), 240]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A smiling face of 96 by 96, in three colours on a transparent ground. */
function webp(): Buffer {
  return Buffer.from(
    'UklGRgACAABXRUJQVlA4TPQBAAAvX8AXEB8gECAMGVAqXSCQ5LneoAIBQocK8/7mP4DyRwOkSJJcOx3xATxIH4WHID6CYL+FoI9H' +
      'p3+W29id7pmWPUf036FkK3Vzk5QCmgfCxW8AAAAAAAAAAAAAAAAA3lubW1drrbXm/A84f6+t8TkZtt1utxumSsYV5xCV3DNeuijk' +
      '827H52cX6V3Ixqb8JiEzkensF3dXE33IVMwT/ZzjVdVL6Lk6Ew/NziZ3h3iGXqjiCL1S2TP0Su0OHzSSolZEbtKR9UAd6Q0cHsMh' +
      'I72BlzHSGDjjmd7E65hpTJyA9zHTmDj3oWHb3vLc5R0HboSN32PBWPBTAvwei6e4081iwRhhKyGBS3BHz0hB76cYj2H0cNbggP4i' +
      '7GtQoKd3A7wwfbnquCmKOKfg9RL09UpQrGMOuq+u+1OKIlH+XVxdUD5YBfOL0PM5lpuzhDKlJ0Ca5zl2OWLZJTG44Ht9aZpoomjd' +
      'JWlFiSWI+o2vIQe/ANVv1Lvkn+ZjwQORr/IAQvAJvZ/keX8M80nwjyS+lIHyjxZwnz+mJ+U7+E0JYrFYLDo9KLEmhEKX0gnxJ1de' +
      'YFQd8yfzLQuSwrc5P4df+Tnhc47pN/C83S/8/uL3I79/2f3O749+P7X7r9+v/f5u7wf8/YO93/D3J/Z+xt7/2Pulb9hVAQ==',
    'base64',
  )
}

function pdf(title: string): Buffer {
  const stream = `BT /F1 24 Tf 60 720 Td (${title}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const start = text.length
  text +=
    `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n` +
    `<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
