/**
 * One answer of server-sent events (WHATWG HTML, 9.2): blocks of text for as long as its reader drains them. One who
 * does not is cut off, and comes again with the id of the last event that it has read.
 */
import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { StreamBounds } from '../limits/streams.ts'

const lingerMs = 1_000

export type EventStream = {
  /** A comment, which keeps proxies from closing the connection; with the place that is reached without an event. */
  beat(id?: string): void
  /** `data`: one line of text. Written together: a write costs more than what it writes. */
  events(events: readonly { id?: string; name?: string; data: string }[]): void
  /** What was written has not left yet. */
  isBusy(): boolean
  /** Resolves when it has, or the stream has ended, which it does when its reader takes too long. */
  drained(): Promise<void>
  end(): void
  payload: PassThrough
}

/** `onEnd`: once, by whomever it ended. */
export function openEventStream(
  reply: FastifyReply,
  { unsentBytes: maxUnsentBytes, drainMs }: Pick<StreamBounds, 'unsentBytes' | 'drainMs'>,
  onEnd: () => void,
): EventStream {
  const payload = new PassThrough()
  let isOver = false
  const ended = Promise.withResolvers<void>()

  const over = () => {
    if (isOver) return
    isOver = true
    ended.resolve()
    onEnd()
  }
  payload.on('close', over)
  reply.raw.on('close', () => {
    over()
    payload.destroy()
  })
  reply.type('text/event-stream; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no')

  const isBusy = () => payload.writableNeedDrain || reply.raw.writableNeedDrain
  const unsentBytes = () => payload.writableLength + payload.readableLength + reply.raw.writableLength

  function write(block: string): void {
    if (isOver) return
    payload.write(block)
    if (unsentBytes() > maxUnsentBytes) cut()
  }

  /** An orderly end would wait behind what is not read. */
  function cut(): void {
    over()
    reply.raw.destroy()
  }

  return {
    payload,
    beat: (id) => write(id === undefined ? ':\n\n' : `:\nid: ${id}\n\n`),
    events: (events) => write(events.map(blockOf).join('')),
    isBusy,
    async drained() {
      const late = setTimeout(cut, drainMs)
      while (!isOver && isBusy()) {
        const source = payload.writableNeedDrain ? payload : reply.raw
        await Promise.race([new Promise((resolve) => source.once('drain', resolve)), ended.promise])
      }
      clearTimeout(late)
    },
    end() {
      over()
      payload.end()
      // Who does not read keeps no server from stopping.
      setTimeout(() => reply.raw.destroy(), lingerMs).unref()
    },
  }
}

function blockOf({ id, name, data }: { id?: string; name?: string; data: string }): string {
  const head = `${name === undefined ? '' : `event: ${name}\n`}${id === undefined ? '' : `id: ${id}\n`}`
  return `${head}data: ${data}\n\n`
}
