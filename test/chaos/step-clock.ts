/**
 * Steps the machine clock that one gateway sees, forward and back, by minutes and hours. On PostgreSQL the step
 * survives a restart; a single gateway on a file trusts the machine's clock at its start, as documented, so there only
 * a running one is stepped.
 */
import { rmSync, writeFileSync } from 'node:fs'
import type { StoreKind } from './database.ts'
import { elapsed } from './gateways.ts'
import type { Site } from './site-parts.ts'

const preload = new URL('./stepped-clock.ts', import.meta.url).href

/** The environment of a gateway. */
export function steppedClock(dataDir: string, store: StoreKind): Record<string, string> {
  const lasts = store === 'postgres' && { CHAOS_CLOCK_AT_START: 'on' }
  return { NODE_OPTIONS: `--import=${preload}`, CHAOS_CLOCK: pathIn(dataDir), ...lasts }
}

const pathIn = (dataDir: string) => `${dataDir}.clock`

/** Corrects the clock when the time is over. */
export async function stepClock(site: Site, index: number, offsetMs: number, forMs: number): Promise<void> {
  const path = pathIn(site.dataDirs[index] ?? '')
  const report = () => {
    const pid = site.fleet.running[index]?.pid
    try {
      if (pid !== undefined) process.kill(pid, 'SIGUSR2')
    } catch {
      // The gateway is down: the next one reads the file, or has the right time.
    }
  }
  writeFileSync(path, String(offsetMs))
  report()
  await elapsed(forMs)
  rmSync(path, { force: true })
  report()
}
