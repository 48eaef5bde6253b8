/**
 * Bodies that mix items of many people and numbers (promise 13): no conversation has a text that its person did not
 * write, no bot receives another number's items, and nothing disappears. Each item carries a mark with its person and
 * number.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { appSecret, changesOf, ingested, type Json } from '../support/facts-world.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { backends, testBot } from '../support/store.ts'

const seconds = Math.floor(t0 / 1_000)

/** Some with both identifiers, some with one; two have two spellings, and two share a country. */
const people = [
  { phone: '593900000001', id: 'EC.1' },
  { phone: '593900000002', id: 'EC.2' },
  { phone: '593900000003', id: 'EC.3' },
  { phone: '5511987654321', other: '551187654321', id: 'BR.4' },
  { phone: '5511987654322', other: '551187654322', id: 'BR.5' },
] as const
/** The last two belong to no bot, and to another app's. */
const numbers = ['1', '2', '3', '8', '9'] as const
const digitsOf = (number: string) => `1555000000${number}`

type Said = { kind: string; who: number; phone: boolean; id: boolean; isSpelt: boolean }
type Value = { number: string; field: string; items: Said[]; contacts: Said[]; isBatched: boolean }

const said = (kinds: readonly string[]): fc.Arbitrary<Said> =>
  fc.record({
    kind: fc.constantFrom(...kinds),
    who: fc.nat(people.length - 1),
    phone: fc.boolean(),
    id: fc.boolean(),
    isSpelt: fc.boolean(),
  })
const kinds = [
  'text',
  'text',
  'group',
  'system',
  'delivered',
  'failed',
  'payment',
  'echo',
  'past',
  'call',
  'odd',
] as const
const value: fc.Arbitrary<Value> = fc.record({
  number: fc.constantFrom(...numbers),
  field: fc.constantFrom('messages', 'messages', 'messages', 'strange'),
  items: fc.array(said(kinds), { minLength: 1, maxLength: 6 }),
  contacts: fc.array(said(['contact']), { maxLength: 3 }),
  isBatched: fc.boolean(),
})

/** At least one of the two identifiers, as Meta promises. */
function namesOf({ who, phone, id, isSpelt }: Said, phoneKey: string, idKey: string): Json {
  const person = people[who] ?? people[0]
  const number = isSpelt && 'other' in person ? person.other : person.phone
  return { ...(phone || !id ? { [phoneKey]: number } : {}), ...(id ? { [idKey]: person.id } : {}) }
}

let last = 0

/** A change for each field that the items belong to. `marks` collects every mark. */
function changesFor({ number, field, items, contacts, isBatched }: Value, marks: Set<string>): Json[] {
  const metadata = { display_phone_number: digitsOf(number), phone_number_id: number }
  const frame = {
    messaging_product: 'whatsapp',
    metadata,
    ...(contacts.length > 0 ? { contacts: contacts.map((one) => namesOf(one, 'wa_id', 'user_id')) } : {}),
  }
  const made = items.map((one) => itemOf(one, number, marks))
  const of = (list: string) => made.filter((item) => item.list === list).map((item) => item.json)
  const changes: Json[] = []
  const [messages, statuses] = [of('messages'), of('statuses')]
  if (isBatched && messages.length + statuses.length > 0)
    changes.push({ field, value: { ...frame, messages, statuses } })
  else
    for (const [list, lists] of Object.entries({ messages, statuses }))
      for (const json of lists) changes.push({ field, value: { ...frame, [list]: [json] } })
  const [echoes, threads, calls] = [of('message_echoes'), of('threads'), of('calls')]
  if (echoes.length > 0) changes.push({ field: 'smb_message_echoes', value: { ...frame, message_echoes: echoes } })
  if (threads.length > 0) changes.push({ field: 'history', value: { ...frame, history: [{ threads }] } })
  if (calls.length > 0) changes.push({ field: 'calls', value: { ...frame, calls } })
  return changes
}

function itemOf(one: Said, number: string, marks: Set<string>): { list: string; json: Json } {
  const mark = `<n${number} p${one.who} #${last++}>`
  marks.add(mark)
  const base = { id: `wamid.${mark}`, timestamp: String(seconds + 1) }
  const text = { type: 'text', text: { body: mark } }
  const from = namesOf(one, 'from', 'from_user_id')
  const recipient = namesOf(one, 'recipient_id', 'recipient_user_id')
  switch (one.kind) {
    case 'group':
      return { list: 'messages', json: { ...base, ...from, ...text, group_id: 'Y2Fwa' } }
    case 'system':
      return { list: 'messages', json: { ...base, ...from, type: 'system', system: { body: mark, type: 'news' } } }
    case 'odd':
      return { list: 'messages', json: { ...base, type: 'text', text: { body: mark } } }
    case 'delivered':
      return { list: 'statuses', json: { ...base, status: 'delivered', ...recipient } }
    case 'failed':
      return { list: 'statuses', json: { ...base, status: 'failed', recipient_id: recipient.recipient_id } }
    case 'payment':
      return { list: 'statuses', json: { ...base, type: 'payment', status: 'captured', ...recipient } }
    case 'echo':
      return {
        list: 'message_echoes',
        json: { ...base, from: digitsOf(number), ...namesOf(one, 'to', 'to_user_id'), ...text },
      }
    case 'call':
      return { list: 'calls', json: { ...base, ...from, session: { sdp: mark } } }
    case 'past': {
      const person = people[one.who] ?? people[0]
      return { list: 'threads', json: { id: person.phone, messages: [{ ...base, from: person.phone, ...text }] } }
    }
    default:
      return { list: 'messages', json: { ...base, ...from, ...text } }
  }
}

const markPattern = /<n(\d) p(\d) #\d+>/g

async function openWithBots(open: (typeof backends)[number]): Promise<TestStore> {
  const ctx = await open.open()
  for (const number of ['1', '2', '3', '9']) {
    const bot = testBot({ id: `bot${number}` })
    const channel = { ...bot.channel, phoneNumberId: number, wabaId: 'waba-1' }
    await ctx.store.putBot({ ...bot, channel: { ...channel, appSecret: number === '9' ? 'another' : appSecret } })
  }
  return ctx
}

/** The owner of a conversation, by its stored identifier. */
function personOf(userId: string): number {
  return people.findIndex(
    (one) => one.phone === userId || one.id === userId || ('other' in one && one.other === userId),
  )
}

function evaluate(ctx: TestStore, marks: Set<string>): void {
  const found = new Set<string>()
  const marksIn = (row: Record<string, unknown>) => {
    const all = [...JSON.stringify(row).matchAll(markPattern)]
    for (const [mark] of all) found.add(mark)
    return all.map(([, number, who]) => ({ number, who: Number(who) }))
  }
  for (const row of ctx.rows('select * from inbound')) {
    for (const { number, who } of marksIn(row)) {
      assert.equal(`bot${number}`, row.bot_id, `a word to another number: ${JSON.stringify(row)}`)
      assert.equal(personOf(String(row.user_id)), who, `a word of somebody else: ${JSON.stringify(row)}`)
    }
  }
  for (const row of ctx.rows('select * from events'))
    for (const { number, who } of marksIn(row)) {
      assert.equal(`bot${number}`, row.bot_id, `heard of another number: ${JSON.stringify(row)}`)
      if (row.user_id !== '') assert.equal(personOf(String(row.user_id)), who, JSON.stringify(row))
    }
  for (const table of ['unplaced', 'orphan_statuses'])
    for (const row of ctx.rows(`select * from ${table}`)) marksIn(row)
  assert.deepEqual(
    [...marks].filter((mark) => !found.has(mark)),
    [],
    'these disappeared',
  )
  for (const { user_id, wa_id, scoped_id } of ctx.rows('select * from conversations')) {
    const own = personOf(String(user_id))
    for (const name of [wa_id, scoped_id])
      if (name !== null) assert.equal(personOf(String(name)), own, `${user_id} goes by ${name}`)
  }
}

for (const backend of backends.slice(0, 2)) {
  test(`people and numbers mixed in one body stay separate (${backend.name})`, async () => {
    const bodies = fc.array(fc.array(value, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 })
    const property = fc.asyncProperty(bodies, async (mixtures) => {
      await using ctx = await openWithBots(backend)
      const marks = new Set<string>()
      for (const mixture of mixtures) {
        await ingested(ctx, changesOf(...mixture.flatMap((one) => changesFor(one, marks))))
      }
      evaluate(ctx, marks)
    })
    await fc.assert(property, { numRuns: backend.name === 'sqlite' ? 120 : 15 })
  })
}
