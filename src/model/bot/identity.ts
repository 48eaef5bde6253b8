/**
 * A bot's identity at Meta, and everything learned under it: one list of what is learned under an account, a number, an
 * app or a token, by the channel fields that name them. A change of such a field voids what depends on it in the same
 * transaction; a test goes through every field and every entry. Pure.
 */

import { dayMs } from '../time.ts'
import type { Channel } from './bot.ts'

/** The account, the number, the app and its token. */
export const identityFields = [
  'wabaId',
  'phoneNumberId',
  'appId',
  'accessToken',
] as const satisfies readonly (keyof Channel)[]
export type IdentityField = (typeof identityFields)[number]

/** How Meta is reached and how it signs: a change leaves the bot the same. */
export const otherFields = [
  'graphUrl',
  'graphVersion',
  'displayNumber',
  'appSecret',
  'verifyToken',
] as const satisfies readonly Exclude<keyof Channel, IdentityField>[]

type Hanging = { of: readonly IdentityField[]; how: string }

export const learnt = {
  templates: { of: ['wabaId'], how: 'all but drafts are deleted; a sync begins at once' },
  queuedTemplates: {
    of: ['wabaId'],
    how: 'wait until the template is learnt anew, and leave only if it is the same word for word',
  },
  campaigns: { of: ['wabaId'], how: 'stop, until the template is learnt anew as it was, or somebody resumes them' },
  accountWord: { of: ['wabaId', 'phoneNumberId'], how: 'what Meta said last of the account or number is forgotten' },
  alarms: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'the next refusal is told at once; lanes rest no longer',
  },
  uploads: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'ids of files that Meta keeps are not used again',
  },
  queuedFiles: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'files of what waits are uploaded anew',
  },
  windows: { of: ['phoneNumberId'], how: 'what people wrote to the former number opens no window' },
  digits: { of: ['phoneNumberId'], how: '`displayNumber` is forgotten unless it is given with the change' },
  attempts: { of: ['phoneNumberId'], how: 'what may have left from the former number never goes again from another' },
  statuses: { of: ['phoneNumberId'], how: 'those of the former number reach their messages for 30 days' },
} as const satisfies Record<string, Hanging>

export type Learnt = keyof typeof learnt

/** The facts that a change of the channel voids. */
export function voidedBy(before: Channel, after: Channel): ReadonlySet<Learnt> {
  const changed = identityFields.filter((field) => before[field] !== after[field])
  const names = Object.keys(learnt) as Learnt[]
  return new Set(
    names.filter((name) => changed.some((field) => (learnt[name].of as readonly IdentityField[]).includes(field))),
  )
}

/** As long as Meta may still report on a message: a person's phone may be off for 30 days. */
export const formerNumberMs = 30 * dayMs
