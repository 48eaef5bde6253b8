/**
 * Runs the command that the arguments name, and ends it: an error is one line on the standard error, or one line of
 * JSON with `--json`, and the exit code says of which kind it is.
 */
import { type Command, CommanderError } from 'commander'
import { failLine } from '../fail.ts'
import { CommandFailure, exitCodes } from './failure.ts'
import type { Say, TextKey } from './say.ts'

export async function run(program: Command, say: Say, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync([...args], { from: 'user' })
  } catch (error) {
    const isJson = args.includes('--json')
    const failure = failureOf(error, say)
    if (failure === undefined) return
    process.stderr.write(isJson ? `${jsonOf(failure)}\n` : `${lineOf(failure)}\n`)
    process.exitCode = failure.exitCode
  }
}

/** Undefined: help or version was asked for, and is written. */
function failureOf(error: unknown, say: Say): CommandFailure | undefined {
  if (error instanceof CommandFailure) return error
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return undefined
    return new CommandFailure(exitCodes.usage, usageProblem(error, say), { kind: error.code })
  }
  return new CommandFailure(exitCodes.failed, failLine(error).replace(/^recado: /, ''))
}

const problems: Record<string, TextKey> = {
  'commander.unknownOption': 'usage_unknown_option',
  'commander.unknownCommand': 'usage_unknown_command',
  'commander.missingArgument': 'usage_missing_argument',
  'commander.missingMandatoryOptionValue': 'usage_missing_option',
  'commander.optionMissingArgument': 'usage_missing_value',
  'commander.excessArguments': 'usage_too_many',
}

/** The library's own sentence where there is none of ours: it names the value and the reason. */
function usageProblem({ code, message }: CommanderError, say: Say): string {
  if (code === 'commander.help') return say('usage_no_command')
  const key = problems[code]
  const own = message.replace(/^error: /, '').replaceAll('\n', ' ')
  if (key === undefined) return own
  const name = /'([^']*)'/.exec(message)?.[1] ?? ''
  const hint = /Did you mean ([^?]{1,60})\?/.exec(message)?.[1]
  return say(key, { name }) + (hint === undefined ? '' : ` ${say('usage_hint', { name: hint })}`)
}

function lineOf({ message }: CommandFailure): string {
  return `recado: ${message}`
}

function jsonOf({ exitCode, message, details }: CommandFailure): string {
  return JSON.stringify({ error: { exitCode, message, ...details } })
}
