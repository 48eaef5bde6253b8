/**
 * A form that is sent while its sender hears how far it is. Browsers tell that through XMLHttpRequest alone: Chromium
 * streams a body over HTTP/2 only. Elsewhere the form goes as a stream, and is counted as it is read.
 */
import type { Progress } from './types.ts'
import { hasXhr, sendByXhr, type Upload } from './xhr.ts'

export type UploadBy = {
  /** The caller's own `fetch`, which then sends everything. */
  fetch: typeof fetch | undefined
  withCookies: boolean
  onProgress: (progress: Progress) => void
}

export function sendForm(upload: Upload, { fetch: own, withCookies, onProgress }: UploadBy): Promise<Response> {
  if (own === undefined && hasXhr()) return sendByXhr(upload, withCookies, onProgress)
  const { method, url, headers, form, signal } = upload
  const { body, boundary } = encodeForm(form)
  const typed = new Headers(headers)
  typed.set('content-type', `multipart/form-data; boundary=${boundary}`)
  const init = { method, headers: typed, signal, body: counted(body, onProgress), duplex: 'half' }
  return (own ?? fetch)(url, init as RequestInit)
}

/**
 * multipart/form-data of the HTML standard. As a Blob of Blobs it has a length, and no file is read into memory:
 * https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data
 */
export function encodeForm(form: FormData): { body: Blob; boundary: string } {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36))
  const boundary = `recado-${random.join('')}`
  const parts: (string | Blob)[] = []
  for (const [name, value] of form) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"`
    if (typeof value === 'string') parts.push(`${head}\r\n\r\n`, value.replaceAll(/\r\n|\r|\n/g, '\r\n'))
    else {
      const type = value.type || 'application/octet-stream'
      parts.push(`${head}; filename="${quoted(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`, value)
    }
    parts.push('\r\n')
  }
  return { body: new Blob([...parts, `--${boundary}--\r\n`]), boundary }
}

function quoted(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

function counted(body: Blob, onProgress: (progress: Progress) => void): ReadableStream<Uint8Array> {
  const totalBytes = body.size
  let sentBytes = 0
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      controller.enqueue(chunk)
      sentBytes += chunk.byteLength
      onProgress({ sentBytes, totalBytes })
    },
  })
  return body.stream().pipeThrough(counter)
}
