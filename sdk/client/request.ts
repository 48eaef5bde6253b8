/**
 * An operation and its arguments as a request: the address, the headers, the body. A body can be sent again, since it
 * is a text or made of Blobs.
 */
import { operationTable } from '../generated/table.ts'
import type { OperationId } from './types.ts'

export type RequestParts = {
  method: string
  url: string
  headers: Headers
  body: string | FormData | undefined
  idempotencyKey: string | undefined
}

/** Where a header of an operation stands among its arguments. */
const headerNames: Record<string, string> = { idempotencyKey: 'idempotency-key', ifMatch: 'if-match' }

/** `baseUrl` may have a path of its own, behind a proxy. `newKey`: for a send without a key of the caller's. */
export function buildRequest(
  baseUrl: string,
  id: OperationId,
  args: Readonly<Record<string, unknown>>,
  newKey: () => string,
): RequestParts {
  const { method, path, isKeyed } = operationTable[id]
  const { body: given, ...named } = args
  const rest = isKeyed && named.idempotencyKey === undefined ? { ...named, idempotencyKey: newKey() } : named
  const names = new Set<string>()
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    names.add(name)
    return pathPart(id, name, rest[name])
  })
  const query = new URLSearchParams()
  const headers = new Headers({ accept: 'application/json, */*' })
  for (const [name, value] of Object.entries(rest)) {
    if (value === undefined || names.has(name)) continue
    const header = headerNames[name]
    if (header === undefined) query.append(name, String(value))
    else headers.set(header, String(value))
  }
  const body = encodeBody(given)
  if (typeof body === 'string') headers.set('content-type', 'application/json')
  const search = query.size > 0 ? `?${query}` : ''
  const url = baseUrl.replace(/\/$/, '') + filled + search
  return { method, url, headers, body, idempotencyKey: headers.get('idempotency-key') ?? undefined }
}

/** An empty one would lead to another operation. */
function pathPart(id: string, name: string, value: unknown): string {
  if (value === undefined || value === null || value === '') throw new TypeError(`${id} needs ${name}`)
  const part = encodeURIComponent(String(value))
  // A URL takes these as steps upward, encoded or not.
  if (/^\.{1,2}$/.test(part)) throw new TypeError(`${name} of ${id} cannot be ${part}`)
  return part
}

function encodeBody(body: unknown): string | FormData | undefined {
  if (body === undefined || body instanceof FormData) return body
  const hasFile = typeof body === 'object' && body !== null && Object.values(body).some((one) => one instanceof Blob)
  return hasFile ? formOf(body as Record<string, unknown>) : JSON.stringify(body)
}

/** Files come last: what stands before them decides whether they are read at all. */
function formOf(fields: Record<string, unknown>): FormData {
  const form = new FormData()
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  for (const [name, value] of entries)
    if (!(value instanceof Blob)) form.append(name, typeof value === 'string' ? value : JSON.stringify(value))
  for (const [name, value] of entries) if (value instanceof Blob) form.append(name, value)
  return form
}
