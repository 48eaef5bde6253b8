/** Meta's faults, as requests to the sandbox, and their repair. */
import type { Act } from './act.ts'
import { elapsed } from './fleet.ts'
import { tokenOf } from './furnish.ts'
import { bots } from './journal.ts'
import { change } from './operator.ts'
import { between, oneOf } from './random.ts'

/** Marks the answers of an ordered refusal, as opposed to one for an exceeded rate. */
export const ordered = 'ordered by chaos'

/** Strikes some of the next requests, at most `most`. */
export function strike(fault: object, most = 4): Act {
  return ({ site, random }) =>
    site.control('POST', '/_sandbox/faults', {
      ...fault,
      every: between(random, 1, 5),
      times: between(random, 1, most),
    })
}

const refusal = { kind: 'graphError', message: ordered }
const minutes = 60_000

export const sandboxFaults = {
  'Meta answers 429': strike({ kind: 'status', httpStatus: 429, body: 'slow down' }, 1),
  'Meta answers 500': strike({ kind: 'status', httpStatus: 500, body: '<html>oops</html>' }),
  'Meta answers an error of its own': strike({ kind: 'graphError', code: 131_000 }),
  'Meta says: too fast for the number': strike({ ...refusal, code: 130_429 }, 2),
  'Meta says: too fast for the person': strike({ ...refusal, code: 131_056 }, 2),
  'Meta says: the account is at its limit': strike({ ...refusal, code: 80_007 }, 2),
  'Meta drops before': strike({ kind: 'dropBefore' }),
  'Meta drops after': strike({ kind: 'dropAfter' }),
  'Meta answers late': strike({ kind: 'delay', delayMs: 700 }),
  'Meta tells first': strike({ kind: 'statusFirst' }),
  'Meta never tells': strike({ kind: 'silence' }),
  'Meta fails late': strike({ kind: 'failLate' }),
  // By the sandbox's clock, which jumps when the run ends.
  'Meta fails minutes later': async (input) => {
    const late = { kind: 'delay', delayMs: 2 * minutes, match: { operation: 'webhooks', status: 'failed' }, times: 4 }
    await input.site.control('POST', '/_sandbox/faults', late)
    await strike({ kind: 'failLate' })(input)
  },
  'Meta does not give a file': strike({ kind: 'status', httpStatus: 503, match: { operation: 'mediaDownload' } }),
  /** A bot's token is refused for a while; then the operator sets another. */
  'credentials refused': ({ site, random, forMs }) => {
    const { id } = oneOf(random, bots)
    return site.inTurn(`token of ${id}`, async () => {
      const turn = site.tokenTurns[id] ?? 0
      await site.control('PUT', '/_sandbox/tokens', { token: tokenOf(id, turn), state: 'expired' })
      await elapsed(forMs)
      await change(site, `/manage/v1/bots/${id}`, { channel: { accessToken: tokenOf(id, turn + 1) } })
      site.tokenTurns[id] = turn + 1
    })
  },
} satisfies Record<string, Act>
