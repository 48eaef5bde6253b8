/**
 * The statements of a bot's lane under the bot's lease: claiming messages, and beginning the attempts of some of them.
 * A failed claim may have been committed all the same; the next one unclaims messages that the lane never received.
 */
import type { TellContext } from '../events/events.ts'
import { beginAttempts, takeBack } from '../messages/attempts.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import { type Claim, type ClaimInput, claim } from './claim.ts'
import { endTooOld } from './too-old.ts'

const none: ReadonlySet<number> = new Set()

export type LaneClaimsDeps = Pick<Runner<TellContext>, 'write' | 'leases' | 'telling'>

export type LaneClaims = {
  claim(input: ClaimInput): Promise<Claim>
  beginAttempts(botId: string, messages: readonly ClaimedMessage[], now: number): Promise<ReadonlySet<number>>
}

export function makeLaneClaims({ write, leases, telling }: LaneClaimsDeps): LaneClaims {
  /** Bots whose last claim failed. */
  const unheard = new Set<string>()

  function* claimAgain(context: TellContext, lease: number, input: ClaimInput, isUnheard: boolean): Transaction<Claim> {
    if (isUnheard) yield* takeBack({ ...input, lease })
    return yield* endTooOld(context, input, yield* claim(lease, input))
  }

  return {
    async claim(input) {
      const { botId } = input
      const lease = await leases.take(botId)
      if (lease === undefined) return { messages: [] }
      const isUnheard = unheard.has(botId)
      try {
        const claimed = await telling([botId], (context) =>
          leases.guard(botId, lease, { messages: [] }, () => claimAgain(context, lease, input, isUnheard)),
        )
        if (isUnheard) unheard.delete(botId)
        return claimed
      } catch (error) {
        unheard.add(botId)
        throw error
      }
    },
    beginAttempts(botId, messages, now) {
      const begin = () => leases.guard(botId, leases.held(botId), none, () => beginAttempts(messages, now))
      return write([botId], begin, { kind: 'begin', of: botId, weight: messages.length })
    },
  }
}
