/**
 * Evaluates how Meta's webhooks find their way: the app's subscription to the account, where Meta posts, which fields,
 * and when the last one came. Pure.
 */
import type { Bot } from '../model/bot/bot.ts'
import type { Texts } from '../model/errors/texts.ts'
import { reasonOf } from './account.ts'
import { type CheckName, type Finding, finding, notFound } from './finding.ts'
import type { Asked, GraphFacts, NumberFacts } from './graph.ts'
import { reasons } from './reasons.ts'

export const callbackChecks = [
  'webhook_subscription',
  'webhook_callback',
  'webhook_fields',
  'webhooks_received',
] as const satisfies readonly CheckName[]

export const webhookPath = '/meta/webhook'

/** `publicUrl`: undefined when none is configured. */
export function evaluateCallback(
  bot: Bot,
  facts: GraphFacts,
  { publicUrl, lastWebhookAt }: { publicUrl: string | undefined; lastWebhookAt: number | undefined },
): Finding[] {
  return [
    subscriptionFinding(bot, facts),
    callbackFinding(facts, publicUrl),
    fieldsFinding(facts),
    lastWebhookAt === undefined
      ? finding('webhooks_received', 'none', {}, { lastAt: null })
      : finding('webhooks_received', 'seen', { at: iso(lastWebhookAt) }, { lastAt: iso(lastWebhookAt) }),
  ]
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function subscriptionFinding({ channel: { wabaId } }: Bot, { subscribedApps, appId }: GraphFacts): Finding {
  if (subscribedApps.kind === 'failed') return notFound('webhook_subscription', reasonOf(subscribedApps.outcome))
  const subscribed = subscribedApps.value
  const data = { wabaId, appId: appId ?? null, apps: subscribed.map(({ id }) => id) }
  const apps = subscribed.map(({ id, name }) => `${name} (${id})`).join(', ')
  if (subscribed.length === 0) return finding('webhook_subscription', 'none', { wabaId }, data)
  if (appId === undefined) return finding('webhook_subscription', 'some', { wabaId, apps }, data)
  const isOurs = subscribed.some(({ id }) => id === appId)
  return finding('webhook_subscription', isOurs ? 'subscribed' : 'other_app', { wabaId, appId, apps }, data)
}

/** The number's own address wins over the account's, and that over the app's (meta-2026.md, section 12.6). */
function callbackFinding(facts: GraphFacts, publicUrl: string | undefined): Finding {
  const { number } = facts
  if (number.kind === 'failed') return notFound('webhook_callback', reasonOf(number.outcome))
  const [url, place] = callbackOf(number.value, facts)
  if (url === undefined) return finding('webhook_callback', 'unset', {}, { url: null })
  if (publicUrl === undefined) return finding('webhook_callback', 'no_public', { url }, { url })
  const expected = `${publicUrl}${webhookPath}`
  const key = isSame(url, expected) ? 'here' : 'elsewhere'
  return finding('webhook_callback', key, { url, expected, place }, { url, expected })
}

function callbackOf({ callbacks }: NumberFacts, { app }: GraphFacts): [string | undefined, Texts] {
  if (callbacks.phoneNumber !== undefined) return [callbacks.phoneNumber, reasons.number_place]
  if (callbacks.account !== undefined) return [callbacks.account, reasons.account_place]
  const ofApp = app?.kind === 'ok' ? app.value.callback : undefined
  return [callbacks.application ?? ofApp, reasons.app_place]
}

/** Case of the host and a slash at the end are no difference. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => URL.parse(text))
  if (!a || !b) return one === other
  const pathOf = (url: URL) => (url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname)
  return a.origin === b.origin && pathOf(a) === pathOf(b)
}

/** Besides `messages`, without which nothing works: those on which templates, campaigns and stops depend. */
const usedFields = [
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'user_preferences',
]

function fieldsFinding({ app }: { app?: Asked<{ fields?: readonly string[] }> }): Finding {
  if (app === undefined) return notFound('webhook_fields', reasons.no_app)
  if (app.kind === 'failed') return notFound('webhook_fields', reasonOf(app.outcome))
  const { fields = [] } = app.value
  if (!fields.includes('messages')) return finding('webhook_fields', 'no_messages', {}, { fields })
  const missing = usedFields.filter((field) => !fields.includes(field))
  const figures = { count: fields.length, missing: missing.join(', ') }
  return finding('webhook_fields', missing.length > 0 ? 'missing' : 'complete', figures, { fields, missing })
}
