/**
 * The long run by hand: `npm run chaos -- --minutes 30 --seed 7 --store postgres --gateways 4`. Tells what it does to whom, and at the end
 * the faults survived and what the checker counted; ends with 1 and every violation otherwise. Ctrl-C ends everything that it started.
 */
import { parseArgs } from 'node:util'
import { type Report, runChaos } from './chaos.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'sqlite' },
    gateways: { type: 'string' },
  },
})

const store = values.store === 'postgres' ? 'postgres' : 'sqlite'
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
const gateways = store === 'sqlite' ? 1 : Number(values.gateways ?? '3')
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())

const report = await runChaos({
  ...{ seed, store, gateways },
  forMs: minutes * 60_000,
  crowd: { clients: 8, peoplePerBot: 60, everyMs: 260, hotMessages: 60, campaignEveryMs: 8_000 },
  everyMs: 2_000,
  longestMs: 4_000,
  drainMs: 240_000,
  note: (sentence) => process.stdout.write(`${sentence}\n`),
  signal: ending.signal,
}).catch((error: unknown) => {
  // What is still planned has nobody left to happen to.
  process.stderr.write(`seed ${seed}: ${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
})
process.stdout.write(tableOf(report))
process.exitCode = report.violations.length === 0 ? 0 : 1

function tableOf({ faults, counts, violations }: Report): string {
  const rows = (entries: Iterable<readonly [string, number]>) =>
    [...entries].map(([name, count]) => `| ${name.padEnd(44)} | ${String(count).padStart(8)} |`)
  const lines = [
    '',
    ...rows([...faults].sort()),
    `|${'-'.repeat(46)}|${'-'.repeat(10)}|`,
    ...rows(Object.entries(counts)),
    '',
    violations.length === 0 ? 'No violations.' : `${violations.length} violations (seed ${seed}):`,
    ...violations.slice(0, 100),
  ]
  return `${lines.join('\n')}\n`
}
