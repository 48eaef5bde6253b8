/**
 * Events while they happen, over as many connections as it takes: each goes on behind the last event of the one before,
 * so nothing is missed and nothing comes twice.
 */

import { NetworkError, RecadoError } from './errors.ts'
import { blocksOf } from './event-stream.ts'
import { pauseBefore } from './retry.ts'
import type { Schemas } from './types.ts'

/**
 * `reset`: too much was missed to be told; whoever keeps a picture of it reads it anew. `change`: of those who ask for
 * changes.
 */
export type Streamed =
  | { kind: 'event'; id: string; event: Schemas['EventSummary'] }
  | { kind: 'change'; id: string; change: Changed }
  | { kind: 'reset'; id: string }

/**
 * What has changed without an event of its own. `many`: more of the bot than is named, or of all bots without one.
 * `state`: that of now, as `GET /manage/v1/messages` has it.
 */
export type Changed =
  | { what: 'message'; botId: string; userId: string; messageId: string; direction: 'out' | 'in'; state: string }
  | { what: 'conversation'; botId: string; userId: string }
  | { what: 'many'; botId?: string }

export type StreamArgs = {
  /** Only of these bots; all that the caller may read without. */
  bot?: string | readonly string[]
  /** The `id` after which it begins; now without one. */
  after?: string
  /** Also what changes without an event: messages accepted and their states, and the team's part of conversations. */
  changes?: boolean
}

export type StreamOptions = {
  /** Ends the stream, without an error. */
  signal?: AbortSignal
  /** `open`: connected; everything from then on is told. `waiting`: not connected, and will be again. */
  onState?: (state: 'open' | 'waiting') => void
}

type Connect = (after: string | undefined, signal: AbortSignal) => Promise<Response>

/** The gateway says something every 15 seconds: a connection that is silent for three times as long is lost. */
const silenceMs = 45_000
/** It says its first place at once: a connection on which nothing comes is one that hangs on the way. */
const openingMs = 10_000

export async function* streamOf(
  connect: Connect,
  start: string | undefined,
  { signal, onState }: StreamOptions,
): AsyncGenerator<Streamed, void> {
  let id = start
  let failures = 0
  while (!signal?.aborted) {
    const line = openLine(signal)
    let isOpen = false
    let failure: RecadoError = new NetworkError('the stream has ended')
    try {
      const response = await connect(id, line.signal)
      if (response.body === null) throw new RecadoError('the stream has no body')
      for await (const block of blocksOf(response.body)) {
        line.heard()
        if (block.id !== undefined) id = block.id
        if (!isOpen) onState?.('open')
        isOpen = true
        failures = 0
        const streamed = streamedOf(block, id)
        if (streamed !== undefined) yield streamed
      }
    } catch (error) {
      if (signal?.aborted) return
      if (!line.signal.aborted && !isLost(error)) throw error
      if (error instanceof RecadoError) failure = error
    } finally {
      line.close()
    }
    const pauseMs = pauseBefore(failure, failures++, Math.random())
    if (pauseMs === undefined) throw failure
    onState?.('waiting')
    await pause(pauseMs, signal)
  }
}

function streamedOf({ name, data }: { name?: string; data?: string }, id = ''): Streamed | undefined {
  if (name === 'reset') return { kind: 'reset', id }
  if (name === 'change') return { kind: 'change', id, change: JSON.parse(data ?? '{}') as Changed }
  return data === undefined ? undefined : { kind: 'event', id, event: JSON.parse(data) as Schemas['EventSummary'] }
}

/** What breaks while a body is read is an error of the platform, and worth another connection. */
function isLost(error: unknown): boolean {
  return !(error instanceof RecadoError) || pauseBefore(error, 0, 0) !== undefined
}

/** One connection: it ends with the caller's signal, or by silence. `heard`: for each sign of life. */
function openLine(outer: AbortSignal | undefined) {
  const controller = new AbortController()
  const end = () => controller.abort(outer?.reason)
  const lose = () => controller.abort(new NetworkError('the stream fell silent'))
  let timer = setTimeout(lose, openingMs)
  outer?.addEventListener('abort', end, { once: true })
  return {
    signal: controller.signal,
    heard() {
      clearTimeout(timer)
      timer = setTimeout(lose, silenceMs)
    },
    close() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', end)
      controller.abort()
    },
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
