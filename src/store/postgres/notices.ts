/**
 * Hints between processes by LISTEN and NOTIFY: a bot has work or was fixed, settings changed. They are only hints: a
 * process that misses one finds out by its polls. They are collected for a moment and sent outside all transactions,
 * since PostgreSQL serializes the commits of transactions that notify.
 */
import type { LaneWakeup } from '../events/wakeup.ts'
import type { ReconnectingSession } from './reconnecting.ts'

export type Notice = { kind: 'settings' } | LaneWakeup

export type Notices = {
  notify(notice: Notice): void
  /** Starts listening, and detects a lost connection. */
  listen(): Promise<void>
  close(): Promise<void>
}

const gatherMs = 20
/** More than this are dropped, and the other processes find out by polling. */
const maxGathered = 200

export function createNotices(stored: ReconnectingSession, onNotice: (notice: Notice) => void): Notices {
  const gathered = new Map<string, Notice>()
  const listening = new WeakSet<object>()
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<unknown> = Promise.resolve()

  async function send(): Promise<void> {
    const payloads = [...gathered.keys()].slice(0, maxGathered)
    gathered.clear()
    timer = undefined
    if (payloads.length === 0) return
    const connection = await stored.get()
    await connection.execute({
      text: `select pg_notify('recado', payload) from json_array_elements_text(cast($1 as json)) as payload`,
      values: [JSON.stringify(payloads)],
    })
  }

  return {
    notify(notice) {
      gathered.set(JSON.stringify(notice), notice)
      timer ??= setTimeout(() => {
        sending = send().catch(() => {})
      }, gatherMs)
    },
    async listen() {
      const connection = await stored.get()
      if (!listening.has(connection)) connection.onNotice((payload) => onNotice(JSON.parse(payload) as Notice))
      listening.add(connection)
      // Repeated each time: a session that only listens would not notice for hours that its server is gone.
      await connection.command('listen recado')
    },
    async close() {
      clearTimeout(timer)
      await sending
      if (gathered.size > 0) await send().catch(() => {})
      await stored.close()
    },
  }
}
