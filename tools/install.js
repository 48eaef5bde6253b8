/**
 * Installs the packages of a folder of tools, as its lock file has them, from npm's cache where it has them. Nothing
 * else of the project needs them. Without a registry and a cache nothing can be shown: a failure, in one sentence.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export function install(folder) {
  const packages = join(folder, 'node_modules')
  // Written last by npm: without it an installation was broken off.
  const stamp = join(packages, '.package-lock.json')
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs) return
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    execFileSync('npm', ['ci', ...options], { cwd: folder, stdio: 'inherit' })
  } catch {
    rmSync(packages, { recursive: true, force: true })
    process.stderr.write(`${folder}: npm ci failed. Its packages come from the npm registry or from npm's cache.\n`)
    process.exit(1)
  }
}
