/**
 * Sets the clock of the machine that one gateway believes to be on, forward and back, by minutes and hours. On PostgreSQL it stays wrong
 * through a restart; a gateway alone on a file takes the machine's clock at its start as it finds it, which is documented, so there
 * only a running one is stepped. Used by site.ts and change-faults.ts.
 */
import { rmSync, writeFileSync } from 'node:fs'
import type { StoreKind } from './database.ts'
import { elapsed } from './fleet.ts'
import type { Site } from './site.ts'

const preload = new URL('./stepped-clock.ts', import.meta.url).href

/** What a gateway is started with. */
export function steppedClock(dataDir: string, store: StoreKind): Record<string, string> {
  const lasts = store === 'postgres' && { CHAOS_CLOCK_AT_START: 'on' }
  return { NODE_OPTIONS: `--import=${preload}`, CHAOS_CLOCK: pathIn(dataDir), ...lasts }
}

const pathIn = (dataDir: string) => `${dataDir}.clock`

/** It is put right when its time is over. */
export async function stepClock(site: Site, index: number, offsetMs: number, forMs: number): Promise<void> {
  const path = pathIn(site.dataDirs[index] ?? '')
  const tell = () => {
    const pid = site.fleet.running[index]?.pid
    try {
      if (pid !== undefined) process.kill(pid, 'SIGUSR2')
    } catch {
      // It is down: the next one reads the file, or has the right time.
    }
  }
  writeFileSync(path, String(offsetMs))
  tell()
  await elapsed(forMs)
  rmSync(path, { force: true })
  tell()
}
