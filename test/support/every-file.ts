/** Set-up of every test process, imported before anything else. */
import { enableCompileCache } from 'node:module'

/** The whole suite takes less. Handles left open by a failed test or hook must not keep the run waiting for ever. */
const maxMs = 600_000

// The processes load much of the same code: it is stripped and compiled once.
enableCompileCache()
if (process.env.NODE_TEST_CONTEXT !== undefined) endInTime()

function endInTime(): void {
  const held = () => process.getActiveResourcesInfo().join(', ')
  setTimeout(() => {
    console.error(`${process.argv[1]} does not end after ${maxMs / 1_000} s. Open: ${held()}`)
    process.exit(1)
  }, maxMs).unref()
}
