/** Levels of the log, from the least to the most, and none. */
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

export type LogLevelView = {
  level: LogLevel
  /** The level of the settings, to which it returns. */
  configured: LogLevel
  /** Absent: until the process ends. */
  until?: number
}

export type LogLevelControl = {
  read(): LogLevelView
  /** `forMs` absent: until the process ends. */
  change(level: LogLevel, forMs: number | undefined): LogLevelView
}
