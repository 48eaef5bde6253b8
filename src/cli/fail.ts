/** The reason of a failed start, in one line that says what to do. */
import { settings } from '../config/config.ts'

type SystemError = Error & { code?: string; port?: number; path?: string; address?: string }

export function failLine(error: unknown): string {
  if (!(error instanceof Error)) return `recado: ${String(error)}`
  const { code, port, path, message } = error as SystemError
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
      return `recado: cannot write ${path ?? 'the data directory'} (${code}); set RECADO_DATA_DIR to a writable folder`
    case 'ERR_SQLITE_ERROR':
      return `recado: the database cannot be opened (${message}); is RECADO_DATA_DIR a writable folder?`
    default:
      return `recado: ${message}`
  }
}

function portNames(): string {
  const names = Object.entries(settings).filter(([name]) => name.endsWith('_PORT'))
  return names.map(([name]) => name).join(' or ')
}
