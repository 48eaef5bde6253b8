/** When a message is to leave, as callers write it: `sendAt`. Pure. */
import { Type } from 'typebox'
import { dayMs } from '../time.ts'
import { isPresent, type Reader, report } from './check.ts'
import { instantOf } from './instant.ts'
import { withName } from './named.ts'

/** As far ahead as a message may be scheduled. */
export const maxAheadDays = 30

export const sendAtField = Type.Optional(
  withName(
    'SendAt',
    Type.Union([Type.String(), Type.Integer()], {
      description: `With zone, or Unix seconds; at most ${maxAheadDays} days ahead.`,
    }),
  ),
)

/** In ms. Undefined for now: absent, or not later than `now`. */
export function readSendAt(reader: Reader, now: number): number | undefined {
  const given = reader.fields.sendAt
  if (!isPresent(reader, 'sendAt') || given === '') return undefined
  const at = atOf(given)
  if (at === undefined) report(reader, 'sendAt', 'format', { expected: '2027-11-07T05:31:56Z' })
  else if (at > now + maxAheadDays * dayMs) report(reader, 'sendAt', 'too_far_ahead', { days: maxAheadDays })
  else if (at > now) return at
  return undefined
}

function atOf(given: unknown): number | undefined {
  if (typeof given === 'number') return Number.isSafeInteger(given) && given >= 0 ? given * 1_000 : undefined
  if (typeof given !== 'string') return undefined
  return /^\d{1,12}$/.test(given) ? Number(given) * 1_000 : instantOf(given)
}
