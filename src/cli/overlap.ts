/** How long a renewed secret's predecessor still works: hours on the command line, seconds in the API. */
import { hourMs } from '../model/time.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'

const maxHours = 720

export function overlapSecondsOf(hours: string | undefined, say: Say): { overlapSeconds?: number } {
  if (hours === undefined) return {}
  const overlapSeconds = (Number(hours) * hourMs) / 1_000
  const isRight = hours.trim() !== '' && Number.isInteger(overlapSeconds) && Number(hours) >= 0
  if (!isRight || Number(hours) > maxHours)
    throw new CommandFailure(exitCodes.usage, say('overlap_wrong', { maxHours }))
  return { overlapSeconds }
}
