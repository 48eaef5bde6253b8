/**
 * Files that the processes of a whole run share, in one folder that is deleted at its end, and in memory where there is
 * room: a flush to a disk costs the machine more than the statements before it, and no test cuts the power.
 * postgres-setup.ts opens it in the process that runs the files, which does not import what `--import` names; the
 * processes that it starts find all of it in their environment.
 */
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system in memory, and the space that must be free there: all databases of a run together need less. */
const memory = '/dev/shm'
const enoughBytes = 4 * 1024 ** 3

export type RunFolder = { remove(): void }

export function openRunFolder(): RunFolder {
  enableCompileCache()
  const compiled = getCompileCacheDir()
  // Also for commands that tests start: process.ts.
  if (compiled !== undefined) process.env.NODE_COMPILE_CACHE ??= compiled
  if (process.env.TMPDIR === undefined && isRoomy(memory)) process.env.TMPDIR = memory
  clearLeft()
  const folder = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  process.env.RECADO_TEST_RUN_FOLDER = folder
  const remove = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove)
  return { remove }
}

/** Programs are run from there too: PostgreSQL's, where its user cannot read ours. */
function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return (
      bavail * bsize > enoughBytes && !/^\S+ \/dev\/shm \S+ \S*\bnoexec\b/m.test(readFileSync('/proc/mounts', 'utf8'))
    )
  } catch {
    return false
  }
}

const prefix = 'recado-run-'

/** Folders of killed runs, which could not clean up. */
function clearLeft(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^recado-run-(\d+)-/.exec(name) ?? []
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
