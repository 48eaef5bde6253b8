/**
 * The log of a long-running command: text for a person at a terminal, JSON lines for programs. A log that cannot be
 * written ends nothing: who reads it may go away, and a disk may be full.
 */
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from '../config/config.ts'
import { textLine } from './log-text.ts'

export type CommandLog = {
  log: Logger
  /** For the sandbox, which has a logger of its own. */
  logTo: DestinationStream
  /** A person reads along: facts of the start come as a banner, and successes need no lines. */
  isWatched: boolean
}

export function openLog({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): CommandLog {
  const format = logFormat ?? (process.stdout.isTTY ? 'text' : 'json')
  const isWatched = process.stdout.isTTY && format === 'text'
  const output = pino.destination(1)
  output.on('error', onLost)
  const logTo: DestinationStream =
    format === 'json' ? output : { write: (line) => output.write(textLine(line, process.stdout.isTTY)) }
  return { log: pino({ level: isWatched && logLevel === 'info' ? 'warn' : logLevel }, logTo), logTo, isWatched }
}

/** Written at every level, because programs wait for it. */
export function logReady(log: Logger, facts: object, text: string): void {
  log.child({}, { level: 'info' }).info(facts, text)
}

let isReported = false

/** Reported once: from then on lines are lost, and the work goes on. */
function onLost({ code, message }: NodeJS.ErrnoException): void {
  const reason = code === 'EPIPE' ? 'nobody reads the log any more' : `the log cannot be written: ${message}`
  if (!isReported) process.stderr.write(`recado: ${reason}; it goes on without\n`)
  isReported = true
}
