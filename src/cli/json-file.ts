/** JSON from a file, or from the standard input for `-`. */
import { readFileSync } from 'node:fs'
import { reasonOf } from './connection.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'

export function readJson(path: string, say: Say): unknown {
  let text: string
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, say('file_unreadable', { path, reason: reasonOf(error) }))
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : ''
    throw new CommandFailure(exitCodes.usage, say('file_no_json', { path, reason }))
  }
}
