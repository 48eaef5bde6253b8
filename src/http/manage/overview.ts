/**
 * How the caller's bots do now, in one answer: messages within the last minute, what waits, tokens that Meta refuses or
 * that end soon, templates that cannot be sent. What it costs depends on what happens and waits, not on what is idle.
 */
import { type Static, Type } from 'typebox'
import { isInScope } from '../../model/access/roles.ts'
import { withNames } from '../../model/request/named.ts'
import { dayMs } from '../../model/time.ts'
import type { BotOverview } from '../../store/overview/overview.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

/** Those with an alarm first, then those with the longest queue. */
const maxBots = 200
/** As the check of a bot warns (diagnostics/account.ts). */
const soonMs = 14 * dayMs

const fields = {
  sentPerMinute: Type.Integer(),
  receivedPerMinute: Type.Integer(),
  waiting: Type.Integer({ description: 'Messages that have not been sent.' }),
  oldestDueAt: Type.Union([instant, Type.Null()], { description: 'When the oldest one was, or is, due.' }),
}
const ofBot = Type.Object({
  botId: Type.String(),
  ...fields,
  token: oneOf(['ok', 'ends_soon', 'ended', 'refused', 'unknown']),
  tokenAt: Type.Union([instant, Type.Null()], { description: 'Since when it is refused, or when it ends.' }),
  templates: Type.Record(Type.String(), Type.Integer(), {
    description: 'How many are REJECTED, PAUSED, DISABLED, LOW_QUALITY: those above 0.',
  }),
  quality: Type.Optional(oneOf(['YELLOW', 'RED'])),
})
const answer = Type.Object({ at: instant, total: Type.Object(fields), results: Type.Array(ofBot) })

withNames({ Overview: answer })

const route = {
  config: { access: 'admin' } as const,
  schema: { tags: ['Bots'], summary: 'How the bots do now', response: { 200: answer } },
}

export function registerManageOverview(app: App, { store, clock }: HttpDeps): void {
  app.get('/manage/v1/overview', route, async (request) => {
    const now = clock()
    const alive = new Set((await store.bots()).map(({ id }) => id))
    const found = (await store.overview(now)).filter(
      ({ botId }) => alive.has(botId) && isInScope(request.scope ?? [], botId),
    )
    const results = found.map((one) => viewOf(one, now)).sort(byUrgency)
    return { at: iso(now), total: totalOf(found), results: results.slice(0, maxBots) }
  })
}

type View = Static<typeof ofBot>

function totalOf(found: readonly BotOverview[]): Static<typeof answer>['total'] {
  const sum = (of: (one: BotOverview) => number) => found.reduce((total, one) => total + of(one), 0)
  const dueAt = found.reduce((least, one) => Math.min(least, one.dueAt ?? least), Number.POSITIVE_INFINITY)
  return {
    sentPerMinute: sum(({ sentPerMinute }) => sentPerMinute),
    receivedPerMinute: sum(({ receivedPerMinute }) => receivedPerMinute),
    waiting: sum(({ waiting }) => waiting),
    oldestDueAt: dueAt === Number.POSITIVE_INFINITY ? null : iso(dueAt),
  }
}

function viewOf({ dueAt, token, ...same }: BotOverview, now: number): View {
  const { state, at } = tokenOf(token, now)
  return {
    ...same,
    oldestDueAt: dueAt === undefined ? null : iso(dueAt),
    token: state,
    tokenAt: at === undefined ? null : iso(at),
  }
}

/** `refused` before all: a token may be withdrawn before it ends. */
function tokenOf(token: BotOverview['token'], now: number): { state: View['token']; at?: number } {
  const { expiresAt, refusedAt } = token ?? {}
  if (refusedAt !== undefined) return { state: 'refused', at: refusedAt }
  if (expiresAt === undefined) return { state: 'unknown' }
  if (expiresAt === 0) return { state: 'ok' }
  return { state: expiresAt <= now ? 'ended' : expiresAt - now < soonMs ? 'ends_soon' : 'ok', at: expiresAt }
}

function byUrgency(one: View, other: View): number {
  return Number(hasAlarm(other)) - Number(hasAlarm(one)) || other.waiting - one.waiting
}

function hasAlarm({ token, templates, quality }: View): boolean {
  return quality !== undefined || (token !== 'ok' && token !== 'unknown') || Object.keys(templates).length > 0
}
