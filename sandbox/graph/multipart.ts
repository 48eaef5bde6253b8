/**
 * A small multipart/form-data parser for media uploads: fields in any order, one file held whole in memory. Pure: the
 * whole body in, the parts out; a malformed body yields no parts.
 */

export type Part = {
  name: string
  filename?: string
  contentType?: string
  bytes: Buffer
}

export function readMultipart(body: Buffer, contentType: string): readonly Part[] {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return []
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  const parts: Part[] = []
  let from = body.indexOf(delimiter)
  while (from !== -1) {
    const start = from + delimiter.length
    const end = body.indexOf(delimiter, start)
    if (end === -1) break
    // Between delimiters: CRLF, headers, CRLF CRLF, bytes, CRLF.
    const part = readPart(body.subarray(start + 2, end - 2))
    if (part !== undefined) parts.push(part)
    from = end
  }
  return parts
}

function readPart(part: Buffer): Part | undefined {
  const split = part.indexOf('\r\n\r\n')
  if (split === -1) return undefined
  const headers = part.subarray(0, split).toString('utf8')
  const disposition = /^content-disposition:\s*(.+)$/im.exec(headers)?.[1] ?? ''
  const name = parameterIn(disposition, 'name')
  if (name === undefined) return undefined
  const filename = parameterIn(disposition, 'filename')
  const contentType = /^content-type:\s*(.+)$/im.exec(headers)?.[1]?.trim()
  return {
    name,
    bytes: part.subarray(split + 4),
    ...(filename === undefined ? {} : { filename }),
    ...(contentType === undefined ? {} : { contentType }),
  }
}

/** Quoted or not; does not match another parameter whose name ends in the same letters. */
function parameterIn(disposition: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|;)\\s*${name}=(?:"([^"]*)"|([^;\\s]+))`, 'i').exec(disposition)
  return match?.[1] ?? match?.[2]
}
