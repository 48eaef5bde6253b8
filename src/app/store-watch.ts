/**
 * Watches the store: one line in the log when its trouble begins and one when it ends, not one a second for every lane
 * and one for every request. In between the store is probed, since nothing else may have anything to write.
 */
import type { Logger } from 'pino'
import type { HealthNews } from '../store/sql/health.ts'

export type StoreWatch = {
  /** Handles a health report of the store. */
  onStoreHealth(news: HealthNews): void
  isWell(): boolean
  stop(): void
}

const probeMs = 1_000

export function watchStore(
  log: Logger,
  observe: (news: HealthNews) => void,
  probe: () => Promise<unknown>,
): StoreWatch {
  let timer: NodeJS.Timeout | undefined
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    onStoreHealth(news) {
      observe(news)
      if (news.kind === 'trouble') {
        log.error({ err: news.cause }, 'the store is unavailable: requests get 503 and lanes wait')
        // Failures are reported by the store's own health news.
        timer ??= setInterval(() => void probe().catch(() => {}), probeMs).unref()
      } else {
        stop()
        log.warn({ afterMs: news.afterMs, refused: news.refused }, 'the store is available again')
      }
    },
    isWell: () => timer === undefined,
    stop,
  }
}
