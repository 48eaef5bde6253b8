/**
 * The package and its dependencies: it contains only what runs, production imports no development package, every
 * licence is known. No network.
 */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const foreign = paths.filter(
    (path) =>
      !/^(?:src|sandbox|scripts|docs)\/|^(?:README|LICENSE|ARCHITECTURE|CHANGELOG|SECURITY|package|openapi)\b[.\w]*$/.test(
        path,
      ),
  )
  assert.deepEqual(foreign, [])
  assert.deepEqual(
    paths.filter((path) => /\.(?:test\.ts|db|key|pem|log|env)$|(?:^|\/)\./.test(path)),
    [],
  )
  for (const needed of [
    'src/cli.ts',
    'sandbox/package.json',
    'sandbox/phone/index.html',
    'scripts/setup.js',
    'openapi.json',
    'LICENSE',
  ])
    assert.ok(paths.includes(needed), needed)
})

test('production code imports no development package', () => {
  const files = globSync(['src/**/*.ts', 'sandbox/**/*.ts'], { cwd: root })
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
