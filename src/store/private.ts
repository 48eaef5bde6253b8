/**
 * Files and folders that only their owner reads, whatever the umask says: the database and what lies beside it hold conversations in clear.
 * SQLite gives its WAL and its shared memory the mode of the file. What an older version left open is closed. Used by those who open files.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs'

/** There, with 0600. */
export function privateFile(path: string): string {
  if (path === ':memory:') return path
  closeSync(openSync(path, 'a', 0o600))
  for (const name of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(name)) tighten(name, 0o600)
  return path
}

const ours = ['recado.db', 'recado.lock', 'secret.key']

/** There; 0700 when it is made now, or when it is ours: a folder with others' files is left as they have it. */
export function privateFolder(path: string): void {
  const isNew = mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined
  if (isNew || readdirSync(path).some((name) => ours.includes(name))) tighten(path, 0o700)
}

/** A folder that everybody writes to (sticky), or that is another's, is nobody's to close. */
function tighten(path: string, mode: number): void {
  const found = statSync(path)
  const isShared = (found.mode & 0o1000) !== 0 || found.uid !== (process.getuid?.() ?? found.uid)
  if (!isShared && (found.mode & 0o777) !== mode) chmodSync(path, mode)
}
