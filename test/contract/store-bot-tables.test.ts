/**
 * Every table that names bots: what a deletion does to its rows, to leftovers of earlier versions, and to the history.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BotTable, botTables, tablesWithoutBots } from '../../src/store/bots/tables.ts'
import { notifyMs } from '../../src/store/deletion/deletion.ts'
import { hourColumns } from '../../src/store/figures/days.ts'
import { botFacts } from '../../src/store/installation/account-facts.ts'
import { campaignOf, count, hour, untilEnded, untilStage, waiting } from '../support/bot-deletion.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { change } from '../support/rows.ts'
import { testBot, tieredBackends } from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const all: readonly BotTable[] = botTables

/** A row of each table that the bot's id, or a row with it, leads to. */
const rowOf: Record<string, (bot: string) => string> = {
  messages: (bot) => `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, campaign_id)
    values ('m_${bot}', '${bot}', '59391', 'session', '{"type":"text","text":""}', 'queued', ${t0}, null)`,
  attempts: (bot) =>
    `insert into attempts (message_seq, attempt, started_at) select seq, 9, ${t0} from messages where bot_id = '${bot}'`,
  orphan_statuses: (bot) => `insert into orphan_statuses (wamid, status, received_at) values ('w_${bot}', '{}', ${t0})`,
  campaigns: (bot) => `insert into campaigns (id, bot_id, name, element_name, state, settings, created_at, updated_at)
    values ('c_${bot}', '${bot}', 'c', 'promo', 'scheduled', '${JSON.stringify(campaignSnapshot())}', ${t0}, ${t0})`,
  campaign_rows: (bot) => `insert into campaign_rows (campaign_seq, line, destination, parameters, state)
    select seq, 2, '59391', '[]', 'waiting' from campaigns where bot_id = '${bot}'`,
  repeated_rows: (bot) =>
    `insert into repeated_rows (campaign_seq, line, message_id) select seq, 1, 'm_${bot}' from campaigns where bot_id = '${bot}'`,
  campaign_files: (bot) =>
    `insert into campaign_files (campaign_id, number, chunk, written_at) values ('c_${bot}', 0, 'a', ${t0})`,
  skill_runs: (bot) => `insert into skill_runs (id, bot_id, user_id, skill_id, cause, facts, state, created_at, due_at)
    values ('r_${bot}', '${bot}', '59391', 'k', 'press', '{"kind":"set"}', 'waiting', ${t0}, ${t0})`,
  media_files: (bot) => `insert into media_files (id, bot_id, meta_id, state, place, created_at)
    values ('f_${bot}', '${bot}', '1', 'kept', 'folder x ${bot}', ${t0})`,
  inbound: (bot) => `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
    values ('i_${bot}', '${bot}', 'in_${bot}', '59391', '{}', ${t0}, ${t0})`,
  events: (bot) => `insert into events (id, bot_id, user_id, type, body, at)
    values ('e_${bot}', '${bot}', '59391', 'message', '{}', ${t0})`,
  event_bodies: (bot) => `insert into event_bodies (event_id, event_seq, body, created_at)
    select id, seq, '{}', ${t0} from events where id = 'e_${bot}'`,
  deliveries: (bot) => `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
    select seq, 'ep_${bot}', '59391', 'waiting', ${t0} from events where id = 'e_${bot}'`,
  delivery_attempts: (bot) => `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, answer)
    select seq, 1, ${t0}, 1, '' from deliveries where endpoint_id = 'ep_${bot}'`,
  endpoint_tasks: (bot) => `insert into endpoint_tasks (id, endpoint_id, bot_id, kind, from_at, to_at, started_at)
    values ('t_${bot}', 'ep_${bot}', '${bot}', 'resume', 0, 1, ${t0})`,
  endpoints: (bot) => `insert into endpoints (id, bot_id, url, events, created_at)
    values ('ep_${bot}', '${bot}', 'https://x.example', '["message"]', ${t0})`,
  templates: (bot) => `insert into templates (bot_id, element_name, language, definition, updated_at)
    values ('${bot}', 'promo', 'es', '{}', ${t0})`,
  skills: (bot) => `insert into skills (bot_id, id, name, kind, settings, created_at, updated_at)
    values ('${bot}', 'k', 'k', 'messages', '{}', ${t0}, ${t0})`,
  quick_answers: (bot) => `insert into quick_answers (bot_id, name, text, created_at, updated_at, revision)
    values ('${bot}', 'hola', 'Hola', ${t0}, ${t0}, 1)`,
  saved_views: (bot) => `insert into saved_views
    (id, owner_id, page, name, name_key, filters, bot_id, shared, created_at, updated_at, revision)
    values ('v_${bot}', 'operator', 'messages', 'v', 'v_${bot}', '{"bot":"${bot}"}', '${bot}', 1, ${t0}, ${t0}, 1)`,
  schedules: (bot) => `insert into schedules (bot_id, message_id, waiting_seq, send_at, scheduled_at, needs_probe)
    values ('${bot}', 'msg_${bot}', null, ${t0}, ${t0}, 0)`,
  suppressions: (bot) => `insert into suppressions
    (id, bot_id, name, user_id, state, source, said_at, changed_at)
    values ('s_${bot}', '${bot}', '59391', '59391', 'stopped', 'api', ${t0}, ${t0})`,
  conversation_notes: (bot) =>
    `insert into conversation_notes (id, bot_id, user_id, at, text) values ('n_${bot}', '${bot}', '59391', ${t0}, 'x')`,
  grants: (bot) => `insert into grants (holder_id, role, bot_id) values ('member_${bot}', 'viewer', '${bot}')`,
  former_numbers: (bot) => `insert into former_numbers (phone_number_id, bot_id, secrets, left_at)
    values ('former', '${bot}', (select secrets from bots where id = '${bot}'), ${t0})`,
  number_changes: (bot) => `insert into number_changes (bot_id, name, at, value, source)
    values ('${bot}', 'quality', ${t0}, 'GREEN', 'asked')`,
  template_changes: (bot) => `insert into template_changes
    (bot_id, element_name, language, at, change, value, source)
    values ('${bot}', 'promo', 'es', ${t0}, 'status', 'APPROVED', 'sync')`,
  template_days: (bot) => `insert into template_days
    (bot_id, element_name, language, day_at, sent, delivered, was_read, details)
    values ('${bot}', 'promo', 'es', ${t0}, 1, 1, 0, '{"clicks":[],"cost":[]}')`,
  contact_removals: (bot) => `insert into contact_removals (bot_id, scoped_id, begun_at, due_at, tries)
    values ('${bot}', 'EC.1', ${t0}, ${t0}, 0)`,
  figure_minutes: (bot) => `insert into figure_minutes (minute_at, bot_id, sent, received)
    values (${t0 - (t0 % 60_000)}, '${bot}', 1, 1)`,
  media_uploads: (bot) => `insert into media_uploads (bot_id, url, media_id, uploaded_at, expires_at)
    values ('${bot}', 'https://x.example', '1', ${t0}, ${t0 + 100 * hour})`,
  facts: (bot) =>
    `insert into facts (name, value) values ${botFacts(bot)
      .map((name) => `('${name}', '1')`)
      .join(', ')}`,
  conversations: (bot) =>
    `insert into conversations (bot_id, user_id, last_inbound_at) values ('${bot}', '59391', ${t0})`,
  former_names: (bot) =>
    `insert into former_names (bot_id, name, user_id, until_at) values ('${bot}', '59392', '59391', 1)`,
  figures: (bot) =>
    `insert into figures (bot_id, hour_at, what, element_name, campaign_id, code, count)
     values ('${bot}', ${t0 - (t0 % 3_600_000)}, 'sent', '', '', '', 1)`,
  figure_days: (bot) =>
    `insert into figure_days (bot_id, day_at, what, element_name, campaign_id, code, count)
     values ('${bot}', ${t0 - (t0 % 86_400_000)}, 'sent', '', '', '', 1)`,
  price_days: (bot) =>
    `insert into price_days (bot_id, day_at, element_name, campaign_id, pricing, country, count)
     values ('${bot}', ${t0 - (t0 % 86_400_000)}, '', '', 'marketing,regular,,pmp,1', 'EC', 1)`,
  figure_bot_days: (bot) =>
    `insert into figure_bot_days (bot_id, day_at, what, code, ${hourColumns.join(', ')})
     values ('${bot}', ${t0 - (t0 % 86_400_000)}, 'sent', '', ${hourColumns.map(() => 0).join(', ')})`,
  erasures: (bot) =>
    `insert into erasures (bot_id, user_id, begun_at, step) values ('${bot}', '59391', ${t0}, 'queue')`,
  leases: (bot) => `insert into leases (bot_id, epoch) values ('${bot}', 1) on conflict do nothing`,
}
/** By the store, with its sealed values. */
const byTheStore = ['bots', 'clients', 'deleted_bots', 'settings_changes']

async function fillEverything(ctx: TestStore): Promise<void> {
  for (const id of ['bot_test', 'bot_other']) {
    await ctx.store.putBot(testBot({ id }))
    const client = { id: `client_${id}`, name: '', bots: [id, 'bot_third'], createdAt: t0, updatedAt: t0 }
    await ctx.store.addClient(client, 'hash')
    for (const text of Object.values(rowOf)) await change(ctx, [text(id)])
  }
  await ctx.reopen()
}

const columnsOf = (ctx: TestStore) =>
  ctx.rows(
    ctx.path.startsWith('postgres')
      ? `select c.relname as name, a.attname as field from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and a.attnum > 0 and not a.attisdropped`
      : `select m.name as name, p.name as field from sqlite_schema m, pragma_table_info(m.name) p
         where m.type = 'table' and m.name not like 'sqlite%'`,
  ) as { name: string; field: string }[]

/** The bot's rows by table, in the form of the list. */
const whose: Record<string, (bot: string) => string> = {
  bots: (bot) => `id = '${bot}'`,
  deleted_bots: (bot) => `id = '${bot}'`,
  clients: (bot) => `bots like '%"${bot}"%'`,
  facts: (bot) =>
    `name in (${botFacts(bot)
      .map((name) => `'${name}'`)
      .join(', ')})`,
}
const rowsOf = (ctx: TestStore, { name }: BotTable, bot: string, also = '') =>
  count(ctx, name, `${whose[name]?.(bot) ?? `bot_id = '${bot}'`}${also}`)

for (const backend of tieredBackends)
  describe(`tables with bots (${backend.name})`, () => {
    test('every table with bots is in the list, under its column, and every other one is known to have none', async () => {
      await using ctx = await backend.open()
      const columns = columnsOf(ctx)
      const listed = [
        ...all.map(({ name }) => name),
        ...all.flatMap(({ through = [] }) => through),
        ...tablesWithoutBots,
      ]
      assert.deepEqual(listed.toSorted(), [...new Set(columns.map(({ name }) => name))].toSorted())
      const named = columns.filter(({ field }) => field === 'bot_id' || field === 'bots')
      for (const { name, field } of named) {
        assert.equal(all.find((one) => one.name === name)?.column, field, `${name}.${field}`)
      }
      for (const { name, column } of all) assert.ok(columns.some((one) => one.name === name && one.field === column))
    })

    // On the file one process has all lanes, and nothing fills the table.
    const isReleased = ({ end }: BotTable) => end === 'released' && backend.name !== 'sqlite'
    test('a row in each of them is treated as the list says, and the neighbour keeps everything', async () => {
      await using ctx = await backend.open()
      const through = all.flatMap((table) => table.through ?? [])
      assert.deepEqual(
        [...Object.keys(rowOf), ...byTheStore].toSorted(),
        [...all.map(({ name }) => name), ...through].toSorted(),
      )
      await fillEverything(ctx)
      const before = Object.fromEntries(all.map((table) => [table.name, rowsOf(ctx, table, 'bot_other')]))
      for (const table of all) if (table.end !== 'kept') assert.ok(rowsOf(ctx, table, 'bot_test') > 0, table.name)
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      for (const table of all) if (table.end === 'marked') assert.equal(rowsOf(ctx, table, 'bot_test'), 0, table.name)
      assert.equal(await ctx.store.mediaFile('f_bot_test'), undefined, 'its links are revoked at once')
      await untilStage(ctx, 'telling', t0)
      await untilStage(ctx, 'ended', t0 + notifyMs)
      for (const table of all) {
        const left = rowsOf(ctx, table, 'bot_test', waiting[table.name])
        if (table.name in waiting || ['marked', 'removed'].includes(table.end) || isReleased(table))
          assert.equal(left, 0, table.name)
        else assert.ok(left > 0, `${table.name} is history`)
        // Its task is done meanwhile, as expected.
        if (table.end === 'kept' || table.name === 'endpoint_tasks') continue
        assert.equal(rowsOf(ctx, table, 'bot_other'), before[table.name], table.name)
      }
      const removed = {
        campaign_rows: `state = 'waiting'`,
        campaign_files: '1 = 1',
        deliveries: `state = 'waiting'`,
        delivery_attempts: '1 = 1',
      }
      for (const [table, where] of Object.entries(removed))
        assert.equal(count(ctx, table, where), 1, `${table}: the neighbour's`)
      assert.equal(await ctx.store.eventBody('e_bot_test'), undefined)
      assert.equal(ctx.rows('select secrets from deleted_bots')[0]?.secrets, null)
    })

    test('leftovers of deleted bots from earlier versions end as well, once, and their ids are reserved', async () => {
      await using ctx = await backend.open()
      await fillEverything(ctx)
      await change(ctx, ["delete from bots where id = 'bot_test'", "delete from endpoints where id = 'ep_bot_test'"])
      await ctx.reopen()
      assert.equal(await ctx.store.addBot(testBot({ channel: { ...testBot().channel, phoneNumberId: 'x' } })), 'added')
      await change(ctx, ["delete from bots where id = 'bot_test'"])
      await ctx.reopen()
      assert.equal(await ctx.store.adoptLeftovers(t0), 1)
      await untilEnded(ctx)
      await eventually(async () => {
        await ctx.store.carryOn(t0 + hour)
        return count(ctx, 'deliveries', `state = 'waiting'`) === 1
      }, "only the neighbour's events wait")
      for (const table of all) {
        if (!(table.name in waiting) && table.end !== 'removed') continue
        assert.equal(rowsOf(ctx, table, 'bot_test', waiting[table.name]), 0, table.name)
        if (table.name === 'endpoint_tasks') continue
        assert.ok(rowsOf(ctx, table, 'bot_other', waiting[table.name]) > 0, table.name)
      }
      assert.equal(await ctx.store.addBot(testBot()), 'reserved')
      assert.equal(await ctx.store.adoptLeftovers(t0), 0)
    })

    test('retention deletes the history, and leaves the reservation', async () => {
      const retention = { messagesMs: hour, attemptsMs: hour, eventsMs: hour, campaignRowsMs: hour, skillRunsMs: hour }
      await using ctx = await backend.open({ retention })
      await fillEverything(ctx)
      await ctx.store.addCampaign({ ...campaignOf('newest'), botId: 'bot_other' })
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 })
      await untilStage(ctx, 'telling', t0)
      await untilStage(ctx, 'ended', t0 + hour)
      await ctx.store.purge(t0 + hour + 1)
      assert.equal(rowsOf(ctx, { name: 'conversations', column: 'bot_id', end: 'left' }, 'bot_test'), 1)
      await ctx.store.purge(t0 + 3 * hour)
      for (const table of all) {
        if (table.end !== 'left' && !table.isAgeless) continue
        assert.equal(rowsOf(ctx, table, 'bot_test'), 0, table.name)
        assert.ok(rowsOf(ctx, table, 'bot_other') > 0, table.name)
      }
      assert.equal(await ctx.store.addBot(testBot({ channel: { ...testBot().channel, wabaId: 'x' } })), 'reserved')
    })
  })
