/**
 * Runs the blocks of a page as a reader pastes them: one after the other into one shell, whose variables live on. `curl`
 * ends with its code 22 for an answer that is no success, and addresses lead to the gateway under test.
 */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { rootPath } from './documents.ts'
import type { GuideBlock } from './guide.ts'

export type GuideShell = {
  /** The exit code of the block's last command, or of the pipe's part that failed, and what it printed. */
  run(text: string): Promise<{ code: number; output: string }>
  end(): void
}

type At = { url: string; sandboxUrl: string }

/** `run`: must succeed; `refuse`: the gateway must refuse it; others are for people. */
export function purposeOf({ info }: GuideBlock): 'run' | 'refuse' | undefined {
  if (info === 'sh') return 'run'
  return info === 'sh refused' ? 'refuse' : undefined
}

const prelude = `
set -o pipefail
curl() { command curl --fail-with-body --no-progress-meter "$@"; }
recado() { "$GUIDE_NODE" src/cli.ts "$@"; }
`

const mark = '::the block ended with'

export function openGuideShell(at: At, env: Record<string, string>): GuideShell {
  const child = spawn('bash', ['--noprofile', '--norc'], {
    cwd: rootPath,
    env: { PATH: process.env.PATH ?? '', GUIDE_NODE: process.execPath, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let lines: string[] = []
  let answer: ((code: number) => void) | undefined
  const gone = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`the shell ended:\n${lines.join('\n')}`)))
  })
  // Whoever does not wait for a block has ended the shell.
  gone.catch(() => {})
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [shown = '', code] = line.split(mark)
    if (shown !== '') lines.push(shown)
    if (code !== undefined) answer?.(Number(code))
  })
  child.stdin.write(prelude)
  return {
    async run(text) {
      lines = []
      const ended = new Promise<number>((resolve) => {
        answer = resolve
      })
      child.stdin.write(`${here(text, at)}\necho "${mark}$?"\n`)
      const code = await Promise.race([ended, gone])
      return { code, output: lines.join('\n') }
    },
    end: () => child.stdin.end(),
  }
}

function here(text: string, { url, sandboxUrl }: At): string {
  return text.replaceAll('http://127.0.0.1:3000', url).replaceAll('http://127.0.0.1:3001', sandboxUrl).trimEnd()
}
