/** Of the process of every test file, and of the one that runs the files; imported before anything else. */
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

/** The whole suite takes less. What a failed test or hook left open must not keep the run waiting for ever. */
const mostMs = 600_000
/** Where the system keeps files in memory, and what must be free there: all databases of a run together have less. */
const memory = '/dev/shm'
const enoughBytes = 4 * 1024 ** 3

// They load much of the same code: it is stripped and compiled once.
enableCompileCache()
if (process.env.NODE_TEST_CONTEXT !== undefined) endInTime()
else if (isMainThread) beginRun()

/** What its children find in their environment: also the compiled code of this file, without which each would strip its types anew. */
function beginRun(): void {
  const compiled = getCompileCacheDir()
  if (compiled !== undefined) process.env.NODE_COMPILE_CACHE ??= compiled
  if (process.env.TMPDIR === undefined && isRoomy(memory)) process.env.TMPDIR = memory
  shareFolder()
}

/** A flush to a disk costs the machine more than the statements before it, and no test pulls the plug. */
function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > enoughBytes
  } catch {
    return false
  }
}

/** For the file that all SQLite stores begin with: sqlite-file.ts. */
function shareFolder(): void {
  clearLeft()
  const folder = mkdtempSync(join(tmpdir(), `${folderName}${process.pid}-`))
  process.env.RECADO_TEST_SQLITE_FOLDER = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

const folderName = 'recado-sqlite-'

/** Of runs that were killed, and could not clear up. */
function clearLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^recado-sqlite-(\d+)-/.exec(name) ?? []
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function endInTime(): void {
  const held = () => process.getActiveResourcesInfo().join(', ')
  setTimeout(() => {
    console.error(`${process.argv[1]} does not end after ${mostMs / 1_000} s. Open: ${held()}`)
    process.exit(1)
  }, mostMs).unref()
}
