/**
 * The gateways of a run as real processes, and what is done to them: killed, stopped, paused, started again. One that ends by itself is
 * told of and started again, as a supervisor would. They differ by environment alone. Used by site.ts and faults.ts.
 */
import { type Running, runCommand } from '../support/process.ts'

export type Fleet = {
  /** As many as were started; one that is down is undefined. */
  readonly running: (Running | undefined)[]
  /** Of starts that failed and were made again: why. */
  failedStarts: string[]
  /** Of those that ended though nobody ended them, as sentences. */
  endedAlone: string[]
  /** Ends one and starts it again. Answers when it is ready. */
  restart(index: number, signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>
  /** Stops one for so long, and lets it go on. */
  pause(index: number, forMs: number): Promise<void>
  /** Resolves when all are up and nothing is being done to any. */
  settled(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** `moved` hears of the addresses whenever one changed; of one that is down, undefined. */
export async function startGateways(
  envs: readonly Record<string, string>[],
  moved: (urls: (string | undefined)[]) => void,
): Promise<Fleet> {
  const running: (Running | undefined)[] = envs.map(() => undefined)
  const endedAlone: string[] = []
  const failedStarts: string[] = []
  const members = envs.map((env, index) =>
    makeMember(env, {
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
  // At once, as a new installation may be started.
  await Promise.all(members.map((member) => member.restart('SIGKILL', 0)))
  unlessStarted.move()
  return fleet
}

type MemberDeps = {
  /** It is up, or down. */
  changed(one: Running | undefined): void
  repeated(why: string): void
  endedAlone(how: string): void
}

/** One gateway and its supervisor. */
function makeMember(env: Record<string, string>, { changed, repeated, endedAlone }: MemberDeps) {
  const inTurn = makeTurns()
  let one: Running | undefined
  let isOver = false
  const become = (next: Running | undefined): Running | undefined => {
    const before = one
    one = next
    changed(next)
    return before
  }
  const start = async (): Promise<void> => {
    const started = await startPatiently(env, () => !isOver, repeated)
    if (started === undefined) return
    become(started)
    void started.ended.then((code) => {
      if (one !== started) return
      endedAlone(`ended with ${code}: ${started.output().slice(-2_000)}`)
      become(undefined)
      void inTurn(start)
    })
  }
  const settled = () => inTurn(async () => undefined)
  return {
    settled,
    /** Also one that is down already. */
    restart: (signal: NodeJS.Signals, downMs: number) =>
      inTurn(async () => {
        await become(undefined)?.signal(signal)
        await elapsed(downMs)
        await start()
      }),
    pause: (forMs: number) => inTurn(() => pause(one, forMs)),
    async end(): Promise<void> {
      isOver = true
      await become(undefined)?.signal('SIGKILL')
      await settled()
      await become(undefined)?.signal('SIGKILL')
    },
  }
}

/** What is done to one process comes one after the other: a paused one is not restarted under its pause. */
function makeTurns(): (act: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const turn = last.then(act)
    last = turn.catch(() => undefined)
    return turn
  }
}

const mostRepeatedStarts = 100

/** As a supervisor would: a start that fails is made again after a moment, and told of. */
async function startPatiently(
  env: Record<string, string>,
  isWanted: () => boolean,
  repeated: (why: string) => void,
): Promise<Running | undefined> {
  for (let left = mostRepeatedStarts; isWanted(); left -= 1) {
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
