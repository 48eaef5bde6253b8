/**
 * Has Meta's contact book forget people who were erased here (store/erasure/contact-book.ts): from the rows, so that a
 * crash forgets none of them, one after the other, and again for a week while Meta does not answer. Meta answers the
 * same to a repetition, so it does no harm when two processes ask.
 */
import type { Logger } from 'pino'
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import { dayMs, hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'

export type ContactBookDeps = {
  store: Pick<Store, 'ownBot' | 'dueContactRemovals' | 'settleContactRemoval'>
  cloud: Pick<CloudClient, 'numberSettings'>
  clock: () => number
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}

export type ContactBook = {
  /** Somebody was erased. */
  wake(): void
  /** What runs may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

const everyMs = 30_000
const atOnce = 100
const firstPauseMs = 60_000
const longestPauseMs = 6 * hourMs
/** A token is renewed within days; an account that is lost stays so. */
const givenUpMs = 7 * dayMs

export function startContactBook(deps: ContactBookDeps): ContactBook {
  let running: Promise<void> | undefined
  let isAgain = false
  let isStopped = false

  async function run(): Promise<void> {
    do {
      isAgain = false
      await forgetDue(deps, () => isStopped)
    } while (isAgain && !isStopped)
  }

  function wake(): void {
    isAgain = true
    running ??= run()
      .catch((err: unknown) => deps.log.error({ err }, "Meta's contact book could not be asked"))
      .finally(() => {
        running = undefined
      })
  }

  wake()
  const timer = setInterval(wake, everyMs)
  return {
    wake,
    async stop(timeoutMs) {
      isStopped = true
      clearInterval(timer)
      let timeout: NodeJS.Timeout | undefined
      const enough = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([running, enough])
      clearTimeout(timeout)
    },
  }
}

async function forgetDue({ store, cloud, clock, log }: ContactBookDeps, isStopped: () => boolean): Promise<void> {
  for (const removal of await store.dueContactRemovals(clock(), atOnce)) {
    const bot = store.ownBot(removal.botId)
    if (isStopped()) return
    if (bot === undefined) continue
    const answer = await cloud.numberSettings(bot.channel).forgetContact(removal.scopedId)
    const about = { botId: bot.id }
    if (answer.kind === 'ok') log.info({ ...about, ...answer.value }, "Meta's contact book has no erased person")
    const dueAt = answer.kind === 'ok' ? undefined : againAt(removal, answer.outcome, clock())
    await store.settleContactRemoval(removal, dueAt)
    if (answer.kind === 'failed' && dueAt === undefined)
      log.warn(about, "Meta's contact book may still have a person who was erased: it has refused for a week")
  }
}

function againAt(
  { begunAt, tries }: { begunAt: number; tries: number },
  outcome: Failed,
  now: number,
): number | undefined {
  if (now - begunAt > givenUpMs) return undefined
  const askedMs = outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? 0) : 0
  return now + Math.max(askedMs, Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 20)))
}
