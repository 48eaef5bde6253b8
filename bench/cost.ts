/**
 * `npm run bench:cost [-- --rounds 5 --messages 4000 --against FOLDER --batches --statements]`: each process's CPU time
 * per message end to end (accept, send to the sandbox, three statuses, three events out), comparable even on a busy
 * machine, beside the lower bound: a message's eight exchanges, bare (Fastify's echo, called by undici). `--against`:
 * another checkout, in turn; `--batches`: this one with an endpoint that takes batches, and with statuses in batches
 * too. `--statements` counts and times the store's statements, in a run of their own.
 */
import { parseArgs } from 'node:util'
import { cpuOf, createFolder, endChildren, type Started, start } from './child.ts'
import { countingArgs, countingEnv, lookAt } from './counts.ts'
import { middle } from './plan.ts'
import { type Batches, drained, endToEnd, flood, type Stage, setStage, textBody } from './stage.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    messages: { type: 'string', default: '4000' },
    against: { type: 'string', multiple: true, default: [] },
    batches: { type: 'boolean', default: false },
    statements: { type: 'boolean', default: false },
  },
})
const messages = Number(values.messages)
const processes = ['gateway', 'sandbox', 'receiver', 'clients'] as const

try {
  await (values.statements ? countStatements() : compare())
} finally {
  endChildren()
}

/** Microseconds of CPU per message. */
type Cost = Record<(typeof processes)[number], number>

type Side = { name: string; root?: string; batches?: Batches }

const sidesAsked: readonly Side[] = [
  { name: '.' },
  ...values.against.map((root) => ({ name: root, root })),
  ...(values.batches
    ? [
        { name: 'events in batches', batches: { events: true } },
        { name: 'statuses in batches', batches: { statuses: true } },
        { name: 'both in batches', batches: { events: true, statuses: true } },
      ]
    : []),
]

async function compare(): Promise<void> {
  const echo = await start(['bench/bare.ts'])
  const bare: number[] = []
  const sides: { name: string; stage: Stage; costs: Cost[] }[] = []
  for (const { name, root, batches } of sidesAsked)
    sides.push({ name, stage: await setStage(root, [], {}, batches), costs: [] })
  for (const { stage } of sides) await endToEnd(stage, messages)
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const { stage, costs } of sides) costs.push(await measure(stage))
    bare.push(await measureExchange(echo))
  }
  print(`CPU for one message, µs: medians of ${values.rounds} rounds of ${messages}, in turn`)
  for (const { name: side, costs } of sides) {
    const medians = processes.map((name) => [name, middle(costs.map((cost) => cost[name]))] as const)
    const total = middle(costs.map((cost) => sum(Object.values(cost))))
    const parts = medians.map(([name, cost]) => `${name} ${Math.round(cost)}`).join(', ')
    const each = costs.map((cost) => Math.round(cost.gateway)).join(' ')
    print(`${side.padEnd(24)} all ${Math.round(total)}: ${parts}   (gateway by round: ${each})`)
  }
  print(`${'eight bare exchanges'.padEnd(24)} all ${Math.round(8 * middle(bare))}`)
}

/** Both sides of one exchange. */
async function measureExchange(echo: Started): Promise<number> {
  const before = cpuOf(echo.pid) + ownCpu()
  let asked = 0
  await flood(
    echo.url,
    () => ({ path: '/echo', body: textBody('593987654321') }),
    () => asked++ < 2 * messages,
  )
  return (cpuOf(echo.pid) + ownCpu() - before) / (2 * messages)
}

async function measure(stage: Stage): Promise<Cost> {
  await drained(stage.receiver)
  const before = spent(stage)
  await endToEnd(stage, messages)
  const after = spent(stage)
  const of = (name: keyof Cost) => (after[name] - before[name]) / messages
  return { gateway: of('gateway'), sandbox: of('sandbox'), receiver: of('receiver'), clients: of('clients') }
}

function spent({ gateway, sandbox, receiver }: Stage): Cost {
  return {
    gateway: cpuOf(gateway.pid),
    sandbox: cpuOf(sandbox.pid),
    receiver: cpuOf(receiver.pid),
    clients: ownCpu(),
  }
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

async function countStatements(): Promise<void> {
  const folder = createFolder()
  const stage = await setStage('.', countingArgs, countingEnv(folder))
  const read = async () => {
    await drained(stage.receiver)
    return (await lookAt(stage.gateway, folder)).statements
  }
  await endToEnd(stage, messages)
  const before = await read()
  await endToEnd(stage, messages)
  const after = await read()
  const lines = Object.entries(after).map(([text, { count, us }]) => ({
    text,
    count: (count - (before[text]?.count ?? 0)) / messages,
    us: (us - (before[text]?.us ?? 0)) / messages,
  }))
  print('for each message: statements, µs of wall clock, text')
  for (const { text, count, us } of lines.toSorted((a, b) => b.us - a.us)) {
    if (count > 0.005) print(`${count.toFixed(2).padStart(6)} ${us.toFixed(1).padStart(7)}  ${text}`)
  }
  print(
    `${sum(lines.map(({ count }) => count))
      .toFixed(2)
      .padStart(6)} ${sum(lines.map(({ us }) => us))
      .toFixed(1)
      .padStart(7)}  all`,
  )
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
