/**
 * Detects whether a request left on a reused connection. undici publishes the socket on a diagnostics channel, right
 * after the start of the request and before its first byte, so it belongs to the request that has just started.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** A connection that has served an earlier request. */
export type UsedConnection = {
  /** Not a byte has arrived on it since this request left. */
  isSilent(): boolean
}

const served = new WeakSet<Socket>()
let starting: ((used: UsedConnection | undefined) => void) | undefined

/** Call at the start of a request; `notify` receives its connection before the request is written. */
export function whenSent(notify: (used: UsedConnection | undefined) => void): void {
  starting = notify
}

subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket: Socket }
  const readBefore = socket.bytesRead
  starting?.(served.has(socket) ? { isSilent: () => socket.bytesRead === readBefore } : undefined)
  starting = undefined
  served.add(socket)
})
