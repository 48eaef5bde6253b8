/**
 * `npm run test:clients`: clients of two public generators, made from openapi.json, compile and send against a gateway
 * that runs. Generators of other languages need a runtime or a registry that is not there everywhere, which is said.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const node = `${root}node_modules/.bin/node`
const document = `${root}openapi.json`

install(here)
const folder = mkdtempSync(join(tmpdir(), 'recado-clients-'))
try {
  for (const name of ['openapi-fetch.ts', 'hey-api.ts', 'tsconfig.json', 'package.json'])
    cpSync(`${here}clients/${name}`, join(folder, name))
  symlinkSync(`${here}node_modules`, join(folder, 'node_modules'))
  const tool = (path, ...args) =>
    execFileSync(node, [`${here}node_modules/${path}`, ...args], { cwd: folder, stdio: 'pipe' })
  tool('openapi-typescript/bin/cli.js', document, '--output', join(folder, 'schema.ts'))
  tool(
    '@hey-api/openapi-ts/bin/run.js',
    '--input',
    document,
    '--output',
    join(folder, 'hey'),
    '--client',
    '@hey-api/client-fetch',
  )
  tool('typescript/bin/tsc', '--project', join(folder, 'tsconfig.json'))
  execFileSync(node, [`${here}clients/send.ts`, folder], { stdio: 'inherit' })
} catch (error) {
  process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? ''}${error.message}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(
  'Python, Go: not tried. Their public generators come from PyPI, from GitHub or with Java, none of which this project requires.\n',
)
