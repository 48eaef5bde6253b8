/**
 * A receiver where a server hands in a `Request` and takes a `Response`: Hono, Bun, Deno, workers, route handlers.
 */
import { type ReceiverOptions, type Reply, receive, refusal, usualMaxBytes } from './receive.ts'

export function fetchHandler(options: ReceiverOptions): (request: Request) => Promise<Response> {
  return async (request) => responseOf(await replyTo(request, options))
}

/** `app.post('/webhook', honoHandler({ … }))`. */
export function honoHandler(options: ReceiverOptions): (context: { req: { raw: Request } }) => Promise<Response> {
  const handle = fetchHandler(options)
  return ({ req }) => handle(req.raw)
}

async function replyTo(request: Request, options: ReceiverOptions): Promise<Reply> {
  if (request.method !== 'POST') return refusal(405)
  const body = await readBody(request, options.maxBytes ?? usualMaxBytes)
  return body === undefined ? refusal(413) : receive(body, request.headers, options)
}

/** Undefined when it is longer than that: the rest is not read. */
async function readBody({ body }: Request, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) return joined(chunks, size)
    size += value.byteLength
    if (size > maxBytes) {
      await reader?.cancel()
      return undefined
    }
    chunks.push(value)
  }
}

export function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}

function responseOf({ status, headers, body }: Reply): Response {
  return new Response(status === 204 ? null : body, { status, headers })
}
