/**
 * Installs the packages of this folder, as its lock file has them, from npm's cache where it has them. Nothing else of
 * the project needs them. Without a registry and a cache nothing can be shown: a failure, told in one sentence.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const packages = `${here}node_modules`
/** Written last by npm: without it an installation was broken off. */
const stamp = `${packages}/.package-lock.json`

export function install() {
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(`${here}package-lock.json`).mtimeMs) return
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    execFileSync('npm', ['ci', ...options], { cwd: here, stdio: 'inherit' })
  } catch {
    rmSync(packages, { recursive: true, force: true })
    process.stderr.write("tools/openapi: npm ci failed. Its packages come from the npm registry or from npm's cache.\n")
    process.exit(1)
  }
}
