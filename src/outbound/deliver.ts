/**
 * Takes one claimed message one step on: the channel says what happened, decide says what that means, settle writes it.
 * Every ending, good or bad, is a settle. Called by a bot's lane.
 */
import type { Bot } from '../model/bot.ts'
import { type Decision, decide, type RetryPolicy } from '../model/decide.ts'
import type { Outcome } from '../model/outcome.ts'
import type { ClaimedMessage, Store } from '../store/store.ts'

export type DeliverDeps = {
  store: Pick<Store, 'bot' | 'settle'>
  /** Never throws. */
  send(bot: Bot, message: ClaimedMessage): Promise<Outcome>
  clock: () => number
  random: () => number
  policy: RetryPolicy
  /** Told of every attempt that was settled. */
  observe(message: ClaimedMessage, outcome: Outcome, decision: Decision): void
  onStoreError(error: unknown, message: ClaimedMessage): void
  /** Aborted when the process gives up waiting for the store. */
  signal: AbortSignal
}

/** Answers until when the lane must rest, when the number (and not only this message) was refused. */
export async function deliver(deps: DeliverDeps, message: ClaimedMessage): Promise<number | undefined> {
  const bot = await deps.store.bot(message.botId)
  const outcome: Outcome = bot ? await deps.send(bot, message) : { kind: 'unreachable', reason: 'the bot was deleted' }
  const decision = decide(message, outcome, deps.policy, deps.clock(), deps.random())
  await settled(deps, message, decision)
  deps.observe(message, outcome, decision)
  return decision.kind === 'again' ? decision.laneRestUntil : undefined
}

/**
 * What Meta answered must not be lost because the store is out of reach for a while: it is tried until it is written or
 * the process ends; then the recovery of the next start treats the attempt as unknown.
 */
async function settled(deps: DeliverDeps, message: ClaimedMessage, decision: Decision): Promise<void> {
  while (!deps.signal.aborted) {
    try {
      await deps.store.settle(message, decision, deps.clock())
      return
    } catch (error) {
      deps.onStoreError(error, message)
      await pause(500, deps.signal)
    }
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true })
  })
}
