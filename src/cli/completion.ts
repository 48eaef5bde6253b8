/**
 * `recado completion`: scripts for shells. They ask the command itself for the words that fit, so they never fall
 * behind it.
 */
import { Argument, type Command, type Option } from 'commander'
import { addCommand, type Cli } from './frame/command.ts'

const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

export function addCompletionCommand(program: Command, cli: Cli): void {
  addCommand(program, cli, {
    usage: 'completion',
    about: 'about_completion',
    example: 'completion bash >> ~/.bashrc',
  })
    .addArgument(new Argument('<shell>').choices([...shells]))
    .action((shell: Shell) => void process.stdout.write(`${scripts[shell]}\n`))
  program
    .command('complete [words...]', { hidden: true })
    .allowUnknownOption()
    .helpOption(false)
    .action((words: string[]) => void process.stdout.write(`${completionsOf(program, words).join('\n')}\n`))
}

/** Pure. `words`: those behind `recado`, the last of them being typed. */
export function completionsOf(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? ''
  let command = program
  for (const word of words.slice(0, -1))
    command = visibleCommands(command).find((one) => one.name() === word) ?? command
  const before = command.options.find((option) => takesValue(option) && named(option).includes(words.at(-2) ?? ''))
  if (before !== undefined) return (before.argChoices ?? []).filter((choice) => choice.startsWith(typed))
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices)
  const names = visibleCommands(command).map((one) => one.name())
  const options = typed.startsWith('-') ? command.options.filter(({ hidden }) => !hidden).flatMap(named) : []
  return [...names, ...choices, ...options].filter((one) => one.startsWith(typed))
}

function visibleCommands(command: Command): Command[] {
  return command.createHelp().visibleCommands(command)
}

function named({ long, short }: Option): string[] {
  return [long, short].filter((one) => one !== undefined && one !== null)
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

/** Where nothing fits, the shell offers files. */
const scripts: Record<Shell, string> = {
  bash: [
    '_recado() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '  mapfile -t COMPREPLY < <(recado complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)',
    '}',
    'complete -o default -F _recado recado',
  ].join('\n'),
  zsh: [
    '#compdef recado',
    '_recado() {',
    '  local -a found',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '  found=("${(@f)$(recado complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
    '  if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi',
    '}',
    'compdef _recado recado',
  ].join('\n'),
  fish: [
    'function __recado_complete',
    '  set -l words (commandline -opc) (commandline -ct)',
    '  recado complete -- $words[2..-1] 2>/dev/null',
    'end',
    "complete -c recado -a '(__recado_complete)'",
  ].join('\n'),
}
