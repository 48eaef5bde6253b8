/**
 * `npm run lint:openapi`: the gateway's and the sandbox's document under two public linters, whose every finding is a
 * failure. The packages are pinned in this folder's lock file and installed here when they are missing.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
install(here)
const folder = mkdtempSync(join(tmpdir(), 'recado-lint-'))
process.on('exit', () => rmSync(folder, { recursive: true }))
const node = `${root}node_modules/.bin/node`
const sandbox = join(folder, 'sandbox.json')
writeFileSync(sandbox, execFileSync(node, [`${here}sandbox-document.ts`]))

for (const document of [`${root}openapi.json`, sandbox]) {
  run('redocly', ['lint', document, '--config', `${here}redocly.yaml`, '--max-problems', '1000'])
  run('spectral', ['lint', document, '--ruleset', `${here}spectral.yaml`, '--fail-severity', 'hint'])
  process.stdout.write(`${basename(document)}: no findings of either linter\n`)
}

/** What a linter says is printed only when it finds something. */
function run(command, args) {
  try {
    execFileSync(`${here}node_modules/.bin/${command}`, args, {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    })
  } catch ({ stdout, stderr }) {
    process.stderr.write(`${stdout}${stderr}`)
    process.exit(1)
  }
}
