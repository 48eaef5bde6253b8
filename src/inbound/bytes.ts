/** The bytes of a webhook as text. Called by ingest. */

const byteOrderMarks: [mark: string, encoding: string][] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]

/** JSON is UTF-8; a byte order mark says so, or what else it is, and is no part of it. */
export function textOfBytes(raw: Buffer): string {
  const start = raw.subarray(0, 3).toString('hex')
  const [, encoding = 'utf-8'] = byteOrderMarks.find(([mark]) => start.startsWith(mark)) ?? []
  return new TextDecoder(encoding).decode(raw)
}
