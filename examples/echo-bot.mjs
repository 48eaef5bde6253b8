/** A bot that echoes messages. After npm start: RECADO_WEBHOOK_SECRET=whsec_… node examples/echo-bot.mjs */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const { PORT = '4000', RECADO_URL = 'http://127.0.0.1:3000', RECADO_CLIENT = 'demo:recado-demo' } = process.env
const { RECADO_WEBHOOK_SECRET = '' } = process.env
const key = Buffer.from(RECADO_WEBHOOK_SECRET.replace(/^whsec_/, ''), 'base64')
const headers = { authorization: `Basic ${btoa(RECADO_CLIENT)}`, 'content-type': 'application/json' }

const call = (path, body, more = {}) =>
  fetch(RECADO_URL + path, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) })

function isSigned({ 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signatures = '' }, body) {
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')}`)
  const isOurs = (given) => given.length === expected.length && timingSafeEqual(Buffer.from(given), expected)
  return Math.abs(Date.now() / 1000 - Number(at)) <= 300 && signatures.split(' ').some(isOurs)
}

const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  if (!isSigned(request.headers, body)) return response.writeHead(401).end()
  const { eventId, botId, userId, bubble } = JSON.parse(body.toString())
  const answer = { type: 'text', userId, text: `You wrote: ${bubble.text ?? bubble.type}` }
  // An event may arrive twice: one idempotency key gives one answer. Only an accepted answer is acknowledged.
  const sent = await call(`/v1/bots/${botId}/messages`, answer, { 'idempotency-key': eventId }).catch(() => undefined)
  response.writeHead(sent?.ok ? 200 : 503).end()
})
server.listen(Number(PORT), '127.0.0.1', async () => {
  await call('/v1/bots/demo/webhook', { webhookUrl: `http://127.0.0.1:${server.address().port}/` })
  console.log(`The bot listens on port ${server.address().port}.`)
})
