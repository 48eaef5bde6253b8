/**
 * The servers behind one address, and which of them the process uses. They are tried in turn, starting with the last
 * that responded. All connections of the process move together: when one finds another timeline (a standby was
 * promoted), those to the previous server are cut, so that nothing waits for it or reads from it.
 */
import { type Address, addressOf, type Server, type Wanted } from './address.ts'
import { DatabaseTrouble } from './trouble.ts'

export type Servers = {
  wanted: Wanted
  /** Opens a connection to the first suitable server. */
  first<T>(open: (url: string) => Promise<T>): Promise<T>
  /**
   * Registers an open connection; `giveUp` is called when the process moves to another server. Returns a function that
   * unregisters it.
   */
  joined(timeline: string | undefined, giveUp: () => void): () => void
  /** Called whenever the process moves to another timeline. */
  onMoved(listener: () => void): void
  count: number
}

export function createServers(url: string): Servers {
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

/** Several hosts imply failover, in which a standby may respond first. A standby is never suitable. */
function wantedOf({ wanted, servers }: Address): Wanted {
  return wanted ?? (servers.length > 1 ? 'read-write' : 'primary')
}

/** With several servers, each gives its reason; if one may recover soon, so may the whole. */
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
