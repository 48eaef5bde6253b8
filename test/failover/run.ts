/**
 * The long run by hand: `npm run failover -- --rounds 1000 --seed 7`. Prints every violation as it is found, and at the
 * end the counts and how soon gateways accepted again; ends with 1 if anything was lost or doubled unmarked. Ctrl-C
 * ends it after the round.
 */
import { parseArgs } from 'node:util'
import { type Report, runFailovers } from './failover.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
})
let isStopped = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isStopped = true
  })
}
const report = await runFailovers({
  seed: Number(values.seed),
  rounds: Number(values.rounds),
  note: (sentence) => process.stdout.write(`${sentence}\n`),
  isStopped: () => isStopped,
})
process.stdout.write(tableOf(report))
process.exitCode = report.violations.length === 0 ? 0 : 1

function tableOf({ counts, acceptedAfterMs, violations }: Report): string {
  const line = (name: string, value: string) => `| ${name.padEnd(44)} | ${value.padStart(24)} |`
  const lines = [
    '',
    ...Object.entries(counts).map(([name, count]) => line(name, String(count))),
    line('lost, or doubled without a mark', String(violations.length)),
    '',
    line('accepted after (ms)', 'median / 99 % / longest'),
    ...[...acceptedAfterMs].map(([name, all]) => line(`${name} (${all.length / 2})`, percentiles(all))),
  ]
  return `${lines.join('\n')}\n`
}

function percentiles(all: number[]): string {
  const sorted = all.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return `${at(0.5)} / ${at(0.99)} / ${at(1)}`
}
