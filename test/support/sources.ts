/** The source files as the rules read them: their text, with and without comments, and their imports. */
import { globSync, readFileSync } from 'node:fs'
import { dirname, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Import = {
  from: string
  /** A path as Source has it, or the name of a package. */
  to: string
  isOurs: boolean
  isTypeOnly: boolean
  /** Loaded when a function calls for it. */
  isDeferred: boolean
}

/** `path`: relative to src; of what is beside it `sandbox/…`, `sdk/…`, `console/…` and so on. With slashes. */
export type Source = { path: string; text: string; code: string; imports: Import[] }

const root = fileURLToPath(new URL('../../', import.meta.url))
/** Without what is generated: nobody reads or writes it. */
const patterns = [
  'src/**/*.ts',
  'sandbox/**/*.ts',
  'sdk/*.ts',
  'sdk/{client,webhooks}/*.ts',
  '{console/src,drawing,phone}/**/*.{ts,tsx}',
]

const comments = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
const statements = /^(?:import|export)\s+(type\s+)?([\w*{][^'"`;=()]*?)\s+from\s+'([^']+)'/gm
const effects = /^import\s+'([^']+)'/gm
const dynamic = /\bimport\(\s*['"`]([^'"`]+)['"`]/g

/** Every TypeScript file of the gateway, of the sandbox and its phone, of the client and receiver, of the console. */
export function readSources(): Source[] {
  return readFiles(patterns).map(({ path, ...source }) => ({ path: path.replace(/^src\//, ''), ...source }))
}

/** Those of the tests and benches, their paths relative to the root. */
export function readTestSources(): Source[] {
  return readFiles(['test/**/*.ts', 'bench/**/*.ts'])
}

function readFiles(globs: string[]): Source[] {
  const paths = globSync(globs, { cwd: root }).map((path) => path.split(sep).join('/'))
  return paths.sort().map((path) => {
    const text = readFileSync(root + path, 'utf8')
    const code = text.replace(comments, '')
    return { path, text, code, imports: importsOf(path.replace(/^src\//, ''), code) }
  })
}

export function importsOf(path: string, code: string): Import[] {
  const found = [...code.matchAll(statements)].map(([, type, names = '', to = '']) =>
    imported(path, to, { isTypeOnly: type !== undefined || areAllTypes(names) }),
  )
  const loaded = [...code.matchAll(effects)].map(([, to = '']) => imported(path, to))
  const called = [...code.matchAll(dynamic)].map(([, to = '']) => imported(path, to, { isDeferred: true }))
  return [...found, ...loaded, ...called]
}

function imported(
  from: string,
  to: string,
  { isTypeOnly = false, isDeferred = false }: { isTypeOnly?: boolean; isDeferred?: boolean } = {},
): Import {
  const isOurs = to.startsWith('.')
  // src, sandbox, sdk, console, drawing and phone stand beside each other.
  const path = posix.join(dirname(from), to).replace(/^(?:\.\.\/)+/, '')
  return { from, to: isOurs ? path : to, isOurs, isTypeOnly, isDeferred }
}

function areAllTypes(names: string): boolean {
  const inside = /^\{([^}]*)\}$/.exec(names)?.[1]?.split(',') ?? []
  const words = inside.map((name) => name.trim()).filter((name) => name !== '')
  return words.length > 0 && words.every((name) => name.startsWith('type '))
}
