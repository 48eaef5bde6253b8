/**
 * `recado/testing`: a reset leaves nothing of the test before, on either side, whatever was in flight; and several run
 * beside each other.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { startRecado, type TestRecado } from '../../src/testing/testing.ts'
import { request } from '../support/gateway.ts'
import { startTestedBot } from '../support/tested-bot.ts'

const within = 60_000
const echo = ({ bubble }: { bubble: Record<string, unknown> }) => ({ type: 'text', text: `You wrote: ${bubble.text}` })

describe('reset', () => {
  let recado: TestRecado
  before(async () => {
    recado = await startRecado({ within })
  })
  after(() => recado?.stop())

  const manage = (method: string, path: string, body?: unknown) =>
    request(recado.url + path, method, body, { authorization: `Bearer ${recado.adminToken}` })
  const call = (path: string, body: unknown, headers = {}) => {
    const { clientId, clientSecret } = recado.client
    const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
    return request(recado.url + path, 'POST', body, { authorization, ...headers })
  }
  const message = (text: string) => ({ type: 'text', userId: '593987654321', text })
  const send = (text: string, headers = {}) => call('/v1/bots/demo/messages', message(text), headers)

  test('people, messages, keys, settings and time of one test are not in the next', async () => {
    await using bot = await startTestedBot(recado, echo)
    const before = await manage('GET', '/manage/v1/bots/demo')
    const phone = recado.phone()
    await phone.says('hola')
    await phone.receives()
    assert.equal((await send('mine', { 'idempotency-key': 'k-1' })).status, 200)
    await manage('PATCH', '/manage/v1/bots/demo', { name: 'Other' })
    await manage('PUT', '/manage/v1/bots/demo/skills/9', { name: 'S', kind: 'messages', messages: [message('x')] })
    await recado.clock.advance(3_600_000)
    await recado.fault({ status: 503 })

    await recado.reset()

    assert.deepEqual(await phone.messages(), [])
    assert.deepEqual(recado.events.all(), [])
    assert.ok(Math.abs(recado.clock.now() - Date.now()) < 60_000)
    const { body } = await manage('GET', '/manage/v1/bots/demo')
    assert.equal(body.name, before.body.name)
    for (const list of ['users', 'events', 'deliveries'])
      assert.deepEqual((await manage('GET', `/manage/v1/bots/demo/${list}`)).body.results ?? [], [], list)
    const skills = (await manage('GET', '/manage/v1/bots/demo/skills')).body.results as { id: string }[]
    assert.deepEqual(
      skills.map(({ id }) => id),
      ['2222'],
    )
    const sandbox = (path: string) => request(`${recado.sandboxUrl}/_sandbox/${path}`, 'GET')
    assert.deepEqual((await sandbox('people')).body, [])
    assert.deepEqual((await sandbox('faults')).body, [])
    // The same key with another body: refused if the former request were remembered.
    assert.equal((await send('yours', { 'idempotency-key': 'k-1' })).status, 200)
    await phone.says('otra vez')
    await phone.receives({ text: 'You wrote: otra vez' })
    assert.ok(bot.url)
  })

  test('messages that could not leave hold nobody up', async () => {
    await using _bot = await startTestedBot(recado, echo)
    const phone = recado.phone()
    await recado.fault({ status: 503 })
    await phone.says('lost')
    for (let n = 0; n < 20; n++) await send(`stuck ${n}`)
    await recado.reset()
    await phone.says('first')
    await phone.receives({ text: 'You wrote: first' })
    const texts = (await phone.messages()).filter(({ direction }) => direction === 'out').map(({ text }) => text)
    assert.deepEqual(texts, ['You wrote: first'])
  })

  test('an answer of WhatsApp and a webhook that are on their way arrive nowhere', async () => {
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const server = createServer(async (_request, response) => {
      asked.resolve()
      await held.promise
      response.writeHead(500).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    try {
      await recado.webhook(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
      const phone = recado.phone()
      await phone.says('held')
      await asked.promise
      await recado.fault({ delay: 100_000 })
      await send('slow')
      await phone.receives({ text: 'slow' })

      await recado.reset()
      held.resolve()

      await using _bot = await startTestedBot(recado, echo)
      await phone.says('next')
      await phone.receives({ text: 'You wrote: next' })
      await recado.events.next({ event: 'delivered_user' })
      await phone.receivesNothing()
      assert.deepEqual(
        recado.events.all().filter(({ event }) => event === 'failed'),
        [],
      )
      const kinds = new Set(recado.events.all().map(({ event }) => event))
      assert.ok(kinds.has('message'))
    } finally {
      held.resolve()
      server.close()
      server.closeAllConnections()
    }
  })

  test('many resets, with messages on their way at each: no test sees another', async () => {
    await using _bot = await startTestedBot(recado, echo)
    for (let turn = 0; turn < 15; turn++) {
      const phone = recado.phone()
      await phone.says(`turn ${turn}`)
      const { text } = await phone.receives()
      assert.equal(text, `You wrote: turn ${turn}`)
      await Promise.all([send('late 1'), send('late 2'), phone.says('late 3')])
      await recado.reset()
    }
    assert.deepEqual(await recado.phone().messages(), [])
  })

  test('it costs a small part of a start', async () => {
    const cost = async (work: () => Promise<unknown>) => {
      const before = process.cpuUsage()
      await work()
      const { user, system } = process.cpuUsage(before)
      return user + system
    }
    let other: TestRecado | undefined
    const start = await cost(async () => {
      other = await startRecado()
    })
    const times = 10
    const resets = await cost(async () => {
      for (let n = 0; n < times; n++) await other?.reset()
    })
    await other?.stop()
    assert.ok(resets / times < start / 4, `a reset took ${resets / times / 1_000} ms of CPU, a start ${start / 1_000}`)
  })
})

test('two beside each other know nothing of each other, and leave nothing', async () => {
  // Of this test alone: others make such folders meanwhile.
  const folder = mkdtempSync(join(tmpdir(), 'recado-beside-'))
  const usual = process.env.TMPDIR
  process.env.TMPDIR = folder
  try {
    await using first = await startRecado({ within })
    await using second = await startRecado({ within })
    assert.notEqual(first.url, second.url)
    await using _firstBot = await startTestedBot(first, echo)
    await using _secondBot = await startTestedBot(second, echo)
    await first.phone().says('to the first')
    await first.phone().receives({ text: /to the first/ })
    assert.deepEqual(await second.phone().messages(), [])
    await second.reset()
    assert.equal((await first.phone().messages()).length, 2)
    assert.ok(readdirSync(folder).length > 0)
  } finally {
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
  }
  assert.deepEqual(readdirSync(folder), [])
  rmdirSync(folder)
})

test('settings are checked, and the environment is not read', async () => {
  await assert.rejects(startRecado({ RECADO_PROT: '1' }), /did you mean RECADO_PORT\?/)
  process.env.RECADO_LOG_LEVEL = 'none'
  try {
    const recado = await startRecado({ webhookUrl: 'http://127.0.0.1:9/' })
    assert.equal(recado.env.RECADO_URL, recado.url)
    await recado.stop()
  } finally {
    delete process.env.RECADO_LOG_LEVEL
  }
})
