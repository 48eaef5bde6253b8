/**
 * When a number is asked about: once in each period at an instant of its own, soon after an event, when somebody looks
 * at it, and again after a failure. Pure.
 */
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import { nextSlot, slotOf } from '../model/scheduling/slots.ts'
import { hourMs } from '../model/time.ts'

export type Plan = {
  botId: string
  /** What is learnt is of this number; a new token may be answered where the one before was not. */
  identity: string
  server: string
  account: string
  regularAt: number
  /** After an event. */
  soonAt: number
  /** Somebody looks. */
  lookAt: number
  /** Undefined: the store knows. */
  askedAt: number | undefined
  /** Consecutive ones. */
  failures: number
}

/** Meta's answers are a little behind its webhooks. */
const afterEventMs = 2_000
/** A webhook may come a hundred times. */
const betweenMs = 30_000
/** Pages are looked at more often than numbers change. */
const freshMs = 15 * 60_000
/** After a start, so that it does not begin with a hundred questions at once. */
const firstWithinMs = 60_000
const afterFailureMs = 300_000
const longestPauseMs = hourMs
const never = Number.POSITIVE_INFINITY
const long = Number.NEGATIVE_INFINITY

export function identityOf({ channel: { graphUrl, phoneNumberId, wabaId, accessToken } }: Bot): string {
  return [graphUrl, wabaId, phoneNumberId, accessToken].join(' ')
}

/** `isChanged`: it was another number before, or had another token, so that what is known of it is old. */
export function makePlan(
  bot: Bot,
  { now, syncMs, isChanged }: { now: number; syncMs: number; isChanged: boolean },
): Plan {
  const { graphUrl: server, wabaId } = bot.channel
  return {
    botId: bot.id,
    identity: identityOf(bot),
    server,
    account: `${server} ${wabaId}`,
    regularAt: syncMs === 0 ? never : now + 1_000 + slotOf(bot.id, firstWithinMs),
    soonAt: never,
    lookAt: never,
    askedAt: isChanged ? long : undefined,
    failures: 0,
  }
}

export function nextAt({ regularAt, soonAt, lookAt }: Plan): number {
  return Math.min(regularAt, soonAt, lookAt)
}

export function noteEvent(plan: Plan, now: number): void {
  if (plan.soonAt === never) plan.soonAt = Math.max(now + afterEventMs, (plan.askedAt ?? long) + betweenMs)
}

export function noteLook(plan: Plan, now: number): void {
  const { askedAt = long, failures } = plan
  if (plan.lookAt !== never || (failures === 0 && askedAt + freshMs > now)) return
  plan.lookAt = Math.max(now, askedAt + betweenMs)
}

/** With what the store knows: the instant of a start is not due where the process before it has asked lately. */
export function isDue(
  { botId, regularAt, soonAt, lookAt, askedAt = long, failures }: Plan,
  now: number,
  syncMs: number,
) {
  if (soonAt <= now) return true
  const isForgotten = failures > 0 || askedAt === long
  if (lookAt <= now && (isForgotten || askedAt + freshMs <= now)) return true
  return regularAt <= now && (isForgotten || regularAfter(botId, askedAt, syncMs) <= now)
}

/** The question begins. */
export function begin(plan: Plan, now: number): void {
  Object.assign(plan, { soonAt: never, lookAt: never, askedAt: now })
}

/** It was answered. */
export function succeed(plan: Plan, now: number, syncMs: number): void {
  plan.failures = 0
  plan.regularAt = regularAfter(plan.botId, now, syncMs)
}

/** A refusal is Meta's answer: it stays until somebody changes something. Others are asked again, later and later. */
export function fail(plan: Plan, outcome: Failed, now: number, syncMs: number): void {
  plan.failures += 1
  const askedMs = outcome.kind === 'throttled' ? (outcome.retryAfterMs ?? 0) : 0
  const pauseMs = Math.min(longestPauseMs, afterFailureMs * 2 ** Math.min(plan.failures - 1, 20))
  plan.regularAt = outcome.kind === 'refused' ? regularAfter(plan.botId, now, syncMs) : now + Math.max(askedMs, pauseMs)
}

/** Nothing was asked, since it is known. */
export function spare(plan: Plan, syncMs: number): void {
  plan.lookAt = never
  plan.regularAt = regularAfter(plan.botId, plan.askedAt ?? long, syncMs)
}

/** Half a period later at the earliest: the first question after a start is not at the bot's own instant. */
function regularAfter(botId: string, at: number, syncMs: number): number {
  return syncMs === 0 ? never : nextSlot(botId, syncMs, at + Math.ceil(syncMs / 2))
}
