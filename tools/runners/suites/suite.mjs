/** A bot's tests, whatever runs them: each entry hands in its runner's functions. The bot echoes what people write. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { startRecado } from 'recado/testing'

export function testBot({ test, beforeAll, afterAll, beforeEach }) {
  let recado
  let server

  beforeAll(async () => {
    recado = await startRecado({ within: 60_000 })
    server = await startBot(recado)
  })
  afterAll(async () => {
    server?.close()
    server?.closeAllConnections()
    await recado?.stop()
  })
  beforeEach(() => recado.reset())

  test('it says back what was written', async () => {
    await recado.phone().says('hola')
    await recado.phone().receives({ text: /hola$/ })
  })
  test('nothing of the test before is there', async () => {
    assert.deepEqual(await recado.phone().messages(), [])
    assert.deepEqual(recado.events.all(), [])
  })
  test('it hears of delivery', async () => {
    await recado.phone().says('hola')
    const answer = await recado.phone().receives()
    const { wamid } = await recado.events.next({ event: 'delivered_user' })
    assert.ok(wamid === undefined || wamid === answer.wamid)
  })
  test('trouble at WhatsApp only delays it', async () => {
    await recado.fault({ status: 503, times: 2 })
    await recado.phone().says('hola')
    await recado.phone().receives({ text: /hola$/ })
  })
  test('who waits in vain is told what came', async () => {
    await recado.phone().says('hola')
    await recado.phone().receives()
    await assert.rejects(recado.phone().receives({ text: 'adiós' }, { within: 1 }), /You wrote: hola/)
  })
}

async function startBot(recado) {
  const { baseUrl, clientId, clientSecret } = recado.client
  const authorization = `Basic ${btoa(`${clientId}:${clientSecret}`)}`
  const server = createServer(async (request, response) => {
    const { userId, bubble } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const answer = { type: 'text', userId, text: `You wrote: ${bubble.text}` }
    const headers = { authorization, 'content-type': 'application/json' }
    const address = `${baseUrl}/v1/bots/${recado.botId}/messages`
    const sent = await fetch(address, { method: 'POST', headers, body: JSON.stringify(answer) })
    response.writeHead(sent.ok ? 200 : 503).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await recado.webhook(`http://127.0.0.1:${server.address().port}/`)
  return server
}
