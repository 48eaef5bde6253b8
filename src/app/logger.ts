/**
 * The log as the parts of the gateway see it. While the store is unreachable each of them meets the same failure again
 * and again: that is one line when it begins and one when it ends, not one a second for every lane and one for every
 * request.
 */
import type { Logger } from 'pino'
import { isUnavailable } from '../model/errors/errors.ts'
import type { HealthNews } from '../store/sql/health.ts'

export type QuietLogger = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export function quietLogger(log: Logger): QuietLogger {
  const unlessStore = (level: 'warn' | 'error') => (facts: object | string, text?: string) => {
    const isKnown = typeof facts === 'object' && 'err' in facts && isUnavailable(facts.err)
    log[isKnown ? 'debug' : level](facts, text)
  }
  return {
    debug: log.debug.bind(log),
    info: log.info.bind(log),
    warn: unlessStore('warn') as QuietLogger['warn'],
    error: unlessStore('error') as QuietLogger['error'],
  }
}

export type StoreWatch = {
  /** Handles a health report of the store. */
  onStoreHealth(news: HealthNews): void
  isWell(): boolean
  stop(): void
}

const probeMs = 1_000

/**
 * Logs when store trouble begins and ends. In between the store is probed, since nothing else may have anything to
 * write.
 */
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
        log.error({ err: news.cause }, 'the store is in trouble: requests get 503, lanes wait')
        // Failures are reported by the store's own health news.
        timer ??= setInterval(() => void probe().catch(() => {}), probeMs).unref()
      } else {
        stop()
        log.warn({ afterMs: news.afterMs, refused: news.refused }, 'the store works again')
      }
    },
    isWell: () => timer === undefined,
    stop,
  }
}
