/**
 * Installs the packages of a folder of tools, as its lock file has them, from npm's cache where it has them. Nothing
 * else of the project needs them. Without a registry and a cache nothing can be shown: a failure, in one sentence.
 * `command`: `install` where `npm ci` refuses the lock file, because a package for another system is in no registry.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export function install(folder, command = 'ci') {
  const packages = join(folder, 'node_modules')
  // Written last by npm: without it an installation was broken off.
  const stamp = join(packages, '.package-lock.json')
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs) return
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  try {
    execFileSync('npm', [command, ...options], { cwd: folder, stdio: 'inherit' })
  } catch {
    rmSync(packages, { recursive: true, force: true })
    process.stderr.write(`${folder}: npm ${command} failed. Its packages come from the npm registry or npm's cache.\n`)
    process.exit(1)
  }
}
