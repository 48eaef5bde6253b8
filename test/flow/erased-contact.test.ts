/** An erased person leaves Meta's contact book too: at once where Meta answers, and later where it did not. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
})
after(async () => gateway?.[Symbol.asyncDispose]())

const waiting = () => gateway.rows('select scoped_id, tries from contact_removals')

async function scopedIdOf(phone: string): Promise<string> {
  await gateway.simulateInbound({ type: 'text', text: 'hola', userId: `EC.${phone}` }, phone)
  const known = () =>
    gateway.rows('select scoped_id from conversations where user_id = ? or wa_id = ?', phone, phone)[0]?.scoped_id
  await eventually(() => typeof known() === 'string', 'the scoped id')
  return String(known())
}

async function erase(phone: string): Promise<Record<string, unknown>> {
  const { status, body } = await gateway.call('DELETE', `/v1/bots/demo/users/${phone}?erase=true`)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}

const asked = async (scopedId: string) => {
  const { body } = await gateway.control('GET', '/_sandbox/requests?limit=1000')
  return ((Array.isArray(body) ? body : body.requests) as { method: string; url: string }[]).filter(
    ({ method, url }) =>
      method === 'DELETE' && url.includes('contact_book') && url.includes(encodeURIComponent(scopedId)),
  )
}

test("the person's id is deleted at Meta, once", async () => {
  const scopedId = await scopedIdOf('593987680001')
  assert.equal((await erase('593987680001')).contacts, 1)
  await eventually(() => waiting().length === 0, 'the contact book')
  assert.equal((await asked(scopedId)).length, 1)
})

test('where Meta does not answer it is asked again, from the row', async () => {
  const scopedId = await scopedIdOf('593987680002')
  const fault = { kind: 'status', httpStatus: 503, match: { operation: 'other' }, times: 1 }
  await gateway.control('POST', '/_sandbox/faults', fault)
  assert.equal((await erase('593987680002')).contacts, 1)
  await eventually(() => Number(waiting()[0]?.tries) === 1, 'the first attempt')
  assert.equal(waiting()[0]?.scoped_id, scopedId)
  gateway.advance(61_000)
  // Anybody's erasure wakes it; by itself it looks twice a minute.
  await scopedIdOf('593987680003')
  await erase('593987680003')
  await eventually(() => waiting().length === 0, 'the second attempt')
  assert.equal((await asked(scopedId)).length, 2)
})
