/** Meta's faults, as requests to the sandbox, and their repair. */
import type { FaultEffect } from './fault-effect.ts'
import { elapsed } from './gateways.ts'
import { bots } from './journal.ts'
import { patchOnce } from './operator.ts'
import { tokenOf } from './populate.ts'
import { between, oneOf } from './random.ts'

/** Marks the answers of an ordered refusal, as opposed to one for an exceeded rate. */
export const ordered = 'ordered by chaos'

/** Strikes some of the next requests, at most `max`. */
export function inject(fault: object, max = 4): FaultEffect {
  return ({ site, random }) =>
    site.control('POST', '/_sandbox/faults', {
      ...fault,
      every: between(random, 1, 5),
      times: between(random, 1, max),
    })
}

const refusal = { kind: 'graphError', message: ordered }
const minutes = 60_000

export const sandboxFaults = {
  'Meta answers 429': inject({ kind: 'status', httpStatus: 429, body: 'slow down' }, 1),
  'Meta answers 500': inject({ kind: 'status', httpStatus: 500, body: '<html>oops</html>' }),
  'Meta answers an error of its own': inject({ kind: 'graphError', code: 131_000 }),
  'Meta says: too fast for the number': inject({ ...refusal, code: 130_429 }, 2),
  'Meta says: too fast for the person': inject({ ...refusal, code: 131_056 }, 2),
  'Meta says: the account is at its limit': inject({ ...refusal, code: 80_007 }, 2),
  'Meta drops before': inject({ kind: 'dropBefore' }),
  'Meta drops after': inject({ kind: 'dropAfter' }),
  'Meta answers late': inject({ kind: 'delay', delayMs: 700 }),
  'Meta reports before it answers': inject({ kind: 'statusFirst' }),
  'Meta never reports': inject({ kind: 'silence' }),
  'Meta fails late': inject({ kind: 'failLate' }),
  // By the sandbox's clock, which jumps when the run ends.
  'Meta fails minutes later': async (input) => {
    const late = { kind: 'delay', delayMs: 2 * minutes, match: { operation: 'webhooks', status: 'failed' }, times: 4 }
    await input.site.control('POST', '/_sandbox/faults', late)
    await inject({ kind: 'failLate' })(input)
  },
  'Meta does not give a file': inject({ kind: 'status', httpStatus: 503, match: { operation: 'mediaDownload' } }),
  /** A bot's token is refused for a while; then the operator sets another. */
  'credentials refused': ({ site, random, forMs }) => {
    const { id } = oneOf(random, bots)
    return site.inTurn(`token of ${id}`, async () => {
      const turn = site.tokenTurns[id] ?? 0
      await site.control('PUT', '/_sandbox/tokens', { token: tokenOf(id, turn), state: 'expired' })
      await elapsed(forMs)
      await patchOnce(site, `/manage/v1/bots/${id}`, { channel: { accessToken: tokenOf(id, turn + 1) } })
      site.tokenTurns[id] = turn + 1
    })
  },
} satisfies Record<string, FaultEffect>
