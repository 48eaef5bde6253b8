/**
 * Builds the console into dist-console, where the gateway serves it from, and beside it the sandbox's phone, which
 * draws messages by the same parts and loads the same React: `npm run build:console`. With --if-stale (before `npm
 * start` and `npm test`) it does so only when their sources have changed, and not without the packages of development,
 * whose absence the pages at `/` report. Every file is compressed once here instead of at each request.
 *
 * Scripts before others call it by `npm run`: in the shell that has just installed the pinned runtime, `node` is still
 * the machine's own.
 */
import { createHash } from 'node:crypto'
import fs, { copyFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'dist-console')
const stamp = join(target, '.stamp')
const bundler = join(root, 'node_modules', 'vite', 'dist', 'node', 'index.js')
const isPossible = existsSync(bundler) && existsSync(join(root, 'console', 'index.html'))
const isIfStale = process.argv.includes('--if-stale')

if (isPossible) await buildUnlessFresh(sumOfSources())
else if (!isIfStale) fail('The console is built from a clone with its packages of development: npm ci')

async function buildUnlessFresh(sum) {
  if (isIfStale && existsSync(stamp) && readFileSync(stamp, 'utf8') === sum) return
  process.stderr.write('Building the console …\n')
  // Another process may read the former build meanwhile: the new one takes its place when it is whole.
  const beside = `${target}.${process.pid}`
  const { build } = await import(pathToFileURL(bundler).href)
  const configFile = join(root, 'console', 'vite.config.js')
  // Both are below one root, so that each page keeps its own folder; the addresses of their files begin at `/`.
  const input = ['console', 'phone'].map((name) => join(root, name, 'index.html'))
  await build({
    configFile,
    root,
    logLevel: 'warn',
    build: { outDir: beside, emptyOutDir: true, rolldownOptions: { input } },
  })
  renameSync(join(beside, 'console', 'index.html'), join(beside, 'index.html'))
  rmSync(join(beside, 'console'), { recursive: true })
  copyFileSync(join(root, 'phone', 'theme.js'), join(beside, 'phone', 'theme.js'))
  for (const name of fs.globSync('**/*.{html,js,css,svg}', { cwd: beside })) compress(join(beside, name))
  writeFileSync(join(beside, '.stamp'), sum)
  rmSync(target, { recursive: true, force: true })
  renameSync(beside, target)
}

/** The lock file too: another version of a package is another console. */
function sumOfSources() {
  const sum = createHash('sha256')
  const sources = [
    'console/**',
    'drawing/**',
    'examples/receivers/*',
    'phone/**',
    'sdk/**/*.ts',
    'package-lock.json',
    'scripts/build-console.js',
  ]
  for (const name of fs.globSync(sources, { cwd: root }).sort())
    if (statSync(join(root, name)).isFile()) sum.update(name).update(readFileSync(join(root, name)))
  return sum.digest('hex')
}

function compress(path) {
  const bytes = readFileSync(path)
  writeFileSync(`${path}.br`, brotliCompressSync(bytes))
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
}

function fail(reason) {
  process.stderr.write(`${reason}\n`)
  process.exit(1)
}
