/**
 * A receiver for servers with Node's request and response: `node:http`, and Express. The body is read here, as it
 * came; one that something before has parsed cannot be verified any more.
 */
import { joined } from './fetch.ts'
import { type ReceiverOptions, type Reply, receive, refusal, replyToError, usualMaxBytes } from './receive.ts'

/** The parts of http.IncomingMessage and http.ServerResponse that are used. */
export type NodeRequest = {
  method?: string | undefined
  headers: Readonly<Record<string, string | string[] | undefined>>
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  on(event: 'end' | 'close', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  pause(): unknown
}
export type NodeResponse = {
  writeHead(status: number, headers: Record<string, string>): unknown
  end(body?: string): unknown
}

/** `createServer(nodeHandler({ … }))`. */
export function nodeHandler(options: ReceiverOptions): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (request, response) => {
    const reply = await replyTo(request, options)
    if (reply !== undefined) send(response, reply)
  }
}

/**
 * `app.post('/webhook', expressHandler({ … }))`, before `express.json()`. A body of `express.raw()` or
 * `express.text()` is taken as well.
 */
export function expressHandler(
  options: ReceiverOptions,
): (request: NodeRequest & { body?: unknown }, response: NodeResponse) => Promise<void> {
  const handle = nodeHandler(options)
  return async (request, response) => {
    const { body } = request
    if (body === undefined) return handle(request, response)
    if (typeof body === 'string' || body instanceof Uint8Array)
      return send(response, await receive(body, request.headers, options))
    const reason = 'the body was parsed before it came here: put the handler before express.json()'
    send(response, replyToError(new TypeError(reason), options))
  }
}

/** Undefined when the sender has gone. */
async function replyTo(request: NodeRequest, options: ReceiverOptions): Promise<Reply | undefined> {
  if (request.method !== 'POST') return refusal(405)
  const read = await readBody(request, options.maxBytes ?? usualMaxBytes)
  if (read.kind === 'gone') return undefined
  if (read.kind === 'whole') return receive(read.body, request.headers, options)
  const tooLarge = refusal(413)
  // The rest is not read, so nothing else can come on this connection.
  return { ...tooLarge, headers: { ...tooLarge.headers, connection: 'close' } }
}

type Read = { kind: 'whole'; body: Uint8Array } | { kind: 'too_large' } | { kind: 'gone' }

function readBody(request: NodeRequest, maxBytes: number): Promise<Read> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let size = 0
    request.on('data', (chunk) => {
      size += chunk.byteLength
      if (size <= maxBytes) return void chunks.push(chunk)
      request.pause()
      resolve({ kind: 'too_large' })
    })
    request.on('end', () => resolve({ kind: 'whole', body: joined(chunks, size) }))
    request.on('error', () => resolve({ kind: 'gone' }))
    request.on('close', () => resolve({ kind: 'gone' }))
  })
}

function send(response: NodeResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers)
  response.end(body)
}
