/**
 * Global set-up of a test run, named in package.json: PostgreSQL for all files, started once and stopped at the end.
 */
import { startForAll } from './postgres.ts'

let server: Awaited<ReturnType<typeof startForAll>> | undefined

export async function globalSetup(): Promise<void> {
  server = await startForAll()
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
