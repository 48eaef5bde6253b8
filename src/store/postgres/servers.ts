/**
 * The servers behind one address, and which of them the process is on. They are tried in turn, from the one that answered last; and all
 * connections of the process go together: when one finds another history (a standby was promoted: its timeline is another), those to the
 * server before it are cut, so that nobody goes on waiting for it or reading from it. Made by ../postgres.ts, used by connection.ts.
 */
import { type Address, addressOf, type Server, type Wanted } from './address.ts'
import { DatabaseTrouble } from './trouble.ts'

export type Servers = {
  wanted: Wanted
  /** Opens a connection to the first server that will do. */
  first<T>(open: (url: string) => Promise<T>): Promise<T>
  /** A connection is open; `giveUp` is called when the process goes on elsewhere. Answers what to call when it is over. */
  joined(timeline: string | undefined, giveUp: () => void): () => void
  /** Told whenever the process finds itself on another history than before. */
  onMoved(listener: () => void): void
  count: number
}

export function makeServers(url: string): Servers {
  const address = addressOf(url)
  const { servers } = address
  const members = new Set<{ timeline: string; giveUp: () => void }>()
  const listeners = new Set<() => void>()
  let at = 0
  let current: string | undefined

  function move(timeline: string): void {
    const before = current
    current = timeline
    if (before === undefined || before === timeline) return
    for (const member of members) if (member.timeline !== timeline) member.giveUp()
    for (const listener of listeners) listener()
  }

  return {
    wanted: wantedOf(address),
    count: servers.length,
    async first(open) {
      const failures: { server: Server; error: unknown }[] = []
      for (let tried = 0, next = at; tried < servers.length; tried += 1, next = (next + 1) % servers.length) {
        const server = servers[next] as Server
        try {
          const opened = await open(server.url)
          at = next
          return opened
        } catch (error) {
          failures.push({ server, error })
        }
      }
      throw together(failures)
    },
    joined(timeline, giveUp) {
      if (timeline === undefined) return () => {}
      const member = { timeline, giveUp }
      members.add(member)
      move(timeline)
      return () => members.delete(member)
    },
    onMoved: (listener) => void listeners.add(listener),
  }
}

/** Several hosts are there for a failover, in which a standby may answer first. A standby is never of use. */
function wantedOf({ wanted, servers }: Address): Wanted {
  return wanted ?? (servers.length > 1 ? 'read-write' : 'primary')
}

/** Of several servers each says why not; what may be over soon for one may be over for all. */
function together(failures: { server: Server; error: unknown }[]): unknown {
  const [only, ...others] = failures
  if (others.length === 0 || failures.some(({ error }) => !(error instanceof DatabaseTrouble))) {
    return failures.find(({ error }) => !(error instanceof DatabaseTrouble))?.error ?? only?.error
  }
  const reasons = failures.map(
    ({ server, error }) => `${server.host}: ${error instanceof Error ? error.message : error}`,
  )
  const isLost = failures.some(({ error }) => error instanceof DatabaseTrouble && error.trouble === 'lost')
  return new DatabaseTrouble(isLost ? 'lost' : 'down', new Error(reasons.join('; ')))
}
