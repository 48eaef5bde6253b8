/** The typed client's pure parts: requests, forms, pages, and when a call is made again. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AuthenticationError, errorOfAnswer, NetworkError, RateLimitError } from '../../sdk/client/errors.ts'
import { pagesOf } from '../../sdk/client/pages.ts'
import { buildRequest } from '../../sdk/client/request.ts'
import { canRepeat, pauseBefore } from '../../sdk/client/retry.ts'
import { encodeForm } from '../../sdk/client/upload.ts'
import { Recado } from '../../sdk/client.ts'

const noKey = () => 'made'

describe('a request', () => {
  test('has its path, query, headers and body in their places', () => {
    const args = { botId: 'a/b ü', page: 2, search: 'x&y', language: undefined }
    const { method, url, body } = buildRequest('https://g.example.com/base/', 'listUsers', args, noKey)
    assert.deepEqual(
      [method, url, body],
      ['GET', 'https://g.example.com/base/v1/bots/a%2Fb%20%C3%BC/users?page=2&search=x%26y', undefined],
    )
    const changed = buildRequest('https://g/', 'updateBot', { botId: 'b', ifMatch: '"r1"', body: { name: 'N' } }, noKey)
    assert.deepEqual(
      [changed.headers.get('if-match'), changed.headers.get('content-type'), changed.body],
      ['"r1"', 'application/json', '{"name":"N"}'],
    )
  })

  test('of a send has a key, the caller’s own where there is one', () => {
    const send = (args: object) => buildRequest('https://g', 'sendMessage', { botId: 'b', body: {}, ...args }, noKey)
    assert.equal(send({}).headers.get('idempotency-key'), 'made')
    assert.equal(send({ idempotencyKey: 'mine' }).headers.get('idempotency-key'), 'mine')
    assert.equal(buildRequest('https://g', 'createBot', { body: {} }, noKey).idempotencyKey, undefined)
  })

  test('is not made with a part of the path that would lead elsewhere', () => {
    for (const botId of [undefined, '', '.', '..'])
      assert.throws(() => buildRequest('https://g', 'getBot', { botId }, noKey), TypeError)
  })

  test('with a file is a form, files last', () => {
    const body = { file: new Blob(['a,b']), botId: 'demo', params: { a: 1 }, language: undefined }
    const request = buildRequest('https://g', 'createCampaign', { body }, noKey)
    assert.ok(request.body instanceof FormData)
    assert.deepEqual([...request.body.keys()], ['botId', 'params', 'file'])
    assert.equal(request.body.get('params'), '{"a":1}')
  })
})

test('a form that is encoded here is read as it was', async () => {
  const form = new FormData()
  form.append('a "name"', 'one\ntwo')
  form.append('file', new Blob(['x\r\ny'], { type: 'text/csv' }), 'a "b".csv')
  const { body, boundary } = encodeForm(form)
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  const read = await new Response(body, { headers }).formData()
  assert.equal(read.get('a "name"'), 'one\r\ntwo')
  const file = read.get('file') as File
  assert.deepEqual([file.name, file.type, await file.text()], ['a "b".csv', 'text/csv', 'x\r\ny'])
})

test('a text is read as one; a file of another type is not spoilt, but refused', async () => {
  const answering = (type: string) => async () => new Response('PK', { headers: { 'content-type': type } })
  const reportOf = (type: string) =>
    new Recado({ baseUrl: 'https://g', adminToken: 'x', fetch: answering(type) }).getCampaignReport({ campaignId: 'c' })
  assert.equal(await reportOf('text/csv; charset=utf-8'), 'PK')
  const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  await assert.rejects(reportOf(xlsx), /not a text: response\(\) takes any form/)
})

describe('a call is made again', () => {
  test('only where it cannot act twice', () => {
    const repeated = ['GET', 'PUT', 'DELETE', 'POST', 'PATCH'].filter((method) => canRepeat(method, undefined))
    assert.deepEqual(repeated, ['GET', 'PUT', 'DELETE'])
    assert.ok(canRepeat('POST', 'key'))
  })

  test('after a growing pause, and never before the time that it was told', async () => {
    const lost = new NetworkError('lost')
    assert.deepEqual(
      [0, 1, 2, 9].map((attempt) => pauseBefore(lost, attempt, 1)),
      [500, 1_000, 2_000, 8_000],
    )
    assert.equal(pauseBefore(lost, 0, 0), 250)
    const busy = await errorOfAnswer(new Response('{}', { status: 429, headers: { 'retry-after': '7' } }), 0)
    assert.ok(busy instanceof RateLimitError)
    assert.ok((pauseBefore(busy, 0, 0) ?? 0) >= 7_000)
    const date = { 'retry-after': new Date(9_000).toUTCString() }
    assert.equal((await errorOfAnswer(new Response('', { status: 503, headers: date }), 4_000)).retryAfterMs, 5_000)
    const refused = await errorOfAnswer(new Response('{}', { status: 401 }), 0)
    assert.ok(refused instanceof AuthenticationError)
    assert.equal(pauseBefore(refused, 0, 0), undefined)
  })

  test('not for a page that no proxy meant as JSON, which is kept as a text', async () => {
    const error = await errorOfAnswer(new Response('<h1>Bad Gateway</h1>', { status: 502 }), 0)
    assert.deepEqual([error.name, error.body, error.code], ['BadGatewayError', '<h1>Bad Gateway</h1>', undefined])
    assert.equal(pauseBefore(error, 0, 0), undefined)
  })
})

describe('pages', () => {
  const all = async (pages: object[]) => {
    const asked: object[] = []
    const ask = async (args: object) => {
      asked.push(args)
      return pages[asked.length - 1] ?? {}
    }
    const got: object[] = []
    for await (const page of pagesOf({ botId: 'b' }, ask)) got.push(page)
    assert.equal(got.length, pages.length)
    return asked
  }

  test('go on by number until the last', async () => {
    const pages = [1, 2, 3].map((page) => ({ _metadata: {}, pagination: { page, totalPages: 3 } }))
    assert.deepEqual(await all(pages), [{ botId: 'b' }, { botId: 'b', page: 2 }, { botId: 'b', page: 3 }])
  })

  test('go on by the cursor, wherever it stands, also over an empty page', async () => {
    const next = { botId: 'b', page: undefined }
    assert.deepEqual(await all([{ _metadata: { next: 'x' }, results: [] }, { _metadata: { next: null } }]), [
      { botId: 'b' },
      { ...next, after: 'x' },
    ])
    assert.deepEqual(await all([{ next: 'x' }, { next: null }]), [{ botId: 'b' }, { ...next, after: 'x' }])
  })
})

test('a longer pause than may be waited for ends the call at once', async () => {
  let calls = 0
  const busy = async () => {
    calls += 1
    return new Response('{}', { status: 429, headers: { 'retry-after': '30' } })
  }
  const client = new Recado({ baseUrl: 'http://127.0.0.1', fetch: busy, longestPauseMs: 1_000 })
  await assert.rejects(client.getMe(), RateLimitError)
  assert.equal(calls, 1)
})
