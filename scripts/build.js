/**
 * Compiles src and sandbox into dist for a package, and copies beside them what is no TypeScript: pages, styles,
 * pictures; the console is built beside it. `npm run build`. With --for-package (`prepare`) it does so only where a package may be packed: not for
 * `npm ci`, after which a clone runs its sources, and not without the compiler, a package of development.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const folders = ['src', 'sandbox']
/** Compiled, or of no use without the sources. */
const left = /\.ts$|\.md$|^package\.json$/

const isForPackage = process.argv.includes('--for-package')
const isWanted = process.env.npm_command !== 'ci' && existsSync(compiler) && existsSync(join(root, 'src'))
if (!isForPackage || isWanted) build()

function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const compiled = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' })
  if (compiled.status !== 0) process.exit(compiled.status ?? 1)
  for (const folder of folders)
    cpSync(join(root, folder), join(root, 'dist', folder), {
      recursive: true,
      filter: (path) => statSync(path).isDirectory() || !left.test(basename(path)),
    })
  const console = spawnSync(process.execPath, [join(root, 'scripts', 'build-console.js'), '--if-stale'], {
    stdio: 'inherit',
  })
  if (console.status !== 0) process.exit(console.status ?? 1)
}
