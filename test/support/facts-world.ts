/**
 * Two bots of two clients in one account, and a third of another app there; people who have written to both, and a
 * notification for each. Ingests a webhook as sent on the wire and reports its effects: the events, the changes, the
 * stored facts.
 */
import { ingestWebhook } from '../../src/inbound/ingest.ts'
import { createSearches } from '../../src/inbound/searches.ts'
import { metaSignature } from './meta-webhooks.ts'
import { type TestStore, t0 } from './open-store.ts'
import { acceptAll, type Backend, claimAll, testBot, textMessage } from './store.ts'

export type Json = Record<string, unknown>

export const wabaId = 'waba-1'
export const appSecret = 'app secret'
/** Bots by name, with their number's Meta id and digits. */
export const numbers = {
  a: { phoneNumberId: '1001', digits: '15550000001' },
  b: { phoneNumberId: '1002', digits: '15550000002' },
  // A bot of another app: another secret signs its webhooks.
  c: { phoneNumberId: '1003', digits: '15550000003' },
} as const
export type BotName = keyof typeof numbers

export const people = {
  B: { phone: '593900000002', id: 'EC.BETA' },
  C: { phone: '593900000003', id: 'EC.CEE' },
  // A number with two spellings: Brazil's before 2012, and the present one.
  D: { phone: '5511987654321', id: 'BR.DEE' },
} as const
export type PersonName = keyof typeof people

export const metadataOf = (bot: BotName) => ({
  display_phone_number: numbers[bot].digits,
  phone_number_id: numbers[bot].phoneNumberId,
})

const nowSeconds = Math.floor(t0 / 1_000)

export const text = (who: PersonName, id: string, more: Json = {}): Json => ({
  from: people[who].phone,
  from_user_id: people[who].id,
  id,
  timestamp: String(nowSeconds + 10),
  type: 'text',
  text: { body: `${id} by ${who}` },
  ...more,
})

export const contact = (who: PersonName, more: Json = {}): Json => ({
  profile: { name: who },
  wa_id: people[who].phone,
  user_id: people[who].id,
  ...more,
})

export const changesOf = (...changes: Json[]): Json => ({
  object: 'whatsapp_business_account',
  entry: [{ id: wabaId, time: nowSeconds, changes }],
})

export async function ingested(ctx: TestStore, body: Json, secret = appSecret): Promise<void> {
  const raw = Buffer.from(JSON.stringify(body))
  const deps = { store: ctx.store, clock: () => t0 + 20_000, searches: createSearches(), observe: () => {} }
  const { kind } = await ingestWebhook(deps, raw, metaSignature(raw.toString(), secret))
  if (kind !== 'ingested') throw new Error(kind)
}

/**
 * Each person has written to bots a and b, whose digits are known from that; bot a has sent each a notification,
 * `wamid.B` and so on.
 */
export async function openWorld(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  for (const name of ['a', 'b', 'c'] as const) {
    const bot = testBot({ id: name })
    const secret = name === 'c' ? 'another app secret' : appSecret
    const { phoneNumberId } = numbers[name]
    await ctx.store.putBot({ ...bot, channel: { ...bot.channel, phoneNumberId, wabaId, appSecret: secret } })
  }
  const everybody = Object.keys(people) as PersonName[]
  for (const bot of ['a', 'b'] as const) {
    const messages = everybody.map((who) => text(who, `wamid.first.${bot}.${who}`, { timestamp: String(nowSeconds) }))
    const contacts = everybody.map((who) => contact(who))
    const value = { messaging_product: 'whatsapp', metadata: metadataOf(bot), contacts, messages }
    await ingested(ctx, changesOf({ field: 'messages', value }))
  }
  const notes = everybody.map((who) =>
    textMessage(ctx.newId, people[who].phone, who, { kind: 'notification', elementName: 'e' }),
  )
  await acceptAll(ctx.store, t0, notes, 'a')
  for (const claimed of (await claimAll(ctx.store, t0, 9, 'a')).messages) {
    const who = (claimed.content as { text: string }).text
    await ctx.store.settle(claimed, { kind: 'sent', wamid: `wamid.${who}` }, t0)
  }
  return ctx
}

export type Done = {
  /** `bot: events`, in order. */
  received: string[]
  /** `bot person`, or the identifier of an unknown person: those whose window, names, texts or messages changed. */
  changed: string[]
  kept: number
}

/** The effects of `work`. */
export async function doneBy(ctx: TestStore, work: () => Promise<void>): Promise<Done> {
  const before = snapshot(ctx)
  await work()
  const after = snapshot(ctx)
  const changed = new Set<string>()
  for (const [key, rows] of new Map([...before.rows, ...after.rows]))
    if (before.rows.get(key) !== after.rows.get(key) && rows !== undefined) changed.add(key)
  const events = after.events.slice(before.events.length)
  const received = Object.entries(Object.groupBy(events, ({ bot_id }) => String(bot_id))).map(
    ([bot, reported = []]) => `${bot}: ${reported.map(({ type }) => type).join(' ')}`,
  )
  return { received: received.sort(), changed: [...changed].sort(), kept: after.kept - before.kept }
}

function snapshot(ctx: TestStore) {
  const rows = new Map<string, string>()
  const texts = [
    'select * from conversations order by bot_id, user_id',
    'select * from messages order by seq',
    'select * from inbound order by seq',
  ]
  for (const row of texts.flatMap((select) => ctx.rows(select))) {
    const key = `${row.bot_id} ${nameOf(String(row.user_id))}`
    rows.set(key, `${rows.get(key) ?? ''}\n${JSON.stringify(row)}`)
  }
  return {
    rows,
    events: ctx.rows('select bot_id, type from events order by seq'),
    kept: ctx.rows('select seq from unplaced').length,
  }
}

function nameOf(userId: string): string {
  const known = Object.entries(people).find(([, { phone, id }]) => phone === userId || id === userId)
  return known?.[0] ?? userId
}
