/**
 * A webhook that fails for days: retried, then disabled with an event to the others, and no waiting event is missing
 * afterwards.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, startGateway } from '../support/gateway.ts'
import { type Received, startReceiver } from '../support/receiver.ts'

const hour = 3_600_000
/** No other event has this name. */
const person = '593941111111'

test('five days of failures: the others get an event; after it is resumed, nothing is missing', async () => {
  await using gateway = await startGateway({}, { sandbox: { statusDelayMs: { sent: 5, delivered: 10, read: 20 } } })
  await using failing = await startReceiver()
  await using neighbour = await startReceiver()
  const made = async (url: string, events: string[]) =>
    String((await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url, events })).body.id)
  const id = await made(failing.url, ['message'])
  await made(neighbour.url, ['endpoint_disabled'])
  failing.answer((_received, response) => response.writeHead(500).end())
  const write = (text: string) => gateway.simulateInbound({ type: 'text', text }, person)
  const waiting = () =>
    gateway.rows(`select seq from deliveries where state = 'waiting' and user_id = '${person}'`).length
  await write('first')
  await failing.first(isOurs)
  await write('second')
  await eventually(() => waiting() === 2, 'both wait')
  const view = async () => {
    const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
    return (body.results as { id: string; disabledAt: string | null; disabledReason: string | null }[]).find(
      (one) => one.id === id,
    )
  }
  let hours = 0
  await eventually(async () => {
    if ((await view())?.disabledAt) return true
    gateway.advance(hour)
    hours += 1
    return false
  }, 'it is switched off')
  assert.ok(hours >= 48, `after ${hours} hours`)
  assert.equal((await view())?.disabledReason, 'failing')
  const [reported] = await neighbour.until((all) => all.length === 1)
  assert.deepEqual(
    [reported?.body.event, reported?.body.endpointId, reported?.body.reason],
    ['endpoint_disabled', id, 'failing'],
  )
  const { body } = await gateway.call('GET', '/metrics')
  assert.match(String(body.text), /recado_endpoints_off_total\{bot="demo",reason="failing"\} 1/)
  await write('third')
  await eventually(() => waiting() === 3, 'all wait')
  const tries = failing.received.length

  failing.answer((_received, response) => response.end('ok'))
  gateway.advance(48 * hour)
  assert.equal(failing.received.length, tries, 'it is left alone')
  assert.equal((await gateway.manage('POST', `/manage/v1/endpoints/${id}/resume`)).status, 200)
  const after = (came: Received[]) => came.slice(tries).filter(isOurs)
  const all = await failing.until((came) => after(came).length === 3)
  const texts = after(all).map((one) => (one.body.bubble as { text: string }).text)
  assert.deepEqual(texts, ['first', 'second', 'third'])
  assert.equal((await view())?.disabledReason, null)
})

function isOurs({ body }: Received): boolean {
  return body.userId === person
}
