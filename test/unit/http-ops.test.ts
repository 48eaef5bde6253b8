/** Meta's webhook, health, metrics and the API's own description. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openapiDocument } from '../../src/http/openapi.ts'
import { viewerWords } from '../../src/http/ops/docs-words.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { openTestHttp, secrets } from '../support/http.ts'

const meta = '/meta/webhook'

test('the handshake answers the challenge to callers with the verify token', async () => {
  await using http = await openTestHttp()
  const handshake = (query: string) => http.inject('GET', `${meta}?${query}`, { auth: undefined })
  const good = await handshake(`hub.mode=subscribe&hub.verify_token=${secrets.verifyToken}&hub.challenge=1158201444`)
  assert.equal(good.status, 200)
  assert.equal(good.text, '1158201444')
  assert.match(String(good.headers['content-type']), /^text\/plain/)
  for (const query of [
    '',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=subscribe&hub.verify_token=&hub.challenge=1',
    `hub.mode=unsubscribe&hub.verify_token=${secrets.verifyToken}&hub.challenge=1`,
  ]) {
    const refused = await handshake(query)
    assert.equal(refused.status, 403, query)
    assert.equal(refused.json.error.key, 'WEBHOOK_NOT_VERIFIED')
  }
  const twice = `hub.mode=subscribe&hub.verify_token=${secrets.verifyToken}&hub.verify_token=x&hub.challenge=1`
  assert.equal((await handshake(twice)).status, 422)
})

test('a bot without a verify token completes no handshake with an empty one', async () => {
  await using http = await openTestHttp({ isVerifyToken: (token) => token === 'known' })
  const answer = await http.inject('GET', `${meta}?hub.mode=subscribe&hub.verify_token=&hub.challenge=1`)
  assert.equal(answer.status, 403)
})

/** Of the right form; ingest checks its value. */
const signature = { 'x-hub-signature-256': `sha256=${'a'.repeat(64)}` }

test('deliveries are passed on as the bytes that came, whatever their content type', async () => {
  const seen: [string, string | undefined][] = []
  await using http = await openTestHttp({
    ingestWebhook: async (raw, signature) => {
      seen.push([raw.toString(), signature])
      return { kind: 'ingested' }
    },
  })
  const body = '{"object" : "whatsapp_business_account", "text":"\\u00f1"}'
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
  ]) {
    const headers = { 'content-type': type, 'x-hub-signature-256': signature['x-hub-signature-256'] }
    const answer = await http.inject('POST', meta, { body, auth: undefined, headers })
    assert.equal(answer.status, 200)
    assert.equal(answer.text, 'EVENT_RECEIVED')
  }
  const unsigned = await http.app.inject({ method: 'POST', url: meta, payload: body })
  await http.app.inject({ method: 'POST', url: meta, headers: signature })
  assert.deepEqual(seen, [
    ...Array(4).fill([body, signature['x-hub-signature-256']]),
    ['', signature['x-hub-signature-256']],
  ])
  // An unsigned body is not read.
  assert.equal(unsigned.statusCode, 401)
})

test('a wrong signature is 401, unreadable JSON 400, trouble 500: Meta repeats those', async () => {
  const post = async (ingestWebhook: Parameters<typeof openTestHttp>[0]) => {
    await using http = await openTestHttp(ingestWebhook)
    const answer = await http.inject('POST', meta, { body: '{}', auth: undefined, headers: signature })
    return [answer.status, answer.json.error?.key ?? answer.text, await http.deps.metrics.render()] as const
  }
  const [unsigned, text, figures] = await post({ ingestWebhook: async () => ({ kind: 'bad_signature' }) })
  assert.deepEqual([unsigned, text], [401, '{"message":"Authentication failed"}'])
  assert.match(figures, /recado_webhook_rejected_total\{cause="bad_signature"\} 1/)
  const malformed = await post({ ingestWebhook: async () => ({ kind: 'malformed' }) })
  assert.deepEqual(malformed.slice(0, 2), [400, 'MALFORMED_JSON'])
  const failed = await post({ ingestWebhook: () => Promise.reject(new Error('disk')) })
  assert.deepEqual(failed.slice(0, 2), [500, 'UNKNOWN_ERROR'])
})

test('deliveries may have 3 MiB, not more', async () => {
  await using http = await openTestHttp()
  const post = (bytes: number) =>
    http.inject('POST', meta, { body: 'x'.repeat(bytes), auth: undefined, headers: signature })
  assert.equal((await post(3 * 1024 * 1024)).status, 200)
  assert.equal((await post(3 * 1024 * 1024 + 1)).json.error.key, 'BODY_TOO_LARGE')
})

test('ready answers 503 and names the failed check', async () => {
  const checks = { store: false, lanes: 'stopped' }
  await using http = await openTestHttp({ health: { ready: async () => ({ ready: false, checks }) } })
  const answer = await http.inject('GET', '/readyz', { auth: undefined })
  assert.equal(answer.status, 503)
  assert.deepEqual(answer.json, { ready: false, checks })
  assert.deepEqual((await http.inject('GET', '/healthz', { auth: undefined })).json, { status: 'ok' })
})

test('metrics count requests by route, not by address', async () => {
  await using http = await openTestHttp()
  await http.inject('GET', '/v1/bots/demo/webhook')
  await http.inject('GET', '/v1/bots/other/webhook')
  const answer = await http.inject('GET', '/metrics', { auth: undefined })
  assert.match(String(answer.headers['content-type']), /^text\/plain/)
  assert.match(answer.text, /_count\{method="GET",route="\/v1\/bots\/:botId\/webhook",status="200"\} 2/)
})

test('the backlog is read anew for every page of metrics', async () => {
  await using http = await openTestHttp()
  const metrics = createMetrics({ processMetrics: false })
  const backlog = {
    queued: 3,
    sending: 1,
    deliveries: 2,
    campaignRows: 0,
    skillRuns: 0,
    media: 0,
    oldestDueAt: http.now.at - 2_000,
  }
  metrics.watchBacklog(
    async () => backlog,
    () => http.now.at,
  )
  assert.match(await metrics.render(), /recado_backlog\{what="queued"\} 3/)
  backlog.queued = 4
  const page = await metrics.render()
  assert.match(page, /recado_backlog\{what="queued"\} 4/)
  assert.match(page, /recado_oldest_due_seconds 2/)
})

/** The role of each of these routes; the role of others follows from their path. */
const signInPaths = ['/manage/v1/sessions', '/manage/v1/sessions/link', '/manage/v1/sessions/by-link']
/** By the support panel's signature. */
const signedPath = '/v1/external-support/webhook'
const ownPaths = ['/manage/v1/sessions/current', '/manage/v1/me/']

function schemesOf(path: string): string[] {
  if (signInPaths.includes(path) || path === signedPath) return []
  if (ownPaths.some((own) => path.startsWith(own))) return ['session']
  if (path.startsWith('/manage/')) return ['admin', 'key', 'keyHeader', 'session']
  return /^\/(?:v[12]|workflows|platform|jelouapi)\//.test(path) ? ['client', 'key', 'keyHeader', 'session'] : []
}

test('the document describes every route with its security and refusals, and is the one that is served', async () => {
  await using http = await openTestHttp()
  const document = JSON.parse(JSON.stringify(await openapiDocument()))
  assert.deepEqual((await http.inject('GET', '/openapi.json', { auth: undefined })).json, document)
  assert.equal(document.openapi, '3.1.0')
  const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  assert.ok(operations.length > 25)
  for (const { path, method, operation } of operations) {
    const name = `${method} ${path}`
    assert.ok(operation.summary, name)
    assert.ok(
      document.tags.some((tag: { name: string }) => tag.name === operation.tags?.[0]),
      name,
    )
    const schemes = schemesOf(path)
    assert.deepEqual(
      operation.security ?? document.security,
      schemes.map((scheme) => ({ [scheme]: [] })),
      name,
    )
    assert.ok(operation.responses.default, `${name} default`)
    // The management API's 401 may be left to `default`, whose form is both.
    const isNamed = operation.responses['401'] !== undefined
    assert.ok(isNamed || schemes.length === 0 || path.startsWith('/manage/'), `${name} 401`)
  }
  const { schema } = document.components.responses.Error.content['application/json']
  assert.ok(JSON.stringify(schema.anyOf).includes('AuthenticationFailed'), JSON.stringify(schema))
})

type Operation = { summary?: string; tags?: string[]; security?: unknown; responses: Record<string, unknown> }

test("the document's page loads nothing from elsewhere", async () => {
  await using http = await openTestHttp()
  const page = await http.inject('GET', '/docs', { auth: undefined })
  assert.equal(page.status, 200)
  assert.equal((await http.inject('GET', '/docs/static/index.html', { auth: undefined })).status, 404)
  assert.match(page.text, /<title>Recado API<\/title>/)
  const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  assert.ok(sources.length > 3)
  for (const source of sources) assert.doesNotMatch(source, /^(https?:)?\/\//)
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/)
})

test("no translation of the viewer's words is translated again, which would never end", () => {
  for (const locale of ['es', 'en', 'pt'] as const) {
    const words = viewerWords(locale)
    assert.deepEqual(
      Object.values(words).filter((translation) => Object.hasOwn(words, translation)),
      [],
      locale,
    )
  }
})

test("the document's page has summaries and groups in the reader's language", async () => {
  await using http = await openTestHttp()
  type Named = Operation & { operationId: string }
  type Document = { paths: Record<string, Record<string, Named>>; tags: { name: string }[] }
  const read = async (url: string): Promise<Document> => (await http.inject('GET', url, { auth: undefined })).json
  const english = await read('/docs/json')
  assert.deepEqual(english, await read('/openapi.json'))
  for (const [lang, summary, group] of [
    ['es', 'Enviar un mensaje', 'Mensajes'],
    ['pt', 'Enviar uma mensagem', 'Mensagens'],
  ] as const) {
    const { paths, tags } = await read(`/docs/json?lang=${lang}`)
    const { operationId, ...operation } = paths['/v1/bots/{botId}/messages']?.post ?? assert.fail(lang)
    assert.deepEqual([operationId, operation.summary, operation.tags], ['sendMessage', summary, [group]])
    const names = new Set(tags.map(({ name }) => name))
    for (const { tags: [tag = ''] = [] } of Object.values(paths).flatMap((methods) => Object.values(methods)))
      assert.ok(names.has(tag), tag)
    const page = await http.inject('GET', `/docs?lang=${lang}`, { auth: undefined })
    assert.match(page.text, new RegExp(`<html lang="${lang}">`))
    const header = { 'accept-language': lang }
    assert.equal((await http.inject('GET', '/docs', { auth: undefined, headers: header })).text, page.text)
  }
  assert.equal((await http.inject('GET', '/docs?lang=fr', { auth: undefined })).status, 422)
})

test('metrics, documents and health details can be restricted to a token, and to a port of their own', async () => {
  const token = 'for-those-who-scrape-it'
  const theirs = ['/metrics', '/openapi.json', '/docs', '/docs/json', '/docs/static/swagger-ui.css']
  const ops = { token, hasPort: false, isThere: () => false }
  await using asked = await openTestHttp({ ops })
  for (const url of theirs) {
    for (const auth of [undefined, 'Bearer wrong', 'Bearer ', `Basic ${token}`])
      assert.equal((await asked.inject('GET', url, { auth })).status, 401, url)
    assert.equal((await asked.inject('GET', url, { auth: `Bearer ${token}` })).status, 200, url)
  }
  assert.deepEqual((await asked.inject('GET', '/readyz', { auth: undefined })).json, { ready: true, checks: {} })
  assert.deepEqual((await asked.inject('GET', '/readyz', { auth: `Bearer ${token}` })).json.checks, { store: true })
  assert.equal((await asked.inject('GET', '/healthz', { auth: undefined })).status, 200)
  for (const isThere of [true, false]) {
    await using moved = await openTestHttp({ ops: { token: undefined, hasPort: true, isThere: () => isThere } })
    for (const url of theirs) assert.equal((await moved.inject('GET', url)).status, isThere ? 200 : 404, url)
    assert.equal((await moved.inject('GET', '/manage/v1/bots')).status, isThere ? 404 : 200)
    assert.equal((await moved.inject('GET', '/healthz')).status, 200)
  }
})
