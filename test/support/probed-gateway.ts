/** A gateway in a process of its own with loop-probe.ts in it, and its memory according to Linux. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CrashSite, openCrashSite } from './crash.ts'
import type { Figures } from './loop-probe.ts'

export type ProbedSite = CrashSite & {
  /** Since the last look. */
  look(): Promise<Figures>
}

/** `env`: variables that differ. */
export async function openProbedSite(databaseUrl?: string, env: Record<string, string> = {}): Promise<ProbedSite> {
  const probe = createProbe()
  const site = await openCrashSite(undefined, databaseUrl, {}, { ...probe.env, ...env })
  return Object.assign(site, { look: probe.open() })
}

/** `env`: for any command of ours; `open`, once it is ready, opens the probe. */
export function createProbe(): { env: Record<string, string>; open(): () => Promise<Figures> } {
  const folder = mkdtempSync(join(tmpdir(), 'recado-probe-'))
  const file = join(folder, 'port')
  const module = fileURLToPath(new URL('./loop-probe.ts', import.meta.url))
  return {
    env: { NODE_OPTIONS: `--import=${module}`, PROBE_FILE: file },
    open() {
      const port = readFileSync(file, 'utf8')
      rmSync(folder, { recursive: true })
      return async () => (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Figures
    },
  }
}

/** Resets the peak of the memory, where the system can do so. */
export function forgetPeak(pid: number): void {
  if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

/** The peak of its memory in bytes; its present memory where the system has no peak. */
export function peakOf(pid: number): number {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)])) * 1024
  const [, kibibytes = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kibibytes) * 1024
}

/** Free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
