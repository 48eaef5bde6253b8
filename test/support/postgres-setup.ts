/** Of the whole test run: one PostgreSQL for all files, started once and gone at the end. Named in package.json. */
import { type Server, startForAll } from './postgres.ts'

let server: Server | undefined

export async function globalSetup(): Promise<void> {
  server = await startForAll()
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
