/** Of the whole test run: PostgreSQL for all files, started once and gone at the end. Named in package.json. */
import { startForAll } from './postgres.ts'

let server: Awaited<ReturnType<typeof startForAll>> | undefined

export async function globalSetup(): Promise<void> {
  server = await startForAll()
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
