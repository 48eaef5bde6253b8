/**
 * Evaluates what the Graph API said about a bot's token, number and standing. Pure. Words that Meta adds later count as
 * a warning, never as a success.
 */
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import { graphVersionAt } from '../model/bot/graph-version.ts'
import { rateOf, sharedRate } from '../model/bot/shared-number.ts'
import type { Texts } from '../model/errors/texts.ts'
import { dayMs } from '../model/time.ts'
import { type CheckName, type Finding, finding, notFound } from './finding.ts'
import type { Asked, GraphFacts, NumberFacts, StandingFacts, TokenFacts } from './graph.ts'
import { reasons } from './reasons.ts'

export const accountChecks = [
  'access_token',
  'token_expiry',
  'token_permissions',
  'app_secret',
  'phone_number',
  'phone_number_account',
  'registration',
  'verification',
  'display_name',
  'quality_rating',
  'messaging_limit',
  'throughput',
  'messaging_health',
  'graph_version',
  'clock',
] as const satisfies readonly CheckName[]

export function evaluateAccount(bot: Bot, facts: GraphFacts, now: number): Finding[] {
  return [
    tokenFinding(facts),
    ...expiryFindings(facts.token, bot, now),
    appSecretFinding(facts),
    ...numberFindings(bot, facts.number),
    memberFinding(bot, facts.isOfAccount),
    limitFinding(facts.standing),
    throughputFinding(bot, facts),
    healthFinding(facts.standing),
    versionFinding(bot, now),
    clockFinding(
      reasons.of_meta,
      facts.times.map(({ meta, own }) => own - meta),
    ),
  ]
}

/** Of the calendar alone: Meta is asked nothing. */
function versionFinding({ channel: { graphVersion: version } }: Bot, now: number): Finding {
  const { state, ...end } = graphVersionAt(version, now)
  const key = state === 'ended' && end.at === undefined ? 'ended_before' : state
  return finding('graph_version', key, { version, ...end }, { version, endsAt: end.at ?? null })
}

/** In Meta's words, without the full stop. */
export function reasonOf(outcome: Failed): string {
  const said = 'reason' in outcome ? outcome.reason : (outcome.error.details ?? outcome.error.message)
  const code = 'error' in outcome && outcome.error?.code ? ` (${outcome.error.code})` : ''
  return `${(said ?? outcome.kind).replace(/[.\s]{1,3}$/, '')}${code}`
}

function codeOf(outcome: Failed): number | undefined {
  return 'error' in outcome ? outcome.error?.code : undefined
}

// ── token and app ───────────────────────────────────────────

const tokenCodes = [0, 190]

/** A token is good when any call with it was answered, whatever `debug_token` lets it see. */
function tokenFinding({ token, number, isOfAccount }: GraphFacts): Finding {
  const data = token.kind === 'ok' ? { appId: token.value.appId ?? null } : {}
  if (token.kind === 'ok' && !token.value.isValid)
    return finding('access_token', 'refused', { reason: trimmed(token.value.reason ?? '') || reasons.invalid }, data)
  const asked = [number, token, isOfAccount]
  if (asked.some(({ kind }) => kind === 'ok')) return finding('access_token', 'accepted', {}, data)
  const failed = asked.flatMap((one) => (one.kind === 'failed' ? [one.outcome] : []))
  const refused = failed.find((outcome) => tokenCodes.includes(codeOf(outcome) ?? -1))
  if (refused) return finding('access_token', 'refused', { reason: reasonOf(refused) })
  return notFound('access_token', failed[0] ? reasonOf(failed[0]) : reasons.unsaid)
}

const soonMs = 14 * dayMs
const needed = ['whatsapp_business_messaging', 'whatsapp_business_management']

function expiryFindings(token: Asked<TokenFacts>, { channel: { wabaId } }: Bot, now: number): Finding[] {
  if (token.kind === 'failed') {
    const reason = reasonOf(token.outcome)
    return [notFound('token_expiry', reason), notFound('token_permissions', reason)]
  }
  const { value } = token
  return [expiryFinding(value, now), permissionFinding(value, wabaId)]
}

function expiryFinding({ expiresAt }: TokenFacts, now: number): Finding {
  if (expiresAt === undefined) return notFound('token_expiry', reasons.unsaid)
  if (expiresAt === 0) return finding('token_expiry', 'never', {}, { expiresAt: null })
  const at = new Date(expiresAt).toISOString()
  const key = expiresAt <= now ? 'expired' : expiresAt - now < soonMs ? 'soon' : 'later'
  return finding('token_expiry', key, { at }, { expiresAt: at })
}

function permissionFinding({ scopes, targets }: TokenFacts, wabaId: string): Finding {
  if (scopes === undefined) return notFound('token_permissions', reasons.unsaid)
  const missing = needed.filter((scope) => !scopes.includes(scope))
  const data = { scopes }
  if (missing.length > 0) return finding('token_permissions', 'missing', { missing: missing.join(', ') }, data)
  const isElsewhere = needed.some((scope) => targets.get(scope)?.includes(wabaId) === false)
  return finding('token_permissions', isElsewhere ? 'other_account' : 'complete', { wabaId }, data)
}

/** What Meta answers to a wrong secret or a wrong app. */
const secretCodes = [101, 190]

function appSecretFinding({ app, appId = '' }: GraphFacts): Finding {
  if (app === undefined) return notFound('app_secret', reasons.no_app)
  if (app.kind === 'ok') return finding('app_secret', 'accepted', { appId }, { appId })
  const isRefused = secretCodes.includes(codeOf(app.outcome) ?? -1)
  return isRefused
    ? finding('app_secret', 'refused', { appId }, { appId })
    : notFound('app_secret', reasonOf(app.outcome))
}

// ── number ──────────────────────────────────────────────────

const ofNumber = ['registration', 'verification', 'display_name', 'quality_rating'] as const

function numberFindings({ channel: { phoneNumberId } }: Bot, number: Asked<NumberFacts>): Finding[] {
  if (number.kind === 'failed') {
    const reason = reasonOf(number.outcome)
    const isMissing = [33, 100].includes(codeOf(number.outcome) ?? -1)
    const first = isMissing
      ? finding('phone_number', 'missing', { phoneNumberId, reason }, { phoneNumberId })
      : notFound('phone_number', reason)
    return [first, ...ofNumber.map((name) => notFound(name, reason))]
  }
  const { value } = number
  const { displayNumber = phoneNumberId, verifiedName = '?' } = value
  return [
    finding('phone_number', 'readable', { number: displayNumber, verifiedName }, { displayNumber, verifiedName }),
    registrationFinding(value),
    verificationFinding(value),
    nameFinding(value),
    ratingFinding(value),
  ]
}

const restricted = ['FLAGGED', 'RESTRICTED', 'RATE_LIMITED']

function registrationFinding({ status }: NumberFacts): Finding {
  if (status === undefined) return notFound('registration', reasons.unsaid)
  const key = status === 'CONNECTED' ? 'connected' : restricted.includes(status) ? 'restricted' : 'disconnected'
  return finding('registration', key, { status }, { status })
}

function verificationFinding({ verification }: NumberFacts): Finding {
  if (verification === undefined) return notFound('verification', reasons.unsaid)
  const key = verification === 'VERIFIED' ? 'verified' : 'unverified'
  return finding('verification', key, { verification }, { verification })
}

const declined = ['DECLINED', 'EXPIRED', 'NONE']

function nameFinding({ nameStatus, verifiedName = '?' }: NumberFacts): Finding {
  if (nameStatus === undefined) return notFound('display_name', reasons.unsaid)
  const isApproved = nameStatus === 'APPROVED' || nameStatus === 'AVAILABLE_WITHOUT_REVIEW'
  const key = isApproved ? 'approved' : declined.includes(nameStatus) ? 'declined' : 'pending'
  return finding('display_name', key, { verifiedName, nameStatus }, { verifiedName, nameStatus })
}

const ratings: Record<string, 'green' | 'yellow' | 'red'> = { GREEN: 'green', YELLOW: 'yellow', RED: 'red' }

function ratingFinding({ rating = 'UNKNOWN' }: NumberFacts): Finding {
  return finding('quality_rating', ratings[rating] ?? 'unrated', { rating }, { rating })
}

function memberFinding({ channel: { wabaId } }: Bot, isOfAccount: Asked<boolean>): Finding {
  if (isOfAccount.kind === 'failed') return notFound('phone_number_account', reasonOf(isOfAccount.outcome))
  return finding('phone_number_account', isOfAccount.value ? 'member' : 'other', { wabaId }, { wabaId })
}

// ── standing ────────────────────────────────────────────────

const lowLimits = ['TIER_50', 'TIER_250']

function limitFinding(standing: Asked<StandingFacts>): Finding {
  if (standing.kind === 'failed') return notFound('messaging_limit', reasonOf(standing.outcome))
  const { limit } = standing.value
  if (limit === undefined || limit === 'TIER_NOT_SET') return finding('messaging_limit', 'unset')
  return finding('messaging_limit', lowLimits.includes(limit) ? 'low' : 'known', { limit }, { limit })
}

const rates: Record<string, number> = { STANDARD: 80, HIGH: 1_000 }

/** The gateway keeps to the pace of a shared number by itself. */
function throughputFinding(bot: Bot, { number, standing }: GraphFacts): Finding {
  if (number.kind === 'failed') return notFound('throughput', reasonOf(number.outcome))
  const level = number.value.throughput ?? ''
  const isShared = standing.kind === 'ok' && standing.value.isShared
  const allowed = isShared ? sharedRate : rates[level]
  const perSecond = rateOf({ ...bot, isShared })
  if (allowed === undefined) return notFound('throughput', reasons.unsaid)
  const figures = { perSecond, allowed, level }
  return finding('throughput', perSecond > allowed ? 'above' : 'fits', figures, { ...figures, isShared })
}

function healthFinding(standing: Asked<StandingFacts>): Finding {
  if (standing.kind === 'failed') return notFound('messaging_health', reasonOf(standing.outcome))
  const { health } = standing.value
  if (health === undefined) return notFound('messaging_health', reasons.unsaid)
  const { canSend, reasons: obstacles, advice } = health
  const key = canSend === 'AVAILABLE' ? 'available' : canSend === 'BLOCKED' ? 'blocked' : 'limited'
  const figures = {
    reasons: obstacles.length === 0 ? canSend : listed(obstacles),
    advice: advice.length === 0 ? reasons.manager : listed(advice),
  }
  return finding('messaging_health', key, figures, { canSend, reasons: obstacles })
}

function listed(texts: readonly string[]): string {
  return texts.map(trimmed).join('; ')
}

function trimmed(text: string): string {
  return text.replace(/[.\s]{1,3}$/, '')
}

// ── clock ───────────────────────────────────────────────────

/** The Date header counts seconds, and an answer may be under way for some. */
const differsMs = 5_000
/** Receivers of Standard Webhooks allow five minutes; the gap to another machine may double it. */
const farMs = 60_000

/** `aheadMs`: how far this machine's clock was ahead, in each exchange; the closest says most. */
export function clockFinding(other: Texts, aheadMs: readonly number[]): Finding {
  const [least] = aheadMs.toSorted((a, b) => Math.abs(a) - Math.abs(b))
  if (least === undefined) return notFound('clock', reasons.no_time)
  const key = Math.abs(least) >= farMs ? 'far' : Math.abs(least) >= differsMs ? 'differs' : 'agrees'
  return finding('clock', key, { other, seconds: Math.round(Math.abs(least) / 1_000) }, { aheadMs: Math.round(least) })
}
