/**
 * Files and folders that only their owner can read, whatever the umask: the database and the files beside it hold
 * conversations in clear text. SQLite gives its WAL and shared memory the file's mode. Permissions left open by an
 * older version are tightened.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Ensures that the file exists, with mode 0600. */
export function privateFile(path: string): string {
  if (path === ':memory:') return path
  closeSync(openSync(path, 'a', 0o600))
  for (const name of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(name)) tighten(name, 0o600)
  return path
}

const ours = ['recado.db', 'recado.lock', 'secret.key']

/** Ensures that the folder exists; mode 0700 if it is new or ours: a folder with other files keeps its mode. */
export function privateFolder(path: string): void {
  const isNew = makeFolder(resolve(path))
  if (isNew || readdirSync(path).some((name) => ours.includes(name))) tighten(path, 0o700)
}

/**
 * Also makes the folders above it; true if it is new. The runtime's own recursive form never returns where a folder
 * that exists takes none (`/proc/data`).
 */
function makeFolder(path: string): boolean {
  if (isFolder(path)) return false
  if (dirname(path) !== path) makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
    return true
  } catch (error) {
    // Another process was quicker.
    if (isFolder(path)) return false
    throw error
  }
}

/** A name that is too long to look at is none: making it says so. */
function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory()
}

/** A folder writable by everyone (sticky), or owned by another user, is left unchanged. */
function tighten(path: string, mode: number): void {
  const found = statSync(path)
  const isShared = (found.mode & 0o1000) !== 0 || found.uid !== (process.getuid?.() ?? found.uid)
  if (!isShared && (found.mode & 0o777) !== mode) chmodSync(path, mode)
}
