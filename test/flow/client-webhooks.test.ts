/**
 * The handlers of `recado/webhooks` in the servers that they are for, with events that a real gateway delivers; and
 * what each of them answers to what the gateway did not send.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { serve } from '@hono/node-server'
import express from 'express'
import { fastify } from 'fastify'
import { Hono } from 'hono'
import { Webhook } from 'standardwebhooks'
import { Recado } from '../../sdk/client.ts'
import {
  expressHandler,
  fastifyWebhooks,
  honoHandler,
  nodeHandler,
  type ReceiverOptions,
  type WholeEvent,
} from '../../sdk/webhooks.ts'
import { adminToken, eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway
let secret: string

before(async () => {
  gateway = await startGateway()
  secret = await renewedSecret(0)
})

after(() => gateway?.[Symbol.asyncDispose]())

async function renewedSecret(overlapSeconds: number): Promise<string> {
  const admin = new Recado({ baseUrl: gateway.url, adminToken })
  return (await admin.renewWebhookSecret({ botId: 'demo', body: { overlapSeconds } })).webhookSecret
}

type Running = AsyncDisposable & { url: string }

async function running(server: Server): Promise<Running> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address?.port}/hook`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Each with the handler in the place where its documents put a route. */
const servers: Record<string, (options: ReceiverOptions) => Promise<Running>> = {
  'node:http': (options) => running(createServer(nodeHandler(options))),
  express: (options) => {
    const app = express()
    app.post('/hook', expressHandler(options))
    app.use(express.json())
    return running(createServer(app))
  },
  hono: (options) => {
    const app = new Hono().post('/hook', honoHandler(options))
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    assert.ok(server instanceof NetServer)
    return once(server, 'listening').then(() => running(server as Server))
  },
  fastify: async (options) => {
    const app = fastify()
    app.post('/other', async ({ body }) => ({ body }))
    await app.register(fastifyWebhooks({ ...options, path: '/hook' }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    return running(app.server)
  },
}

function post(url: string, body: string, by = secret, at = new Date()): Promise<Response> {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(by).sign('evt_1', at, body),
  }
  return fetch(url, { method: 'POST', headers, body })
}

const textOf = (event: WholeEvent) =>
  event.type === 'message' && event.body.bubble.type === 'text' ? event.body.bubble.text : undefined

for (const [name, start] of Object.entries(servers)) {
  describe(name, () => {
    test('takes what the gateway delivers, and again what it did not take the first time', async () => {
      const events: WholeEvent[] = []
      const errors: unknown[] = []
      await using server = await start({
        secret,
        onError: (error) => errors.push(error),
        onEvent: async (event) => {
          events.push(event)
          if (textOf(event) !== undefined && event.attempt === 1) throw new Error('no room')
        },
      })
      const texts = () => events.filter((event) => textOf(event) === `ñandú to ${name}`)
      await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: server.url })
      await gateway.simulateInbound({ type: 'text', text: `ñandú to ${name}` })
      await eventually(() => texts().length === 1 && errors.length === 1, 'it came, and was not taken')
      gateway.advance(10_000)
      await eventually(() => texts().length === 2, 'it came again')
      const [first, second] = texts()
      assert.equal(first?.id, second?.id)
      assert.ok((second?.attempt ?? 0) > 1)
      await gateway.call('DELETE', '/v1/bots/demo/webhook')
    })

    test('goes on while secrets overlap, and no longer', async () => {
      const ids: string[] = []
      await using server = await start({ secret, onEvent: ({ id }) => ids.push(id) })
      const admin = new Recado({ baseUrl: gateway.url, adminToken })
      const body = { url: server.url, events: ['read' as const] }
      const { id: endpointId } = await admin.createEndpoint({ botId: 'demo', body })
      secret = await renewedSecret(3_600)
      const overlapping = await admin.testEndpoint({ endpointId })
      assert.deepEqual([overlapping.isDelivered, ids], [true, [overlapping.eventId]])
      secret = await renewedSecret(0)
      const ended = await admin.testEndpoint({ endpointId })
      assert.deepEqual([ended.isDelivered, ended.status, ids.length], [false, 401, 1])
      await admin.deleteEndpoint({ botId: 'demo', endpointId })
    })

    test('refuses what the gateway did not sign so, lately', async () => {
      const ids: string[] = []
      await using server = await start({ secret, maxBytes: 1_000, onEvent: ({ id }) => ids.push(id) })
      const body = '{ "eventId": "evt_1",  "event": "read" }'
      assert.equal((await post(server.url, body)).status, 204)
      assert.equal((await post(server.url, body, `whsec_${Buffer.alloc(32, 1).toString('base64')}`)).status, 401)
      assert.equal((await post(server.url, body, secret, new Date(Date.now() - 400_000))).status, 401)
      assert.equal((await fetch(server.url, { method: 'POST', body })).status, 401)
      assert.equal((await post(server.url, 'no JSON')).status, 400)
      assert.equal((await post(server.url, JSON.stringify({ eventId: 'x'.repeat(2_000) }))).status, 413)
      assert.deepEqual(ids, ['evt_1'])
    })
  })
}

test('express: a body that was parsed before is an error that says so, and a raw one is taken', async () => {
  const errors: unknown[] = []
  const options = { secret, onEvent: () => {}, onError: (error: unknown) => errors.push(error) }
  const app = express()
  app.post('/raw', express.raw({ type: '*/*' }), expressHandler(options))
  app.post('/hook', express.json(), expressHandler(options))
  await using server = await running(createServer(app))
  const body = '{"eventId":"evt_1","event":"read"}'
  assert.equal((await post(server.url.replace('/hook', '/raw'), body)).status, 204)
  assert.equal((await post(server.url, body)).status, 500)
  assert.match(String(errors), /before express\.json\(\)/)
})

test('fastify: the other routes parse their bodies as before', async () => {
  await using server = (await servers.fastify?.({ secret, onEvent: () => {} })) as Running
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(server.url.replace('/hook', '/other'), { method: 'POST', headers, body: '{"a":1}' })
  assert.deepEqual(await answer.json(), { body: { a: 1 } })
})
