/**
 * Space on the disk of the data folder, read at each scrape: a full one stops everything on SQLite, and uploads
 * elsewhere.
 */
import type { Registry } from 'prom-client'
import { gauge } from './make.ts'

/** In bytes; `free`: for a user without rights. */
export type DiskSpace = { size: number; free: number }

export function diskMetrics(registry: Registry, refreshers: (() => Promise<void>)[]) {
  const free = gauge(registry, 'disk_free_bytes', 'Space that is left on the disk of the data folder.', [])
  const size = gauge(registry, 'disk_size_bytes', 'Size of the disk of the data folder.', [])
  return {
    /** From then on every scrape shows what `read` returns. */
    watchDisk(read: () => Promise<DiskSpace>): void {
      refreshers.push(async () => {
        const found = await read()
        free.set(found.free)
        size.set(found.size)
      })
    },
  }
}
