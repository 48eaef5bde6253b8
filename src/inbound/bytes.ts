/** Decodes the bytes of a webhook to text. */

const byteOrderMarks: [mark: string, encoding: string][] = [
  ['efbbbf', 'utf-8'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
]

/** JSON is UTF-8. A byte order mark may name another encoding; it is not part of the text. */
export function textOfBytes(raw: Buffer): string {
  const start = raw.subarray(0, 3).toString('hex')
  const [, encoding = 'utf-8'] = byteOrderMarks.find(([mark]) => start.startsWith(mark)) ?? []
  return new TextDecoder(encoding).decode(raw)
}
