/** Runs `recado` as a process of its own against a gateway: its exit code, its output, and its result as JSON. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { adminToken, type Gateway } from './gateway.ts'
import { type Ended, runToEnd } from './process.ts'

export type Shell = {
  folder: string
  run(args: string[], env?: Record<string, string>): Promise<Ended>
  /** The result of a command that must end well. */
  json<T>(args: string[], env?: Record<string, string>): Promise<T>
  [Symbol.dispose](): void
}

/** A folder of its own holds profiles and files. With a gateway, its address and credentials are in the environment. */
export function openShell(gateway?: Pick<Gateway, 'url'>): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'recado-shell-'))
  const reach = { RECADO_KEY: adminToken, RECADO_CLIENT: 'demo:recado-demo', RECADO_BOT: 'demo' }
  const usual = { XDG_CONFIG_HOME: folder, ...(gateway && { RECADO_URL: gateway.url, ...reach }) }
  const run: Shell['run'] = (args, env = {}) => runToEnd(args, { ...usual, ...env })
  return {
    folder,
    run,
    async json<T>(args: string[], env?: Record<string, string>) {
      const { code, stdout, stderr } = await run([...args, '--json'], env)
      if (code !== 0) throw new Error(`recado ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`)
      return JSON.parse(stdout) as T
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}
