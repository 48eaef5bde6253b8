/**
 * Reasons for which a campaign stops by itself, and when it continues: at once when Meta or the operator reports that
 * the cause is gone, else by a trial from time to time, each pause twice as long as the one before. A trial is one row;
 * the others follow only when it got through. A pause that a person requested has no cause, and nothing here ends it.
 * Pure.
 */

import { type RemovedPartner, removedPartnerIn } from '../bot/removed-partner.ts'
import type { Violation } from '../errors/violation.ts'
import { listOf, objectOf } from '../json.ts'
import type { Failure } from '../outcome/decide.ts'
import { failureKinds, failureName, isStop, kindNamed, type StopName, stopOfStatus } from '../outcome/failure-kinds.ts'

/** `webhook`: Meta reported it before a row was sent. `look`: what Meta has now does not fit the campaign. */
export type StopSource = 'answer' | 'status' | 'webhook' | 'look'

/** Stored with the campaign as JSON. */
export type Stop = {
  reason: StopName
  told: StopSource
  at: number
  error?: Failure
  /** Meta's own end of the cause. */
  until?: number
  /** Mismatches with the current template. */
  violations?: Violation[]
}

/** The reason when a failure concerns every row. A file concerns all only when one address serves all. */
export function stopReason(error: Failure | undefined, isFileForAll: boolean): StopName | undefined {
  const name = failureName(error)
  if (name === undefined || !isStop(name)) return undefined
  return name === 'FILE' && !isFileForAll ? undefined : name
}

/**
 * When the campaign tries by itself whether the cause is over; undefined: only Meta or a resume ends it. `looks`:
 * earlier failed trials.
 */
export function nextLookAt({ reason, until }: Stop, looks: number, now: number): number | undefined {
  const { firstLookMs, maxMs } = failureKinds[reason].stops
  if (firstLookMs === 0) return until
  return Math.max(until ?? 0, now + Math.min(maxMs, firstLookMs * 2 ** Math.min(looks, 20)))
}

/** Facts known besides the campaign. Instants are when the gateway learned of them. */
export type Surroundings = {
  template?: { status: string; changedAt: number }
  account?: AccountWord
  botChangedAt: number
  /** The bot's account. */
  wabaId?: string
  now: number
}

/** Meta's latest word on the account: `reason` while it prevents sending. */
export type AccountWord = {
  at: number
  reason?: StopName
  until?: number
  category?: string
  /** The app was removed from the number or the account. */
  removed?: RemovedPartner
}

/**
 * The known reason against sending, unless it is older than the campaign's last resume: then a message tells more than
 * what is stored. `snapshotAccount`: the account whose template it sends.
 */
export function standingStop(
  { template, account, wabaId, now }: Surroundings,
  resumedAt: number,
  category: string | undefined,
  snapshotAccount = wabaId,
): Stop | undefined {
  if (snapshotAccount !== wabaId) return { reason: 'ACCOUNT_CHANGED', told: 'look', at: now }
  // A template that is not stored is left for Meta to judge.
  const reason = template && template.changedAt > resumedAt ? stopOfStatus(template.status) : undefined
  if (reason !== undefined) return { reason, told: 'webhook', at: now }
  if (account?.reason === undefined || account.at <= resumedAt || (account.until ?? now + 1) <= now) return undefined
  if (account.category !== undefined && account.category !== category) return undefined
  const { until } = account
  return { reason: account.reason, told: 'webhook', at: now, ...(until === undefined ? {} : { until }) }
}

/** Whether Meta or the operator reported since the stop that its cause is gone. */
export function isLifted({ reason, at }: Stop, { template, account, botChangedAt }: Surroundings): boolean {
  switch (kindNamed(reason).concerns) {
    case 'template':
      return template !== undefined && template.changedAt > at && stopOfStatus(template.status) === undefined
    case 'account':
    case 'number':
      return botChangedAt > at || (account !== undefined && account.at > at && account.reason === undefined)
    case 'token':
      return botChangedAt > at
    default:
      return false
  }
}

// ── Meta's account webhooks (meta-2026.md, 16.5) ────────────

type Json = Readonly<Record<string, unknown>>

/** `before`: the word that holds. Undefined: the webhook does not concern sending. */
export function accountWord(field: string, raw: Json, at: number, before?: AccountWord): AccountWord | undefined {
  if (field !== 'account_update') return undefined
  switch (upperOf(raw.event)) {
    case 'ACCOUNT_RESTRICTION':
      return restriction(raw.restriction_info, at)
    case 'DISABLED_UPDATE':
      return banWord(objectOf(raw.ban_info)?.waba_ban_state, at)
    case 'ACCOUNT_DELETED':
      return { at, reason: 'ACCOUNT_LOCKED' }
    case 'PARTNER_REMOVED':
      return { at, reason: 'ACCOUNT_LOCKED', removed: removedPartnerIn(raw) }
    case 'PARTNER_ADDED':
      return before?.removed && { at }
    case 'ACCOUNT_OFFBOARDED':
      return { at, reason: 'NUMBER_NOT_READY' }
    case 'ACCOUNT_RECONNECTED':
      return { at }
    default:
      return undefined
  }
}

/** Foreign JSON: an object may hold a `toString` of its own, by which `String` would throw. */
function upperOf(value: unknown): string {
  return typeof value === 'string' ? value.toUpperCase() : ''
}

function banWord(state: unknown, at: number): AccountWord | undefined {
  const word = upperOf(state)
  if (word === 'DISABLE') return { at, reason: 'ACCOUNT_LOCKED' }
  return word === 'REINSTATE' ? { at } : undefined
}

const forAll = 'RESTRICTED_BIZ_INITIATED_MESSAGING'
const forUtility = 'RESTRICTED_UTILITY_TEMPLATES'

/**
 * A restriction of calls or numbers does not concern messages; a list without message restrictions says that they are
 * gone.
 */
function restriction(info: unknown, at: number): AccountWord {
  const list = (listOf(info) ?? []).map((one) => objectOf(one) ?? {})
  const all = list.find((one) => one.restriction_type === forAll)
  const found = all ?? list.find((one) => one.restriction_type === forUtility)
  if (found === undefined) return { at }
  const until = secondsOf(found.expiration)
  return {
    at,
    reason: 'ACCOUNT_RESTRICTED',
    ...(until === undefined ? {} : { until }),
    ...(all ? {} : { category: 'UTILITY' }),
  }
}

function secondsOf(value: unknown): number | undefined {
  const seconds = Number(value)
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined
}
