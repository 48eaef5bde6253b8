/** A connection that opens when first needed and reopens after a loss. */
import type { Connection } from './connection.ts'
import { DatabaseTrouble } from './trouble.ts'

export type ReconnectingSession = {
  get(): Promise<Connection>
  close(): Promise<void>
}

export function createReconnectingSession(open: () => Promise<Connection>): ReconnectingSession {
  let opening: Promise<Connection> | undefined
  let current: Connection | undefined
  let isClosed = false
  return {
    async get() {
      if (isClosed) throw new DatabaseTrouble('down', 'the store is closed')
      if (current?.isLost()) {
        void current.close()
        current = undefined
      }
      if (current) return current
      opening ??= open().finally(() => {
        opening = undefined
      })
      current = await opening
      return current
    },
    async close() {
      isClosed = true
      await opening?.catch(() => {})
      await current?.close()
      current = undefined
    },
  }
}
