/**
 * The standard output of all commands. Whoever reads it may go away (`recado openapi | head -1`): what is left is not
 * written, and the command does the rest of its work. Any other failure is one line and exit code 1.
 */

export function surviveClosedPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`recado: the output cannot be written: ${error.message}\n`)
    process.exitCode = 1
  })
  process.stderr.on('error', () => {})
}
