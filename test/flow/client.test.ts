/**
 * The typed client against a real gateway and its sandbox: sends, lists, files, and what it does when something fails.
 * Trouble that the gateway does not make at will is made by a proxy before it.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import {
  type ApiError,
  AuthenticationError,
  NetworkError,
  NotFoundError,
  PreconditionError,
  type Progress,
  RateLimitError,
  Recado,
  RecadoError,
  type RecadoOptions,
  TimeoutError,
  ValidationError,
} from '../../sdk/client.ts'
import { demoClient } from '../../src/app/demo.ts'
import { adminToken, type Gateway, person, startGateway, textOf } from '../support/gateway.ts'

let gateway: Gateway
let recado: Recado
let admin: Recado

const demo = { clientId: demoClient.id, clientSecret: demoClient.secret }
const hello = (text: string) => ({ botId: 'demo', body: { type: 'text' as const, userId: person, text } })

before(async () => {
  gateway = await startGateway()
  recado = new Recado({ baseUrl: gateway.url, ...demo })
  admin = new Recado({ baseUrl: gateway.url, adminToken })
})

after(() => gateway?.[Symbol.asyncDispose]())

type Seen = { method: string; key: string | undefined }
type Trouble = (seen: Seen[], request: IncomingMessage, response: ServerResponse) => boolean

/** Passes on what `trouble` does not answer; remembers every request. */
async function startProxy(trouble: Trouble) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    seen.push({ method, key: headers['idempotency-key'] as string | undefined })
    if (trouble(seen, request, response)) return
    const passed = new Headers()
    for (const name of ['authorization', 'content-type', 'idempotency-key'])
      if (headers[name] !== undefined) passed.set(name, String(headers[name]))
    const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined
    const answer = await fetch(gateway.url + url, { method, headers: passed, ...(body && { body }) })
    const type = answer.headers.get('content-type') ?? 'text/plain'
    response.writeHead(answer.status, { 'content-type': type }).end(await answer.text())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    seen,
    recado: (options: Partial<RecadoOptions> = {}) =>
      new Recado({
        baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        ...demo,
        ...options,
      } as RecadoOptions),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const answering =
  (status: number, headers: Record<string, string> = {}): Trouble =>
  (seen, _request, response) => {
    if (seen.length > 1) return false
    response.writeHead(status, headers).end('{}')
    return true
  }

describe('a send', () => {
  test('reaches the phone, and its timeline is read', async () => {
    const { messageId } = await recado.sendMessage(hello('from the client'))
    await gateway.phoneUntil((messages) => messages.some((message) => textOf(message) === 'from the client'))
    const message = await recado.getMessage({ botId: 'demo', messageId })
    assert.equal(message.type, 'text')
  })

  test('of a template answers one item for each destination', async () => {
    const body = { elementName: 'demo_text', destinations: [person], parameters: ['Ana', 'A-1024'] }
    const [sent] = await recado.sendTemplate({ botId: 'demo', body })
    assert.equal(sent?.destination, person)
  })

  for (const [what, trouble] of Object.entries({
    429: answering(429, { 'retry-after': '0' }),
    503: answering(503),
    'a lost connection': ((seen, request) => {
      if (seen.length === 1) request.socket.destroy()
      return seen.length === 1
    }) satisfies Trouble,
  })) {
    test(`is made again after ${what}, under the same key, and arrives once`, async () => {
      await using proxy = await startProxy(trouble)
      const text = `once in spite of ${what}`
      await proxy.recado().sendMessage(hello(text))
      assert.equal(proxy.seen.length, 2)
      assert.match(proxy.seen[0]?.key ?? '', /^\S{32,}$/)
      assert.equal(proxy.seen[1]?.key, proxy.seen[0]?.key)
      const shown = await gateway.phoneUntil((messages) => messages.some((message) => textOf(message) === text))
      assert.equal(shown.filter((message) => textOf(message) === text).length, 1)
    })
  }

  test('whose answer is lost after it was accepted arrives once', async () => {
    const text = 'accepted, and the answer lost'
    let isLost = false
    const losing: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (isLost) return response
      isLost = true
      await response.body?.cancel()
      throw new TypeError('lost')
    }
    const answers: string[] = []
    const lossy = new Recado({ baseUrl: gateway.url, ...demo, fetch: losing })
    const onResponse = ({ headers }: { headers: Headers }) => answers.push(headers.get('idempotency-replayed') ?? '')
    await lossy.sendMessage(hello(text), { onResponse })
    assert.deepEqual(answers, ['true'])
    const shown = await gateway.phoneUntil((messages) => messages.some((message) => textOf(message) === text))
    assert.equal(shown.filter((message) => textOf(message) === text).length, 1)
  })

  test('is given up when its repetitions are used up', async () => {
    await using proxy = await startProxy((_seen, _request, response) => {
      response.writeHead(429, { 'retry-after': '0' }).end('{}')
      return true
    })
    await assert.rejects(proxy.recado().sendMessage(hello('x'), { retries: 1 }), RateLimitError)
    assert.equal(proxy.seen.length, 2)
  })
})

describe('what could act twice', () => {
  test('is sent once: a POST without a key', async () => {
    await using proxy = await startProxy(answering(503))
    await assert.rejects(
      proxy.recado().setUserState({ body: { userId: person, botId: 'demo', state: 'auto' } }),
      (error) => error instanceof RecadoError && (error as ApiError).status === 503,
    )
    assert.equal(proxy.seen.length, 1)
  })
})

describe('a call ends', () => {
  const silent: Trouble = () => true

  test('by its signal, with the signal’s reason', async () => {
    const controller = new AbortController()
    await using proxy = await startProxy(() => {
      controller.abort(new Error('the caller has gone'))
      return true
    })
    await assert.rejects(proxy.recado().getLiveness({}, { signal: controller.signal }), /the caller has gone/)
    await assert.rejects(recado.getLiveness({}, { signal: controller.signal }), /the caller has gone/)
    assert.equal(proxy.seen.length, 1)
  })

  test('by its signal between two attempts', async () => {
    const controller = new AbortController()
    await using proxy = await startProxy(answering(503, { 'retry-after': '3600' }))
    const onResponse = () => controller.abort(new Error('the caller has gone'))
    const call = proxy.recado().getLiveness({}, { timeoutMs: 0, signal: controller.signal, onResponse })
    await assert.rejects(call, /the caller has gone/)
  })

  test('when its time is over', async () => {
    await using proxy = await startProxy(silent)
    await assert.rejects(proxy.recado().getLiveness({}, { timeoutMs: 20 }), TimeoutError)
  })

  test('at once when the time that it was told is longer than its own', async () => {
    await using proxy = await startProxy(answering(429, { 'retry-after': '3600' }))
    await assert.rejects(
      proxy.recado().getLiveness(),
      (error) => error instanceof RateLimitError && error.retryAfterMs === 3_600_000,
    )
  })

  test('as an error of the network where nobody listens', async () => {
    const proxy = await startProxy(silent)
    const client = proxy.recado({ retries: 0 })
    await proxy[Symbol.asyncDispose]()
    await assert.rejects(client.getLiveness(), NetworkError)
  })
})

describe('an answer of the gateway that is none of success', () => {
  test('names the fields of a 422', async () => {
    const call = recado.sendMessage({ botId: 'demo', body: { type: 'text', userId: person, text: '' } })
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof ValidationError)
      assert.deepEqual([error.status, error.code, error.key], [422, 'E0422', 'VALIDATOR_ERROR'])
      assert.equal(typeof error.violations.text?.[0]?.en, 'string')
      assert.ok(error.requestId)
      return error.message.includes('text: ')
    })
  })

  test('has the class of its status', async () => {
    await assert.rejects(recado.getMessage({ botId: 'demo', messageId: 'msg_none' }), NotFoundError)
    const wrong = new Recado({ baseUrl: gateway.url, clientId: 'demo', clientSecret: 'wrong ñ' })
    await assert.rejects(wrong.listUsers({ botId: 'demo' }), AuthenticationError)
    await assert.rejects(
      admin.updateBot({ botId: 'demo', ifMatch: '"another"', body: { name: 'x' } }),
      PreconditionError,
    )
  })

  test('that is another form than JSON is refused, and read by response()', async () => {
    await assert.rejects(recado.listNotifications({ botId: 'demo', download: true }), /text\/csv.*response\(\)/)
    const response = await recado.response('listNotifications', { botId: 'demo', download: true })
    assert.match(await response.text(), /\n/)
  })
})

describe('lists', () => {
  test('by number and by cursor have every item once', async () => {
    const names = ['c1', 'c2', 'c3'].map((name) => `listed ${name}`)
    for (const name of names) await admin.createClient({ body: { name, bots: ['demo'] } })
    const found: string[] = []
    for await (const { name } of admin.iterate('listClients', { limit: 2 })) found.push(name ?? '')
    assert.deepEqual(found.filter((name) => names.includes(name)).toSorted(), names)

    const body = { elementName: 'demo_text', destinations: ['593987650001', '593987650002', '593987650003'] }
    const sent = await recado.sendTemplate({ botId: 'demo', body: { ...body, parameters: ['Ana', 'A-1'] } })
    const ids: string[] = []
    for await (const { id } of recado.iterate('listNotifications', { botId: 'demo', limit: 2 })) ids.push(id)
    assert.deepEqual(
      sent.filter(({ id }) => ids.filter((one) => one === id).length !== 1),
      [],
    )
  })

  test('are read no further than asked', async () => {
    const pages: number[] = []
    const onResponse = ({ status }: { status: number }) => pages.push(status)
    for await (const _ of admin.iterate('listClients', { limit: 1 }, { onResponse })) break
    assert.deepEqual(pages, [200])
  })
})

test('a campaign’s file is sent, and its progress is told', async () => {
  const rows = Array.from({ length: 20_000 }, (_, index) => `59398${7_000_000 + index},Ana,A-${index}`)
  const file = new File([`telefono,nombre,pedido\n${rows.join('\n')}`], 'clientes.csv', { type: 'text/csv' })
  const told: Progress[] = []
  const body = {
    botId: 'demo',
    campaignName: 'Mayo',
    elementName: 'demo_text',
    scheduledAt: new Date(Date.now() + 1e9).toISOString(),
    file,
  }
  const { campaignId } = await recado.createCampaign({ body }, { onProgress: (progress) => told.push(progress) })
  assert.equal((await recado.getCampaign({ campaignId })).name, 'Mayo')
  const totalBytes = told[0]?.totalBytes ?? 0
  assert.ok(told.length > 1 && totalBytes > file.size, `${told.length} of ${totalBytes}`)
  assert.deepEqual(told.at(-1), { sentBytes: totalBytes, totalBytes })
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a.sentBytes - b.sentBytes),
  )
  // Without progress as well, and again under a key of one's own.
  const first = await recado.createCampaign({ idempotencyKey: 'campaign-1', body })
  assert.deepEqual(await recado.createCampaign({ idempotencyKey: 'campaign-1', body }), first)
})
