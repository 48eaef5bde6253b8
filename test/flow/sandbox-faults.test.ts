/** Scripted faults in the sandbox, on every kind of call, and the log of requests and webhooks with redelivery. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { numberId, type OpenSandbox, openSandbox, person, wabaId } from '../support/sandbox.ts'

const message = { messaging_product: 'whatsapp', to: `+${person}`, type: 'text', text: { body: 'a' } }
const post = (open: OpenSandbox) => open.graph('POST', `${numberId}/messages`, message)

async function upload(open: OpenSandbox) {
  const form = new FormData()
  form.set('messaging_product', 'whatsapp')
  form.set('type', 'image/png')
  form.set('file', new Blob([new Uint8Array([1, 2, 3])], { type: 'image/png' }), 'a.png')
  return open.graph('POST', `${numberId}/media`, form)
}

const statusesOf = (open: OpenSandbox, wamid: string) =>
  open
    .changes()
    .flatMap(({ value }) => value.statuses ?? [])
    .filter(({ id }) => id === wamid)
    .map(({ status }) => status)

describe('a fault', () => {
  test('passes the first ones, hits each n-th, and so often', async () => {
    await using open = await openSandbox()
    await open.control('POST', 'faults', { kind: 'status', httpStatus: 503, skip: 1, every: 2, times: 2 })
    const codes = []
    for (let n = 0; n < 8; n++) codes.push((await post(open)).status)
    assert.deepEqual(codes, [200, 200, 503, 200, 503, 200, 200, 200])
    const [fault] = (await open.control('GET', 'faults')).body
    assert.deepEqual([fault.id, fault.struck, fault.timesLeft], ['fault-1', 2, 0])
  })

  test('hits at random, alike for the same seed', async () => {
    const play = async () => {
      await using open = await openSandbox({
        seed: 3,
        demoPerson: false,
        rules: { pairRate: false, throughput: false },
      })
      await open.control('POST', 'faults', { kind: 'status', probability: 0.5 })
      const codes = []
      for (let n = 0; n < 30; n++) codes.push((await post(open)).status)
      return codes
    }
    const first = await play()
    assert.deepEqual(await play(), first)
    assert.deepEqual([...new Set(first)].sort(), [200, 500])
  })

  test('hits by type, template and number', async () => {
    await using open = await openSandbox()
    await open.control('POST', 'faults', { kind: 'status', times: 'always', match: { type: 'template' } })
    assert.equal((await post(open)).status, 200)
    const template = { name: 'demo_plain', language: { code: 'es' } }
    const send = (more: object) => open.graph('POST', `${numberId}/messages`, { ...message, ...more })
    assert.equal((await send({ type: 'template', template })).status, 500)
    await open.control('DELETE', 'faults')
    await open.control('POST', 'faults', { kind: 'status', times: 'always', match: { phoneNumberId: '7' } })
    assert.equal((await post(open)).status, 200)
  })

  test('is removed by its id, and the others stay', async () => {
    await using open = await openSandbox()
    const { body: first } = await open.control('POST', 'faults', { kind: 'status', httpStatus: 501, times: 'always' })
    await open.control('POST', 'faults', { kind: 'status', httpStatus: 502, times: 'always' })
    assert.equal((await post(open)).status, 501)
    assert.deepEqual((await open.control('DELETE', `faults/${first.id}`)).body, { ok: true })
    assert.equal((await post(open)).status, 502)
    assert.equal((await open.control('DELETE', `faults/${first.id}`)).status, 404)
  })

  for (const wrong of [
    { kind: 'lose' },
    { kind: 'silence', match: { operation: 'templates' } },
    { kind: 'status', match: { operation: 'lunch' } },
    { kind: 'status', match: { too: person } },
    { kind: 'status', match: { operation: 'mediaUpload', to: person } },
    { kind: 'status', match: { to: 5 } },
    { kind: 'status', skip: -1 },
    { kind: 'status', probability: 2 },
    { kind: 'status', match: [] },
  ])
    test(`is refused with a sentence: ${JSON.stringify(wrong)}`, async () => {
      await using open = await openSandbox()
      const answer = await open.control('POST', 'faults', wrong)
      assert.deepEqual([answer.status, typeof answer.body.error], [400, 'string'])
      assert.deepEqual((await open.control('GET', 'faults')).body, [])
    })
})

describe('faults on other calls', () => {
  test('hit an upload, the address, the download, the deletion, each by its name', async () => {
    await using open = await openSandbox()
    const fault = (operation: string, httpStatus: number) =>
      open.control('POST', 'faults', { kind: 'status', httpStatus, body: { error: operation }, match: { operation } })
    await fault('mediaUpload', 521)
    await fault('mediaInfo', 522)
    await fault('mediaDownload', 523)
    await fault('mediaDelete', 524)
    assert.deepEqual([(await upload(open)).status, (await post(open)).status], [521, 200])
    const { id } = (await upload(open)).body
    const refused = await open.graph('GET', id)
    assert.deepEqual([refused.status, refused.body], [522, { error: 'mediaInfo' }])
    const { url } = (await open.graph('GET', id)).body
    const download = () => fetch(url, { headers: { authorization: 'Bearer any' } })
    assert.deepEqual([(await download()).status, (await download()).status], [523, 200])
    assert.deepEqual([(await open.graph('DELETE', id)).status, (await open.graph('DELETE', id)).status], [524, 200])
  })

  test("hit templates with Meta's error, and any call at all", async () => {
    await using open = await openSandbox()
    const list = () => open.graph('GET', `${wabaId}/message_templates`)
    await open.control('POST', 'faults', { kind: 'graphError', code: 80007, match: { operation: 'templates' } })
    assert.equal((await list()).body.error.code, 80007)
    assert.equal((await list()).status, 200)
    await open.control('POST', 'faults', { kind: 'status', httpStatus: 503, times: 3, match: { operation: 'any' } })
    assert.deepEqual(
      [(await list()).status, (await post(open)).status, (await open.graph('GET', numberId)).status],
      [503, 503, 503],
    )
    assert.equal((await open.graph('GET', numberId)).status, 200)
  })

  test('cut the connection before or after the upload took effect', async () => {
    await using open = await openSandbox()
    const before = open.sandbox.world.media.all().length
    await open.control('POST', 'faults', { kind: 'dropBefore', match: { operation: 'mediaUpload' } })
    await assert.rejects(upload(open))
    assert.equal(open.sandbox.world.media.all().length, before)
    await open.control('POST', 'faults', { kind: 'dropAfter', match: { operation: 'mediaUpload' } })
    await assert.rejects(upload(open))
    assert.equal(open.sandbox.world.media.all().length, before + 1)
    const cut = await open.control('GET', 'requests?path=/media&status=0')
    assert.equal(cut.body.length, 2)
  })

  test('delay the answer', async () => {
    await using open = await openSandbox()
    await open.control('POST', 'faults', { kind: 'delay', delayMs: 60, match: { operation: 'templates' } })
    const startedAt = performance.now()
    assert.equal((await open.graph('GET', `${wabaId}/message_templates`)).status, 200)
    assert.ok(performance.now() - startedAt >= 55)
  })
})

describe('faults on webhooks', () => {
  const hook = (open: OpenSandbox, kind: string, more: object) =>
    open.control('POST', 'faults', { kind, match: { operation: 'webhooks', ...more } })

  test('lose one, double one, each by its status', async () => {
    await using open = await openSandbox()
    await hook(open, 'lose', { status: 'delivered' })
    await hook(open, 'duplicate', { status: 'sent', to: person })
    const wamid = await open.send()
    await open.until(() => (statusesOf(open, wamid).length === 3 ? true : undefined))
    assert.deepEqual(statusesOf(open, wamid).sort(), ['read', 'sent', 'sent'])
    const other = await open.send()
    await open.until(() => (statusesOf(open, other).length === 3 ? true : undefined))
    assert.deepEqual(statusesOf(open, other).sort(), ['delivered', 'read', 'sent'])
  })

  test('hold one back until its time', async () => {
    await using open = await openSandbox()
    await hook(open, 'delay', { field: 'messages' })
    await open.control('POST', 'clock', { frozen: true })
    const { body: late } = await open.control('POST', 'inbound', { from: person, type: 'text', text: 'late' })
    const { body: next } = await open.control('POST', 'inbound', { from: person, type: 'text', text: 'next' })
    const messages = () => open.changes().flatMap(({ value }) => (value.messages ?? []).map(({ id }) => id))
    await open.until(() => (messages().includes(next.wamid) ? true : undefined))
    assert.ok(!messages().includes(late.wamid))
    await open.control('POST', 'clock', { advanceMs: 1_000 })
    await open.until(() => (messages().includes(late.wamid) ? true : undefined))
  })
})

describe('the log', () => {
  test('has each request with its answer, without its secrets, and filters them', async () => {
    await using open = await openSandbox()
    await post(open)
    await open.graph('GET', `${wabaId}/message_templates?limit=1&access_token=very-secret`)
    await open.graph('GET', 'nobody')
    const { body: all, text } = await open.control('GET', 'requests')
    assert.deepEqual(
      all.map(({ method, statusCode }: Record<string, unknown>) => [method, statusCode]),
      [
        ['POST', 200],
        ['GET', 200],
        ['GET', 400],
      ],
    )
    assert.ok(!text.includes('very-secret') && !text.includes('Bearer'))
    assert.deepEqual([JSON.parse(all[0].body), JSON.parse(all[0].answer).messaging_product], [message, 'whatsapp'])
    const count = async (query: string) => (await open.control('GET', `requests?${query}`)).body.length
    assert.equal(await count('method=post'), 1)
    assert.equal(await count('status=400'), 1)
    assert.equal(await count(`path=message_templates`), 1)
    assert.equal(await count(`phoneNumberId=${numberId}`), 1)
    assert.equal(await count(`since=${all[0].id}`), 2)
    assert.equal(await count('limit=2'), 2)
  })

  test('has each webhook with its result, and posts one or a range again', async () => {
    await using open = await openSandbox()
    const wamid = await open.send()
    await open.status(wamid, 'read')
    const posts = async (query: string) => (await open.control('GET', `webhooks?${query}`)).body
    const [sent] = await posts(`text=${encodeURIComponent(wamid)}&limit=3`)
    assert.deepEqual([sent.phoneNumberId, sent.fields, sent.attempts], [numberId, ['statuses'], 0])
    const before = open.received.length
    const again = await open.control('POST', `webhooks/${sent.id}/redeliver`)
    await open.until(() => (open.received.length === before + 1 ? true : undefined))
    assert.equal(open.received.at(-1)?.raw, sent.body)
    const range = await open.control('POST', 'webhooks/redeliver', { from: sent.id, to: again.body.id })
    await open.until(() => (open.received.length === before + 1 + range.body.ids.length ? true : undefined))
    assert.equal(range.body.ids.length, again.body.id - sent.id + 1)
    assert.deepEqual(await posts(`since=${range.body.ids.at(-1)}`), [])
    assert.equal(
      (await posts('status=200&field=statuses')).every(({ state }: { state: string }) => state === 'delivered'),
      true,
    )
    assert.equal((await open.control('POST', 'webhooks/999/redeliver')).status, 404)
    assert.equal((await open.control('POST', 'webhooks/redeliver', { from: 2, to: 1 })).status, 400)
    assert.equal((await open.control('POST', 'webhooks/redeliver', { from: 1 })).status, 400)
  })
})
