/**
 * The log as the parts of the gateway see it. While the store is unreachable each of them meets the same failure again
 * and again: those lines are for debugging only, and store-watch.ts logs the trouble once.
 */
import type { Logger } from 'pino'
import { isUnavailable } from '../model/errors/errors.ts'

export type QuietLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export function quietLogger(log: Logger): QuietLogger {
  const unlessStore = (level: 'warn' | 'error') => (facts: object | string, text?: string) => {
    const isKnown = typeof facts === 'object' && 'err' in facts && isUnavailable(facts.err)
    log[isKnown ? 'debug' : level](facts, text)
  }
  return {
    // Looked up with each line: another level replaces them.
    debug: (facts: object | string, text?: string) => log.debug(facts, text),
    info: (facts: object | string, text?: string) => log.info(facts, text),
    warn: unlessStore('warn') as QuietLogger['warn'],
    error: unlessStore('error') as QuietLogger['error'],
  }
}
