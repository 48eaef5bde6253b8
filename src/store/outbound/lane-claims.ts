/**
 * The statements of a bot's lane under the bot's lease: claiming messages, and beginning the attempts of some of them.
 * A failed claim may have been committed all the same; the next one unclaims messages that the lane never received.
 */
import type { EventContext } from '../events/events.ts'
import { unclaim } from '../messages/attempts.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import { beginAttempts } from './begin-attempts.ts'
import { type Claim, type ClaimInput, claim } from './claim.ts'
import { endTooOld } from './too-old.ts'

const none: ReadonlySet<number> = new Set()

export type LaneClaimsDeps = Pick<Runner<EventContext>, 'write' | 'leases' | 'writeAndEmit'>

export type LaneClaims = {
  claim(input: ClaimInput): Promise<Claim>
  beginAttempts(botId: string, messages: readonly ClaimedMessage[], now: number): Promise<ReadonlySet<number>>
}

export function createLaneClaims({ write, leases, writeAndEmit }: LaneClaimsDeps): LaneClaims {
  /** Bots whose last claim failed. */
  const uncertainClaims = new Set<string>()

  function* claimAgain(
    context: EventContext,
    lease: number,
    input: ClaimInput,
    isUncertain: boolean,
  ): Transaction<Claim> {
    if (isUncertain) yield* unclaim({ ...input, lease })
    return yield* endTooOld(context, input, yield* claim(lease, input))
  }

  return {
    async claim(input) {
      const { botId } = input
      const lease = await leases.take(botId)
      if (lease === undefined) return { messages: [] }
      const isUncertain = uncertainClaims.has(botId)
      try {
        const claimed = await writeAndEmit([botId], (context) =>
          leases.guard(botId, lease, { messages: [] }, () => claimAgain(context, lease, input, isUncertain)),
        )
        if (isUncertain) uncertainClaims.delete(botId)
        return claimed
      } catch (error) {
        uncertainClaims.add(botId)
        throw error
      }
    },
    beginAttempts(botId, messages, now) {
      const lease = leases.held(botId)
      if (lease === undefined) return Promise.resolve(none)
      const begin = () => leases.guard(botId, lease, none, () => beginAttempts(messages, lease, now))
      return write([botId], begin, { group: 'begin', key: botId, cost: messages.length, overtakes: true })
    },
  }
}
