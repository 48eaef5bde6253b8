/** Writes a file that the reader named; a failure names it, and not the data folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { reasonOf } from './connection.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'

/** Makes the folder. */
export function writeText(path: string, text: string, say: Say): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new CommandFailure(exitCodes.failed, say('not_written', { path, reason: reasonOf(error) }))
  }
}
