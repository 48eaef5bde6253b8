/** One trace from the accepting call to the bot's webhook, in the caller's trace where it has one; and without a collector the caller's is passed on. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTracing } from '../../src/app/tracing.ts'
import { readTraceparent } from '../../src/model/trace.ts'
import { upload } from '../support/campaign.ts'
import { startCollector } from '../support/collector.ts'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const callers = `00-${traceId}-00f067aa0ba902b7-01`

/** Sends under the caller's trace, and waits until the webhook heard that it was read. */
async function sendUnder(gateway: Gateway, receiver: Receiver): Promise<string> {
  const events = ['delivered_channel', 'delivered_user', 'read']
  await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: receiver.url, events })
  const body = { type: 'text', text: 'hola', userId: person }
  const answer = await gateway.call('POST', '/v1/bots/demo/messages', body, { traceparent: callers })
  const [id = ''] = idsOf(answer)
  await receiver.until((all) => all.some((one) => one.body.messageId === id && one.body.event === 'read'))
  return id
}

test("request, lane, attempt at Meta, states and webhooks are spans of one trace, which is the caller's", async () => {
  await using collector = await startCollector()
  const tracing = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`, OTEL_SERVICE_NAME: 'shop' })
  assert.ok(tracing)
  await using receiver = await startReceiver()
  const gateway = await startGateway({}, { tracing })
  let id = ''
  try {
    id = await sendUnder(gateway, receiver)
    // A person's message has a trace of its own, which begins with Meta's webhook.
    await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
    await gateway.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: 'hola' })
    await receiver.until((all) => all.some(({ path }) => path === '/bot'))
  } finally {
    await gateway[Symbol.asyncDispose]()
    await tracing.stop()
  }
  const all = collector.spans
  const own = all.filter((span) => span.traceId === traceId)
  const named = (name: string) => own.filter((span) => span.name === name)
  const [accepted] = named('POST /v1/bots/:botId/messages')
  const [lane] = named('lane')
  const [graph] = named('graph')
  assert.equal(accepted?.parentSpanId, '00f067aa0ba902b7')
  assert.deepEqual([lane?.parentSpanId, graph?.parentSpanId], [accepted?.spanId, lane?.spanId])
  assert.deepEqual([accepted?.kind, lane?.kind, graph?.kind], [2, 5, 3])
  for (const span of [accepted, lane, graph]) assert.equal(span?.attributes['recado.message'], id)
  for (const state of ['delivered_channel', 'delivered_user', 'read'])
    assert.equal(named(`message ${state}`)[0]?.parentSpanId, accepted?.spanId, state)
  const posts = named('webhook')
  assert.equal(posts.length, 3)
  for (const post of posts) assert.equal(post.parentSpanId, accepted?.spanId)
  const heard = receiver.received.filter(({ body }) => body.messageId === id)
  assert.deepEqual(
    heard.map(({ headers }) => headers.traceparent).toSorted(),
    posts.map(({ spanId }) => `00-${traceId}-${spanId}-01`).toSorted(),
  )
  assert.deepEqual([...new Set(all.map(({ service, status }) => `${service} ${status}`))], ['shop 0'])

  const inbound = receiver.received.find(({ path }) => path === '/bot')
  const theirs = all.filter((span) => span.traceId === inbound?.headers.traceparent?.toString().split('-')[1])
  assert.deepEqual(theirs.map(({ name }) => name).toSorted(), ['POST /meta/webhook', 'webhook'])
  assert.ok(!all.some(({ name }) => /healthz|readyz|metrics/.test(name)))
})

test('a row of a campaign and a step of a skill begin traces, which their messages and webhooks are under', async () => {
  await using collector = await startCollector()
  const tracing = await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  assert.ok(tracing)
  await using receiver = await startReceiver()
  receiver.answer(({ path }, response) =>
    response.end(path === '/skill' ? JSON.stringify({ messages: [{ type: 'text', text: 'de la habilidad' }] }) : 'ok'),
  )
  const gateway = await startGateway({}, { tracing })
  try {
    await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: receiver.url, events: ['delivered_user'] })
    await gateway.manage('PUT', '/manage/v1/bots/demo/skills/saluda', { kind: 'webhook', url: `${receiver.url}/skill` })
    await gateway.simulateInbound({ type: 'text', text: 'hola' })
    await gateway.call('POST', `/v1/bots/demo/users/${person}/skill/saluda`, {})
    await upload(gateway, 'telefono,1,2\n593987654322,Ana,A-1\n593987654323,Luis,A-2\n')
    await receiver.until((all) => all.filter(({ path }) => path === '/').length === 3)
  } finally {
    await gateway[Symbol.asyncDispose]()
    await tracing.stop()
  }
  const begun = collector.spans.filter(({ name }) => name === 'campaign row' || name === 'skill')
  assert.deepEqual(begun.map(({ name }) => name).toSorted(), ['campaign row', 'campaign row', 'skill'])
  for (const { name, traceId, spanId } of begun) {
    const under = collector.spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId)
    const names = under.map((span) => span.name)
    for (const wanted of ['lane', 'message delivered_user', 'webhook'])
      assert.ok(names.includes(wanted), `${name}: ${names}`)
  }
  const [asked] = receiver.received.filter(({ path }) => path === '/skill')
  const [skill] = begun.filter(({ name }) => name === 'skill')
  assert.equal(asked?.headers.traceparent, `00-${skill?.traceId}-${skill?.spanId}-01`)
})

test('without a collector nothing is traced, and the trace of the caller reaches the webhook', async () => {
  assert.equal(await startTracing({}), undefined)
  assert.equal(
    await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' }),
    undefined,
  )
  await using receiver = await startReceiver()
  await using gateway = await startGateway()
  const id = await sendUnder(gateway, receiver)
  const heard = receiver.received.filter(({ body }) => body.messageId === id)
  assert.deepEqual(
    heard.map(({ headers }) => headers.traceparent),
    [callers, callers, callers],
  )
  const plain = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'x', userId: person }))
  await eventually(() => receiver.received.some(({ body }) => body.messageId === plain[0]), 'the other one is told')
  assert.equal(receiver.received.find(({ body }) => body.messageId === plain[0])?.headers.traceparent, undefined)
})

test('a share that is none is refused; a traceparent that is not well-formed counts as none', async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_TRACES_SAMPLER_ARG: '2' }
  await assert.rejects(startTracing(env), /OTEL_TRACES_SAMPLER_ARG must be/)
  assert.equal(readTraceparent(callers), callers)
  for (const wrong of [
    undefined,
    '',
    [callers],
    callers.slice(1),
    callers.toUpperCase(),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `ff${callers.slice(2)}`,
  ])
    assert.equal(readTraceparent(wrong), undefined, String(wrong))
})
