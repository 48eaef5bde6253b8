/**
 * The package and its dependencies: it contains only what runs, production imports no development package, every
 * licence is known. No network.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import { isBuiltin } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}

test('npm pack includes what runs, and no test, data folder, key or log', () => {
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts', '--offline'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [pack] = JSON.parse(listed) as { files: { path: string }[] }[]
  const paths = pack?.files.map(({ path }) => path) ?? []
  const ofRoot = /^(?:README|LICENSE|CHANGELOG|SECURITY|package|openapi)\b[.\w]*$/
  assert.deepEqual(
    paths.filter(
      (path) => !/^(?:bin|dist|dist-console)\/|^scripts\/(?:setup|build)\.js$/.test(path) && !ofRoot.test(path),
    ),
    [],
  )
  assert.deepEqual(
    paths.filter((path) => /\.(?:test\.\w+|db|key|pem|log|env)$|(?:^|\/)\.|(?<!\.d)\.ts$/.test(path)),
    [],
  )
  for (const needed of ['bin/recado.cjs', 'scripts/setup.js', 'openapi.json', 'LICENSE'])
    assert.ok(paths.includes(needed), needed)
})

test('each entry of the package is a source, and nothing but entries can be imported', async () => {
  const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, string>
    bin: Record<string, string>
  }
  for (const [entry, target] of Object.entries(exports)) {
    assert.match(entry, /^\.(?:\/[\w.-]+)?$/)
    const source = target.replace(/^\.\/dist\/(.*)\.js$/, './$1.ts')
    assert.ok(existsSync(join(root, source)), `${entry}: ${source}`)
  }
  assert.deepEqual(bin, { recado: 'bin/recado.cjs' })
  assert.equal(typeof (await import('../../src/recado.ts')).startRecado, 'function')
})

test('what is looked for beside a source is looked for where it is also beside the compiled file', () => {
  const files = globSync(['src/**/*.ts', 'sandbox/**/*.ts'], { cwd: root })
  const addresses = files.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/new URL\(([`'])(.*?)\1, import\.meta/g)].map(
      ([, , to = '']) => ({
        path,
        to,
      }),
    ),
  )
  assert.ok(addresses.length >= 2)
  // One that is compiled has another ending there; what lies outside of both folders is not there.
  assert.deepEqual(
    addresses.filter(({ to }) => /\.ts$/.test(to) || !to.startsWith('./')),
    [],
  )
})

test('the launcher tells an old Node one line, before anything that it could not read', () => {
  const launcher = readFileSync(join(root, 'bin/recado.cjs'), 'utf8')
  assert.doesNotMatch(launcher, /\b(?:const|let|async|await|class)\b|=>|\?\.|\?\?|^import\b|\.\.\./m)
  const versions = ['20.20.2', '24.11.1', '9.11.2']
  for (const version of versions) {
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
    const args = ['--import', `data:text/javascript,${encodeURIComponent(older)}`, 'bin/recado.cjs', '--version']
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
    const line = `recado: needs Node 24.12 or newer, and this is ${version}\n`
    assert.deepEqual([status, stdout, stderr], [1, '', line])
  }
  const { status, stdout } = spawnSync(process.execPath, ['bin/recado.cjs', '--version'], {
    cwd: root,
    encoding: 'utf8',
  })
  assert.equal(status, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test('a release is packed when all is committed and the documents have its version, and each mistake is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-release-'))
  const write = (path: string, content: string) => writeFileSync(join(folder, path), content)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' })
  const commit = (message: string) => {
    git('add', '-A')
    git('-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', message)
  }
  const checked = () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/release-check.js'], {
      cwd: folder,
      encoding: 'utf8',
    })
    return { status, stdout, problems: stderr.trim().split('\n') }
  }
  const repository = { type: 'git', url: 'git+https://example.com/recado/recado.git' }
  try {
    for (const path of ['scripts', 'dist/src']) mkdirSync(join(folder, path), { recursive: true })
    for (const path of ['scripts/release-check.js', 'scripts/elsewhere.js'])
      cpSync(join(root, path), join(folder, path))
    write('.gitignore', 'artifacts/\n')
    write('dist/src/cli.js', '')
    write(
      'package.json',
      JSON.stringify({ name: 'recado', version: '1.2.3', type: 'module', private: true, repository }),
    )
    write('CHANGELOG.md', '## [Unreleased]\n\n## [1x2.3] - 2026-01-01\n')
    write('openapi.json', JSON.stringify({ info: { version: '1.2.2' } }))
    git('init', '-q')
    git('remote', 'add', 'origin', 'git@example.com:somebody/recado.git')
    const { status, stdout, problems } = checked()
    assert.deepEqual([status, stdout], [1, ''])
    assert.deepEqual(problems, [
      'there are uncommitted changes',
      'package.json says private',
      'CHANGELOG.md has no heading "## [1.2.3] - YYYY-MM-DD"',
      'openapi.json has another version',
      'the repository in package.json is not the one of the remote origin',
    ])
    write('package.json', JSON.stringify({ name: 'recado', version: '1.2.3', type: 'module', repository }))
    write('CHANGELOG.md', '## [Unreleased]\n\n## [1.2.3] - 2026-01-01\n')
    write('openapi.json', JSON.stringify({ info: { version: '1.2.3' } }))
    git('remote', 'set-url', 'origin', 'git@example.com:recado/recado.git')
    commit('Release 1.2.3')
    const good = checked()
    assert.deepEqual([good.status, good.problems], [0, ['']])
    assert.match(good.stdout, /^recado 1\.2\.3: artifacts\/recado-1\.2\.3\.tgz, \d+ bytes, sha1 [0-9a-f]{40}\n$/)
    assert.deepEqual(readdirSync(join(folder, 'artifacts')), ['recado-1.2.3.tgz'])
    git('tag', 'v1.2.3')
    rmSync(join(folder, 'dist'), { recursive: true })
    commit('Something else')
    assert.deepEqual(checked().problems, ['v1.2.3 is the tag of another commit'])
    git('tag', '-d', 'v1.2.3')
    assert.deepEqual(checked().problems, ['the package has nothing compiled'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('production code imports no development package', () => {
  const files = globSync(['src/**/*.ts', 'sandbox/**/*.ts', 'sdk/**/*.ts'], { cwd: root })
  const imported = files.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/^import (?!type )[^'\n]*'([^'.][^']*)'/gm)].map(
      ([, name = '']) => name,
    ),
  )
  const packages = new Set(
    imported
      .filter((name) => !isBuiltin(name))
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  )
  assert.ok(packages.size > 5, [...packages].join(' '))
  assert.deepEqual(
    [...packages].filter((name) => !(name in dependencies)),
    [],
  )
})

test('a start without the development packages, the pinned runtime among them, installs nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recado-production-'))
  try {
    for (const name of ['scripts', 'package.json', 'package-lock.json'])
      cpSync(join(root, name), join(folder, name), { recursive: true })
    mkdirSync(join(folder, 'node_modules'))
    const lock = readFileSync(join(folder, 'package-lock.json'))
    writeFileSync(join(folder, 'node_modules', '.recado-setup'), createHash('sha256').update(lock).digest('hex'))
    execFileSync(process.execPath, ['scripts/setup.js'], { cwd: folder, env: { PATH: '' }, stdio: 'pipe' })
    assert.deepEqual(readdirSync(join(folder, 'node_modules')), ['.recado-setup'])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('an audit fails for a severe weakness, and not because the registry has no audit', async () => {
  const advisory = (severity: string) => {
    const one = { id: 1, url: 'https://example.com/1', title: 'A weakness', severity, vulnerable_versions: '<999' }
    return { status: 200, body: { fastify: [one] } }
  }
  const none = 'the registry did not answer the audit'
  const cases = [
    [{ status: 404, body: {} }, 0, none],
    [{ status: 503, body: { error: 'later' } }, 0, none],
    [advisory('moderate'), 0, '0 vulnerabilities'],
    [advisory('high'), 1, 'high: fastify'],
  ] as const
  const received = await Promise.all(cases.map(([audit]) => audited(audit)))
  for (const [index, [, code, reported]] of cases.entries()) {
    const { exit, said = '' } = received[index] ?? {}
    assert.deepEqual([exit, said.includes(reported)], [code, true], said)
  }

  async function audited({ status, body }: { status: number; body: object }) {
    const registry = createServer((request, response) => {
      const isAudit = request.url?.endsWith('/advisories/bulk') ?? false
      response.writeHead(isAudit ? status : 404, { 'content-type': 'application/json' })
      request.resume().on('end', () => response.end(JSON.stringify(isAudit ? body : {})))
    }).listen(0, '127.0.0.1')
    const cache = mkdtempSync(join(tmpdir(), 'recado-audit-'))
    try {
      await once(registry, 'listening')
      const { port } = registry.address() as AddressInfo
      const settings = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: cache }
      const ran = spawn(process.execPath, ['scripts/audit.js'], { cwd: root, env: { ...process.env, ...settings } })
      const said: string[] = []
      for (const stream of [ran.stdout, ran.stderr]) stream.on('data', (chunk) => said.push(String(chunk)))
      const [exit] = await once(ran, 'close')
      return { exit, said: said.join('') }
    } finally {
      registry.close()
      registry.closeAllConnections()
      rmSync(cache, { recursive: true })
    }
  }
})

test('every licence of a production dependency may be shipped', () => {
  const listed = execFileSync(process.execPath, ['scripts/licences.js'], { cwd: root, encoding: 'utf8' })
  for (const name of Object.keys(dependencies)) assert.match(listed, new RegExp(`\t${name}@`), name)
})
