/**
 * The gateways of a run as real processes, and what is done to them: killed, stopped, paused, started again. One that ends by itself is
 * told of and started again, as a supervisor would. They differ by environment alone. Used by site.ts and faults.ts.
 */
import { type Running, runCommand } from '../support/process.ts'

export type Fleet = {
  /** As many as were started; one that is down is undefined. */
  readonly running: (Running | undefined)[]
  /** Starts that failed and were made again. */
  repeatedStarts(): number
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
  const inTurn = envs.map(makeTurns)
  const endedAlone: string[] = []
  let repeatedStarts = 0
  let isOver = false
  const tell = () => moved(running.map((one) => one?.url))
  const down = (index: number) => {
    const one = running[index]
    running[index] = undefined
    tell()
    return one
  }
  const start = async (index: number) => {
    const isWanted = () => !isOver
    const one = await startPatiently(envs[index] ?? {}, isWanted, () => {
      repeatedStarts += 1
    })
    if (one === undefined) return
    running[index] = one
    tell()
    void one.ended.then((code) => {
      if (running[index] !== one) return
      endedAlone.push(`gateway ${index} ended with ${code}: ${one.output().slice(-2_000)}`)
      down(index)
      void turnOf(index)(() => start(index))
    })
  }
  const turnOf = (index: number) => inTurn[index] ?? ((act) => act())
  const fleet: Fleet = {
    running,
    repeatedStarts: () => repeatedStarts,
    endedAlone,
    restart: (index, signal, downMs) =>
      turnOf(index)(async () => {
        await down(index)?.signal(signal)
        await elapsed(downMs)
        if (!isOver) await start(index)
      }),
    pause: (index, forMs) => turnOf(index)(() => pause(running[index], forMs)),
    async settled() {
      for (const turn of inTurn) await turn(async () => undefined)
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      const ending = () => Promise.all(running.map((_one, index) => down(index)?.signal('SIGKILL')))
      await ending()
      await fleet.settled()
      await ending()
    },
  }
  await using unlessStarted = new AsyncDisposableStack()
  unlessStarted.use(fleet)
  // At once, as a new installation may be started.
  await Promise.all([...running.keys()].map((index) => turnOf(index)(() => start(index))))
  unlessStarted.move()
  return fleet
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
  repeated: () => void,
): Promise<Running | undefined> {
  for (let left = mostRepeatedStarts; isWanted(); left -= 1) {
    try {
      return await runCommand('serve', env)
    } catch (error) {
      if (left === 0) throw error
      repeated()
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
