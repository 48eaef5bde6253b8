/**
 * Global set-up of a run whose files are named by hand (`--test-global-setup`): the run's folder, and PostgreSQL for
 * all files, started once and stopped at the end. `run.ts` does the same.
 */
import { startForAll } from './postgres.ts'
import { openRunFolder, type RunFolder } from './run-folder.ts'

let folder: RunFolder | undefined
let server: Awaited<ReturnType<typeof startForAll>> | undefined

export async function globalSetup(): Promise<void> {
  folder = openRunFolder()
  server = await startForAll()
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
  folder?.remove()
}
