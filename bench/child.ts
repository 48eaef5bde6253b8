/**
 * The programs that a bench runs beside itself, measured through Linux's /proc, and its folders: all removed when it
 * ends, however it ends.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

export type Started = { url: string; pid: number }

const children: ChildProcess[] = []
/** A run of tests compiles once for all of its processes. */
const { PATH, NODE_COMPILE_CACHE } = process.env
const shared = { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }
const ticksPerSecond = Number(spawnSync('getconf', ['CLK_TCK']).stdout.toString()) || 100

/** In the temporary directory. A shell that waits for the end of this process removes it, however the process ends. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recado-bench-'))
  // A child may still be writing.
  const script = 'read _; for _ in 1 2 3 4 5; do rm -rf "$0" && break; sleep 1; done'
  const remover = spawn('sh', ['-c', script, folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  remover.unref()
  if (remover.stdin instanceof Socket) remover.stdin.unref()
  return folder
}

/** Whether programs can be bound to a core: on Linux, with more than one. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** Starts one of our programs, which prints its address. `core`: the core that it is bound to, where `canPin`. */
export async function start(args: string[], env: Record<string, string> = {}, core?: number): Promise<Started> {
  const isPinned = core !== undefined && canPin
  const command = [...(isPinned ? ['taskset', '-c', String(core)] : []), process.execPath, ...args]
  const child = spawn(command[0] ?? '', command.slice(1), {
    env: { ...shared, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (children.length === 0) endWithUs()
  children.push(child)
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk)
      // A log line says it where the output is a pipe; our own programs, and earlier versions, print it as text.
      const found = /ready at (http:\S+)|"url":"(http:[^"]+)".*is ready"/
        .exec(output)
        ?.slice(1)
        .find((url) => url)
      if (found === undefined) return
      resolve(found)
      child.stdout.removeAllListeners('data').resume()
    })
    child.once('exit', () => reject(new Error(`${args.join(' ')} ended: ${output}`)))
  })
  return { url, pid: child.pid ?? 0 }
}

function endWithUs(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  process.once('exit', endChildren)
}

export function end({ pid }: Started): Promise<void> {
  const child = children.find((one) => one.pid === pid)
  child?.kill('SIGKILL')
  return new Promise((resolve) => (child === undefined ? resolve() : child.once('exit', () => resolve())))
}

export function endChildren(): void {
  for (const child of children) child.kill('SIGKILL')
}

/** Binds a process and what it starts from now on to a core. */
export function pin(pid: number, core: number): void {
  spawnSync('taskset', ['-a', '-p', '-c', String(core), String(pid)])
}

/** User and system time, µs, including ended children; 0 without Linux's /proc. */
export function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return (fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticksPerSecond) * 1e6
  } catch {
    return 0
  }
}

/** Of a process and of those that it started, as those of a database server. */
export function cpuOfFamily(pid: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === String(pid))
  return children.reduce((sum, child) => sum + cpuOf(Number(child)), cpuOf(pid))
}

/** Absent if the process has just ended. */
function parentOf(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]
  } catch {
    return undefined
  }
}

/** MiB in memory now (`VmRSS`) or at most (`VmHWM`); NaN without Linux's /proc. */
export function memoryOf(pid: number, line: 'VmRSS' | 'VmHWM' = 'VmRSS'): number {
  try {
    const found = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return Math.round(Number(found?.[1]) / 1_024)
  } catch {
    return Number.NaN
  }
}
