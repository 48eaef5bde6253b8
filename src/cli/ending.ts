/**
 * How a long-running command ends: in order on SIGINT and SIGTERM, at once on another signal. Started by npm, it
 * also ends with the shell that npm put between: of a signal to npm that shell is all that hears, and many a shell
 * dies of it without passing it on.
 */

const repeatMs = 1_000
const lookMs = 200

export function endOnSignal(stop: () => Promise<void>): void {
  let signaledAt: number | undefined
  const end = () => {
    // A terminal signals npm and its children alike, and npm passes it on: the same signal, twice in a moment.
    if (signaledAt !== undefined && performance.now() - signaledAt > repeatMs) process.exit(130)
    if (signaledAt !== undefined) return
    signaledAt = performance.now()
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`recado: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
  if (isAwaited(process.env.npm_lifecycle_script)) onParentEnd(() => signaledAt === undefined && end())
}

/** The script that npm runs is this command itself, and its shell waits for it: no `&` puts it into the background. */
export function isAwaited(script: string | undefined): boolean {
  return script !== undefined && /\brecado\b|\bcli\.[jt]s\b/.test(script) && !/(?<![&>])&(?![&>])/.test(script)
}

/** An orphan gets another parent; on Windows it keeps its own, and nothing is noticed. */
function onParentEnd(act: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    act()
  }, lookMs)
  timer.unref()
}
