/**
 * `recado rotate-key` with real processes, while clients send and people write: nothing is refused, nobody needs
 * another secret, webhooks stay signed as they were, and addresses of files from before and after are valid.
 */
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { type CrashSite, openCrashSite } from '../support/crash.ts'
import { type Answer, adminToken, eventually, request, sandboxMessages, textOf } from '../support/gateway.ts'
import { emptyDatabase } from '../support/postgres-store.ts'
import { type Running, runCommand, runToEnd } from '../support/process.ts'

const person = '593987654321'
const newKey = 'another-key-only-for-tests'

const manage = ({ url }: Running, method: string, path: string, body?: unknown, token = adminToken): Promise<Answer> =>
  request(`${url}/manage/v1${path}`, method, body, { authorization: `Bearer ${token}` })

async function made(asked: Promise<Answer>): Promise<Answer['body']> {
  const { status, body } = await asked
  assert.ok(status < 300, `${status} ${JSON.stringify(body)}`)
  return body
}

/** The address in the webhook of a file that the person sends now. */
async function fileFrom(site: CrashSite, name: string): Promise<string> {
  const file = { type: 'document', base64: btoa(`%PDF-1.4 ${name}`), mimeType: 'application/pdf', filename: name }
  await site.control('POST', '/_sandbox/inbound', { from: person, ...file })
  type Bubble = { mediaUrl?: string; filename?: string } | undefined
  const bubbleOf = (body: Record<string, unknown>) => body.bubble as Bubble
  const reported = await site.receiver.until((all) => all.some(({ body }) => JSON.stringify(body).includes(name)))
  const found = reported
    .map(({ body }) => bubbleOf(body))
    .findLast((bubble) => JSON.stringify(bubble ?? {}).includes(name))
  return new URL(found?.mediaUrl ?? '').pathname
}

const statusOf = async ({ url }: Running, path: string) => (await fetch(url + path)).status

/** A client that sends one message after the other, each through the next of the gateways, until it is stopped. */
function sendOn(gateways: readonly Running[], credentials: string, whom: number) {
  const sent: string[] = []
  let isStopped = false
  const sending = (async () => {
    for (let n = 0; !isStopped; n++) {
      const url = gateways[n % gateways.length]?.url ?? ''
      // A pair has its rate.
      const message = { type: 'text', userId: String(593_910_000_000 + whom * 1_000_000 + n), text: `message ${n}` }
      const answer = await request(`${url}/v1/bots/crash/messages`, 'POST', message, {
        authorization: `Basic ${btoa(credentials)}`,
      })
      assert.equal(answer.status, 200, JSON.stringify(answer.body))
      sent.push(message.text)
    }
    return sent
  })()
  // Whoever awaits the end gets the failure.
  sending.catch(() => {})
  return {
    sent,
    stop: () => {
      isStopped = true
      return sending
    },
  }
}

for (const backend of ['sqlite', 'postgres'])
  test(`rotate-key while the gateway serves (${backend})`, async () => {
    const databaseUrl = backend === 'postgres' ? await emptyDatabase() : undefined
    await using site = await openCrashSite(undefined, databaseUrl)
    const { gateway } = site
    const gateways = databaseUrl === undefined ? [gateway] : [gateway, await site.peer()]
    const rotate = (...options: string[]) => runToEnd(['rotate-key', '--url', gateway.url, ...options], site.env)
    const { webhookSecret } = await made(manage(gateway, 'POST', '/bots/crash/webhook-secret', { overlapSeconds: 0 }))
    const basic = { authorization: `Basic ${btoa('tester:a-secret-for-tests')}` }
    await made(request(`${gateway.url}/v1/bots/crash/webhook`, 'POST', { webhookUrl: site.receiver.url }, basic))
    const { clientSecret } = await made(manage(gateway, 'POST', '/clients', { id: 'shop', name: 'Shop', bots: 'all' }))
    const { apiKey } = await made(
      manage(gateway, 'POST', '/api-keys', { name: 'CI', grants: [{ role: 'admin', bots: 'all' }] }),
    )
    const before = await fileFrom(site, 'before.pdf')
    const clients = ['tester:a-secret-for-tests', `shop:${clientSecret}`].map((one, whom) =>
      sendOn(gateways, one, whom),
    )

    const rotated = await rotate('--overlap', '1')
    assert.deepEqual([rotated.code, rotated.stderr], [0, ''], rotated.stdout)
    assert.match(rotated.stdout, /master 2: all secrets are sealed under it; earlier addresses stay valid until/)
    const after = await fileFrom(site, 'after.pdf')
    const sent = (await Promise.all(clients.map((client) => client.stop()))).flat()
    assert.ok(sent.length > 10, `${sent.length} were sent meanwhile`)
    await site.untilCount(`select count(*) from messages where state = 'read'`, (count) => count === sent.length)
    const shown = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=10000'))
    const arrived = shown.filter(({ direction }) => direction === 'out').map(textOf)
    assert.deepEqual(arrived.toSorted(), sent.toSorted())

    // A file is at the gateway that fetched it (410 elsewhere); every gateway knows the address.
    // It may still be on its way from Meta when the webhook names it.
    for (const path of [before, after]) {
      const isThere = async () => (await Promise.all(gateways.map((one) => statusOf(one, path)))).includes(200)
      await eventually(isThere, 'one of them has the file')
    }
    for (const one of gateways) {
      for (const path of [before, after]) assert.notEqual(await statusOf(one, path), 404, 'an address of ours')
      for (const secret of ['tester:a-secret-for-tests', `shop:${clientSecret}`]) {
        const authorization = `Basic ${btoa(secret)}`
        assert.equal((await request(`${one.url}/v1/bots/crash/users`, 'GET', undefined, { authorization })).status, 200)
      }
      assert.equal((await manage(one, 'GET', '/api-keys', undefined, String(apiKey))).status, 200)
    }
    const signed = new Webhook(String(webhookSecret))
    const posts = site.receiver.received.filter(({ headers }) => headers['webhook-signature'] !== undefined)
    assert.ok(posts.length > 10)
    for (const { bytes, headers } of posts) assert.ok(signed.verify(bytes, headers as Record<string, string>))

    const again = await rotate()
    assert.equal(again.code, 1)
    assert.match(again.stderr, /^recado: the gateway at \S+ answered 409: The previous rotation has not ended/)
    const status = await rotate('--status')
    assert.match(status.stdout, /master 2: all secrets are sealed under it; earlier addresses/)
    const ended = await rotate('--end')
    assert.deepEqual([ended.code, ended.stderr], [0, ''])
    assert.match(ended.stdout, /master 2: all secrets are sealed under it, and no rotation is in progress/)
    for (const one of gateways) await untilStatus(one, before, 404)
    for (const one of gateways) assert.notEqual(await statusOf(one, after), 404)
    const { results } = await made(manage(gateway, 'GET', '/audit?operation=POST /manage/v1/key-rotation'))
    const rows = results as { actor: { kind: string }; outcome: string; about: { kind: string } }[]
    assert.deepEqual(
      rows.map(({ actor, outcome, about }) => [actor.kind, outcome, about.kind]),
      [['admin', 'done', 'key_rotation']],
    )

    for (const one of gateways) assert.equal(await one.signal('SIGTERM'), 0)
    await site.restart()
    assert.notEqual(await statusOf(site.gateway, after), 404)
    assert.equal((await request(`${site.gateway.url}/v1/bots/crash/users`, 'GET', undefined, basic)).status, 200)
  })

/** Another process learns of it at its next check of the settings. */
async function untilStatus(gateway: Running, path: string, status: number): Promise<void> {
  while ((await statusOf(gateway, path)) !== status) await new Promise((soon) => setTimeout(soon, 50))
}

test('without a running gateway the rotation runs on the database, and another key is taken over with both keys', async () => {
  await using site = await openCrashSite()
  const rotate = (env: Record<string, string>, ...options: string[]) =>
    runToEnd(['rotate-key', ...options], { ...site.env, RECADO_PORT: '1', ...env })
  const inUse = await rotate({})
  assert.equal(inUse.code, 1)
  assert.match(inUse.stderr, /another Recado process is using this data directory/)
  assert.equal(await site.gateway.signal('SIGTERM'), 0)

  const wrong = await runToEnd(['serve'], { ...site.env, RECADO_SECRET_KEY: newKey })
  assert.deepEqual([wrong.code, wrong.stdout], [1, ''])
  assert.match(wrong.stderr, /^recado: the secrets in this database were sealed under another RECADO_SECRET_KEY/)
  const both = { RECADO_SECRET_KEY: newKey, RECADO_SECRET_KEY_FORMER: String(site.env.RECADO_SECRET_KEY) }
  await using served = await runCommand('serve', { ...site.env, ...both })
  assert.equal((await manage(served, 'GET', '/bots/crash')).status, 200)
  assert.equal(await served.signal('SIGTERM'), 0)
  const rotated = await rotate(both, '--overlap', '0')
  assert.deepEqual([rotated.code, rotated.stderr], [0, ''], rotated.stdout)
  for (const text of [rotated.stdout, rotated.stderr]) assert.ok(!text.includes(newKey))
  const former = await runToEnd(['serve'], site.env)
  assert.equal(former.code, 1)
  await using last = await runCommand('serve', { ...site.env, RECADO_SECRET_KEY: newKey })
  assert.equal((await manage(last, 'GET', '/bots/crash')).status, 200)
  const { results } = await made(manage(last, 'GET', '/audit?operation=rotate-key'))
  assert.equal((results as unknown[]).length, 1)
})

test('the key in the data folder gets another master, and the management token created there suffices', async () => {
  await using site = await openCrashSite()
  await site.gateway.signal('SIGTERM')
  const folder = join(site.folder, 'own')
  const given: Record<string, string> = { ...site.env, RECADO_DATA_DIR: folder }
  const { RECADO_SECRET_KEY: _, RECADO_ADMIN_TOKEN: __, ...env } = given
  const lines = () => readFileSync(join(folder, 'secret.key'), 'utf8').trim().split('\n')
  await using first = await runCommand('serve', env)
  const [present] = lines()
  const added = await runToEnd(['rotate-key', '--new-key'], env)
  assert.deepEqual([added.code, added.stderr], [0, ''])
  assert.equal(lines().length, 2)
  assert.equal(lines()[1], present)
  assert.equal(statSync(join(folder, 'secret.key')).mode & 0o777, 0o600)
  assert.ok(!lines().some((line) => added.stdout.includes(line)))
  assert.equal(await first.signal('SIGTERM'), 0)
  await using second = await runCommand('serve', env)
  const rotated = await runToEnd(['rotate-key', '--url', second.url, '--overlap', '0'], env)
  assert.deepEqual([rotated.code, rotated.stderr], [0, ''], rotated.stdout)
  assert.equal(await second.signal('SIGTERM'), 0)
})
