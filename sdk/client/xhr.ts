/** One request through XMLHttpRequest, answered as `fetch` would answer it. For browsers, and for uploads alone. */
import type { Progress } from './types.ts'

export type Upload = { method: string; url: string; headers: Headers; form: FormData; signal: AbortSignal }

/** The part of it that is used, since not every program that compiles this has the types of a browser. */
type Xhr = {
  upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null }
  responseType: string
  response: unknown
  status: number
  statusText: string
  withCredentials: boolean
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  getAllResponseHeaders(): string
  send(body: FormData): void
  abort(): void
}

type WithXhr = { XMLHttpRequest?: new () => Xhr }

export function hasXhr(): boolean {
  return (globalThis as WithXhr).XMLHttpRequest !== undefined
}

export function sendByXhr(
  { method, url, headers, form, signal }: Upload,
  withCookies: boolean,
  onProgress: (progress: Progress) => void,
): Promise<Response> {
  const { XMLHttpRequest } = globalThis as WithXhr
  if (XMLHttpRequest === undefined) throw new TypeError('there is no XMLHttpRequest')
  const xhr = new XMLHttpRequest()
  return new Promise<Response>((resolve, reject) => {
    signal.throwIfAborted()
    xhr.open(method, url)
    xhr.responseType = 'blob'
    xhr.withCredentials = withCookies
    for (const [name, value] of headers) xhr.setRequestHeader(name, value)
    xhr.upload.onprogress = ({ loaded, total }) => onProgress({ sentBytes: loaded, totalBytes: total })
    const end = () => xhr.abort()
    const settle = (act: () => void) => () => {
      signal.removeEventListener('abort', end)
      act()
    }
    xhr.onload = settle(() => resolve(responseOf(xhr)))
    xhr.onerror = settle(() => reject(new TypeError('no answer came')))
    xhr.onabort = settle(() => reject(signal.reason))
    signal.addEventListener('abort', end, { once: true })
    xhr.send(form)
  })
}

function responseOf(xhr: Xhr): Response {
  const headers = new Headers()
  for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const { status, statusText } = xhr
  return new Response(status === 204 ? null : (xhr.response as Blob), { status, statusText, headers })
}
