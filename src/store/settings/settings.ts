/**
 * Bots, and the settings that are cached (endpoints.ts, identity.ts; clients are in store/access/clients.ts). Secrets
 * are sealed when written and opened when read (promise 12); lookups needed for every message are answered from the
 * cache, updated after each write.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { takeReserved } from '../bots/deleted-bots.ts'
import { formerNumbers } from '../bots/former-identity.ts'
import type { Seal } from '../sealing/seal.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Changing, isExpected } from '../sql/revisions.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { type BotChange, formerOf, isGraphMovedAlone } from './credentials.ts'
import type { KnownBot, Settings } from './directory.ts'
import { allEndpoints, botWebhook, type EndpointContext, endpointsOf, register, removeBotWebhook } from './endpoints.ts'
import { changeIdentity, type IdentityContext } from './identity.ts'

/** Everything that is cached. */
export function* loadSettings(seal: Seal): Transaction<Settings> {
  const bots = yield* query<BotRow>('select * from bots order by created_at, id')
  const leaving = yield* query<LeavingRow>(leavingText)
  const endpoints = yield* allEndpoints(seal)
  return {
    bots: new Map(bots.map((found) => [found.id, botOf(seal, found)])),
    leaving: new Map(leaving.map((found) => [found.id, leavingOf(seal, found)])),
    endpoints: new Map(endpoints.map((found) => [found.id, found])),
    formerNumbers: yield* formerNumbers(seal),
  }
}

/** The cached data of one bot. */
export function* loadBot(seal: Seal, id: string): Transaction<KnownBot> {
  const found = yield* queryOne<BotRow>('select * from bots where id = $1', id)
  const leaving = found ? undefined : yield* queryOne<LeavingRow>(`${leavingText} and id = $1`, id)
  return {
    ...(found ? { bot: botOf(seal, found) } : {}),
    ...(leaving ? { leaving: { bot: leavingOf(seal, leaving) } } : {}),
    endpoints: yield* endpointsOf(seal, id),
    formerNumbers: found ? yield* formerNumbers(seal, id) : [],
  }
}

type LeavingRow = Omit<BotRow, 'revision' | 'settings'> & { settings: string | null }
const leavingText = 'select id, settings, secrets, created_at, updated_at from deleted_bots where ended_at is null'

function leavingOf(seal: Seal, found: LeavingRow): Bot | undefined {
  return found.settings === null ? undefined : botOf(seal, { ...found, settings: found.settings, revision: 0 })
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
type BotSecrets = {
  accessToken: string
  appSecret: string
  verifyToken: string
  webhookSecret: string
  formerWebhookSecret?: Bot['formerWebhookSecret']
}

function botOf(seal: Seal, found: BotRow): Bot {
  const settings = JSON.parse(found.settings) as Omit<Bot, 'webhookSecret' | 'formerWebhookSecret'>
  const { webhookSecret, formerWebhookSecret, ...channelSecrets } = JSON.parse(
    seal.open('bots', found.secrets),
  ) as BotSecrets
  const { revision } = found
  return {
    ...settings,
    channel: { ...settings.channel, ...channelSecrets },
    webhookSecret,
    ...(formerWebhookSecret && { formerWebhookSecret }),
    revision: Number(revision),
  }
}

/**
 * `taken`: its id or number belongs to another bot. `reserved`, `leaving`: its id belongs to a deleted bot
 * (store/bots/deleted-bots.ts).
 */
export type Added = 'added' | 'taken' | 'reserved' | 'leaving'

/** Adds a bot with its webhook. */
export function* addBot(context: EndpointContext, bot: Bot, webhookUrl: string | undefined): Transaction<Added> {
  const taken = yield* queryOne(
    'select id from bots where id = $1 or phone_number_id = $2 limit 1',
    bot.id,
    bot.channel.phoneNumberId,
  )
  if (taken) return 'taken'
  const reservation = yield* takeReserved(bot.id, bot.channel)
  if (reservation !== 'free') return reservation
  yield* within(context.quotas, 'bots')
  yield* writeBot(context.seal, bot)
  if (webhookUrl !== undefined) yield* register(context, bot.id, [botWebhook(webhookUrl)], bot.createdAt)
  return 'added'
}

/** Inserts or replaces the whole record; a different former identity is voided. A reserved id is refused. */
export function* replaceBot(context: IdentityContext, bot: Bot): Transaction<void> {
  const reservation = yield* takeReserved(bot.id, bot.channel)
  if (reservation !== 'free') throw new Error(`the id ${bot.id} is ${reservation}`)
  const found = yield* queryOne<BotRow>('select * from bots where id = $1', bot.id)
  const before = found && botOf(context.seal, found)
  yield* writeBot(context.seal, before ? yield* changeIdentity(context, before, bot, bot.updatedAt) : bot)
}

function* writeBot(seal: Seal, bot: Bot): Transaction<void> {
  const { webhookSecret, formerWebhookSecret, channel, revision: _, ...settings } = bot
  const { accessToken, appSecret, verifyToken, ...openChannel } = channel
  const secrets: BotSecrets = { accessToken, appSecret, verifyToken, webhookSecret, formerWebhookSecret }
  yield* query(
    `insert into bots (id, phone_number_id, waba_id, settings, secrets, created_at, updated_at, revision)
     values ($1, $2, $3, $4, $5, $6, $7, $6)
     on conflict (id) do update set phone_number_id = $2, waba_id = $3, settings = $4, secrets = $5, updated_at = $7,
       revision = bots.revision + 1`,
    bot.id,
    channel.phoneNumberId,
    channel.wabaId,
    JSON.stringify({ ...settings, channel: openChannel }),
    seal.seal('bots', JSON.stringify(secrets)),
    bot.createdAt,
    bot.updatedAt,
  )
}

export function* changeBot(
  context: EndpointContext & IdentityContext,
  changing: Changing<BotChange>,
): Transaction<Changed<Bot>> {
  const { id, change, expected, now } = changing
  const { channel, webhookUrl, formerUntil: _, ...settings } = change
  const found = yield* queryOne<BotRow>('select * from bots where id = $1', id)
  if (!found) return { kind: 'missing' }
  if (!isExpected(expected, found.revision)) return { kind: 'stale' }
  const known = botOf(context.seal, found)
  if (isGraphMovedAlone(known, channel)) return { kind: 'tokenless' }
  const wanted: Bot = {
    ...known,
    ...settings,
    ...formerOf(known, change),
    channel: { ...known.channel, ...channel },
    updatedAt: now,
  }
  const number = wanted.channel.phoneNumberId
  const other = yield* queryOne('select id from bots where phone_number_id = $1 and id <> $2', number, id)
  if (other) return { kind: 'taken' }
  const bot = yield* changeIdentity(context, known, wanted, now)
  yield* writeBot(context.seal, bot)
  if (webhookUrl === null) yield* removeBotWebhook(context, id)
  else if (webhookUrl !== undefined) yield* register(context, id, [botWebhook(webhookUrl)], now)
  return { kind: 'changed', value: bot }
}
