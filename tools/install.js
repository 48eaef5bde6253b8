/** Installs the packages of a folder of tools, as its lock file has them. Nothing else of the project needs them. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export function install(folder) {
  if (existsSync(join(folder, 'node_modules', '.package-lock.json'))) return
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
  })
}
