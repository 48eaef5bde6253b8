/**
 * The level of the log while the process runs: changed for a time or until its end, and for this process alone. The
 * parts of the gateway log through the same logger, so that a change holds for all of them at once.
 */
import type { Logger } from 'pino'
import type { LogLevel, LogLevelControl, LogLevelView } from '../model/log-level.ts'

export type LogLevels = LogLevelControl & { stop(): void }

export function createLogLevel(log: Pick<Logger, 'level' | 'warn'>, clock: () => number): LogLevels {
  const configured = log.level as LogLevel
  let until: number | undefined
  let timer: NodeJS.Timeout | undefined
  const read = (): LogLevelView => ({
    level: log.level as LogLevel,
    configured,
    ...(until !== undefined && { until }),
  })
  const apply = (level: LogLevel) => {
    clearTimeout(timer)
    until = undefined
    log.level = level
    log.warn({ logLevel: level }, 'the level of the log was changed')
  }
  return {
    read,
    change(level, forMs) {
      apply(level)
      if (forMs !== undefined) {
        until = clock() + forMs
        timer = setTimeout(apply, forMs, configured).unref()
      }
      return read()
    },
    stop: () => clearTimeout(timer),
  }
}
