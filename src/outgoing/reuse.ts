/**
 * Whether a request left on a connection that had served before. undici tells of the socket on a diagnostics channel, right behind the start
 * of the request and before its first byte, so the one that has just started is the one that is meant. Called by request.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** It has served a request before this one. */
export type UsedConnection = {
  /** Not a byte has come on it since this request left. */
  isSilent(): boolean
}

const served = new WeakSet<Socket>()
let starting: ((used: UsedConnection | undefined) => void) | undefined

/** To be called at the start of a request; `tell` hears of its connection before it is written. */
export function whenSent(tell: (used: UsedConnection | undefined) => void): void {
  starting = tell
}

subscribe('undici:client:sendHeaders', (message) => {
  const { socket } = message as { socket: Socket }
  const readBefore = socket.bytesRead
  starting?.(served.has(socket) ? { isSilent: () => socket.bytesRead === readBefore } : undefined)
  starting = undefined
  served.add(socket)
})
