/**
 * Shows what the package is worth where it is installed: its size and how many packages come with it; a start by npx
 * on the oldest Node and on this one, the README's first request delivered, an end by one signal; a program against
 * its types; an installation from git; one line on a Node that is too old. It takes minutes. npm's cache is used;
 * without a registry and a cache it reports that nothing was shown, exit code 0. `npm run package`.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { envWith, hasRegistry, isTaken, readNpm, root, runNpm, start, until } from './elsewhere.js'

const maxBytes = 3_000_000
const maxPackages = 119
const oldest = 24
const tooOld = 20

const folder = mkdtempSync(join(tmpdir(), 'recado-package-'))
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const install = ['install', '--prefer-offline', '--no-audit', '--no-fund']

try {
  await show()
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function show() {
  const tarball = pack()
  const place = emptyFolder('tarball')
  if (runNpm([...install, tarball], place) !== 0) {
    if (hasRegistry(place)) throw new Error('the tarball could not be installed')
    process.stderr.write('no registry responds: the package was not tested\n')
    return
  }
  countPackages(place)
  const nodes = [dirname(process.execPath), nodeOf(oldest)]
  for (const node of nodes) await startsAndDelivers(place, node)
  refusesOldNode(place, nodeOf(tooOld))
  const program = compileProgram(place)
  for (const node of nodes) runs(program, node)
  await entriesAreThere(place)
  await installsFromGit()
}

function pack() {
  const listed = readNpm(['pack', '--json', '--pack-destination', folder], root)
  const [packed] = JSON.parse(listed?.slice(listed.indexOf('[')) ?? '[]')
  check(packed !== undefined, 'npm pack failed')
  check(packed.size < maxBytes, `the tarball has ${packed.size} bytes, ${maxBytes} are allowed`)
  const foreign = packed.files.filter(({ path }) => /\.test\.|^(?:src|test|bench|docs)\/|(?<!\.d)\.ts$/.test(path))
  check(foreign.length === 0, `the tarball has ${foreign.map(({ path }) => path).join(', ')}`)
  for (const needed of ['bin/recado.cjs', 'dist/src/cli.js', 'dist/src/cli.js.map', 'dist-console/phone/index.html'])
    check(
      packed.files.some(({ path }) => path === needed),
      `the tarball lacks ${needed}`,
    )
  say(`npm pack: ${packed.size} bytes, ${packed.files.length} files`)
  return join(folder, packed.filename)
}

function countPackages(place) {
  const count = (readNpm(['ls', '--all', '--parseable'], place) ?? '').trim().split('\n').length - 1
  check(count > 1 && count <= maxPackages, `${count} packages are installed, ${maxPackages} are allowed`)
  say(`npm install: ${count} packages`)
}

function emptyFolder(name, content = {}) {
  const place = join(folder, name)
  mkdirSync(place)
  writeFileSync(join(place, 'package.json'), JSON.stringify(content))
  return place
}

/** The folder of a Node of that major, from the registry. */
function nodeOf(major) {
  const place = emptyFolder(`node-${major}`, { allowScripts: { node: true } })
  check(runNpm([...install, `node@${major}`], place) === 0, `Node ${major} could not be installed`)
  return join(place, 'node_modules', '.bin')
}

async function startsAndDelivers(place, node) {
  const dataDir = mkdtempSync(join(folder, 'data-'))
  const settings = { RECADO_PORT: '0', RECADO_SANDBOX_PORT: '0', RECADO_DATA_DIR: dataDir }
  const npx = start('npx', ['recado', 'start'], place, envWith(node, settings))
  let errors = ''
  npx.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const ended = once(npx, 'exit')
  const facts = await Promise.race([readyFacts(npx), ended.then(() => undefined)])
  check(facts !== undefined, `npx recado start ended: ${errors}`)
  const answer = await firstRequest(facts.url)
  check(answer.status === 200, `the README's first request was answered ${answer.status}`)
  const delivered = await until(() => deliveredBy(facts.sandboxUrl))
  check(delivered === true, 'the message did not reach the phone')
  npx.kill('SIGTERM')
  await ended
  for (const url of [facts.url, facts.sandboxUrl])
    check((await until(async () => ((await isTaken(url)) ? undefined : true))) === true, `${url} is still taken`)
  check(errors === '', `npx recado start on ${node} wrote: ${errors}`)
  say(`npx recado start on ${versionOf(node)}: a message delivered, ended by SIGTERM`)
}

async function readyFacts(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const facts = line.startsWith('{') ? JSON.parse(line) : {}
    if (facts.msg === 'Recado is ready') return facts
  }
  return undefined
}

/** The README's, at the address that was printed. */
function firstRequest(url) {
  const [command = ''] = /^curl -u(?:.*\\\n)*.*$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  const [, credentials = '', address = '', body = ''] = /-u (\S+) (\S+)[\s\S]*-d '(.*)'/.exec(command) ?? []
  return fetch(url + new URL(address).pathname, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(credentials)}`, 'content-type': 'application/json' },
    body,
  })
}

async function deliveredBy(sandboxUrl) {
  const shown = await (await fetch(`${sandboxUrl}/_sandbox/messages?to=593987654321`)).text()
  return shown.includes('¡Hola desde Recado!') ? true : undefined
}

function refusesOldNode(place, node) {
  const command = join(place, 'node_modules', '.bin', 'recado')
  const { status, stdout, stderr } = spawnSync(command, ['start'], { env: envWith(node), encoding: 'utf8' })
  const isOneLine = /^recado: needs Node [\d.]+ or newer, and this is [\d.]+\n$/.test(stderr)
  check(status === 1 && stdout === '' && isOneLine, `on ${versionOf(node)}: ${status} ${stdout}${stderr}`)
  say(`on ${versionOf(node)}: ${stderr.trim()}`)
}

/** TypeScript as a stranger writes it, checked against the package's types, its own included, and compiled. */
function compileProgram(place) {
  const source = `
    import { startRecado, type Recado, type RecadoSettings } from 'recado'
    import { Recado as Client, ValidationError } from 'recado/client'
    import type { TestRecado } from 'recado/testing'
    import { nodeHandler, type WholeEvent } from 'recado/webhooks'
    const dataDir: string = ${JSON.stringify(join(folder, 'program'))}
    const settings: RecadoSettings = { port: 0, sandboxPort: 0, dataDir, RECADO_STOP_TIMEOUT_MS: '1000' }
    const recado: Recado = await startRecado(settings)
    const answer = await fetch(\`\${recado.url}/healthz\`)
    const demo: { botId: string; clientId: string } | undefined = recado.demo
    console.log(answer.status, demo?.botId, typeof recado[Symbol.asyncDispose])
    const client = new Client({ baseUrl: recado.url, clientId: 'demo', clientSecret: 'recado-demo' })
    const send = (text: string) => client.sendMessage({ botId: 'demo', body: { type: 'text', userId: '593987654321', text } })
    const { messageId }: { messageId: string } = await send('Hola')
    const isRefused = await send('').catch((error: unknown) => error instanceof ValidationError)
    const handle = nodeHandler({ secret: 'whsec_', onEvent: (event: WholeEvent) => event.type })
    console.log(messageId.slice(0, 4), isRefused, typeof handle)
    await recado.stop()
    export const urlOf = (test: TestRecado): string => test.client.baseUrl
    // @ts-expect-error: no such setting
    export const wrong = () => startRecado({ prot: 1 })
    // @ts-expect-error: no text
    export const textless = () => client.sendMessage({ botId: 'demo', body: { type: 'text', userId: '1' } })
  `
  writeFileSync(join(place, 'program.mts'), source)
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', 'program.mts']
  const compiled = spawnSync(process.execPath, [tsc, ...options], { cwd: place, encoding: 'utf8' })
  check(compiled.status === 0, `a program against the types: ${compiled.stdout}`)
  return join(place, 'program.mjs')
}

function runs(program, node) {
  const { stdout, stderr } = spawnSync(join(node, 'node'), [program], { encoding: 'utf8', env: envWith(node) })
  check(stdout === '200 demo function\nmsg_ true function\n', `a program on ${versionOf(node)}: ${stdout}${stderr}`)
  say(`a typed program on ${versionOf(node)} starts Recado and ends`)
}

/** Each entry can be imported, and has types beside it. */
async function entriesAreThere(place) {
  for (const [entry, target] of Object.entries(manifest.exports)) {
    if (!target.endsWith('.js')) continue
    const name = join(manifest.name, entry).replaceAll('\\', '/')
    const script = `await import(${JSON.stringify(name)})`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      cwd: place,
      encoding: 'utf8',
    })
    check(status === 0, `${name} cannot be imported: ${stderr}`)
    const types = join(place, 'node_modules', manifest.name, target.replace(/\.js$/, '.d.ts'))
    check(existsSync(types), `${name} has no types`)
  }
}

/** What is committed, compiled by npm's own preparation. */
async function installsFromGit() {
  const place = emptyFolder('git')
  check(runNpm([...install, `git+file://${root}`], place) === 0, 'npm install git+file:… failed')
  await startsAndDelivers(place, dirname(process.execPath))
  say('npm install git+file:… works')
}

function versionOf(node) {
  return `Node ${spawnSync(join(node, 'node'), ['--version'], { encoding: 'utf8' }).stdout.trim()}`
}

function check(isRight, otherwise) {
  if (!isRight) throw new Error(otherwise)
}

function say(sentence) {
  process.stdout.write(`${sentence}\n`)
}
