/** The real command as a process of its own, for tests that kill it. Ready once its standard output says so. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A run's compile cache is shared with its commands: half of a start's cost. */
const { PATH, NODE_COMPILE_CACHE } = process.env
export const commandEnv = { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }) }

/** Arguments of the runtime under which a command takes its standard output, and input, for a terminal. */
export const asAtTerminal = ['--import', 'data:text/javascript,process.stdout.isTTY=true']
export const asTyped = ['--import', 'data:text/javascript,process.stdout.isTTY=process.stdin.isTTY=true']

export type Running = {
  url: string
  pid: number
  /** Everything printed so far. */
  output(): string
  /** The log lines so far. Throws where there is a banner. */
  lines(): Record<string, unknown>[]
  /** Nobody reads its standard output any more. */
  closeOutput(): void
  /** Resolves with its exit code, or the signal's name. */
  ended: Promise<number | string>
  signal(name: NodeJS.Signals): Promise<number | string>
  /** Kills it if it still runs. */
  [Symbol.asyncDispose](): Promise<void>
}

/** `words`: the command and its options. Throws with the output if the process ends before it is ready. */
export async function runCommand(
  words: string,
  env: Record<string, string>,
  runtimeArgs: string[] = [],
): Promise<Running> {
  const args = [...runtimeArgs, 'src/cli.ts', ...words.split(' ')]
  const child = spawn(process.execPath, args, { cwd: root, env: { ...commandEnv, ...env } })
  let output = ''
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string)
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const ready = readyUrl(output)
      if (ready !== undefined) resolve(ready)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
  return {
    url,
    pid: child.pid ?? 0,
    output: () => output,
    lines: () => linesOf(output),
    closeOutput: () => child.stdout?.destroy(),
    ended,
    signal: (name) => end(child, name, ended),
    async [Symbol.asyncDispose]() {
      await end(child, 'SIGKILL', ended)
    },
  }
}

/** Of the banner, of the log line of a start as JSON, or as text. */
export function readyUrl(output: string): string | undefined {
  return /\bready at (http:\S+)|"url":"(http:[^"]+)".*is ready"|is ready url=(http:\S+)/
    .exec(output)
    ?.slice(1)
    .find((url) => url !== undefined)
}

export function linesOf(output: string): Record<string, unknown>[] {
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

export type Ended = { code: number | null; stdout: string; stderr: string }

/** Runs a command that ends on its own. `typed`: what a person types at a terminal, each line once it is asked for. */
export async function runToEnd(args: string[], env: Record<string, string>, typed?: string[]): Promise<Ended> {
  const runtimeArgs = typed === undefined ? [] : asTyped
  const words = [...runtimeArgs, 'src/cli.ts', ...args]
  const child = spawn(process.execPath, words, { cwd: root, env: { ...commandEnv, ...env } })
  if (typed !== undefined) answerQuestions(child, typed)
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number | null]>,
    textFrom(child.stdout),
    textFrom(child.stderr),
  ])
  return { code, stdout, stderr }
}

function answerQuestions(child: ChildProcess, typed: string[]): void {
  const lines = [...typed]
  child.stdout?.on('data', (chunk: Buffer) => {
    // A terminal's cursor is put behind the question.
    if (!stripVTControlCharacters(chunk.toString()).endsWith(': ')) return
    const line = lines.shift()
    if (line === undefined) child.stdin?.end()
    else child.stdin?.write(`${line}\n`)
  })
}

async function textFrom(stream: ChildProcess['stdout']): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += String(chunk)
  return text
}

function end(child: ChildProcess, name: NodeJS.Signals, ended: Promise<number | string>): Promise<number | string> {
  child.kill(name)
  return ended
}
