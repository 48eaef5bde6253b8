// Small files of every kind that the sandbox can hand out itself, so that a machine with no way out has media to send
// and to receive: a drawn PNG, a one-page PDF, a WebP, and the opening boxes of an Ogg and an MP4.

import { crc32, deflateSync } from 'node:zlib'

export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker'

export type Sample = { readonly mimeType: string; readonly filename: string; readonly bytes: Buffer }

let made: Readonly<Record<MediaKind, Sample>> | undefined

export function sampleOf(kind: MediaKind): Sample {
  made ??= {
    image: { mimeType: 'image/png', filename: 'imagen.png', bytes: drawPng(320, 200) },
    audio: { mimeType: 'audio/ogg; codecs=opus', filename: 'audio.ogg', bytes: oggOpus() },
    video: { mimeType: 'video/mp4', filename: 'video.mp4', bytes: mp4() },
    document: { mimeType: 'application/pdf', filename: 'documento.pdf', bytes: pdf('Recado') },
    sticker: { mimeType: 'image/webp', filename: 'sticker.webp', bytes: webp() },
  }
  return made[kind]
}

export function isMediaKind(kind: unknown): kind is MediaKind {
  return kind === 'image' || kind === 'audio' || kind === 'video' || kind === 'document' || kind === 'sticker'
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

function oggOpus(): Buffer {
  const page = Buffer.concat([Buffer.from('OggS\0\x02', 'latin1'), Buffer.alloc(20), Buffer.from([1, 19])])
  const head = Buffer.from('OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0', 'latin1')
  return Buffer.concat([page, head])
}

function mp4(): Buffer {
  return Buffer.from('\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08free', 'latin1')
}

/** A smiling face of 96 by 96, in three colours on nothing. */
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
  text += `xref\n0 6\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
