/**
 * A webhook receiver: verifies the signature, then prints the event,
 * or each of a batch. RECADO_WEBHOOK_SECRET=whsec_… node receiver.mjs
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'

const key = Buffer.from((process.env.RECADO_WEBHOOK_SECRET ?? '').replace(/^whsec_/, ''), 'base64')
const toleranceSeconds = 300

function isSigned(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) return false
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return signatures.split(' ').some((one) => {
    const [version, given = ''] = one.split(',')
    const bytes = Buffer.from(given, 'base64')
    return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected)
  })
}

createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  if (!isSigned(request.headers, body)) return response.writeHead(401).end()
  const events = [JSON.parse(body.toString())].flat()
  // Store each here under its eventId, since it may arrive again. Answer first, work afterwards.
  response.end()
  for (const { eventId, event = 'message' } of events) console.log(`${event} ${eventId}`)
}).listen(Number(process.env.PORT ?? 4000), '127.0.0.1')
