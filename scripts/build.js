/**
 * Compiles src and sandbox into dist for a package, and copies beside them what is no TypeScript: pages, styles,
 * pictures; the console is built beside it. `npm run build`. With --for-package (`prepare`) it does so only where a package
 * may be packed: not for `npm ci`, after which a clone runs its sources, and not without the compiler, a package of
 * development.
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

/** Comments are for editors, in the types: in the code they were 225 kB of a package of 3,057. */
function compile(...flags) {
  const words = [compiler, '-p', 'tsconfig.build.json', ...flags]
  const { status } = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}

function build() {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  compile()
  compile('--declaration', '--emitDeclarationOnly', '--removeComments', 'false')
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
