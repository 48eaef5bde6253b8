/** Evaluates what Meta told of the app's place at the account, and what reading figures of templates found. Pure. */
import type { AccountWord } from '../model/campaign/stop.ts'
import type { InsightsState } from '../model/template/insights.ts'
import { type Finding, finding } from './finding.ts'
import type { GraphFacts } from './graph.ts'

const causes = {
  PRIMARY_INACTIVITY: 'inactive',
  COMPANION_INACTIVITY: 'inactive',
  BUSINESS_DOWNGRADE: 'downgraded',
  ACCOUNT_DISCONNECTED: 'disconnected',
  CHANGE_NUMBER: 'moved',
  USER_RE_REGISTERED: 'moved',
} as const

/** A number that Meta shows as connected has been brought back, whether or not a webhook told it. */
export function partnerFinding(word: AccountWord | undefined, { number }: Pick<GraphFacts, 'number'>): Finding {
  if (word?.removed === undefined) return finding('partner', 'present')
  const { reason = 'UNKNOWN', initiatedBy } = word.removed
  const at = new Date(word.at).toISOString()
  const isBack = number.kind === 'ok' && number.value.status === 'CONNECTED'
  const cause = causes[reason as keyof typeof causes] ?? 'removed'
  return finding(
    'partner',
    isBack ? 'returned' : cause,
    { at, reason },
    { at, reason, initiatedBy: initiatedBy ?? null },
  )
}

export function insightsFinding(botId: string, known: InsightsState | undefined): Finding {
  const { state = 'off', readAt, error } = known ?? {}
  const at = readAt === undefined ? null : new Date(readAt).toISOString()
  const data = { state, readAt: at, error: error ?? null }
  const figures = { botId, at: at ?? '–', reason: reasonOf(error) }
  if (state === 'refused') return finding('template_insights', 'refused', figures, data)
  return finding('template_insights', error ? 'failing' : state, figures, data)
}

/** In Meta's words, without the full stop. */
function reasonOf(error: InsightsState['error']): string {
  if (error === undefined) return '–'
  const said = error.message.replace(/[.\s]{1,3}$/, '')
  return error.code === undefined ? said : `${said} (${error.code})`
}
