/**
 * Runs npm and what it installs as another machine would: in folders of its own, without this machine's settings and
 * without the packages of this checkout, whose node_modules/.bin npm puts first in the PATH. npm's cache is used.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

const ours = /^(?:RECADO_|npm_(?!execpath|config_))/
const retained = Object.entries(process.env).filter(([name]) => !ours.test(name))
const path = (process.env.PATH ?? '').split(delimiter).filter((one) => !one.startsWith(root))
const npm = process.env.npm_execpath

/** The environment in which `node` is the one of the given folder. */
export function envWith(nodeFolder = dirname(process.execPath), settings = {}) {
  return { ...Object.fromEntries(retained), PATH: [nodeFolder, ...path].join(delimiter), ...settings }
}

/** The exit code. */
export function run(command, args, cwd, env = envWith()) {
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] }).status
}

export function runNpm(args, cwd, env) {
  const [command, ...before] = commandOf('npm')
  return run(command, [...before, '--loglevel=error', ...args], cwd, env)
}

/** What it prints; undefined when it fails. */
export function readNpm(args, cwd, env = envWith()) {
  const [command, ...before] = commandOf('npm')
  const options = { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 64 * 1024 * 1024 }
  const { status, stdout } = spawnSync(command, [...before, '--loglevel=error', ...args], options)
  return status === 0 ? stdout : undefined
}

export function hasRegistry(cwd) {
  return runNpm(['ping', '--loglevel=silent'], cwd) === 0
}

/** Starts `npm …` or `npx …`; the process leads a group of its own. */
export function start(name, args, cwd, env) {
  const [command, ...before] = commandOf(name)
  return spawn(command, [...before, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
}

/** npm as it was called, or the PATH's; run by the PATH's node. */
function commandOf(name) {
  return npm === undefined ? [name] : ['node', join(dirname(npm), `${name}-cli.js`)]
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}

export async function isTaken(url) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const isTaken = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false)
  socket.destroy()
  return isTaken
}

/** The first result of `find` that is not undefined, within two minutes. */
export async function until(find) {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = await find()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return undefined
}
