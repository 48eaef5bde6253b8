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
    how: 'wait until the template is read from the new account, and are sent only if it is identical',
  },
  campaigns: { of: ['wabaId'], how: 'stop until the new account has an identical template, or until they are resumed' },
  accountWord: {
    of: ['wabaId', 'phoneNumberId'],
    how: 'the last status that Meta reported for the account or number is deleted',
  },
  standing: {
    of: ['wabaId', 'phoneNumberId'],
    how: 'the history of its quality, limit and name is deleted, and Meta is asked anew',
  },
  alarms: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'the next refusal is reported at once; lanes no longer pause',
  },
  uploads: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'ids of files stored at Meta are not reused',
  },
  queuedFiles: {
    of: ['wabaId', 'phoneNumberId', 'appId', 'accessToken'],
    how: 'files of waiting messages are uploaded again',
  },
  windows: { of: ['phoneNumberId'], how: 'messages to the former number open no window' },
  digits: { of: ['phoneNumberId'], how: '`displayNumber` is deleted unless it is given with the change' },
  attempts: {
    of: ['phoneNumberId'],
    how: 'messages that may have been sent from the former number are never sent again from another',
  },
  statuses: { of: ['phoneNumberId'], how: 'statuses of the former number are applied to its messages for 30 days' },
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
