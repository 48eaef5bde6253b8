/**
 * The long run by hand: `npm run fuzz -- --requests 100000 --store sqlite --seed 1`. Ends with 1 and every violation
 * when there is one.
 */
import { parseArgs } from 'node:util'
import { startServer } from '../support/postgres.ts'
import { hammer, longestOf } from './hammer.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'sqlite' },
  },
})

const server = values.store === 'postgres' ? await startServer() : undefined
const startedAt = performance.now()
try {
  const result = await hammer({
    requests: Number(values.requests),
    seed: Number(values.seed),
    ...(server && { databaseUrl: server.urlOf('postgres') }),
    note: (line) => process.stdout.write(`${line}\n`),
  })
  const { counts, violations } = result
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  process.stdout.write(`${JSON.stringify(counts)}\n${seconds} s, ${longestOf(result)}\n`)
  process.stdout.write(
    violations.length === 0 ? 'No violations.\n' : `${violations.length} violations (seed ${values.seed}):\n`,
  )
  for (const violation of violations.slice(0, 50)) process.stdout.write(`${violation}\n`)
  process.exitCode = violations.length === 0 ? 0 : 1
} finally {
  await server?.stop()
}
