/** Set-up of every test process, imported before anything else. */
import { enableCompileCache } from 'node:module'

/** The whole suite takes less. */
const maxMs = 600_000
/** After the last test: handles that a failed test or hook left open must not keep the run waiting. */
const maxMsToEnd = 30_000

// The processes load much of the same code: it is stripped and compiled once.
enableCompileCache()
if (process.env.NODE_TEST_CONTEXT !== undefined) await endInTime()

async function endInTime(): Promise<void> {
  const { after } = await import('node:test')
  endWithin(maxMs)
  after(() => endWithin(maxMsToEnd))
}

function endWithin(ms: number): void {
  const held = () => process.getActiveResourcesInfo().join(', ')
  setTimeout(() => {
    console.error(`${process.argv[1]} does not end after ${ms / 1_000} s. Open: ${held()}`)
    process.exit(1)
  }, ms).unref()
}
