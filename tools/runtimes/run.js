/**
 * `npm run test:runtimes`: one program with `recado/client` and `recado/webhooks` under Node, Bun and Deno, each in a
 * process of its own, with the compiled package as a program has it that installed it, against a gateway with its
 * sandbox. The runtimes come as packages with their executable inside: no install step runs, and nothing is downloaded
 * beyond them.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

install(here)
runBuild()
const runtimes = {
  Node: [join(root, 'node_modules', '.bin', 'node'), 'program.mjs'],
  Bun: [executable('@oven', 'bin/bun'), 'program.mjs'],
  // Only the network of this machine and the address of the gateway: the client asks for nothing else.
  Deno: [executable('@deno', 'deno'), 'run', '--allow-net=127.0.0.1', '--allow-env=GATEWAY', 'program.mjs'],
}

const folder = mkdtempSync(join(tmpdir(), 'recado-runtimes-'))
const { startRecado } = await import(pathToFileURL(join(root, 'dist/src/testing/testing.js')).href)
const recado = await startRecado()
try {
  cpSync(join(here, 'program.mjs'), join(folder, 'program.mjs'))
  const manifest = { type: 'module', dependencies: { recado: '*' } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(root, join(folder, 'node_modules', 'recado'))
  const gateway = JSON.stringify({
    ...recado.client,
    botId: recado.botId,
    sandboxUrl: recado.sandboxUrl,
    secret: recado.webhookSecret,
  })
  for (const [name, [command, ...args]] of Object.entries(runtimes)) await runIn(name, command, args, gateway)
} finally {
  await recado.stop()
  rmSync(folder, { recursive: true, force: true })
}

function runBuild() {
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.js')], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(1)
}

/** The package that fits this system is the only one of its scope that npm has installed. */
function executable(scope, path) {
  const packages = join(here, 'node_modules', scope)
  const found = existsSync(packages)
    ? readdirSync(packages)
        .map((name) => join(packages, name, path))
        .find(existsSync)
    : undefined
  if (found !== undefined) return found
  process.stderr.write(`${scope} has no package for ${process.platform}-${process.arch}\n`)
  process.exit(1)
}

async function runIn(name, command, args, gateway) {
  process.stdout.write(`${name}\n`)
  const { PATH } = process.env
  const child = spawn(command, args, { cwd: folder, env: { PATH, GATEWAY: gateway, DENO_NO_UPDATE_CHECK: '1' } })
  child.stdout.pipe(process.stdout)
  child.stderr.pipe(process.stderr)
  const [code, signal] = await once(child, 'exit')
  if (code === 0) return
  process.exitCode = 1
  process.stderr.write(`${name} ended with ${code ?? signal}\n`)
}
