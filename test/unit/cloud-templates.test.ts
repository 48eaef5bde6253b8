/**
 * Templates and sample files against a Graph server of this test: the requests, and an outcome for any answer, however
 * broken.
 */
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { createCloudClient } from '../../src/channel/cloud/client.ts'
import { testBot } from '../support/store.ts'

type Call = { method: string; url: string; headers: IncomingMessage['headers']; body: Buffer }

const calls: Call[] = []
let answers: ((call: Call) => string | undefined)[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const { method = '', url = '', headers } = request
    const call = { method, url, headers, body: Buffer.concat(chunks) }
    calls.push(call)
    for (const answer of answers) {
      const body = answer(call)
      if (body !== undefined) return void response.end(body)
    }
    response.statusCode = 404
    response.end('{}')
  })
})
const cloud = createCloudClient({ clock: Date.now })
const channel = () => ({
  ...testBot().channel,
  graphUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  accessToken: 'a-token',
})

before(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)))
after(async () => {
  await cloud.close()
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  calls.length = 0
  answers = []
})

const path = ({ url }: Call) => url.split('?')[0]
const queryOf = ({ url }: Call) => Object.fromEntries(new URL(url, 'http://x').searchParams)

test('a creation sends what Meta requires, and nothing that was not given', async () => {
  answers = [() => '{"id":77,"status":"pending","category":"MARKETING"}']
  const write = {
    elementName: 'a',
    language: 'es',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hola' }],
  } as const
  const result = await cloud.createTemplate(channel(), { ...write, components: [...write.components] })
  assert.deepEqual(result, { kind: 'created', metaId: '77', status: 'PENDING', category: 'MARKETING' })
  assert.equal(calls[0]?.url, '/v25.0/waba-bot_test/message_templates')
  assert.deepEqual(JSON.parse(String(calls[0]?.body)), {
    name: 'a',
    language: 'es',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hola' }],
  })
})

test('an edit and a deletion name the template, or all translations of its name', async () => {
  answers = [() => '{"success":true}']
  assert.deepEqual(await cloud.editTemplate(channel(), '77', { components: [], ttlSeconds: 60 }), { kind: 'done' })
  await cloud.deleteTemplate(channel(), { elementName: 'a', metaId: '77' })
  await cloud.deleteTemplate(channel(), { elementName: 'a' })
  assert.deepEqual(
    calls.map(({ method, url }) => `${method} ${url}`),
    [
      'POST /v25.0/77',
      'DELETE /v25.0/waba-bot_test/message_templates?hsm_id=77&name=a',
      'DELETE /v25.0/waba-bot_test/message_templates?name=a',
    ],
  )
  assert.deepEqual(JSON.parse(String(calls[0]?.body)), { components: [], message_send_ttl_seconds: 60 })
})

test('a list of one name leaves out names that contain it, and counts unreadable items', async () => {
  const item = (name: string, category = 'UTILITY') => ({
    name,
    category,
    language: 'es',
    status: 'rejected',
    id: '1',
    components: [],
    rejected_reason: 'SCAM',
  })
  answers = [() => JSON.stringify({ data: [item('a'), item('a_b'), item('a', 'NEW'), 7] })]
  const list = await cloud.listTemplates(channel(), 'a')
  assert.equal(queryOf(calls[0] as Call).name, 'a')
  assert.ok(list.kind === 'ok')
  assert.deepEqual(
    list.templates.map(({ elementName, status, reason }) => [elementName, status, reason]),
    [['a', 'REJECTED', 'SCAM']],
  )
  assert.equal(list.unreadable, 2)
})

test('a sample is uploaded in two steps, under the app of the token, which is looked up once', async () => {
  answers = [
    (call) => (path(call) === '/v25.0/debug_token' ? '{"data":{"app_id":"4711"}}' : undefined),
    (call) => (path(call)?.endsWith('/uploads') ? '{"id":"upload:abc?sig=d-e_f"}' : undefined),
    (call) => (call.url.includes('/upload:') ? '{"h":"4::aW"}' : undefined),
  ]
  const file = { bytes: Buffer.from([0, 255, 10]), mimeType: 'image/png', name: 'a.png' }
  assert.deepEqual(await cloud.uploadSample(channel(), file), { kind: 'ok', handle: '4::aW' })
  assert.deepEqual(await cloud.uploadSample(channel(), file), { kind: 'ok', handle: '4::aW' })
  await cloud.uploadSample({ ...channel(), appId: '99', accessToken: 'other' }, file)
  assert.deepEqual(calls.map(path), [
    '/v25.0/debug_token',
    '/v25.0/4711/uploads',
    '/v25.0/upload:abc',
    '/v25.0/4711/uploads',
    '/v25.0/upload:abc',
    '/v25.0/99/uploads',
    '/v25.0/upload:abc',
  ])
  const [, session, sent] = calls as [Call, Call, Call]
  assert.deepEqual(queryOf(session), { file_length: '3', file_type: 'image/png', file_name: 'a.png' })
  assert.deepEqual([sent.headers.file_offset, sent.headers.authorization], ['0', 'OAuth a-token'])
  assert.deepEqual([...sent.body], [0, 255, 10])
})

test('any answer of Meta is an outcome, never an exception', async () => {
  const bodies = [
    '',
    '<html>',
    '{',
    '[]',
    'null',
    '7',
    '{}',
    '{"id":{}}',
    '{"data":7}',
    '{"success":false}',
    '{"id":"../../me"}',
    '{"h":[]}',
  ]
  const file = { bytes: Buffer.from('x'), mimeType: 'image/png', name: 'a.png' }
  const write = { elementName: 'a', language: 'es', category: 'UTILITY' as const, components: [] }
  for (const body of bodies) {
    answers = [() => body]
    const results = await Promise.all([
      cloud.createTemplate(channel(), write),
      cloud.listTemplates(channel()),
      cloud.readTemplate(channel(), '77'),
      cloud.uploadSample({ ...channel(), appId: '1' }, file),
    ])
    for (const result of results) {
      assert.ok(result.kind === 'failed', `${body}: ${JSON.stringify(result)}`)
      assert.equal(result.outcome.kind, 'unknown', body)
    }
  }
})
