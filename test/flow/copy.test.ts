/**
 * An installation moved from SQLite to PostgreSQL by the command, with real processes: the same answers before and
 * after, and waiting work (messages, events, a campaign) leaves once, in its order.
 */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { type CrashSite, openCrashSite, unfinished } from '../support/crash.ts'
import { type Answer, adminToken, eventually, request, sandboxMessages, textOf } from '../support/gateway.ts'
import { emptyDatabase, rowsNow } from '../support/postgres-store.ts'
import { runCommand, runToEnd } from '../support/process.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const person = '593987654321'
const other = '593900000001'

const call = (site: CrashSite, method: string, path: string, body?: unknown): Promise<Answer> =>
  request(site.gateway.url + path, method, body, {
    authorization: path.startsWith('/manage') ? `Bearer ${adminToken}` : authorization,
  })

async function done(asked: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await asked
  assert.ok(status < 300, JSON.stringify(body))
  return body
}

/** One of each kind that does not change. */
async function populate(site: CrashSite): Promise<{ messageId: string; mediaPath: string }> {
  const template = demoTemplates.find(({ name, language }) => name === 'demo_text' && language === 'es')
  assert.ok(template)
  // A new bot is synced by itself, a moment later: the answers compared afterwards must not be from before it.
  await site.untilCount('select count(*) from templates', (count) => count === demoTemplates.length)
  const { category, status, components } = template
  await done(call(site, 'PUT', '/manage/v1/bots/crash/templates/demo_text/es', { category, status, components }))
  await done(
    call(site, 'PUT', '/manage/v1/bots/crash/skills/2222', {
      kind: 'messages',
      name: 'Ask',
      messages: [{ type: 'text', text: '¿En qué ciudad?' }],
    }),
  )
  await done(call(site, 'POST', '/v1/bots/crash/webhook', { webhookUrl: site.receiver.url }))
  const media = { type: 'document', base64: btoa('%PDF-1.4'), mimeType: 'application/pdf', filename: 'a.pdf' }
  await site.control('POST', '/_sandbox/inbound', { from: person, ...media })
  const reported = await site.receiver.first(({ body }) => body.bubble !== undefined)
  const { mediaUrl } = reported.body.bubble as { mediaUrl: string }
  await done(call(site, 'POST', `/v1/users/${person}/cache`, { botId: 'crash', params: { plan: 'oro' } }))
  const sent = await done(call(site, 'POST', '/v1/bots/crash/messages', { type: 'text', userId: person, text: 'hola' }))
  await site.untilCount(`select count(*) from messages where state = 'read'`, (count) => count === 1)
  await site.untilCount(`select count(*) from media_files where state = 'kept'`, (count) => count === 1)
  await site.untilCount(`select count(*) from deliveries where state = 'waiting'`, (count) => count === 0)
  return { messageId: String(sent.messageId), mediaPath: new URL(mediaUrl).pathname }
}

/** Meta and the receiver are unreachable: messages, a campaign and events wait. */
async function leaveWaiting(site: CrashSite): Promise<void> {
  await site.control('POST', '/_sandbox/faults', { kind: 'status', status: 503, times: 100_000 })
  site.receiver.answer((_, response) => response.writeHead(500).end())
  for (const text of ['1', '2', '3'])
    await done(call(site, 'POST', '/v1/bots/crash/messages', { type: 'text', userId: other, text }))
  const lines = Array.from({ length: 30 }, (_, index) => `5939100000${10 + index},Ana,A-${index}`)
  const form = new FormData()
  for (const [key, value] of Object.entries({ campaignName: 'Mayo', elementName: 'demo_text', botId: 'crash' }))
    form.append(key, value)
  form.append('file', new Blob([['phone,nombre,pedido', ...lines].join('\n')]), 'lista.csv')
  const answer = await fetch(`${site.gateway.url}/v1/hsm/file`, {
    method: 'POST',
    headers: { authorization },
    body: form,
  })
  assert.equal(answer.status, 200, await answer.text())
  await site.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: '¿hay alguien?' })
  await site.untilCount(`select count(*) from deliveries where state = 'waiting' and attempt > 0`, (count) => count > 0)
  // The list of people has everybody to whom a send was tried: the campaign's thirty, and two.
  await site.untilCount('select count(*) from conversations', (count) => count === 32)
}

/** The answers about everything that does not change. */
async function answersOf(site: CrashSite, { messageId, mediaPath }: { messageId: string; mediaPath: string }) {
  const paths = [
    '/manage/v1/bots',
    '/manage/v1/bots/crash/endpoints',
    '/manage/v1/clients',
    '/manage/v1/bots/crash/skills',
    '/v1/bots/crash/templates',
    '/v1/bots/crash/users',
    `/v1/bots/crash/users/${person}`,
    `/v1/users/${person}/cache?botId=crash`,
    `/v1/bots/crash/messages/${messageId}`,
    `/v1/external/messages/history/crash?userId=${person}`,
  ]
  const answers = await Promise.all(paths.map(async (path) => [path, (await call(site, 'GET', path)).body]))
  const file = await fetch(site.gateway.url + mediaPath)
  assert.equal(file.status, 200)
  return Object.fromEntries([...answers, [mediaPath, await file.text()]])
}

test('an installation on SQLite continues on PostgreSQL: the same answers, and waiting work leaves once', async () => {
  await using site = await openCrashSite()
  const known = await populate(site)
  await leaveWaiting(site)
  const before = await answersOf(site, known)
  assert.equal(await site.gateway.signal('SIGTERM'), 0)

  const url = await emptyDatabase()
  const copying = ['copy', '--from', `sqlite:${join(site.folder, 'recado.db')}`, '--to', url]
  const { code, stdout, stderr } = await runToEnd(copying, site.env)
  assert.deepEqual([code, stderr], [0, ''])
  assert.match(stdout, /counts and checksums match/)
  assert.match(stdout, /PostgreSQL at .* now holds the installation/)

  // The receiver answers only after the comparison: until then nothing changes by it.
  const taken: string[] = []
  const held: (() => void)[] = []
  let mayTake = false
  site.receiver.answer(({ headers }, response) => {
    const take = () => {
      taken.push(String(headers['webhook-id']))
      response.end('ok')
    }
    if (mayTake) take()
    else held.push(take)
  })
  await using served = await runCommand('serve', { ...site.env, RECADO_DATABASE_URL: url })
  site.gateway = served
  site.sandbox.subscribe({ url: `${served.url}/meta/webhook` })
  const after = await answersOf(site, known)
  for (const [path, answer] of Object.entries(before)) assert.deepEqual(after[path], answer, path)

  mayTake = true
  for (const take of held) take()
  await site.control('DELETE', '/_sandbox/faults')
  const none = (sql: string) =>
    eventually(() => Number(Object.values(rowsNow(url, sql)[0] ?? {})[0]) === 0, sql, 30_000)
  await none(`select count(*) from campaigns where state <> 'completed'`)
  await none(unfinished)
  await none(`select count(*) from deliveries where state = 'waiting'`)
  assert.equal(new Set(taken).size, taken.length, 'each event once')
  const shown = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=1000'))
  const sent = shown.filter(({ direction }) => direction === 'out')
  const texts = sent.filter(({ body }) => body.type === 'text').map((message) => [message.body.to, textOf(message)])
  assert.deepEqual(texts, [[`+${person}`, 'hola'], ...['1', '2', '3'].map((text) => [`+${other}`, text])])
  const reached = sent.filter(({ body }) => body.type === 'template').map(({ body }) => String(body.to))
  assert.equal(reached.length, 30)
  assert.equal(new Set(reached).size, 30)
})

test('a mistake is one line, without a password', async () => {
  const env = { RECADO_SECRET_KEY: 'a-key-only-for-tests' }
  const cases: [string[], Record<string, string>, RegExp][] = [
    [['--from', 'sqlite:/nowhere/recado.db', '--to', 'mysql://a:canary@b/c'], env, /--to must be sqlite:/],
    [
      ['--from', 'sqlite:/nowhere/recado.db', '--to', 'postgres://a:canary@b,,c/d'],
      env,
      /--to must be an address whose hosts/,
    ],
    [
      ['--from', 'sqlite:/nowhere/recado.db', '--to', 'postgres://a:canary@127.0.0.1:1/b'],
      env,
      /holds no installation/,
    ],
    [['--from', 'postgres://a:canary@127.0.0.1:1/b'], env, /PostgreSQL at 127.0.0.1:1 cannot be opened/],
    [['--to', 'postgres://a:canary@127.0.0.1:1/b'], { RECADO_DATA_DIR: '/nowhere' }, /there is no key in \/nowhere/],
  ]
  const ends = await Promise.all(cases.map(([options, given]) => runToEnd(['copy', ...options], given)))
  for (const [index, { code, stdout, stderr }] of ends.entries()) {
    assert.deepEqual([code, stdout], [1, ''], stderr)
    assert.match(stderr, cases[index]?.[2] ?? /never/)
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    assert.ok(!stderr.includes('canary'))
  }
})
