/** Installs the packages of this folder, as its lock file has them. Nothing else of the project needs them. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))

export function install() {
  if (existsSync(`${here}node_modules/.package-lock.json`)) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd: here,
    stdio: 'inherit',
  })
}
