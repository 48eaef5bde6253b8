/** Endpoints: the targets of a bot's events, set by the operator or registered by callers. */
import type { Door, Endpoint, EndpointAuth, Signing } from '../../model/bot/bot.ts'
import {
  type Subscription,
  subscribe,
  unsubscribe,
  type WishesInput,
  withWishes,
} from '../../model/bot/subscription.ts'
import type { Quotas } from '../../model/quota.ts'
import { resumeEndpoint } from '../deliveries/deliveries.ts'
import { beginTask, firstPiece, giveUpWaiting } from '../deliveries/endpoint-tasks.ts'
import type { Seal } from '../sealing/seal.ts'
import { QuotaError } from '../sql/failures.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

/** A null `auth` removes it. A new address drops the credential of the old one, unless one is given with it. */
export type EndpointChange = {
  url?: string
  events?: string[]
  auth?: EndpointAuth | null
  wishes?: WishesInput
  door?: Door
}

export type EndpointContext = { seal: Seal; quotas: Quotas; newEndpointId: () => string }

type EndpointRow = {
  id: string
  bot_id: string
  url: string
  events: string
  auth: string | null
  created_at: number
  disabled_at: number | null
  disabled_reason: Endpoint['disabledReason'] | null
  resumed_at: number | null
  revision: number
  wishes: string | null
  door: Door
  signing: string | null
}

function endpointOf(seal: Seal, found: EndpointRow): Endpoint {
  return {
    id: found.id,
    botId: found.bot_id,
    url: found.url,
    events: JSON.parse(found.events) as string[],
    auth: found.auth === null ? undefined : (JSON.parse(seal.open('endpoints', found.auth)) as EndpointAuth),
    createdAt: found.created_at,
    disabledAt: found.disabled_at ?? undefined,
    ...(found.disabled_reason && { disabledReason: found.disabled_reason }),
    ...(found.resumed_at && { resumedAt: found.resumed_at }),
    revision: Number(found.revision),
    ...(found.door === 'management' ? {} : { door: found.door }),
    ...(found.signing !== null && { signing: JSON.parse(seal.open('endpoints', found.signing)) as Signing }),
    ...parse<Wishes>(found.wishes),
  }
}

type Wishes = Pick<Endpoint, 'isOnlyManual' | 'maxAttempts' | 'isBatch'>

function wishesOf({ isOnlyManual, maxAttempts, isBatch }: Endpoint): Wishes | undefined {
  const wishes: Wishes = {
    ...(isOnlyManual && { isOnlyManual }),
    ...(maxAttempts !== undefined && { maxAttempts }),
    ...(isBatch && { isBatch }),
  }
  return Object.keys(wishes).length === 0 ? undefined : wishes
}

/** As `putEndpoint`, within the quota of endpoints per bot. */
export function* addEndpoint({ seal, quotas }: EndpointContext, endpoint: Endpoint): Transaction<void> {
  const known = yield* queryOne('select id from endpoints where id = $1', endpoint.id)
  if (!known) yield* withinEndpoints(quotas, endpoint.botId)
  yield* putEndpoint(seal, endpoint)
}

/**
 * If the quota is reached, deletes registered endpoints without subscriptions and without waiting deliveries; nothing
 * else deletes them.
 */
function* withinEndpoints(quotas: Quotas, botId: string): Transaction<void> {
  try {
    yield* within(quotas, 'endpoints', botId)
  } catch (error) {
    if (!(error instanceof QuotaError)) throw error
    yield* query(
      `delete from endpoints where bot_id = $1 and door = 'registration' and events = '[]'
         and not exists (select 1 from deliveries
           where endpoint_id = endpoints.id and state = 'waiting' and seq >= $openDeliveries)`,
      botId,
    )
    yield* within(quotas, 'endpoints', botId)
  }
}

/** Inserts or replaces the whole record. */
export function* putEndpoint(seal: Seal, endpoint: Endpoint): Transaction<void> {
  yield* query(
    `insert into endpoints (id, bot_id, url, events, auth, created_at, disabled_at, revision, wishes, door, signing)
     values ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $10)
     on conflict (id) do update set url = $3, events = $4, auth = $5, disabled_at = $7, wishes = $8, door = $9,
       signing = $10, revision = endpoints.revision + 1`,
    endpoint.id,
    endpoint.botId,
    endpoint.url,
    JSON.stringify(endpoint.events),
    endpoint.auth && seal.seal('endpoints', JSON.stringify(endpoint.auth)),
    endpoint.createdAt,
    endpoint.disabledAt,
    json(wishesOf(endpoint)),
    endpoint.door ?? 'management',
    endpoint.signing && seal.seal('endpoints', JSON.stringify(endpoint.signing)),
  )
  yield* touchBot(endpoint.botId)
}

export function* changeEndpoint(
  { seal }: EndpointContext,
  { id, change, expected }: Changing<EndpointChange>,
): Transaction<Changed<Endpoint>> {
  const found = yield* queryOne<EndpointRow>('select * from endpoints where id = $1', id)
  if (!found) return { kind: 'missing' }
  if (!isExpected(expected, found.revision)) return { kind: 'stale' }
  const { auth: known, ...endpoint } = endpointOf(seal, found)
  const { url = endpoint.url, events = endpoint.events, wishes = {}, door = endpoint.door } = change
  const stored = url === endpoint.url ? known : undefined
  const auth = change.auth === undefined ? stored : (change.auth ?? undefined)
  yield* putEndpoint(seal, withWishes({ ...endpoint, url, events, door, ...(auth && { auth }) }, wishes))
  const changed = yield* queryOne<EndpointRow>('select * from endpoints where id = $1', id)
  return changed ? { kind: 'changed', value: endpointOf(seal, changed) } : { kind: 'missing' }
}

/**
 * Registers where the bot's events go (model/bot/subscription.ts): all subscriptions or none. Returns the endpoints
 * that changed. Endpoints made by the operator stay unchanged, even with the same address.
 */
export function* register(
  context: EndpointContext,
  botId: string,
  subscriptions: Subscription[],
  now: number,
): Transaction<Endpoint[]> {
  const { seal, newEndpointId } = context
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
    yield* addEndpoint(context, endpoint)
    if (endpoint.disabledAt === undefined && wasOff(endpoint.id)) yield* resumeEndpoint(endpoint.id, now)
  }
  return changed
}

/**
 * Removed on request, so its waiting deliveries end too; an endpoint with other events only unsubscribes from messages.
 */
export function* removeBotWebhook({ seal }: EndpointContext, botId: string): Transaction<void> {
  for (const endpoint of unsubscribe(yield* registeredOf(seal, botId), 'message')) {
    if (endpoint.events.length === 0) yield* deleteEndpoint(endpoint.id)
    else yield* putEndpoint(seal, endpoint)
  }
}

export function botWebhook(url: string): Subscription {
  return { url, events: ['message'] }
}

export function* allEndpoints(seal: Seal): Transaction<Endpoint[]> {
  const found = yield* query<EndpointRow>('select * from endpoints order by created_at, id')
  return found.map((one) => endpointOf(seal, one))
}

export function* endpointsOf(seal: Seal, botId: string): Transaction<Endpoint[]> {
  const found = yield* query<EndpointRow>('select * from endpoints where bot_id = $1 order by created_at, id', botId)
  return found.map((one) => endpointOf(seal, one))
}

/** The endpoints that a registration may change. */
function* registeredOf(seal: Seal, botId: string): Transaction<Endpoint[]> {
  return (yield* endpointsOf(seal, botId)).filter(({ door }) => door === 'registration')
}

/** Its waiting deliveries are given up: some at once, the rest in batches (store/deliveries/endpoint-tasks.ts). */
export function* deleteEndpoint(id: string, expected?: Expected): Transaction<Removed> {
  const found = yield* queryOne<{ bot_id: string; door: Door }>('select bot_id, door from endpoints where id = $1', id)
  const removed = yield* removeRow('endpoints', { id }, expected)
  if (removed === 'stale') return removed
  if (found?.door === 'panel')
    yield* query(
      'update conversations set support_id = null where bot_id = $1 and support_id is not null',
      found.bot_id,
    )
  yield* query('delete from endpoint_tasks where endpoint_id = $1', id)
  const { count, next } = yield* giveUpWaiting(id, firstPiece)
  const task = { id: `end ${id}`, endpointId: id, botId: found?.bot_id ?? '', kind: 'end' } as const
  if (next) yield* beginTask({ ...task, startedAt: 0, done: count }, next)
  if (found) yield* touchBot(found.bot_id)
  return removed
}

/** A bot's representation includes its webhook, so its revision changes too. */
function* touchBot(botId: string): Transaction<void> {
  yield* query('update bots set revision = revision + 1 where id = $1', botId)
}
