/**
 * What count-statements.ts counts in a gateway, between two looks. Such counts hardly depend on the machine's speed,
 * hence a test bounds them.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Started } from './child.ts'

/** Sums since the start of the process; `at`: ms. */
export type Counted = {
  at: number
  statements: Record<string, { count: number; us: number }>
  allocatedBytes: number
}
export type Counts = { statements: number; commits: number; allocatedKb: number }

/** Arguments and environment of a gateway that counts. */
export const countingArgs = ['--import', './bench/count-statements.ts']
export const countingEnv = (folder: string) => ({ STATEMENTS_TO: fileIn(folder) })

const fileIn = (folder: string) => join(folder, 'statements.json')

/** `folder`: as for `countingEnv`. */
export async function lookAt(gateway: Started, folder: string): Promise<Counted> {
  const path = fileIn(folder)
  rmSync(path, { force: true })
  process.kill(gateway.pid, 'SIGUSR2')
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10))
  return JSON.parse(readFileSync(path, 'utf8')) as Counted
}

/** What a gateway with nothing to do counts in a ms: polls, clocks, and the bytes that they allocate. */
export async function atRest(gateway: Started, folder: string): Promise<Counts> {
  const before = await lookAt(gateway, folder)
  await new Promise((resolve) => setTimeout(resolve, restMs))
  const after = await lookAt(gateway, folder)
  return countsBetween(before, after, after.at - before.at)
}

const restMs = 2_000
const nothing: Counts = { statements: 0, commits: 0, allocatedKb: 0 }

/**
 * For each of the messages between the two looks, less what the gateway would have counted in that time anyway: a slow
 * machine takes longer.
 */
export function countsBetween(before: Counted, after: Counted, messages: number, rest = nothing): Counts {
  const names = Object.keys(after.statements)
  const countOf = (name: string) => (after.statements[name]?.count ?? 0) - (before.statements[name]?.count ?? 0)
  const sum = (some: string[]) => some.reduce((total, name) => total + countOf(name), 0)
  const each = (total: number, perMs: number) => (total - perMs * (after.at - before.at)) / messages
  return {
    statements: each(sum(names), rest.statements),
    commits: each(sum(names.filter((name) => /^commit\b/i.test(name))), rest.commits),
    allocatedKb: each((after.allocatedBytes - before.allocatedBytes) / 1_000, rest.allocatedKb),
  }
}
