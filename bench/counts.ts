/**
 * What count-statements.ts counts in a gateway, between two looks. Such counts hardly depend on the machine's speed,
 * hence a test bounds them.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Started } from './child.ts'

export type Counted = { statements: Record<string, { count: number; us: number }>; allocatedBytes: number }
export type Counts = { statements: number; commits: number; allocatedKb: number }

/** Arguments and environment of a gateway that counts. */
export const countingArgs = ['--import', './bench/count-statements.ts']
export const countingEnv = (folder: string) => ({ STATEMENTS_TO: fileIn(folder) })

const fileIn = (folder: string) => join(folder, 'statements.json')

/** Sums since its start. `folder`: as for `countingEnv`. */
export async function lookAt(gateway: Started, folder: string): Promise<Counted> {
  const path = fileIn(folder)
  rmSync(path, { force: true })
  process.kill(gateway.pid, 'SIGUSR2')
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10))
  return JSON.parse(readFileSync(path, 'utf8')) as Counted
}

/** For each of the messages between the two looks. */
export function countsBetween(before: Counted, after: Counted, messages: number): Counts {
  const names = Object.keys(after.statements)
  const countOf = (name: string) => (after.statements[name]?.count ?? 0) - (before.statements[name]?.count ?? 0)
  const sum = (some: string[]) => some.reduce((total, name) => total + countOf(name), 0) / messages
  return {
    statements: sum(names),
    commits: sum(names.filter((name) => /^commit\b/i.test(name))),
    allocatedKb: (after.allocatedBytes - before.allocatedBytes) / messages / 1_000,
  }
}
