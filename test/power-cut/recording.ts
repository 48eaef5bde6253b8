/**
 * What record.c wrote down of a gateway: what reached its files and its sockets, in one order. And what has left it:
 * each thing that another side knows, with the entry after which it does.
 */
import { readFileSync } from 'node:fs'

export type Entry = {
  kind: 'F' | 'W' | 'T' | 'S' | 'U' | 'I' | 'N' | 'C'
  /** The number of a file, or of a socket's descriptor. */
  of: number
  /** Of a write; of T the size; of S the number of entries before the sync began. */
  offset: number
  bytes: Buffer
}

const headBytes = 17

export function readRecording(path: string): Entry[] {
  const all = readFileSync(path)
  const entries: Entry[] = []
  for (let at = 0; at + headBytes <= all.length; ) {
    const length = all.readUInt32LE(at + 13)
    const from = at + headBytes
    entries.push({
      kind: String.fromCharCode(all[at] ?? 0) as Entry['kind'],
      of: all.readUInt32LE(at + 1),
      offset: Number(all.readBigUInt64LE(at + 5)),
      bytes: all.subarray(from, from + length),
    })
    at = from + length
  }
  return entries
}

/**
 * `accepted`: a client has the id of a message. `attempted`: Graph has an attempt. `taken`: Meta has its 200 for a
 * status. `posted`: the webhook's receiver has an event.
 */
export type Left = { after: number } & (
  | { what: 'accepted'; messageId: string }
  | { what: 'attempted'; messageId: string; attempt: number }
  | { what: 'taken'; wamid: string; status: string }
  | { what: 'posted'; eventId: string }
)

/** One exchange on a connection: all that came since the last that went, and the reverse. */
type Exchange = { came: string; went: string; wasSent: boolean }

/** In the order in which it left. */
export function leftOf(entries: readonly Entry[]): Left[] {
  const left = new Map<string, Left>()
  const exchanges = new Map<number, Exchange>()
  for (const [after, { kind, of, bytes }] of entries.entries()) {
    if (kind === 'C') exchanges.delete(of)
    if (kind !== 'I' && kind !== 'N') continue
    const known = exchanges.get(of)
    const exchange = known && !(kind === 'I' && known.wasSent) ? known : { came: '', went: '', wasSent: false }
    exchanges.set(of, exchange)
    if (kind === 'I') exchange.came += bytes.toString('latin1')
    else exchange.went += bytes.toString('latin1')
    exchange.wasSent = kind === 'N'
    if (kind === 'N') for (const one of leftIn(exchange, after)) add(left, one)
  }
  return [...left.values()]
}

function add(left: Map<string, Left>, { after, ...said }: Left): void {
  const key = JSON.stringify(said)
  if (!left.has(key)) left.set(key, { after, ...said } as Left)
}

function leftIn({ came, went }: Exchange, after: number): Left[] {
  if (came.startsWith('POST /v1/bots/') && went.startsWith('HTTP/1.1 200')) {
    const ids = [...went.matchAll(/"messageId":"(msg_\w+)"/g)]
    return ids.map(([, messageId = '']) => ({ what: 'accepted', messageId, after }))
  }
  if (came.startsWith('POST /meta/webhook') && went.startsWith('HTTP/1.1 200')) return takenIn(came, after)
  if (!went.startsWith('POST ')) return []
  const attempts = [...went.matchAll(/"biz_opaque_callback_data":"(msg_\w+)\.(\d+)"/g)]
  const events = [...went.matchAll(/\r\nwebhook-id: (evt_\w+)\r\n/gi)]
  return [
    ...attempts.map(([, messageId = '', attempt]): Left => {
      return { what: 'attempted', messageId, attempt: Number(attempt), after }
    }),
    ...events.map(([, eventId = '']): Left => ({ what: 'posted', eventId, after })),
  ]
}

type Webhook = { entry: { changes: { value: { statuses?: { id: string; status: string }[] } }[] }[] }

function takenIn(came: string, after: number): Left[] {
  const body = JSON.parse(came.slice(came.indexOf('\r\n\r\n') + 4)) as Webhook
  const statuses = body.entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.statuses ?? []))
  return statuses.map(({ id, status }) => ({ what: 'taken', wamid: id, status, after }))
}
