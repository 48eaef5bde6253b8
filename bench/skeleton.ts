/**
 * The skeleton: the durable work of a message and nothing else, as a floor for the gateway beside which it is measured.
 * It is not a gateway. It has one row for the message, one for its attempt, three events and three deliveries, with most
 * of the gateway's indexes; nothing is answered, sent or posted before the disk has it; one signature is verified for
 * each webhook of Meta, two are made for each of its own; a person's events go out in order. It has no clients,
 * validation, pace, order of messages, idempotency, retries, recovery, metrics or failure paths: any failure ends it.
 * Prints its address. What it is asked and asks is as at the gateway (stub.ts).
 */
import { createHmac } from 'node:crypto'
import { fdatasync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import fastify from 'fastify'
import { Pool } from 'undici'
import { dispatch } from './dispatch.ts'

type Life = {
  seq: number
  id: string
  botId: string
  userId: string
  at: number
  wamid: string
  /** Resolves once Graph's answer is on the disk: a status may overtake it. */
  sent: Promise<void>
  statusesLeft: number
}
type Post = { seq: number; eventId: string; type: string; body: string }
type Status = { status: string; biz_opaque_callback_data: string }
type Webhook = { entry: { changes: { value: { statuses: Status[] } }[] }[] }

const { DATABASE = '', STUB_URL = '', APP_SECRET = '' } = process.env
const webhookSecret = 'a-secret-of-thirty-two-characters'
const connections = 512

const db = new DatabaseSync(DATABASE)
db.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma cache_size = -65536;
  pragma wal_autocheckpoint = 16384;
  create table messages (seq integer primary key, id text not null unique, bot_id text, user_id text, kind text,
    content text, state text, accepted_at integer, due_at integer, wamid text, sent_at integer, delivered_at integer,
    read_at integer);
  create index messages_wamid on messages (wamid) where wamid is not null;
  create index messages_due on messages (bot_id, due_at) where due_at is not null;
  create index messages_pending on messages (bot_id, user_id, seq) where state in ('queued', 'sending');
  create index messages_of_user on messages (bot_id, user_id, accepted_at);
  create index messages_listed on messages (bot_id, kind, accepted_at);
  create table attempts (message_seq integer, attempt integer, started_at integer, ended_at integer, outcome text,
    detail text, told text, primary key (message_seq, attempt)) without rowid;
  create table events (seq integer primary key, id text not null unique, bot_id text, user_id text, message_id text,
    type text, body text, at integer);
  create index events_message on events (message_id);
  create index events_bot on events (bot_id, at);
  create table deliveries (seq integer primary key, event_seq integer, endpoint_id text, user_id text, state text,
    due_at integer, attempt integer, started_at integer, duration_ms integer, status integer);
  create index deliveries_event on deliveries (event_seq);
  create index deliveries_due on deliveries (endpoint_id, due_at) where due_at is not null;
  create index deliveries_waiting on deliveries (endpoint_id, user_id, seq) where state = 'waiting';`)
const insertMessage = db.prepare(`insert into messages (id, bot_id, user_id, kind, content, state, accepted_at)
  values (?, ?, ?, 'session', ?, 'sending', ?)`)
const insertAttempt = db.prepare('insert into attempts (message_seq, attempt, started_at) values (?, 1, ?)')
const endAttempt = db.prepare(`update attempts set ended_at = ?, outcome = 'sent', detail = ? where message_seq = ?`)
const noteTold = db.prepare('update attempts set told = ? where message_seq = ?')
const updateMessage = db.prepare(`update messages set state = ?, wamid = ?, sent_at = coalesce(sent_at, ?),
  delivered_at = ?, read_at = ? where seq = ?`)
const insertEvent = db.prepare(`insert into events (id, bot_id, user_id, message_id, type, body, at)
  values (?, ?, ?, ?, ?, ?, ?)`)
const insertDelivery = db.prepare(`insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
  values (?, 'endpoint', ?, 'waiting', ?)`)
const endDelivery = db.prepare(`update deliveries set state = 'delivered', due_at = null, attempt = 1, started_at = ?,
  duration_ms = ?, status = 200 where seq = ?`)

// ── the disk ────────────────────────────────────────────────

const log = openSync(`${DATABASE}-wal`, 'r+')
let group: { work(): void; then(): void }[] = []
let unsynced: (() => void)[] = []
let isSyncing = false

/** All that is written in one turn of the event loop is one transaction. Resolves once the disk has it. */
function write(work: () => void): Promise<void> {
  if (group.length === 0) setImmediate(commit)
  return new Promise((then) => group.push({ work, then }))
}

function commit(): void {
  const taken = group
  group = []
  db.exec('begin immediate')
  for (const { work } of taken) work()
  db.exec('commit')
  for (const { then } of taken) unsynced.push(then)
  if (!isSyncing) sync()
}

/** Off the loop, for all commits since the last one: the next groups are written meanwhile. */
function sync(): void {
  const covered = unsynced
  unsynced = []
  isSyncing = true
  fdatasync(log, (error) => {
    if (error !== null) throw error
    isSyncing = false
    for (const then of covered) then()
    if (unsynced.length > 0) sync()
  })
}

// ── messages ────────────────────────────────────────────────

const stub = new Pool(STUB_URL, { connections, pipelining: 1 })
const lives = new Map<string, Life>()
let ids = 0

async function send(life: Life, text: string): Promise<void> {
  const body = { messaging_product: 'whatsapp', to: life.userId, type: 'text', text: { body: text } }
  const path = `/v25.0/10000000000010${life.botId.at(-1)}/messages`
  const answer = JSON.parse(
    await dispatch(
      stub,
      path,
      { authorization: 'Bearer token' },
      JSON.stringify({ ...body, biz_opaque_callback_data: life.id }),
    ),
  )
  life.wamid = answer.messages[0].id
  await advance(life, 'sent', 'delivered_channel', () => {
    endAttempt.run(Date.now(), JSON.stringify({ wamid: life.wamid }), life.seq)
  })
}

/** The message's next state with its event and delivery; the event is posted once they are on the disk. */
async function advance(life: Life, state: string, type: string, more = () => {}): Promise<void> {
  const now = Date.now()
  const post = { seq: 0, eventId: `evt_${++ids}`, type, body: '' }
  post.body = bodyOf(life, state, post, now)
  await write(() => {
    const isDelivered = state === 'sent' ? null : now
    updateMessage.run(state, life.wamid, now, isDelivered, state === 'read' ? now : null, life.seq)
    const event = insertEvent.run(post.eventId, life.botId, life.userId, life.id, type, post.body, now)
    post.seq = Number(insertDelivery.run(event.lastInsertRowid, life.userId, now).lastInsertRowid)
    more()
  })
  inLine(life.userId, post)
}

function bodyOf({ id, botId, userId, at }: Life, state: string, { eventId, type }: Post, now: number): string {
  const subject = { eventId, event: type, timestamp: now, botId, userId, messageId: id, id, kind: 'session' }
  const about = { destination: userId, sentStatus: state.toUpperCase(), wasRead: state === 'read', elementName: null }
  const instants = { createdAt: new Date(at).toISOString(), deliveryChannelAt: new Date(now).toISOString() }
  return JSON.stringify({ ...subject, ...about, campaignId: null, ...instants, readAt: null, error: null })
}

// ── events ──────────────────────────────────────────────────

const lines = new Map<string, Promise<void>>()

/** Behind the person's earlier events. */
function inLine(userId: string, post: Post): void {
  const posted = (lines.get(userId) ?? Promise.resolve()).then(() => deliver(post))
  lines.set(userId, posted)
  void posted.then(() => lines.get(userId) === posted && lines.delete(userId))
}

async function deliver({ seq, eventId, type, body }: Post): Promise<void> {
  const startedAt = Date.now()
  const seconds = String(Math.floor(startedAt / 1_000))
  const standard = createHmac('sha256', webhookSecret).update(`${eventId}.${seconds}.${body}`).digest('base64')
  const headers = {
    'x-recado-event': type,
    'webhook-id': eventId,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${standard}`,
    'x-jelou-signature': `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`,
  }
  await dispatch(stub, '/hook', headers, body)
  void write(() => void endDelivery.run(startedAt, Date.now() - startedAt, seq))
}

// ── what comes in ───────────────────────────────────────────

const app = fastify()
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))

app.post<{ Params: { botId: string }; Body: Buffer }>('/v1/bots/:botId/messages', async ({ params, body }) => {
  const { userId, text } = JSON.parse(String(body)) as { userId: string; text: string }
  const life: Life = {
    ...{ seq: 0, id: `msg_${++ids}`, botId: params.botId, userId, at: Date.now(), wamid: '' },
    ...{ sent: Promise.resolve(), statusesLeft: 3 },
  }
  await write(() => {
    const row = insertMessage.run(life.id, life.botId, userId, JSON.stringify({ type: 'text', text }), life.at)
    life.seq = Number(row.lastInsertRowid)
    insertAttempt.run(life.seq, life.at)
  })
  lives.set(life.id, life)
  life.sent = send(life, text)
  return { success: true, messageId: life.id }
})

app.post<{ Body: Buffer }>('/meta/webhook', async ({ headers, body }, reply) => {
  const signature = `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`
  if (headers['x-hub-signature-256'] !== signature) return reply.code(401).send()
  const { entry } = JSON.parse(String(body)) as Webhook
  const items = entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.statuses))
  await Promise.all(items.map((item) => applyStatus(lives.get(item.biz_opaque_callback_data), item.status)))
  return 'EVENT_RECEIVED'
})

async function applyStatus(life: Life | undefined, status: string): Promise<void> {
  if (life === undefined) throw new Error('a status of no message')
  life.statusesLeft -= 1
  if (life.statusesLeft === 0) lives.delete(life.id)
  await life.sent
  if (status === 'sent') return write(() => void noteTold.run('{"pricing":{"category":"service"}}', life.seq))
  await advance(life, status, status === 'read' ? 'read' : 'delivered_user')
}

process.stdout.write(`ready at ${await app.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 })}\n`)
