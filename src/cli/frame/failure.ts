/** How a command ends other than well: the exit codes of docs/cli.md, and the error that carries one. */

export const exitCodes = {
  done: 0,
  /** The command could not do its work. */
  failed: 1,
  /** Flags, arguments or credentials are missing or wrong; nothing was tried. */
  usage: 2,
  /** The gateway answered with an error. */
  refused: 3,
  /** Nothing answers at the address. */
  unreachable: 4,
  /** The checks were made, and at least one of them failed. */
  unhealthy: 5,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** `details`: what `--json` adds to the sentence. */
export class CommandFailure extends Error {
  exitCode: ExitCode
  details: Record<string, unknown>

  constructor(exitCode: ExitCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.exitCode = exitCode
    this.details = details
  }
}
