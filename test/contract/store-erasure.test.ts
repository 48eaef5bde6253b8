/**
 * Erasing a person: nothing that names them or contains their words is left in any table, all other rows are unchanged,
 * counts stay, and Meta's repetitions do not bring it back. Obstacles (a process that ends, a message in flight) only
 * delay it.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { operator } from '../../src/model/access/saved-view.ts'
import { personParts } from '../../src/model/user/person-data.ts'
import { copiedTables } from '../../src/store/copy/tables.ts'
import { attemptStatus, inboundFact, ingestFacts, statusFact, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, type Backend, backends, claimAll, settleSent, testBot, textMessage } from '../support/store.ts'
import { campaignSnapshot, testSkill } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const beto = '593900000001'
const later = t0 + 60_000

type TableName = (typeof copiedTables)[number]['name']

/** The treatment of each table: a new one does not compile until it is declared here. */
const tables: Record<TableName, 'emptied' | 'removed' | 'holds nobody'> = {
  facts: 'holds nobody',
  bots: 'holds nobody',
  deleted_bots: 'holds nobody',
  endpoints: 'holds nobody',
  endpoint_tasks: 'holds nobody',
  clients: 'holds nobody',
  client_secrets: 'holds nobody',
  members: 'holds nobody',
  grants: 'holds nobody',
  saved_views: 'removed',
  sessions: 'holds nobody',
  sign_in_links: 'holds nobody',
  api_keys: 'holds nobody',
  // A keyed hash of the person who was looked at or written to.
  audit: 'holds nobody',
  refusals: 'holds nobody',
  templates: 'holds nobody',
  skills: 'holds nobody',
  quick_answers: 'holds nobody',
  conversations: 'removed',
  former_names: 'removed',
  conversation_notes: 'removed',
  // Emptied of names and words: a keyed hash is left, by which the wish is still obeyed.
  suppressions: 'emptied',
  numbers: 'holds nobody',
  former_numbers: 'holds nobody',
  // Of the business's own number.
  number_changes: 'holds nobody',
  template_changes: 'holds nobody',
  template_days: 'holds nobody',
  figure_minutes: 'holds nobody',
  figure_days: 'holds nobody',
  figure_bot_days: 'holds nobody',
  price_days: 'holds nobody',
  rate_cards: 'holds nobody',
  earlier_days: 'holds nobody',
  messages: 'emptied',
  attempts: 'emptied',
  inbound: 'emptied',
  // Of ids that belong to no message, for seven days.
  orphan_statuses: 'holds nobody',
  unplaced: 'emptied',
  events: 'emptied',
  event_bodies: 'removed',
  deliveries: 'emptied',
  delivery_attempts: 'emptied',
  // Ids of messages.
  schedules: 'holds nobody',
  // Ids of messages, for a day.
  idempotency: 'holds nobody',
  campaigns: 'holds nobody',
  campaign_rows: 'emptied',
  // Lines, and ids of messages that do not identify a person.
  repeated_rows: 'holds nobody',
  // Until the file is imported, which takes seconds.
  campaign_files: 'holds nobody',
  skill_runs: 'emptied',
  media_files: 'emptied',
  // Files of the operator's own.
  media_uploads: 'holds nobody',
  // Numbers of messages by the hour.
  figures: 'holds nobody',
  // Ids of people, for seconds and minutes.
  tallies: 'emptied',
  changes: 'emptied',
  change_place: 'holds nobody',
  earlier_figures: 'holds nobody',
  erasures: 'removed',
  // The scoped id, until Meta has answered.
  contact_removals: 'removed',
  erased_marks: 'holds nobody',
  masters: 'holds nobody',
}

const file = { id: 'meta-file', mimeType: 'image/jpeg', sha256: 'c3VtIG9mIGFuYQ==', filename: 'cedula de ana.jpg' }

/** A person with a row in every table that can have one, each with a unique word. */
async function populate(ctx: TestStore, phone: string, word: string): Promise<void> {
  const { store } = ctx
  const said = (text: string) => `${text} ${word}`
  const person = { phone, scopedId: `EC.${word}`, name: said('Nombre') }
  const sent = textMessage(ctx.newId, phone, said('enviado'), { kind: 'notification' })
  const failed = textMessage(ctx.newId, phone, said('fallado'))
  await acceptAll(store, t0, [sent, failed])
  for (const end of ['sent', 'failed'] as const) {
    const { messages } = await claimAll(store, t0 + 10_000)
    const mine = messages.find(({ userId }) => userId === phone)
    assert.ok(mine, `${end} of ${word}`)
    const error = { code: 131_026, title: said('no'), message: said('no') }
    if (end === 'sent') await settleSent(store, mine, t0)
    else await store.settle(mine, { kind: 'failed', error }, t0)
  }
  await ingestFacts(store, [attemptStatus(sent.id, 1, 'delivered', { recipient: { phone } })])
  const inbound = {
    person,
    sentAt: t0 + 2_000,
    bubble: { type: 'image', text: said('foto') },
    media: { ...file, filename: said('cedula') },
  }
  await ingestFacts(store, [inboundFact(`wamid.${word}.in`, inbound)], t0 + 2_000)
  await ingestFacts(
    store,
    [inboundFact(`wamid.${word}.press`, { person, sentAt: t0 + 3_000, bubble: press(word) })],
    t0 + 3_000,
  )
  await store.changeInbox({ botId: bot, userId: phone, now: t0 }, { labels: [said('etiqueta')] })
  await store.markRead({ botId: bot, userId: phone, now: t0 })
  await store.addNote({ botId: bot, userId: phone }, { id: ctx.newId('note'), at: t0, text: said('nota') })
  for (const botId of [bot, undefined])
    await store.addSuppressions({
      ...(botId && { botId }),
      people: [{ userId: phone, note: said('aviso') }],
      source: 'api',
      now: t0,
    })
  // By name, by number in another spelling, and of no bot.
  const saved = { ownerId: operator, isShared: true, page: 'messages' as const, now: t0 }
  const spelled = `+${phone.slice(0, 3)} ${phone.slice(3, 5)}-${phone.slice(5)}`
  for (const [name, filters] of [
    [said(phone), { bot }],
    [said('vista'), { bot, person: spelled }],
    [said('otra'), { person: phone.slice(-9) }],
  ] as const)
    await store.addView({ ...saved, id: ctx.newId('view'), name, filters })
  await store.rememberUser({ botId: bot, userId: phone, now: t0, params: { cedula: said('17') } })
  await ingestFacts(store, [
    { kind: 'unreadable', reason: 'strange', phoneNumberId: `phone-${bot}`, raw: { from: phone, text: said('raro') } },
  ] as never)
}

const press = (word: string) => ({
  type: 'quick_reply',
  text: `boton ${word}`,
  payload: { type: 'edge', action: `a ${word}`, skillId: 'x' },
})

async function openPopulated(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'delivered_user', 'canceled', 'failed', 'skill_message']))
  await ctx.store.putSkill(testSkill('x'))
  await populate(ctx, ana, 'anaword')
  await populate(ctx, beto, 'betoword')
  for (const [phone, word] of [
    [ana, 'anaword'],
    [beto, 'betoword'],
  ] as const)
    await acceptAll(ctx.store, t0 + 4_000, [textMessage(ctx.newId, phone, `en cola ${word}`)])
  await addRows(ctx)
  return ctx
}

async function addRows({ store }: TestStore): Promise<void> {
  await store.addCampaign({
    id: 'cmp_1',
    botId: bot,
    name: 'Mayo',
    elementName: 'promo',
    snapshot: campaignSnapshot(),
    dueAt: undefined,
    createdAt: t0,
  })
  const campaign = await store.campaign('cmp_1')
  assert.ok(campaign)
  const row = (line: number, destination: string, word: string) => ({ line, destination, values: [word] })
  await store.importCampaignRows(campaign.seq, [row(2, ana, 'fila anaword'), row(3, beto, 'fila betoword')], 3, t0)
  await store.endCampaignImport('cmp_1', t0)
}

const counted = { messages: 3, inbound: 2, skillRuns: 1, media: 1 }

const holding = (ctx: TestStore, ...words: string[]) =>
  copiedTables
    .map(({ name }) => name)
    // Its rows wait for Meta's answer, and have a test of their own.
    .filter((name) => name !== 'contact_removals')
    .filter((name) => {
      const text = JSON.stringify(ctx.rows(`select * from ${name}`), (_, value) =>
        typeof value === 'bigint' ? `${value}` : value,
      )
      return words.some((word) => text.includes(word))
    })

const counts = (ctx: TestStore) =>
  ctx
    .rows(`select state, count(*) as n from messages group by state order by state`)
    .map(({ state, n }) => `${state} ${n}`)

const waitingOf = (ctx: TestStore, userId: string) =>
  ctx.rows(`select seq from deliveries where user_id = '${userId}' and state = 'waiting'`).length

for (const backend of backends) {
  describe(`erasing a person on ${backend.name}`, () => {
    test('nothing of them is left in any table, and everything of everybody else', async () => {
      await using ctx = await openPopulated(backend)
      const held = holding(ctx, ana, 'anaword')
      assert.deepEqual(
        held.filter((name) => tables[name] === 'holds nobody'),
        [],
      )
      assert.ok(held.length >= 9, `only in ${held}`)
      const others = holding(ctx, beto, 'betoword')
      const waiting = waitingOf(ctx, beto)
      const done = await ctx.store.erasePerson(bot, ana, later)
      assert.equal(done?.isDone, true)
      const { messages, inbound, skillRuns, media, unplaced, campaignRows, notes, views, suppressions } = done.gone
      assert.deepEqual(
        { messages, inbound, skillRuns, media, unplaced, campaignRows, notes, views, suppressions },
        { ...counted, unplaced: 1, campaignRows: 1, notes: 1, views: 3, suppressions: 2 },
      )
      assert.deepEqual(holding(ctx, ana, 'anaword'), [])
      assert.deepEqual(holding(ctx, beto, 'betoword'), others)
      assert.equal(waitingOf(ctx, beto), waiting)
      assert.equal(await ctx.store.user(bot, ana, later), undefined)
      assert.equal((await ctx.store.suppressionFor(bot, ana))?.userId, undefined)
      assert.equal((await ctx.store.suppressionFor(bot, ana))?.source, 'api')
      assert.equal((await ctx.store.history({ botId: bot, userId: ana }, 0, 50)).length, 0)
      assert.equal(ctx.rows('select * from erasures').length, 0)
    })

    test('counts stay: states of messages, and rows of a campaign, of which waiting ones are canceled', async () => {
      await using ctx = await openPopulated(backend)
      const before = counts(ctx)
      await ctx.store.erasePerson(bot, ana, later)
      assert.deepEqual(
        counts(ctx),
        before
          .map((one) => (one === 'queued 2' ? 'queued 1' : one))
          .concat('canceled 1')
          .toSorted(),
      )
      assert.deepEqual(
        ctx.rows('select line, state from campaign_rows order by line').map(({ line, state }) => `${line} ${state}`),
        ['2 canceled', '3 waiting'],
      )
      assert.equal((await ctx.store.campaign('cmp_1'))?.canceledCount, 1)
    })

    test("Meta's repetitions do not come back, nor a late status; the person's next message is new", async () => {
      await using ctx = await openPopulated(backend)
      const wamids = ctx.rows(`select wamid from messages where user_id = '${ana}' and wamid is not null`)
      await ctx.store.erasePerson(bot, ana, later)
      const again = { person: { phone: ana }, sentAt: t0 + 2_000 }
      const reported = await ingestFacts(ctx.store, [inboundFact('wamid.anaword.in', again)], later)
      assert.equal(reported.duplicates, 1)
      await ingestFacts(ctx.store, [statusFact(String(wamids[0]?.wamid), 'read', { recipient: { phone: ana } })], later)
      assert.deepEqual(holding(ctx, ana, 'anaword'), [])
      const fresh = await ingestFacts(
        ctx.store,
        [inboundFact('wamid.new', { person: { phone: ana }, sentAt: later + 1 })],
        later + 1,
      )
      assert.equal(fresh.messages, 1)
      assert.deepEqual((await ctx.store.user(bot, ana, later + 1))?.memory, {})
    })

    test('a message in flight delays it until it has ended', async () => {
      await using ctx = await openPopulated(backend)
      const { messages } = await claimAll(ctx.store, later)
      const mine = messages.find(({ userId }) => userId === ana)
      assert.ok(mine)
      assert.equal((await ctx.store.erasePerson(bot, ana, later))?.isDone, false)
      assert.ok((await ctx.store.user(bot, ana, later)) !== undefined)
      await settleSent(ctx.store, mine, later)
      await ctx.store.carryOnErasures(later)
      assert.deepEqual(holding(ctx, ana, 'anaword'), [])
    })

    test('another process continues what one began', async () => {
      await using ctx = await openPopulated(backend)
      const { messages } = await claimAll(ctx.store, later)
      await ctx.store.erasePerson(bot, ana, later)
      for (const message of messages) await settleSent(ctx.store, message, later)
      const store = await ctx.reopen()
      await store.carryOnErasures(later)
      assert.deepEqual(holding(ctx, ana, 'anaword'), [])
    })

    test('a number that belongs to another person by now takes nothing of theirs along', async () => {
      await using ctx = await openPopulated(backend)
      const carla = { phone: ana, scopedId: 'EC.carlaword', name: 'Carla' }
      await ingestFacts(ctx.store, [inboundFact('wamid.carla', { person: carla, sentAt: later })], later)
      await acceptAll(ctx.store, later, [textMessage(ctx.newId, ana, 'para carlaword')])
      const rows = () => ctx.rows(`select line, destination, state from campaign_rows where destination = '${ana}'`)
      const before = { rows: rows(), held: holding(ctx, 'carlaword') }
      assert.equal(before.rows.length, 1)
      const exported = JSON.stringify(await ctx.store.personData(bot, 'EC.anaword', 'campaignRows'))
      assert.ok(!exported.includes(ana))
      assert.equal((await ctx.store.erasePerson(bot, 'EC.anaword', later + 1))?.isDone, true)
      assert.deepEqual({ rows: rows(), held: holding(ctx, 'carlaword') }, before)
      assert.equal((await ctx.store.user(bot, ana, later))?.name, 'Carla')
      assert.equal(await ctx.store.user(bot, 'EC.anaword', later), undefined)
    })

    test("the person's ids wait for Meta's contact book, and are deleted when it has answered", async () => {
      await using ctx = await openPopulated(backend)
      assert.deepEqual(await ctx.store.dueContactRemovals(later, 10), [])
      assert.equal((await ctx.store.erasePerson(bot, ana, later))?.contacts, 1)
      const [removal, ...others] = await ctx.store.dueContactRemovals(later, 10)
      assert.deepEqual([removal, others], [{ botId: bot, scopedId: 'EC.anaword', begunAt: later, tries: 0 }, []])
      assert.ok(removal)
      await ctx.store.settleContactRemoval(removal, later + 60_000)
      assert.deepEqual(await ctx.store.dueContactRemovals(later + 59_999, 10), [])
      const store = await ctx.reopen()
      assert.deepEqual(await store.dueContactRemovals(later + 60_000, 10), [{ ...removal, tries: 1 }])
      // An answer to an older erasure does not end the one that was begun since.
      await store.settleContactRemoval({ ...removal, begunAt: later - 1 }, undefined)
      assert.equal((await store.dueContactRemovals(later + 60_000, 10)).length, 1)
      await store.settleContactRemoval(removal, undefined)
      assert.deepEqual(ctx.rows('select * from contact_removals'), [])
    })

    test('of a person without an id at Meta, and of an id of several portfolios, Meta is not asked', async () => {
      await using ctx = await openPopulated(backend)
      const of = async (name: string, person: object) => {
        await ingestFacts(ctx.store, [inboundFact(`wamid.${name}`, { person, sentAt: later })], later)
        return (await ctx.store.erasePerson(bot, name, later + 1))?.contacts
      }
      assert.equal(await of('593912345678', { phone: '593912345678' }), 0)
      assert.equal(await of('EC.ENT.17', { scopedId: 'EC.ENT.17' }), 0)
      assert.equal(await of('EC.17', { scopedId: 'EC.17' }), 1)
    })

    test('an unknown identifier changes nothing', async () => {
      await using ctx = await openPopulated(backend)
      const before = holding(ctx, ana, 'anaword')
      assert.equal(await ctx.store.erasePerson(bot, '593911111111', later), undefined)
      assert.deepEqual(holding(ctx, ana, 'anaword'), before)
    })

    test('the export contains the messages in both directions, and nothing of anybody else', async () => {
      await using ctx = await openPopulated(backend)
      const found: Record<string, unknown[]> = {}
      for (const part of personParts) found[part] = (await ctx.store.personData(bot, ana, part)).items
      const text = JSON.stringify(found)
      for (const word of ['enviado', 'fallado', 'en cola', 'foto', 'boton', 'fila', 'cedula', 'etiqueta', 'nota'])
        assert.ok(text.includes(word), `${word} is not in ${text}`)
      assert.ok(!text.includes('betoword') && !text.includes(beto))
    })

    test('a long export comes in pages, each row once', async () => {
      await using ctx = await openPopulated(backend)
      const many = Array.from({ length: 450 }, (_, index) => textMessage(ctx.newId, beto, `n${index}`))
      await acceptAll(ctx.store, later, many)
      const ids: unknown[] = []
      let cursor: Parameters<TestStore['store']['personData']>[3]
      do {
        const page = await ctx.store.personData(bot, beto, 'messagesSent', cursor)
        ids.push(...page.items.map(({ id }) => id))
        cursor = page.next
      } while (cursor)
      assert.equal(ids.length, 453)
      assert.equal(new Set(ids).size, 453)
    })
  })
}
