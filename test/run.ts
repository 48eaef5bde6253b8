/**
 * Runs all test files but the slow ones (support/slow.ts), or those of the named folders and paths: `npm test` and its
 * like. A process costs 0.3 s of CPU before its first test and up to 1 s for its imports, so small files share one
 * (support/shared-process.ts); files that take long begin first. Everything that a run needs is in one folder, which is
 * deleted with it (support/run-folder.ts).
 */
import { existsSync, globSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { startForAll } from './support/postgres.ts'
import { openRunFolder } from './support/run-folder.ts'
import { inSharedProcesses } from './support/shared-process.ts'
import { slow, tiered } from './support/slow.ts'

const tests = fileURLToPath(new URL('.', import.meta.url))

/** The longest files begin first. */
const longest = [
  'browser/console',
  'crash/sigkill',
  'failover/failover',
  'crash/webhooks',
  'browser/conversation',
  'flow/migrate',
  'contract/postgres',
  'contract/store-status',
  // Slow ones.
  'contract/http-concurrent-writes',
  'contract/access-matrix',
  'contract/store-figures',
  'contract/store-message-list',
  'contract/copy',
  'browser/console-campaigns',
  'browser/console-admin',
  'browser/console-own-settings',
  'browser/console-conversations',
  'browser/console-kinds',
  'browser/console-forms',
  'browser/console-themes',
  'browser/console-outdated',
  'browser/console-failures',
  'browser/console-inbox',
  'browser/console-numbers',
  'browser/console-costs',
  'browser/console-library',
  'browser/console-responders',
  'browser/console-loading',
  'browser/accessibility',
  'browser/sign-in',
  'flow/copy',
  'flow/sandbox-media',
  'crash/postgres',
  'flow/cli',
  'flow/cli-commands',
  'flow/cli-frame',
  'flow/faults',
  'flow/campaign-stops',
  'flow/secret-key',
  'crash/chaos',
  'crash/campaign',
]

/** They count the resources of their process, or change it. */
const separate = ['flow/bounds', 'flow/stop', 'flow/store-trouble-sqlite', 'unit/http-byte-range']

/**
 * So does a file that replaces the timers: the replacement would clear real timers of a store that an earlier file has
 * just closed, which it does not know, and keep the process for ever.
 */
const replacesTimers = /\bmock\.timers\b/

function needsOwnProcess(path: string): boolean {
  return separate.includes(path) || replacesTimers.test(readFileSync(join(tests, `${path}.test.ts`), 'utf8'))
}

/** The order in which the rest begins, and how many files share a process. */
const shares: Record<string, number> = {
  failover: 1,
  crash: 1,
  browser: 1,
  flow: 4,
  contract: 6,
  conformance: 6,
  fuzz: 1,
  chaos: 1,
  unit: 20,
  rules: 20,
}

/** Processes. Some of them wait: for a start, for a beat, for a timeout. */
const atOnce = Number(process.env.RECADO_TEST_AT_ONCE ?? availableParallelism() + 2)

const ended = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => {
    ended.abort()
    process.exit(1)
  })

const names = process.argv.slice(2)
const paths = chosen(names)
if (names.length === 0) process.env.RECADO_TEST_TIER = 'usual'
if (names.join() === 'slow') process.env.RECADO_TEST_TIER = 'slow'
const folder = openRunFolder()
const server = await startServers()
const stream = run({
  files: inProcesses(paths),
  concurrency: atOnce,
  timeout: 180_000,
  signal: ended.signal,
  execArgv: ['--import', new URL('support/every-file.ts', import.meta.url).href],
})
// Also for a file that could not be read, which no count of tests includes.
const fail = () => {
  process.exitCode = 1
}
stream.on('test:fail', fail)
stream.on('test:summary', ({ success }) => success || fail())
for await (const text of stream.compose(new spec())) process.stdout.write(text)
await server?.stop()
folder.remove()

/** `unit`, `unit/clock` or a path, `slow` or `all`; all but the slow ones without a name. Throws for an unknown name. */
function chosen(names: string[]): string[] {
  if (names.length === 0) return filesOf('*/*.test.ts').filter((path) => !slow.includes(path))
  return [...new Set(names.flatMap(filesNamed))].toSorted()
}

function filesNamed(name: string): readonly string[] {
  if (name === 'slow') return [...slow, ...tiered]
  return filesOf(name === 'all' ? '*/*.test.ts' : patternOf(name))
}

function filesOf(pattern: string): string[] {
  const files = globSync(pattern, { cwd: tests }).map((path) => path.replaceAll(sep, '/').replace('.test.ts', ''))
  if (files.length === 0) throw new Error(`no test file is called ${pattern}`)
  return files.toSorted()
}

function patternOf(name: string): string {
  const path = name.replace(/^(\.\/)?test\//, '').replace(/\.test\.ts$/, '')
  return existsSync(join(tests, path)) ? `${path}/*.test.ts` : `${path}.test.ts`
}

/** Unit and rules tests need no server, and run where none can. */
function startServers(): ReturnType<typeof startForAll> | undefined {
  return paths.some((path) => !/^(unit|rules)\//.test(path)) ? startForAll() : undefined
}

function inProcesses(all: string[]): string[] {
  const files = (some: string[]) => some.map((path) => join(tests, `${path}.test.ts`))
  const first = longest.filter((path) => all.includes(path))
  const rest = all.filter((path) => !longest.includes(path))
  const folders = [...new Set([...Object.keys(shares), ...rest.map(folderOf)])]
  const shared = folders.flatMap((name) => {
    const { alone = [], shared = [] } = Object.groupBy(
      rest.filter((path) => folderOf(path) === name),
      (path) => (needsOwnProcess(path) ? 'alone' : 'shared'),
    )
    return [...files(alone), ...inSharedProcesses(files(shared), maxOf(name))]
  })
  return [...files(first), ...shared]
}

function folderOf(path: string): string {
  return path.split('/')[0] ?? ''
}

/** When the contract runs on another server, a file's databases are dropped when its process ends. */
function maxOf(name: string): number {
  return process.env.RECADO_TEST_DATABASE_URL === undefined ? (shares[name] ?? 1) : 1
}
