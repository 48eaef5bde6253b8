/**
 * What Dockerfile, compose file, unit and chart start is started here with the same arguments and settings, from the files that the image
 * has: it answers to the image's own health check, and ends by SIGTERM. Only addresses are this test's own.
 */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { filled, readCompose, readImage, readUnit } from '../support/deployment.ts'
import { rootPath } from '../support/documents.ts'
import { eventually } from '../support/gateway.ts'
import { renderChart } from '../support/helm.ts'
import { freeDatabase } from '../support/postgres-store.ts'
import { commandEnv } from '../support/process.ts'

const image = readImage()
const secrets = {
  RECADO_ADMIN_TOKEN: 'an-operators-own-word-0001',
  RECADO_CLIENT_ID: 'shop',
  RECADO_CLIENT_SECRET: 'a-secret-of-the-shop',
  RECADO_OPS_TOKEN: 'for-those-who-scrape-it',
  RECADO_PUBLIC_URL: 'https://recado.example.com',
  RECADO_SECRET_KEY: 'a-key-of-16-or-more',
}

let folder = ''

/** The last stage of the image: what it copies, and the packages and the console of this clone in place of the other stages'. */
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'recado-image-'))
  const inside = (path: string) => join(folder, path.startsWith('/') ? path : join(image.workdir, path))
  mkdirSync(inside('.'), { recursive: true })
  for (const { stage, from, to } of image.copies) {
    const target = to.endsWith('./') ? join(inside(to), from) : inside(to)
    if (stage === undefined) cpSync(join(rootPath, from), target, { recursive: true })
    else symlinkSync(join(rootPath, basename(from)), target, 'dir')
  }
})

after(() => rmSync(folder, { recursive: true }))

type Place = { command: string[]; cwd: string; env: Record<string, string> }

/** Starts it, asks as the image's health check does, before and after, and ends it. */
async function runs(place: Place, changes: Record<string, string> = {}): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'recado-data-'))
  const port = await freePort()
  // Loopback only, and not the machine's own folders.
  const own = { RECADO_DATA_DIR: data, RECADO_PORT: String(port), RECADO_HOST: '127.0.0.1', RECADO_DRAIN_MS: '200' }
  const env = { ...commandEnv, ...place.env, ...own, ...changes }
  const start = (command: string[]) => {
    assert.match(command[0] ?? '', /(?:^|\/)node$/)
    return spawn(process.execPath, command.slice(1), { cwd: place.cwd, env, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  try {
    assert.equal(await codeOf(start(image.healthCheck ?? [])), 1, 'nobody is there yet')
    const gateway = start(place.command)
    const ended = once(gateway, 'exit')
    const problems = textOf(gateway)
    try {
      const isUp = fetchUntil(`http://127.0.0.1:${port}/healthz`)
      await Promise.race([isUp, ended.then(async ([code]) => assert.fail(`ended with ${code}: ${await problems}`))])
      // As the image has it: unhealthy is what three in a row say.
      const codes: (number | null)[] = []
      while (codes.at(-1) !== 0 && codes.length < 3) codes.push(await codeOf(start(image.healthCheck ?? [])))
      assert.equal(codes.at(-1), 0, `health checks ended with ${codes}: ${gateway.exitCode}`)
      gateway.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    } finally {
      gateway.kill('SIGKILL')
      await ended
    }
  } finally {
    rmSync(data, { recursive: true })
  }
}

function fetchUntil(url: string): Promise<unknown> {
  const isOk = () =>
    fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
  return eventually(isOk, `${url} answers`)
}

async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'exit')
  return code
}

async function textOf({ stderr }: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of stderr ?? []) text += String(chunk)
  return text
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('the image, as the compose file for SQLite starts it', async () => {
  const service = readCompose('deploy/compose/sqlite.yaml').services.recado
  const env = Object.entries(service?.environment ?? {}).map(([name, text]) => [name, filled(text, secrets)])
  const cwd = join(folder, image.workdir)
  await runs({ command: image.command, cwd, env: { ...image.env, ...Object.fromEntries(env) } })
})

test('the image, as the chart starts it on PostgreSQL', async () => {
  const deployment = renderChart(join(rootPath, 'deploy/helm/recado')).find(({ kind }) => kind === 'Deployment')
  type Pod = {
    spec: { template: { spec: { containers: { args: string[]; env: { name: string; value: string }[] }[] } } }
  }
  const [container] = (deployment as unknown as Pod).spec.template.spec.containers
  assert.ok(container)
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
  // The command of the image stays, its arguments are the chart's.
  const command = [...image.command.slice(0, 2), ...container.args]
  const changes = { RECADO_DATABASE_URL: await freeDatabase(), RECADO_OPS_PORT: String(await freePort()) }
  await runs({ command, cwd: join(folder, image.workdir), env: { ...image.env, ...env, ...secrets } }, changes)
})

test('the unit of systemd', async () => {
  const service = readUnit('deploy/systemd/recado.service').get('Service')
  const here = (text = '') => text.replaceAll('/opt/recado', rootPath.replace(/\/$/, ''))
  const env = Object.fromEntries((service?.get('Environment') ?? []).map((one) => one.split('=', 2)))
  const command = here(service?.get('ExecStart')?.[0]).split(' ')
  await runs({ command, cwd: here(service?.get('WorkingDirectory')?.[0]), env: { ...env, ...secrets } })
})
