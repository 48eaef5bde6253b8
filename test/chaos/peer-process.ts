/**
 * Finds the process at the other end of a local connection: all gateways reach Meta at one address, and only one of
 * them is to be cut off. Linux only; elsewhere the process is unknown, and faults on any route act on the first.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'

/** The index in `pids` of the process that opened the connection, or -1. */
export function processOf(client: Socket, pids: readonly (number | undefined)[]): number {
  try {
    const inode = inodeOf(client.remotePort ?? 0, client.localPort ?? 0)
    return inode === undefined ? -1 : pids.findIndex((pid) => pid !== undefined && hasOpen(pid, inode))
  } catch {
    return -1
  }
}

/** The inode of the socket from one local port to another. */
function inodeOf(from: number, to: number): string | undefined {
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n')) {
    const [, local = '', remote = '', , , , , , , inode] = line.trim().split(/\s+/)
    if (local.endsWith(`:${hex(from)}`) && remote.endsWith(`:${hex(to)}`)) return inode
  }
  return undefined
}

function hasOpen(pid: number, inode: string): boolean {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).some((name) => {
    try {
      return readlinkSync(`${folder}/${name}`) === `socket:[${inode}]`
    } catch {
      return false
    }
  })
}
