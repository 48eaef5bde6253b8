/**
 * Bots and endpoints (clients are in clients.ts). Secrets are sealed on the way in and opened on the way out (promise 12); what the hot paths
 * ask for at every message is answered from memory, renewed after each write.
 */
import type { Bot, Door, Endpoint, EndpointAuth } from '../model/bot.ts'
import { type Subscription, subscribe, unsubscribe, type WishesInput, withWishes } from '../model/subscription.ts'
import { accountFact, blockedFact, learningFact } from './account-fact.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed, removeRow } from './changes.ts'
import { resumeEndpoint } from './deliveries.ts'
import { beginTask, firstPiece, giveUpWaiting } from './endpoint-tasks.ts'
import { changeIdentity, type FormerNumber, formerNumbers, type IdentityContext } from './identity.ts'
import type { Seal } from './seal.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

/** The fields that are given; `webhookUrl` is the address of its bot webhook, null for none. */
export type BotChange = Partial<Omit<Bot, 'id' | 'channel' | 'createdAt' | 'updatedAt' | 'revision'>> & {
  channel?: Partial<Bot['channel']>
  webhookUrl?: string | null
}

/** With `auth` null it has none. Another address loses the credential of the old one, unless one is given with it. */
export type EndpointChange = {
  url?: string
  events?: string[]
  auth?: EndpointAuth | null
  wishes?: WishesInput
  door?: Door
}

export type Settings = { bots: Map<string, Bot>; endpoints: Map<string, Endpoint>; formerNumbers: FormerNumber[] }

/** Everything that is kept in memory. */
export function* loadSettings(seal: Seal): Transaction<Settings> {
  const bots = yield* rows<BotRow>('select * from bots order by created_at, id')
  const endpoints = yield* rows<EndpointRow>('select * from endpoints order by created_at, id')
  return {
    bots: new Map(bots.map((found) => [found.id, botOf(seal, found)])),
    endpoints: new Map(endpoints.map((found) => [found.id, endpointOf(seal, found)])),
    formerNumbers: yield* formerNumbers(seal),
  }
}

// ── bots ────────────────────────────────────────────────────

type BotRow = {
  id: string
  settings: string
  secrets: string
  created_at: number
  updated_at: number
  revision: number
}
type BotSecrets = { accessToken: string; appSecret: string; verifyToken: string; webhookSecret: string }

function botOf(seal: Seal, found: BotRow): Bot {
  const settings = JSON.parse(found.settings) as Omit<Bot, 'webhookSecret'>
  const { webhookSecret, ...channelSecrets } = JSON.parse(seal.open(found.secrets)) as BotSecrets
  const { revision } = found
  return { ...settings, channel: { ...settings.channel, ...channelSecrets }, webhookSecret, revision: Number(revision) }
}

/** A new bot with its webhook; false when its id or its number is another's. */
export function* addBot(context: EndpointContext, bot: Bot, webhookUrl: string | undefined): Transaction<boolean> {
  const taken = yield* row(
    'select id from bots where id = $1 or phone_number_id = $2 limit 1',
    bot.id,
    bot.channel.phoneNumberId,
  )
  if (taken) return false
  yield* putBot(context.seal, bot)
  if (webhookUrl !== undefined) yield* register(context, bot.id, [botWebhook(webhookUrl)], bot.createdAt)
  return true
}

/** All of it, new or in the place of what was there, whose identity ends if it was another. */
export function* replaceBot(context: IdentityContext, bot: Bot): Transaction<void> {
  const found = yield* row<BotRow>('select * from bots where id = $1', bot.id)
  const before = found && botOf(context.seal, found)
  yield* putBot(context.seal, before ? yield* changeIdentity(context, before, bot, bot.updatedAt) : bot)
}

function* putBot(seal: Seal, bot: Bot): Transaction<void> {
  const { webhookSecret, channel, revision: _, ...settings } = bot
  const { accessToken, appSecret, verifyToken, ...openChannel } = channel
  const secrets: BotSecrets = { accessToken, appSecret, verifyToken, webhookSecret }
  yield* rows(
    `insert into bots (id, phone_number_id, waba_id, settings, secrets, created_at, updated_at, revision)
     values ($1, $2, $3, $4, $5, $6, $7, $6)
     on conflict (id) do update set phone_number_id = $2, waba_id = $3, settings = $4, secrets = $5, updated_at = $7,
       revision = bots.revision + 1`,
    bot.id,
    channel.phoneNumberId,
    channel.wabaId,
    JSON.stringify({ ...settings, channel: openChannel }),
    seal.seal(JSON.stringify(secrets)),
    bot.createdAt,
    bot.updatedAt,
  )
}

export function* changeBot(
  context: EndpointContext & IdentityContext,
  changing: Changing<BotChange>,
): Transaction<Changed<Bot>> {
  const { id, change, expected, now } = changing
  const { channel, webhookUrl, ...settings } = change
  const found = yield* row<BotRow>('select * from bots where id = $1', id)
  if (!found) return { kind: 'missing' }
  if (!isExpected(expected, found.revision)) return { kind: 'stale' }
  const known = botOf(context.seal, found)
  const wanted: Bot = { ...known, ...settings, channel: { ...known.channel, ...channel }, updatedAt: now }
  const number = wanted.channel.phoneNumberId
  const other = yield* row('select id from bots where phone_number_id = $1 and id <> $2', number, id)
  if (other) return { kind: 'taken' }
  const bot = yield* changeIdentity(context, known, wanted, now)
  yield* putBot(context.seal, bot)
  if (webhookUrl === null) yield* removeBotWebhook(context, id)
  else if (webhookUrl !== undefined) yield* register(context, id, [botWebhook(webhookUrl)], now)
  return { kind: 'changed', value: bot }
}

export function* deleteBot(id: string, expected?: Expected): Transaction<Removed> {
  const removed = yield* removeRow('bots', { id }, expected)
  if (removed === 'stale') return removed
  const endpoints = yield* rows<{ id: string }>('select id from endpoints where bot_id = $1', id)
  for (const endpoint of endpoints) yield* deleteEndpoint(endpoint.id)
  yield* rows('delete from templates where bot_id = $1', id)
  yield* rows('delete from facts where name in ($1, $2, $3)', accountFact(id), blockedFact(id), learningFact(id))
  yield* rows('delete from former_numbers where bot_id = $1', id)
  yield* rows('delete from skills where bot_id = $1', id)
  return removed
}

// ── endpoints ───────────────────────────────────────────────

export type EndpointContext = { seal: Seal; newEndpointId: () => string }

type EndpointRow = {
  id: string
  bot_id: string
  url: string
  events: string
  auth: string | null
  created_at: number
  disabled_at: number | null
  disabled_reason: 'gone' | 'failing' | null
  resumed_at: number | null
  revision: number
  wishes: string | null
  door: Door
}

function endpointOf(seal: Seal, found: EndpointRow): Endpoint {
  return {
    id: found.id,
    botId: found.bot_id,
    url: found.url,
    events: JSON.parse(found.events) as string[],
    auth: found.auth === null ? undefined : (JSON.parse(seal.open(found.auth)) as EndpointAuth),
    createdAt: found.created_at,
    disabledAt: found.disabled_at ?? undefined,
    ...(found.disabled_reason && { disabledReason: found.disabled_reason }),
    ...(found.resumed_at && { resumedAt: found.resumed_at }),
    revision: Number(found.revision),
    ...(found.door === 'registration' ? { door: found.door } : {}),
    ...parse<Wishes>(found.wishes),
  }
}

type Wishes = Pick<Endpoint, 'isOnlyManual' | 'maxAttempts'>

function wishesOf({ isOnlyManual, maxAttempts }: Endpoint): Wishes | undefined {
  if (!isOnlyManual && maxAttempts === undefined) return undefined
  return { ...(isOnlyManual ? { isOnlyManual } : {}), ...(maxAttempts === undefined ? {} : { maxAttempts }) }
}

/** All of it, new or in the place of what was there. */
export function* putEndpoint(seal: Seal, endpoint: Endpoint): Transaction<void> {
  yield* rows(
    `insert into endpoints (id, bot_id, url, events, auth, created_at, disabled_at, revision, wishes, door)
     values ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9)
     on conflict (id) do update set url = $3, events = $4, auth = $5, disabled_at = $7, wishes = $8, door = $9,
       revision = endpoints.revision + 1`,
    endpoint.id,
    endpoint.botId,
    endpoint.url,
    JSON.stringify(endpoint.events),
    endpoint.auth && seal.seal(JSON.stringify(endpoint.auth)),
    endpoint.createdAt,
    endpoint.disabledAt,
    json(wishesOf(endpoint)),
    endpoint.door ?? 'management',
  )
  yield* touchBot(endpoint.botId)
}

export function* changeEndpoint(
  { seal }: EndpointContext,
  { id, change, expected }: Changing<EndpointChange>,
): Transaction<Changed<Endpoint>> {
  const found = yield* row<EndpointRow>('select * from endpoints where id = $1', id)
  if (!found) return { kind: 'missing' }
  if (!isExpected(expected, found.revision)) return { kind: 'stale' }
  const { auth: known, ...endpoint } = endpointOf(seal, found)
  const { url = endpoint.url, events = endpoint.events, wishes = {}, door = endpoint.door } = change
  const kept = url === endpoint.url ? known : undefined
  const auth = change.auth === undefined ? kept : (change.auth ?? undefined)
  yield* putEndpoint(seal, withWishes({ ...endpoint, url, events, door, ...(auth && { auth }) }, wishes))
  const changed = yield* row<EndpointRow>('select * from endpoints where id = $1', id)
  return changed ? { kind: 'changed', value: endpointOf(seal, changed) } : { kind: 'missing' }
}

/**
 * Where the bot's events go, as its callers say (model/subscription.ts): all of it, or nothing. Answers the endpoints that changed. Those that
 * the operator made stay as they are, at the same address too.
 */
export function* register(
  { seal, newEndpointId }: EndpointContext,
  botId: string,
  subscriptions: Subscription[],
  now: number,
): Transaction<Endpoint[]> {
  const newEndpoint = (url: string): Endpoint => ({
    id: newEndpointId(),
    botId,
    url,
    events: [],
    door: 'registration',
    createdAt: now,
  })
  const known = yield* registeredOf(seal, botId)
  const changed = subscribe(known, subscriptions, newEndpoint)
  const wasOff = (id: string) => known.some((one) => one.id === id && one.disabledAt !== undefined)
  for (const endpoint of changed) {
    yield* putEndpoint(seal, endpoint)
    if (endpoint.disabledAt === undefined && wasOff(endpoint.id)) yield* resumeEndpoint(endpoint.id, now)
  }
  return changed
}

/** Asked to go, so what waits for it goes too; an endpoint with other events only stops hearing messages. */
export function* removeBotWebhook({ seal }: EndpointContext, botId: string): Transaction<void> {
  for (const endpoint of unsubscribe(yield* registeredOf(seal, botId), 'message')) {
    if (endpoint.events.length === 0) yield* deleteEndpoint(endpoint.id)
    else yield* putEndpoint(seal, endpoint)
  }
}

function botWebhook(url: string): Subscription {
  return { url, events: ['message'] }
}

/** What a registration may change. */
function* registeredOf(seal: Seal, botId: string): Transaction<Endpoint[]> {
  const found = yield* rows<EndpointRow>('select * from endpoints where bot_id = $1 order by created_at, id', botId)
  return found.map((one) => endpointOf(seal, one)).filter(({ door }) => door === 'registration')
}

/** What waited for it has nowhere to go any more: some of it ends at once, the rest in pieces (endpoint-tasks.ts). */
export function* deleteEndpoint(id: string, expected?: Expected): Transaction<Removed> {
  const found = yield* row<{ bot_id: string }>('select bot_id from endpoints where id = $1', id)
  const removed = yield* removeRow('endpoints', { id }, expected)
  if (removed === 'stale') return removed
  yield* rows('delete from endpoint_tasks where endpoint_id = $1', id)
  const { count, next } = yield* giveUpWaiting(id, firstPiece)
  const task = { id: `end ${id}`, endpointId: id, botId: found?.bot_id ?? '', kind: 'end' } as const
  if (next) yield* beginTask({ ...task, startedAt: 0, done: count }, next)
  if (found) yield* touchBot(found.bot_id)
  return removed
}

/** A bot shows its webhook, so it is another when that is. */
function* touchBot(botId: string): Transaction<void> {
  yield* rows('update bots set revision = revision + 1 where id = $1', botId)
}
