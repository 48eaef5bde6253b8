/** Bounds of streams, which hold a connection and what their reader leaves unread (docs/bounds.md). */

export type StreamBounds = {
  /** Open ones of this process, and of one caller. */
  total: number
  ofCaller: number
  /** Of one stream, before its reader is cut off. */
  unsentBytes: number
  /** Within which a reader takes what it was given, before it is cut off. */
  drainMs: number
  /** Between two comments, and between two checks of the credentials at the latest. */
  beatMs: number
}

export const streamBounds: StreamBounds = {
  total: 400,
  ofCaller: 32,
  unsentBytes: 262_144,
  drainMs: 30_000,
  beatMs: 15_000,
}
