/** Set-up of every test process and of the runner, imported before anything else. */
import { accessSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'

/** The whole suite takes less. Handles left open by a failed test or hook must not keep the run waiting for ever. */
const mostMs = 600_000
/** The system's in-memory folder, and the space required there: all databases of a run together need less. */
const memory = '/dev/shm'
const enoughBytes = 4 * 1024 ** 3

// The processes load much of the same code: it is stripped and compiled once.
enableCompileCache()
if (process.env.NODE_TEST_CONTEXT !== undefined) endInTime()
else if (isMainThread) beginRun()

/**
 * Sets the children's environment, including this file's compile cache, without which each child would strip its types
 * again.
 */
function beginRun(): void {
  const compiled = getCompileCacheDir()
  if (compiled !== undefined) process.env.NODE_COMPILE_CACHE ??= compiled
  if (process.env.TMPDIR === undefined && isRoomy(memory)) process.env.TMPDIR = memory
  shareFolder()
}

/** Flushing to a disk costs more than the statements before it, and no test cuts the power. */
function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize > enoughBytes
  } catch {
    return false
  }
}

/** For the file that every SQLite store starts from: sqlite-file.ts. */
function shareFolder(): void {
  clearLeft()
  const folder = mkdtempSync(join(tmpdir(), `${folderName}${process.pid}-`))
  process.env.RECADO_TEST_SQLITE_FOLDER = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
}

const folderName = 'recado-sqlite-'

/** Removes folders of killed runs, which could not clean up. */
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
