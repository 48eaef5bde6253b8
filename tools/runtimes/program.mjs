/** A bot in one file: it asks the API, receives an event that it verifies, and answers. Web standards alone. */
import { Recado, ValidationError } from 'recado/client'
import { fetchHandler } from 'recado/webhooks'

const { Bun, Deno } = globalThis
const { baseUrl, clientId, clientSecret, botId, secret, sandboxUrl } = JSON.parse(
  Deno?.env.get('GATEWAY') ?? process.env.GATEWAY,
)
const recado = new Recado({ baseUrl, clientId, clientSecret })
const userId = '593987654321'
const text = `hola desde ${Bun ? 'Bun' : Deno ? 'Deno' : 'Node'}`

function check(isRight, what) {
  if (!isRight) throw new Error(what)
}

const received = Promise.withResolvers()
const receive = fetchHandler({ secret, onEvent: (event) => event.type === 'message' && received.resolve(event) })
const server = await serve(receive)
try {
  await recado.setBotWebhook({ botId, body: { webhookUrl: `http://127.0.0.1:${server.port}/` } })
  const unsigned = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST', body: '{}' })
  check(unsigned.status === 401, `an unsigned event is answered with ${unsigned.status}`)

  const act = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const said = await fetch(`${sandboxUrl}/_sandbox/inbound`, {
    ...act,
    body: JSON.stringify({ from: userId, type: 'text', text }),
  })
  check(said.ok, `the phone answers ${said.status}`)
  const event = await received.promise
  check(event.body.bubble.text === text, `the event says ${JSON.stringify(event.body.bubble)}`)

  const { messageId } = await recado.sendMessage({ botId, body: { type: 'text', userId, text: `Usted dijo: ${text}` } })
  const message = await recado.getMessage({ botId, messageId })
  check(message.content.text.endsWith(text), `the message says ${JSON.stringify(message.content)}`)
  const refused = await recado.sendMessage({ botId, body: { type: 'text', userId, text: '' } }).catch((error) => error)
  check(refused instanceof ValidationError, `an empty text gives ${refused}`)
  let users = 0
  for await (const _user of recado.iterate('listUsers', { botId, limit: 1 })) users++
  check(users === 1, `${users} people`)
  console.log('sent, received, verified, refused, listed')
} finally {
  await server.stop()
}

/** The server that each runtime has. */
async function serve(fetchLike) {
  const place = { hostname: '127.0.0.1', port: 0 }
  if (Bun) {
    const server = Bun.serve({ ...place, fetch: fetchLike })
    return { port: server.port, stop: () => server.stop(true) }
  }
  if (Deno) {
    const server = Deno.serve({ ...place, onListen: () => undefined }, fetchLike)
    return { port: server.addr.port, stop: () => server.shutdown() }
  }
  return await serveInNode(fetchLike)
}

async function serveInNode(fetchLike) {
  const { createServer } = await import('node:http')
  const { once } = await import('node:events')
  const server = createServer(async (request, response) => {
    const address = `http://127.0.0.1${request.url}`
    const { method, headers } = request
    const body = new Uint8Array(Buffer.concat(await request.toArray()))
    const answer = await fetchLike(new Request(address, { method, headers: new Headers(headers), body }))
    response.writeHead(answer.status).end(new Uint8Array(await answer.arrayBuffer()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.close()
    server.closeAllConnections()
  }
  return { port: server.address().port, stop }
}
