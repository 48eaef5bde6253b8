/** A reader of server-sent events, with a parser of its own: what came so far, and waiting for what is to come. */
import { eventually } from './gateway.ts'

export type Block = { id?: string; event?: string; data?: Record<string, unknown> }

export type StreamReader = {
  status: number
  type: string
  /** All blocks so far, comments included. */
  blocks: Block[]
  /** Bytes that came. */
  bytes(): number
  /** The data of events so far. */
  events(): Record<string, unknown>[]
  until(enough: (reader: StreamReader) => boolean, what: string): Promise<void>
  lastId(): string
  /** Resolves when the other side has ended it. */
  ended: Promise<void>
  close(): void
  [Symbol.dispose](): void
}

export async function openStream(url: string, headers: Record<string, string>): Promise<StreamReader> {
  const controller = new AbortController()
  const response = await fetch(url, { headers, signal: controller.signal })
  const blocks: Block[] = []
  let bytes = 0
  const read = async () => {
    const decoder = new TextDecoder()
    let rest = ''
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = parts.pop() ?? ''
      blocks.push(...parts.map(blockOf))
    }
  }
  const ended = read().catch(() => {})
  const reader: StreamReader = {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    blocks,
    bytes: () => bytes,
    events: () => blocks.flatMap(({ event, data }) => (data && event === undefined ? [data] : [])),
    until: (enough, what) => eventually(() => enough(reader), what).then(() => {}),
    lastId: () => blocks.findLast(({ id }) => id !== undefined)?.id ?? '',
    ended,
    close: () => controller.abort(),
    [Symbol.dispose]: () => controller.abort(),
  }
  return reader
}

function blockOf(text: string): Block {
  const fields = Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const colon = line.indexOf(': ')
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 2)]] : []
    }),
  ) as { id?: string; event?: string; data?: string }
  const { data, ...rest } = fields
  return { ...rest, ...(data !== undefined && { data: JSON.parse(data) as Record<string, unknown> }) }
}
