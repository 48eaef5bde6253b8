/**
 * Runs before `npm start` and `npm test`, on whatever Node the machine has (18 or newer): installs the lock file's
 * packages unless they are installed already, so that a bare clone needs no manual step. With --stamp (prepare) it only
 * records which lock file is installed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.recado-setup')
const pinnedNode = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node')
const lock = join(root, 'package-lock.json')
// An unpacked package has no lock file: its installer has installed the dependencies.
const wanted = existsSync(lock) ? createHash('sha256').update(readFileSync(lock)).digest('hex') : 'none'
/** The oldest Node that runs TypeScript directly (engines in package.json). */
const oldest = [24, 12]

if (process.argv.includes('--stamp')) note()
else if (!isInstalled()) install()

/** `npm install --package-lock-only` runs the same scripts without a node_modules. */
function note() {
  if (existsSync(dirname(stamp))) writeFileSync(stamp, wanted)
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && hasRuntime()
}

/** Production omits the pinned runtime (`npm ci --omit=dev`): the machine's own suffices if it is new enough. */
function hasRuntime() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return runsPinnedNode() || major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}

/** An install script fetches the pinned runtime; where those are disabled it is missing. */
function runsPinnedNode() {
  return spawnSync(pinnedNode, ['--version']).status === 0
}

function install() {
  process.stderr.write('Installing dependencies (only the first time) …\n')
  const npm = process.env.npm_execpath
  const args = ['ci', '--loglevel=error', '--no-fund', '--no-audit']
  try {
    if (npm) execFileSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
    else execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  } catch {
    fail('npm ci failed: see above. Recado needs only the npm registry.')
  }
  if (!hasRuntime()) fail('The pinned Node was not installed: npm must be allowed to run install scripts.')
  note()
}

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
