/**
 * `npm run bench:bots [-- --bots 10000 --rounds 5 --messages 2000 --store postgres --against FOLDER]`: the cost of idle
 * bots to busy ones. Two gateways with the same few busy bots, one with many idle ones from the management API: the
 * gateway's CPU per message end to end, in turn; the CPU for making a bot, beside few and beside many; and the cost of
 * an idle gateway. `--against` names another checkout, measured in turn.
 */
import { parseArgs } from 'node:util'
import { Client } from 'pg'
import { startServer } from '../test/support/postgres.ts'
import { cpuOf, endChildren } from './child.ts'
import { middle } from './plan.ts'
import { createIdleBots, drained, endToEnd, type Stage, setStage } from './stage.ts'

const { values } = parseArgs({
  options: {
    bots: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    messages: { type: 'string', default: '2000' },
    store: { type: 'string', default: 'sqlite' },
    against: { type: 'string', multiple: true, default: [] },
  },
})
const messages = Number(values.messages)
const few = 10
const counts = [few, Number(values.bots)]
/** Bots made during each measurement. */
const made = 50
const idleMs = 10_000

type Side = { root: string; bots: number; stage: Stage; message: number[]; bot: number[]; idle: number }

/** Of each gateway's own database on one server, as it is started; none: SQLite. */
const server = values.store === 'postgres' ? await startServer(['fsync=on', 'max_connections=300']) : undefined
let databases = 0

try {
  await compare()
} finally {
  endChildren()
  await server?.stop()
}

async function databaseEnv(): Promise<Record<string, string>> {
  if (server === undefined) return {}
  const name = `bots${databases++}`
  const client = new Client(server.urlOf('postgres'))
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return { RECADO_DATABASE_URL: server.urlOf(name) }
}

async function compare(): Promise<void> {
  const sides: Side[] = []
  for (const root of ['.', ...values.against])
    for (const bots of counts) {
      const stage = await setStage(root, [], await databaseEnv())
      sides.push({ root, bots, stage, message: [], bot: [], idle: 0 })
    }
  for (const side of sides) await createIdle(side, 0, side.bots)
  for (const side of sides) side.idle = await idleCost(side)
  for (const { stage } of sides) await endToEnd(stage, messages)
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const side of sides) side.message.push(await messageCost(side))
    for (const side of sides) side.bot.push(await botCost(side, side.bots + round * made))
  }
  print(`gateway's CPU, medians of ${values.rounds} rounds in turn, ${messages} messages and ${made} new bots each`)
  for (const { root, bots, message, bot, idle } of sides) {
    const each = message.map((cost) => Math.round(cost)).join(' ')
    const figures = `message ${Math.round(middle(message))} µs, new bot ${Math.round(middle(bot))} µs, idle ${idle.toFixed(1)} ms/s`
    print(`${root.padEnd(20)} ${String(bots).padStart(6)} idle bots: ${figures}   (messages by round: ${each})`)
  }
}

function createIdle({ stage }: Side, from: number, count: number): Promise<void> {
  return createIdleBots(stage.gateway.url, stage.sandbox.url, from, count)
}

async function messageCost({ stage }: Side): Promise<number> {
  await drained(stage.receiver)
  const before = cpuOf(stage.gateway.pid)
  await endToEnd(stage, messages)
  return (cpuOf(stage.gateway.pid) - before) / messages
}

async function botCost(side: Side, from: number): Promise<number> {
  const before = cpuOf(side.stage.gateway.pid)
  await createIdle(side, from, made)
  return (cpuOf(side.stage.gateway.pid) - before) / made
}

/** ms of CPU per second. */
async function idleCost({ stage }: Side): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 5_000))
  const before = cpuOf(stage.gateway.pid)
  await new Promise((resolve) => setTimeout(resolve, idleMs))
  return (cpuOf(stage.gateway.pid) - before) / idleMs
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
