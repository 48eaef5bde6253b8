/** The reason of a failed start, in one line that says what to do. */
import { settings } from '../config/config.ts'

type SystemError = Error & { code?: string; port?: number; path?: string; syscall?: string }

export function failLine(error: unknown): string {
  if (!(error instanceof Error)) return `recado: ${String(error)}`
  const { code, port, path, syscall, message } = error as SystemError
  // Whatever the reason: a name that is too long, a parent that takes no folders, a full disk.
  if (syscall === 'mkdir') return cannotWrite(path, code)
  switch (code) {
    case 'EADDRINUSE':
      return `recado: port ${port} is taken; choose another with ${portNames()}, or stop the program that uses it`
    case 'EADDRNOTAVAIL':
      return 'recado: this machine does not have that address; set RECADO_HOST to one that it has'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return cannotWrite(path, code)
    case 'ERR_SQLITE_ERROR':
      return `recado: the database cannot be opened (${message}); is RECADO_DATA_DIR a writable folder?`
    default:
      return `recado: ${message}`
  }
}

function cannotWrite(path = 'the data directory', code = 'no reason'): string {
  const name = path.length > maxNameShown ? `${path.slice(0, maxNameShown)}…` : path
  return `recado: cannot write ${name} (${code}); set RECADO_DATA_DIR to a writable folder`
}

const maxNameShown = 200

function portNames(): string {
  const names = Object.entries(settings).filter(([name]) => name.endsWith('_PORT'))
  return names.map(([name]) => name).join(' or ')
}
