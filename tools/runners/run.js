/**
 * `npm run test:runners`: a bot's tests with `recado/testing` under node:test, Vitest and Jest, each in a process of
 * its own, with the compiled package as a program has it that installed it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const node = join(root, 'node_modules', '.bin', 'node')

const jest = { testMatch: ['<rootDir>/*.jest.mjs'], transform: {}, testTimeout: 120_000, injectGlobals: false }
/** Nothing forces a runner to end: `stop` leaves no thread and no socket. The flag is how Jest takes ES modules. */
const runners = {
  'node:test': ['--test', 'node.mjs'],
  Vitest: ['node_modules/vitest/vitest.mjs', 'run', '--testTimeout=120000', '--hookTimeout=120000'],
  Jest: ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--config', JSON.stringify(jest)],
}

// An optional package of Vite's for Windows is not in every registry, and `npm ci` refuses a lock file without it.
install(here, 'install')
run(process.execPath, [join(root, 'scripts', 'build.js')], root)
const folder = mkdtempSync(join(tmpdir(), 'recado-runners-'))
try {
  cpSync(join(here, 'suites'), folder, { recursive: true })
  const packages = join(folder, 'node_modules')
  mkdirSync(join(packages, '@jest'), { recursive: true })
  symlinkSync(root, join(packages, 'recado'))
  for (const name of ['vitest', 'jest', '@jest/globals'])
    symlinkSync(join(here, 'node_modules', name), join(packages, name))
  for (const [name, given] of Object.entries(runners)) {
    process.stdout.write(`${name}\n`)
    run(node, given, folder)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(command, given, cwd) {
  const { status, signal } = spawnSync(command, given, { cwd, stdio: 'inherit' })
  if (status === 0) return
  process.exitCode = 1
  process.stderr.write(`${command} ${given.join(' ')} ended with ${status ?? signal}\n`)
}
