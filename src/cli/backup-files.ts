/** Files of a backup: listed, copied for their owner only, and summed. Paths have slashes, as in the manifest. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, open, rename } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

export type FileSum = { path: string; bytes: number; sha256: string }

export type Manifest = {
  format: 1
  /** Of Recado. */
  version: string
  schema: number
  createdAt: string
  rows: number
  files: FileSum[]
}

const manifestName = 'manifest.json'

export function filesBelow(folder: string, name: string): string[] {
  const base = join(folder, name)
  if (!existsSync(base)) return []
  const entries = readdirSync(base, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  return paths.map((path) => path.split(sep).join('/')).sort()
}

/** A file that is gone meanwhile was deleted by the gateway, whose later database does not name it either. */
export async function copyFiles(from: string, to: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true, mode: 0o700 })
    try {
      await copyFile(join(from, path), join(to, path))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      continue
    }
    await chmod(join(to, path), 0o600)
  }
}

/** Copied under another name, flushed, then renamed: it is there whole or not at all. */
export async function moveFile(from: string, to: string, path: string): Promise<void> {
  const draft = join(to, `${path}.restoring`)
  await copyFile(join(from, path), draft)
  await chmod(draft, 0o600)
  const file = await open(draft, 'r+')
  await file.sync()
  await file.close()
  await rename(draft, join(to, path))
}

export async function sumsOf(folder: string, paths: readonly string[]): Promise<FileSum[]> {
  const sums: FileSum[] = []
  for (const path of paths) sums.push(await sumOf(folder, path))
  return sums
}

async function sumOf(folder: string, path: string): Promise<FileSum> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(join(folder, path))) {
    hash.update(chunk as Buffer)
    bytes += (chunk as Buffer).length
  }
  return { path, bytes, sha256: hash.digest('hex') }
}

export function writeManifest(folder: string, manifest: Manifest): void {
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 })
}

/** Paths lead nowhere else: a backup may come from another place. */
export function readManifest(folder: string): Manifest {
  const manifest = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as Partial<Manifest>
  const isKnown = manifest.format === 1 && Array.isArray(manifest.files)
  if (!isKnown) throw new Error(`${manifestName} is of another format`)
  const { files } = manifest as Manifest
  const strange = files.find(
    ({ path }) => !/^(?:recado\.db|secret\.key|media\/[\w./-]+)$/.test(path) || path.includes('..'),
  )
  if (strange !== undefined) throw new Error(`${manifestName} names ${strange.path}`)
  return manifest as Manifest
}
