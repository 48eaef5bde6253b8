/** What lists.ts measures on: a month of messages, and of all that the console's pages list, as statements of SQL. */
import { hourColumns } from '../src/store/figures/days.ts'

const campaigns = 20
export const hourMs = 3_600_000
export type Filled = { startAt: number; endpointId: string }
/** A filled store, and what its gateway is started with. */
export type Stage = Filled & {
  /** Of a gateway on the store. */
  env: Record<string, string>
  /** Of the database's server; absent where the gateway has its own. */
  serverPid?: number
  close(): Promise<void>
}
/** `rows`: messages. */
type Filling = Filled & { rows: number; people: number }
/** They are the last month's: within what every retention keeps, but for its first events. */
export const firstHour = () => (Math.floor(Date.now() / hourMs) - 31 * 24) * hourMs
export const gapOf = (rows: number) => Math.max(1, Math.floor((30 * 24 * hourMs) / rows))
/** One message of a hundred is of one of a hundred smaller bots. */
export const smaller = Array.from({ length: 100 }, (_, n) => `bot_${n}`)

type Counter = (count: number) => string

/** `counter`: a table of that many numbers `n`, in the words of the database. */
export function filling(counter: Counter, rows: number, filled: Filled): string[] {
  const input = { ...filled, rows, people: Math.min(100_000, rows) }
  return [
    ...ofMessages(counter, input),
    ...ofCampaigns(counter, input),
    ...ofEvents(input),
    ...ofPeople(counter, input),
    ...ofDays(),
  ]
}

/** Half session messages, half notifications, an inbound one for every ten, and the figures of them. */
function ofMessages(counter: Counter, { rows, people, startAt }: Filling): string[] {
  const gapMs = gapOf(rows)
  const bot = `case when n % 100 = 7 then 'bot_' || (n / 100 % ${smaller.length}) else 'bot' end`
  const person = `'5939' || (10000000 + n * 7919 % ${people})`
  const at = `${startAt} + n * ${gapMs}`
  // Half of all notifications are of one.
  const campaign = `'campaign_' || (case when n % 4 = 1 then 0 else n / ${Math.max(1, Math.floor(rows / campaigns))} end)`
  const hour = (column: string) => `${column} - ${column} % ${hourMs}`
  const figures = (what: string, column: string, where = '', code = "''") =>
    `insert into figures (bot_id, hour_at, what, element_name, campaign_id, code, count)
     select bot_id, ${hour(column)}, '${what}', coalesce(element_name, ''), coalesce(campaign_id, ''), ${code}, count(*)
     from messages where ${column} is not null ${where} group by 1, 2, 4, 5, 6`
  return [
    `insert into messages (id, bot_id, user_id, kind, content, element_name, campaign_id, state, accepted_at, wamid,
       sent_at, delivered_at, read_at, ended_at, error)
     select 'msg_' || (100000000 + n), ${bot}, ${person}, case n % 2 when 0 then 'session' else 'notification' end,
       '{"type":"text","text":"Tu pedido ya está en camino."}', case n % 2 when 1 then 'template_' || (n % 10) end,
       case n % 2 when 1 then ${campaign} end,
       case when n % 8 = 0 then 'failed' when n % 8 = 1 then 'delivered' else 'read' end, ${at}, 'wamid.' || n,
       ${at} + 90, ${at} + 900, ${at} + 9000, case n % 8 when 0 then ${at} + 9000 end,
       case n % 8 when 0 then '{"code":131026,"title":"Message undeliverable"}' end
     from ${counter(rows)}`,
    `insert into inbound (id, bot_id, wamid, user_id, bubble, sent_at, received_at)
     select 'inb_' || (100000000 + n), ${bot}, 'wamid.in.' || n, ${person}, '{"type":"text","text":"gracias"}',
       ${startAt} + n * 10 * ${gapMs}, ${startAt} + n * 10 * ${gapMs} from ${counter(rows / 10)}`,
    figures('accepted', 'accepted_at'),
    figures('sent', 'sent_at'),
    figures('delivered', 'delivered_at'),
    figures('read', 'read_at'),
    figures('failed', 'ended_at', "and state = 'failed'", "'131026'"),
  ]
}

/** A row of a file for each message of a campaign, and some that were repeated. */
function ofCampaigns(counter: Counter, { startAt }: Filling): string[] {
  const columns = 'campaign_seq, line, destination, parameters, state, message_id, attempt, reason'
  const definition = { name: 'template_1', language: 'es', components: [] }
  const snapshot = JSON.stringify({ definition, request: {}, columns: [], parameters: [] })
  const reason = JSON.stringify([{ path: 'destination', rule: 'row_repeated', args: { line: 2 } }])
  return [
    `insert into campaigns (id, bot_id, name, element_name, state, settings, row_count, accepted_count, imported_line,
       imported_at, created_at, started_at, ended_at, updated_at)
     select 'campaign_' || n, 'bot', 'Campaña ' || n, 'template_1', 'completed', '${snapshot}', 0, 0, 0, ${startAt},
       ${startAt} + n * ${hourMs}, ${startAt}, ${startAt + 30 * 24 * hourMs}, ${startAt} from ${counter(campaigns + 1)}`,
    `insert into campaign_rows (${columns})
     select campaigns.seq, row_number() over (partition by messages.campaign_id order by messages.seq) + 1,
       messages.user_id, '[]', 'accepted', messages.id, 1, null
     from messages join campaigns on campaigns.id = messages.campaign_id where messages.bot_id = 'bot'`,
    `insert into campaign_rows (${columns})
     select campaigns.seq, 100000000 + n, '593900000000', '[]', 'repeated', null, 0, '${reason}'
     from campaigns cross join ${counter(1_000)}`,
  ]
}

/** One for each message of the large bot; of fifty deliveries one was given up, and some wait. */
function ofEvents({ endpointId }: Filling): string[] {
  return [
    `insert into events (id, bot_id, user_id, message_id, type, body, at)
     select 'evt_' || substr(id, 5), bot_id, user_id, id, 'delivered_user',
       '{"event":"delivered_user","botId":"bot","sentStatus":"DELIVERED_USER"}', accepted_at + 900
     from messages where bot_id = 'bot'`,
    `insert into deliveries (event_seq, endpoint_id, user_id, state, attempt, first_started_at, first_duration_ms,
       first_status, first_answer)
     select seq, '${endpointId}', user_id,
       case when seq % 50 = 0 then 'given_up' when seq % 5000 = 1 then 'waiting' else 'delivered' end,
       1, at, 20, case seq % 50 when 0 then 500 else 200 end, 'ok'
     from events where type = 'delivered_user'`,
  ]
}

function ofPeople(counter: Counter, { people, startAt }: Filling): string[] {
  return [
    `insert into conversations (bot_id, user_id, wa_id, name, last_inbound_at, labels)
     select 'bot', '5939' || (10000000 + n), '5939' || (10000000 + n), 'Ana ' || n, ${startAt} + n * 1000,
       case n % 50 when 0 then '["queja"]' end
     from ${counter(people)}`,
  ]
}

/** Of the figures, as the store adds them up. */
function ofDays(): string[] {
  const dayMs = 24 * hourMs
  const day = `hour_at - hour_at % ${dayMs}`
  const sums = hourColumns.map((_, hour) => `sum(case hour_at % ${dayMs} when ${hour * hourMs} then count else 0 end)`)
  return [
    `insert into figure_days (bot_id, day_at, what, element_name, campaign_id, code, count)
     select bot_id, ${day}, what, element_name, campaign_id, code, sum(count) from figures group by 1, 2, 3, 4, 5, 6`,
    `insert into figure_bot_days (bot_id, day_at, what, code, ${hourColumns.join(', ')})
     select bot_id, ${day}, what, code, ${sums.join(', ')} from figures group by 1, 2, 3, 4`,
  ]
}
