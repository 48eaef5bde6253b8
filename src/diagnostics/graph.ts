/**
 * What the Graph API says about a bot, asked with the bot's own credentials: the token, the number, its account and the
 * app's webhooks (meta-2026.md, sections 8.2 and 12.6; cloud-api.md 4.2). Every end is a value. Fields that a version
 * of the API may not know are asked for by themselves, so that they cost nothing else.
 */

import type { GraphResult } from '../channel/cloud/management/account.ts'
import type { Failed } from '../channel/cloud/outcomes/outcomes.ts'
import type { Channel } from '../model/bot/bot.ts'
import { idOf, type Json, listOf, numberOf, objectOf, textOf } from '../model/json.ts'

export type Inspect = (channel: Channel, path: string) => Promise<GraphResult & { dateAt?: number }>

export type Asked<T> = { kind: 'ok'; value: T } | { kind: 'failed'; outcome: Failed }

export type TokenFacts = {
  isValid: boolean
  appId?: string
  /** In ms; 0: never. */
  expiresAt?: number
  scopes?: readonly string[]
  /** The objects that each permission is for; a permission without any is for all. */
  targets: ReadonlyMap<string, readonly string[]>
  /** Why it is not valid. */
  reason?: string
}

export type NumberFacts = {
  displayNumber?: string
  verifiedName?: string
  rating?: string
  nameStatus?: string
  verification?: string
  status?: string
  throughput?: string
  /** Where Meta posts the number's webhooks, by who set it. */
  callbacks: { phoneNumber?: string; account?: string; application?: string }
}

export type StandingFacts = {
  limit?: string
  isShared: boolean
  health?: { canSend: string; reasons: readonly string[]; advice: readonly string[] }
}

/** `fields`: of the object whatsapp_business_account; undefined when the app has no subscription to it. */
export type AppFacts = { fields?: readonly string[]; callback?: string }

export type GraphFacts = {
  token: Asked<TokenFacts>
  number: Asked<NumberFacts>
  standing: Asked<StandingFacts>
  isOfAccount: Asked<boolean>
  subscribedApps: Asked<readonly { id: string; name: string }[]>
  appId?: string
  /** Undefined: the app is not known. */
  app?: Asked<AppFacts>
  /** Meta's time of a response, and this machine's in the middle of the exchange, in ms. */
  times: readonly { meta: number; own: number }[]
}

const numberFields =
  'display_phone_number,verified_name,quality_rating,name_status,code_verification_status,status,throughput,' +
  'webhook_configuration'
const standingFields = 'whatsapp_business_manager_messaging_limit,is_on_biz_app,health_status'

export async function askGraph(channel: Channel, inspect: Inspect, wall: () => number): Promise<GraphFacts> {
  const times: { meta: number; own: number }[] = []
  const ask = async (path: string, accessToken = channel.accessToken): Promise<GraphResult> => {
    const startedAt = wall()
    const { dateAt, ...result } = await inspect({ ...channel, accessToken }, path)
    if (dateAt !== undefined) times.push({ meta: dateAt, own: (startedAt + wall()) / 2 })
    return result
  }
  const read = async <T>(path: string, value: (json: Json) => T): Promise<Asked<T>> => askedOf(await ask(path), value)
  const { phoneNumberId, wabaId } = channel
  const debugPath = `/debug_token?input_token=${encodeURIComponent(channel.accessToken)}`
  const [token, number, standing, isOfAccount, subscribedApps] = await Promise.all([
    read(debugPath, tokenOf),
    read(`/${phoneNumberId}?fields=${numberFields}`, numberOfJson),
    read(`/${phoneNumberId}?fields=${standingFields}`, standingOf),
    findNumber(ask, wabaId, phoneNumberId),
    read(`/${wabaId}/subscribed_apps`, appsOf),
  ])
  const appId = channel.appId ?? (token.kind === 'ok' ? token.value.appId : undefined)
  const known = { token, number, standing, isOfAccount, subscribedApps, times }
  if (appId === undefined) return known
  // By the app's own token, which is its id and secret: so Meta also says whether the secret is right.
  const appToken = `${appId}|${channel.appSecret}`
  const [app, asApp] = await Promise.all([
    ask(`/${encodeURIComponent(appId)}/subscriptions`, appToken),
    // A token that is refused cannot ask about itself.
    token.kind === 'ok' ? undefined : ask(debugPath, appToken),
  ])
  const seen = asApp?.kind === 'ok' ? askedOf(asApp, tokenOf) : token
  return { ...known, token: seen, appId, app: askedOf(app, subscriptionOf) }
}

function askedOf<T>(result: GraphResult, value: (json: Json) => T): Asked<T> {
  return result.kind === 'ok' ? { kind: 'ok', value: value(result.json) } : result
}

const maxPages = 5

async function findNumber(
  ask: (path: string) => Promise<GraphResult>,
  wabaId: string,
  phoneNumberId: string,
): Promise<Asked<boolean>> {
  let after = ''
  for (let page = 0; page < maxPages; page++) {
    const result = await ask(`/${wabaId}/phone_numbers?fields=id&limit=100${after}`)
    if (result.kind === 'failed') return result
    const ids = (listOf(result.json.data) ?? []).map((item) => idOf(objectOf(item)?.id))
    if (ids.includes(phoneNumberId)) return { kind: 'ok', value: true }
    const paging = objectOf(result.json.paging)
    const cursor = paging?.next === undefined ? undefined : textOf(objectOf(paging.cursors)?.after)
    if (cursor === undefined) return { kind: 'ok', value: false }
    after = `&after=${encodeURIComponent(cursor.toWellFormed())}`
  }
  return { kind: 'failed', outcome: { kind: 'unknown', reason: `more than ${maxPages * 100} numbers in the account` } }
}

// ── readers ─────────────────────────────────────────────────

function tokenOf(json: Json): TokenFacts {
  const data = objectOf(json.data) ?? {}
  const scopes = listOf(data.scopes)?.flatMap((scope) => textOf(scope) ?? [])
  const granular = (listOf(data.granular_scopes) ?? []).flatMap((item) => {
    const { scope, target_ids: targets } = objectOf(item) ?? {}
    const name = textOf(scope)
    const ids = listOf(targets)?.flatMap((id) => idOf(id) ?? [])
    return name === undefined || ids === undefined ? [] : [[name, ids] as const]
  })
  const expiresAt = numberOf(data.expires_at)
  return {
    isValid: data.is_valid === true,
    ...some('appId', idOf(data.app_id)),
    ...some('expiresAt', expiresAt === undefined ? undefined : expiresAt * 1_000),
    ...some('scopes', scopes),
    targets: new Map(granular),
    ...some('reason', textOf(objectOf(data.error)?.message)),
  }
}

function numberOfJson(json: Json): NumberFacts {
  const configuration = objectOf(json.webhook_configuration) ?? {}
  return {
    ...some('displayNumber', textOf(json.display_phone_number)),
    ...some('verifiedName', textOf(json.verified_name)),
    ...some('rating', wordOf(json.quality_rating)),
    ...some('nameStatus', wordOf(json.name_status)),
    ...some('verification', wordOf(json.code_verification_status)),
    ...some('status', wordOf(json.status)),
    ...some('throughput', wordOf(objectOf(json.throughput)?.level)),
    callbacks: {
      ...some('phoneNumber', textOf(configuration.phone_number)),
      ...some('account', textOf(configuration.whatsapp_business_account)),
      ...some('application', textOf(configuration.application)),
    },
  }
}

function standingOf(json: Json): StandingFacts {
  const health = objectOf(json.health_status)
  const canSend = wordOf(health?.can_send_message)
  return {
    ...some('limit', wordOf(json.whatsapp_business_manager_messaging_limit)),
    isShared: json.is_on_biz_app === true,
    ...(canSend === undefined ? {} : { health: { canSend, ...obstaclesIn(health ?? {}) } }),
  }
}

function obstaclesIn(health: Json): { reasons: string[]; advice: string[] } {
  const errors = (listOf(health.entities) ?? []).flatMap((entity) => listOf(objectOf(entity)?.errors) ?? [])
  const texts = (name: string) => [...new Set(errors.flatMap((error) => textOf(objectOf(error)?.[name]) ?? []))]
  return { reasons: texts('error_description'), advice: texts('possible_solution') }
}

function appsOf(json: Json): { id: string; name: string }[] {
  return (listOf(json.data) ?? []).flatMap((item) => {
    const app = objectOf(objectOf(item)?.whatsapp_business_api_data)
    const id = idOf(app?.id)
    return id === undefined ? [] : [{ id, name: textOf(app?.name) ?? id }]
  })
}

function subscriptionOf(json: Json): AppFacts {
  const all = (listOf(json.data) ?? []).map(objectOf)
  const own = all.find((item) => item?.object === 'whatsapp_business_account')
  const fields = listOf(own?.fields)?.flatMap((field) => textOf(field) ?? textOf(objectOf(field)?.name) ?? [])
  return { ...some('fields', fields), ...some('callback', textOf(own?.callback_url)) }
}

function wordOf(value: unknown): string | undefined {
  return textOf(value)?.toUpperCase()
}

function some<Name extends string, T>(name: Name, value: T | undefined): { [Key in Name]?: T } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: T }
}
