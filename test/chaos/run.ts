/**
 * The long run by hand: `npm run chaos -- --minutes 30 --seed 7 --store postgres --gateways 4`. Prints its actions,
 * then the faults and disturbances survived, those that never struck, and the checker's counts; exits with 1 and all
 * violations otherwise. `--evidence FOLDER` stores the evidence, a JSON lines file for each kind. `--without` excludes
 * a disturbance by name, `--only` all others; both are repeatable. Ctrl-C ends everything it started.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Report, runChaos } from './chaos.ts'
import { disturbanceNames } from './disturbances.ts'
import type { Evidence } from './evidence.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'sqlite' },
    gateways: { type: 'string' },
    without: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', multiple: true, default: [] },
    evidence: { type: 'string' },
  },
})

const store = values.store === 'postgres' ? 'postgres' : 'sqlite'
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
const gateways = store === 'sqlite' ? 1 : Number(values.gateways ?? '3')
const { only } = values
const without = only.length > 0 ? disturbanceNames.filter((name) => !only.includes(name)) : values.without
for (const name of [...only, ...values.without])
  if (!disturbanceNames.some((one) => one === name)) {
    process.stderr.write(`no disturbance is called "${name}"; there are:\n${disturbanceNames.join('\n')}\n`)
    process.exit(1)
  }
const ending = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())

const report = await runChaos({
  ...{ seed, store, gateways },
  forMs: minutes * 60_000,
  load: { clients: 8, peoplePerBot: 60, everyMs: 260, hotMessages: 60, campaignEveryMs: 8_000 },
  everyMs: 2_000,
  longestMs: 4_000,
  disturbed: { everyMs: 3_000, without },
  drainMs: 240_000,
  note: (sentence) => process.stdout.write(`${sentence}\n`),
  signal: ending.signal,
  ...(values.evidence !== undefined && { keep: (evidence) => writeEvidence(values.evidence ?? '', evidence) }),
}).catch((error: unknown) => {
  // The planned faults have nothing left to act on.
  process.stderr.write(`seed ${seed}: ${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
})
process.stdout.write(tableOf(report))
process.exitCode = report.violations.length === 0 ? 0 : 1

function tableOf({ faults, disturbances, neverInjected, counts, violations }: Report): string {
  const row = (name: string, count: number | string) => `| ${name.padEnd(58)} | ${String(count).padStart(10)} |`
  const rows = (entries: Iterable<readonly [string, number]>) => [...entries].map(([name, count]) => row(name, count))
  const line = `|${'-'.repeat(60)}|${'-'.repeat(12)}|`
  const lines = [
    '',
    ...[row('seed', seed), row('store', store), row('gateways', gateways), row('minutes', minutes), line],
    ...[...rows([...faults].sort()), line, ...rows([...disturbances].sort()), line],
    ...[
      ...neverInjected.map((name) => row(`never struck: ${name}`, 0)),
      ...without.map((name) => row(name, 'left out')),
    ],
    ...[line, ...rows(Object.entries(counts)), ''],
    violations.length === 0 ? 'No violations.' : `${violations.length} violations (seed ${seed}):`,
    ...violations.slice(0, 100),
  ]
  return `${lines.join('\n')}\n`
}

/** Line by line: a whole run exceeds the maximum string length. */
function writeEvidence(folder: string, { journal, watched, ...tables }: Evidence): void {
  mkdirSync(folder, { recursive: true })
  const plain = (key: string, value: unknown) =>
    key === 'bytes' ? undefined : value instanceof Map || value instanceof Set ? [...value] : value
  for (const [name, value] of Object.entries({ ...tables, ...journal, watched })) {
    const file = openSync(join(folder, `${name}.jsonl`), 'w')
    for (const line of Array.isArray(value) ? value : [value]) writeSync(file, `${JSON.stringify(line, plain)}\n`)
    closeSync(file)
  }
}
