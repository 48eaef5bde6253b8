/**
 * The gateways of a run as real processes, and what is done to them: killed, stopped, paused, started again. One on SQLite today;
 * `startGateways` takes a number and an environment, so that several on one PostgreSQL differ by those alone. Used by site.ts and faults.ts.
 */
import { type Running, runCommand } from '../support/process.ts'

export type Fleet = {
  /** As many as were started; one that is down is undefined. */
  readonly running: (Running | undefined)[]
  /** Starts that failed and were made again. */
  repeatedStarts(): number
  /** Ends one and starts it again. Answers when it is ready. */
  restart(index: number, signal: 'SIGKILL' | 'SIGTERM', downMs: number): Promise<void>
  /** Stops one for so long, and lets it go on. */
  pause(index: number, forMs: number): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** `moved` hears of the addresses whenever one changed. */
export async function startGateways(
  count: number,
  env: Record<string, string>,
  moved: (urls: string[]) => void,
): Promise<Fleet> {
  const running: (Running | undefined)[] = Array.from({ length: count }, () => undefined)
  const inTurn = makeTurns()
  let repeatedStarts = 0
  const tell = () => moved(running.flatMap((one) => (one === undefined ? [] : [one.url])))
  const start = async (index: number) => {
    running[index] = await startPatiently(env, () => {
      repeatedStarts += 1
    })
    tell()
  }
  const fleet: Fleet = {
    running,
    repeatedStarts: () => repeatedStarts,
    restart: (index, signal, downMs) =>
      inTurn(async () => {
        await running[index]?.signal(signal)
        running[index] = undefined
        tell()
        await elapsed(downMs)
        await start(index)
      }),
    pause: (index, forMs) => inTurn(() => pause(running[index], forMs)),
    [Symbol.asyncDispose]: () =>
      inTurn(async () => {
        await Promise.all(running.map((one) => one?.signal('SIGKILL')))
      }),
  }
  await using unlessStarted = new AsyncDisposableStack()
  unlessStarted.use(fleet)
  for (const index of running.keys()) await start(index)
  unlessStarted.move()
  return fleet
}

/** What is done to processes comes one after the other: a paused one is not restarted under its pause. */
function makeTurns(): (act: () => Promise<void>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve()
  return (act) => {
    const turn = last.then(act)
    last = turn.catch(() => undefined)
    return turn
  }
}

const mostRepeatedStarts = 4

/** As a supervisor would: a start that fails is made again, and told of. */
async function startPatiently(env: Record<string, string>, repeated: () => void): Promise<Running> {
  for (let left = mostRepeatedStarts; ; left -= 1) {
    try {
      return await runCommand('serve', env)
    } catch (error) {
      if (left === 0) throw error
      repeated()
    }
  }
}

async function pause(one: Running | undefined, forMs: number): Promise<void> {
  if (one === undefined) return
  process.kill(one.pid, 'SIGSTOP')
  await elapsed(forMs)
  process.kill(one.pid, 'SIGCONT')
}

export function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
