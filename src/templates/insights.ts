/**
 * Reads what Meta counts of a bot's templates: whether the account counts at all, then the last days of its templates,
 * ten at a time. Asked for after a full sync of the templates, at most every few hours; a large account is read in
 * several rounds. Where it is off it is only asked once a day whether it is on; where Meta refuses it, never again
 * until an operator says so: an account in some countries never has it (meta-2026.md, section 11.2). What went wrong is
 * part of the state, which the check of the bot reports, and no warning of the log.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Bot } from '../model/bot/bot.ts'
import { type InsightsState, insightsSpanMs } from '../model/template/insights.ts'
import { dayMs, hourMs } from '../model/time.ts'
import type { Store } from '../store/store.ts'
import type { CountedTemplate } from '../store/templates/insights.ts'

export type InsightsDeps = {
  store: Pick<Store, 'insightsState' | 'noteInsights' | 'countedTemplates' | 'noteTemplateDays'>
  cloud: Pick<CloudClient, 'templateInsights'>
  clock: () => number
}

export type EnableResult = { kind: 'ok'; state: InsightsState } | { kind: 'meta'; outcome: Failed }

/** As many as Meta takes in one request. */
const atOnce = 10
/** Of one round: Meta allows an account some hundred calls an hour, and the syncs of the bot are among them. */
const maxRequests = 30
/** From one reading of all to the next. */
const everyMs = 6 * hourMs
/** Meta corrects its figures for so long: who reads a message days later counts for its day. */
const renewedMs = 7 * dayMs

/** An operator's act, which Meta does not take back. */
export async function enableInsights({ store, cloud, clock }: InsightsDeps, bot: Bot): Promise<EnableResult> {
  const { wabaId } = bot.channel
  const done = await cloud.templateInsights(bot.channel).enable()
  if (done.kind === 'failed') return { kind: 'meta', outcome: done.outcome }
  const before = await store.insightsState(bot.id)
  const now = clock()
  // All of it is read again, at once.
  const state: InsightsState = { state: 'on', askedAt: now, enabledAt: before?.enabledAt ?? now }
  await store.noteInsights(bot.id, wabaId, state)
  return { kind: 'ok', state }
}

/** `isStopped`: asked between two requests. */
export async function readInsights(deps: InsightsDeps, bot: Bot, isStopped: () => boolean): Promise<void> {
  const { store, clock } = deps
  const before = await store.insightsState(bot.id)
  if (!isDue(before, clock())) return
  const note = (state: InsightsState) => store.noteInsights(bot.id, bot.channel.wabaId, state)
  const state = await switched(deps, bot, before)
  if (state.state !== 'on' || state.error) return note(state)
  await readAll(deps, bot, state, { note, isStopped })
}

function isDue(state: InsightsState | undefined, now: number): boolean {
  if (state === undefined) return true
  if (state.state === 'refused') return false
  if (state.state === 'off') return now - state.askedAt >= dayMs
  return state.readAt === undefined || state.after !== undefined || now - state.readAt >= everyMs
}

/** Whether it is on; what an operator has switched on here stays on. */
async function switched({ cloud, clock }: InsightsDeps, bot: Bot, before?: InsightsState): Promise<InsightsState> {
  const { error: _, ...known } = before ?? { state: 'off' as const, askedAt: 0 }
  const asked = { ...known, askedAt: clock() }
  if (known.state === 'on') return asked
  const answer = await cloud.templateInsights(bot.channel).isOn()
  if (answer.kind === 'failed') return failed(asked, answer.outcome)
  return { ...asked, state: answer.isOn ? 'on' : 'off' }
}

/** A refusal stays; what concerns the token, the pace or the way to Meta passes. */
function failed(state: InsightsState, outcome: Failed): InsightsState {
  const code = 'error' in outcome ? outcome.error?.code : undefined
  const message = 'reason' in outcome ? outcome.reason : (outcome.error.details ?? outcome.error.message)
  const error = { ...(code !== undefined && { code }), message: message ?? outcome.kind }
  const isFinal = outcome.kind === 'refused' && outcome.class !== 'auth'
  return { ...state, error, ...(isFinal && { state: 'refused' }) }
}

type Round = { note(state: InsightsState): Promise<void>; isStopped: () => boolean }

async function readAll({ store, cloud, clock }: InsightsDeps, bot: Bot, begun: InsightsState, round: Round) {
  const insights = cloud.templateInsights(bot.channel)
  const now = clock()
  const from = now - (begun.isComplete ? renewedMs : insightsSpanMs)
  let { after, ...state } = begun
  for (let request = 0; request < maxRequests && !round.isStopped(); request++) {
    const page = await store.countedTemplates(bot.id, { ...(after && { after }), limit: atOnce })
    const known = page.filter(({ metaId }) => metaId !== '')
    const answer =
      known.length === 0
        ? { kind: 'ok' as const, days: [] }
        : await insights.read({ metaIds: known.map(({ metaId }) => metaId), from, to: now })
    if (answer.kind === 'failed') return round.note({ ...failed(state, answer.outcome), ...(after && { after }) })
    await store.noteTemplateDays(bot.id, bot.channel.wabaId, daysOf(answer.days, known))
    const last = page.at(-1)
    if (page.length < atOnce || last === undefined) return round.note({ ...state, readAt: now, isComplete: true })
    after = { elementName: last.elementName, language: last.language }
  }
  state = { ...state, readAt: now }
  return round.note({ ...state, ...(after && { after }) })
}

function daysOf<Day extends { metaId: string }>(days: readonly Day[], known: readonly CountedTemplate[]) {
  const byId = new Map(known.map((one) => [one.metaId, one]))
  return days.flatMap(({ metaId, ...day }) => {
    const template = byId.get(metaId)
    return template ? [{ ...day, elementName: template.elementName, language: template.language }] : []
  })
}
