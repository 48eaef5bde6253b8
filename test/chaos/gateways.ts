/**
 * A run's gateways as real processes, and the actions on them: kill, stop, pause, restart. One that ends on its own is
 * reported and restarted, as by a supervisor. They differ in their environment only.
 */
import { type Running, runCommand } from '../support/process.ts'

export type Fleet = {
  /** One entry per started gateway; undefined while it is down. */
  running: (Running | undefined)[]
  /** The reasons of failed and repeated starts. */
  failedStarts: string[]
  /** Gateways that ended unasked, as sentences. */
  endedAlone: string[]
  /** Ends a gateway and starts it again. Resolves when it is ready. */
  restart(index: number, signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>
  /** Stops a gateway for that long, then continues it. */
  pause(index: number, forMs: number): Promise<void>
  /** Resolves once all are up and no action is in progress. */
  settled(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** `moved` receives the addresses whenever one changes; undefined for a gateway that is down. */
export async function startGateways(
  envs: readonly Record<string, string>[],
  moved: (urls: (string | undefined)[]) => void,
): Promise<Fleet> {
  const running: (Running | undefined)[] = envs.map(() => undefined)
  const endedAlone: string[] = []
  const failedStarts: string[] = []
  const members = envs.map((env, index) =>
    createMember(env, {
      changed(one) {
        running[index] = one
        moved(running.map((each) => each?.url))
      },
      repeated: (why) => void failedStarts.push(why),
      endedAlone: (how) => void endedAlone.push(`gateway ${index} ${how}`),
    }),
  )
  const fleet: Fleet = {
    running,
    failedStarts,
    endedAlone,
    restart: async (index, signal, downMs) => members[index]?.restart(signal, downMs),
    pause: async (index, forMs) => members[index]?.pause(forMs),
    async settled() {
      await Promise.all(members.map((member) => member.settled()))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map((member) => member.end()))
    },
  }
  await using unlessStarted = new AsyncDisposableStack()
  unlessStarted.use(fleet)
  // All at once, as a new installation may start.
  await Promise.all(members.map((member) => member.restart('SIGKILL', 0)))
  unlessStarted.move()
  return fleet
}

type MemberDeps = {
  /** Called when the gateway goes up or down. */
  changed(one: Running | undefined): void
  repeated(why: string): void
  endedAlone(how: string): void
}

/** One gateway and its supervisor. */
function createMember(env: Record<string, string>, { changed, repeated, endedAlone }: MemberDeps) {
  const inTurn = createTurns()
  let one: Running | undefined
  let isOver = false
  const setCurrent = (next: Running | undefined): Running | undefined => {
    const before = one
    one = next
    changed(next)
    return before
  }
  const start = async (): Promise<void> => {
    const started = await startWithRetries(env, () => !isOver, repeated)
    if (started === undefined) return
    setCurrent(started)
    void started.ended.then((code) => {
      if (one !== started) return
      endedAlone(`ended with ${code}: ${started.output().slice(-2_000)}`)
      setCurrent(undefined)
      void inTurn(start)
    })
  }
  const settled = () => inTurn(async () => undefined)
  return {
    settled,
    /** Also restarts one that is down already. */
    restart: (signal: NodeJS.Signals, downMs: number) =>
      inTurn(async () => {
        await setCurrent(undefined)?.signal(signal)
        await elapsed(downMs)
        await start()
      }),
    pause: (forMs: number) => inTurn(() => pause(one, forMs)),
    async end(): Promise<void> {
      isOver = true
      await setCurrent(undefined)?.signal('SIGKILL')
      await settled()
      await setCurrent(undefined)?.signal('SIGKILL')
    },
  }
}

/** Actions on one process run one after the other: a paused one is not restarted during its pause. */
function createTurns(): (act: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const turn = last.then(act)
    last = turn.catch(() => undefined)
    return turn
  }
}

const maxRepeatedStarts = 100

/** Retries a failed start after a moment, as a supervisor would, and reports it. */
async function startWithRetries(
  env: Record<string, string>,
  isWanted: () => boolean,
  repeated: (why: string) => void,
): Promise<Running | undefined> {
  for (let left = maxRepeatedStarts; isWanted(); left -= 1) {
    try {
      return await runCommand('serve', env)
    } catch (error) {
      if (left === 0) throw error
      repeated(String(error).trim().split('\n').at(-1) ?? '')
      await elapsed(200)
    }
  }
  return undefined
}

async function pause(one: Running | undefined, forMs: number): Promise<void> {
  if (one === undefined) return
  process.kill(one.pid, 'SIGSTOP')
  await elapsed(forMs)
  process.kill(one.pid, 'SIGCONT')
}

export function elapsed(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms))
}
