/**
 * Consent over real HTTP with the sandbox: a word or Meta's switch stops marketing at every door, by itself and at once,
 * and nothing else; what was accepted before ends without leaving, and holds up nobody.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { countsOf, reportOf, until, upload } from '../support/campaign.ts'
import { type Answer, eventually, type Gateway, idsOf, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let people = 0
/** Nobody has written or been written to under it. */
const newPerson = () => `59398${String(1_000_000 + people++)}`

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook/', { webhookUrl: `${receiver.url}/bot` })
  const events = ['consent', 'failed', 'delivered_channel']
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: `${receiver.url}/events`, events })
  assert.equal(made.status, 201, JSON.stringify(made.body))
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const marketing = { elementName: 'demo_catalog', parameters: ['Ana'] }
const utility = { elementName: 'demo_text', parameters: ['Ana', 'A-1'] }

const send = (template: object, destinations: string[], headers: Record<string, string> = {}): Promise<Answer> =>
  gateway.call('POST', '/v2/whatsapp/demo/hsm', { ...template, destinations }, headers)

const keyOf = ({ body }: Answer) => (body.error as { key?: string } | undefined)?.key

async function says(text: string, from: string): Promise<void> {
  await gateway.simulateInbound({ type: 'text', text }, from)
  await receiver.first((one) => one.path === '/bot' && one.body.userId === from && bubbleText(one.body) === text)
}

const bubbleText = (body: Record<string, unknown>) => (body.bubble as { text?: string } | undefined)?.text

const consents = (userId: string) =>
  receiver.received
    .filter(({ path, body }) => path === '/events' && body.event === 'consent' && body.userId === userId)
    .map(({ body }) => `${body.state} ${body.source}`)

const untilConsent = (userId: string, ...states: string[]) =>
  eventually(() => consents(userId).join() === states.join(), `${states} of ${userId}`)

async function setBot(change: Record<string, unknown>): Promise<void> {
  const answer = await gateway.manage('PATCH', '/manage/v1/bots/demo', change)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

const setPreference = (person: string, hasStoppedMarketing: boolean) =>
  gateway.control('PUT', `/_sandbox/people/${person}`, { hasStoppedMarketing })

test('after BAJA marketing is refused with its code, and all else goes on; after ALTA it goes again', async () => {
  const person = newPerson()
  await says('¡Baja!', person)
  await untilConsent(person, 'stopped word')
  const refused = await send(marketing, [person])
  assert.deepEqual([refused.status, keyOf(refused)], [400, 'SUPPRESSED'])
  const byId = { type: 'template', templateId: 'demo_catalog', userId: person, parameters: { 1: 'Ana' } }
  const other = await gateway.call('POST', '/v1/bots/demo/messages', byId)
  assert.deepEqual([other.status, keyOf(other)], [400, 'SUPPRESSED'], JSON.stringify(other.body))
  idsOf(await send(utility, [person]))
  await gateway.sendText(person, 'Su pedido llega hoy.')
  await gateway.phoneUntil((messages) => messages.length === 2, person)
  await says('alta', person)
  await untilConsent(person, 'stopped word', 'resumed word')
  idsOf(await send(marketing, [person]))
  await gateway.phoneUntil((messages) => messages.length === 3, person)
})

test('a refused send repeated under its key is refused again; an accepted one keeps its answer after BAJA', async () => {
  const person = newPerson()
  const key = { 'idempotency-key': `consent-${person}` }
  const accepted = await send(marketing, [person], key)
  await gateway.phoneUntil((messages) => messages.length === 1, person)
  await says('STOP', person)
  await untilConsent(person, 'stopped word')
  const again = await send(marketing, [person], key)
  assert.deepEqual([again.status, again.body], [200, accepted.body])
  const later = { 'idempotency-key': `later-${person}` }
  const answers = [await send(marketing, [person], later), await send(marketing, [person], later)]
  assert.deepEqual(
    answers.map((one) => [one.status, keyOf(one)]),
    Array(2).fill([400, 'SUPPRESSED']),
  )
  assert.equal((await gateway.phone(person)).length, 1)
})

test('of several destinations those who may get it do; the others end as failed, and are told so', async () => {
  const [stopped, other] = [newPerson(), newPerson()]
  await says('salir', stopped)
  await untilConsent(stopped, 'stopped word')
  const [first] = idsOf(await send(marketing, [stopped, other]))
  await gateway.phoneUntil((messages) => messages.length === 1, other)
  const failed = await receiver.first(({ body }) => body.event === 'failed' && body.messageId === first)
  assert.equal((failed.body.error as { key: string }).key, 'SUPPRESSED')
  assert.equal((await gateway.phone(stopped)).length, 0)
})

test('BAJA after the accept: the message ends without leaving, is not tried again, and what is behind it goes', async () => {
  const person = newPerson()
  const fault = { kind: 'graphError', code: 131_000, times: 1, match: { to: person } }
  assert.equal((await gateway.control('POST', '/_sandbox/faults', fault)).status, 200)
  gateway.freeze()
  try {
    const [id] = idsOf(await send(marketing, [person]))
    const [behind] = idsOf(await send(utility, [person]))
    const tried = () => gateway.rows('select retries from messages where id = ? and state = ?', id ?? '', 'queued')
    await eventually(() => tried()[0]?.retries === 1, 'the first attempt has failed')
    await says('baja', person)
    await untilConsent(person, 'stopped word')
    gateway.advance(10_000)
    const failed = await receiver.first(({ body }) => body.event === 'failed' && body.messageId === id)
    assert.equal((failed.body.error as { key: string }).key, 'SUPPRESSED')
    gateway.advance(10_000)
    await receiver.first(({ body }) => body.event === 'delivered_channel' && body.messageId === behind)
    assert.equal((await gateway.phone(person)).length, 1)
    const [ended] = gateway.rows('select state, attempt from messages where id = ?', id ?? '')
    assert.equal(ended?.state, 'failed')
  } finally {
    gateway.thaw()
  }
})

test('the switch in WhatsApp does the same, in either direction', async () => {
  const person = newPerson()
  await says('hola', person)
  await setPreference(person, true)
  await untilConsent(person, 'stopped meta')
  assert.equal(keyOf(await send(marketing, [person])), 'SUPPRESSED')
  await setPreference(person, false)
  await untilConsent(person, 'stopped meta', 'resumed meta')
  idsOf(await send(marketing, [person]))
  await gateway.phoneUntil((messages) => messages.length === 1, person)
})

test("Meta's refusal with 131050 puts the person on the list", async () => {
  const person = newPerson()
  // The number has never heard of them, so no webhook tells of the switch.
  await setPreference(person, true)
  const [id] = idsOf(await send(marketing, [person]))
  const failed = await receiver.first(({ body }) => body.event === 'failed' && body.messageId === id)
  assert.equal((failed.body.error as { code: number }).code, 131_050)
  await untilConsent(person, 'stopped refusal')
  assert.equal(keyOf(await send(marketing, [person])), 'SUPPRESSED')
})

test('the answer to a word arrives once, as a message of the conversation', async () => {
  const person = newPerson()
  await setBot({ stopAnswer: 'No le enviaremos más promociones.', stopWords: ['BASTA'] })
  try {
    await says('¡basta!', person)
    await says('Basta', person)
    const shown = await gateway.phoneUntil((messages) => messages.length === 1, person)
    assert.match(JSON.stringify(shown), /No le enviaremos/)
    await untilConsent(person, 'stopped word')
    await gateway.sendText(person, 'después')
    assert.equal((await gateway.phoneUntil((messages) => messages.length > 1, person)).length, 2)
  } finally {
    await setBot({ stopAnswer: null, stopWords: null })
  }
})

test('a campaign leaves them out, counts them, and says why in its report and list', async () => {
  const rows = Array.from({ length: 6 }, newPerson)
  const out = rows.slice(0, 2)
  for (const person of out) {
    await says('BAJA', person)
    await untilConsent(person, 'stopped word')
  }
  const csv = ['phone,nombre', ...rows.map((phone) => `${phone},Ana`)].join('\n')
  const id = await upload(gateway, csv, { elementName: 'demo_catalog' })
  const done = await until(gateway, id, ({ status }) => status === 'COMPLETED')
  const { rows: all, suppressed, failed = 0 } = countsOf(done)
  assert.deepEqual({ all, suppressed, failed }, { all: 6, suppressed: 2, failed: 0 })
  const report = await reportOf(gateway, id)
  const left = report.filter(({ state }) => state === 'suppressed')
  assert.deepEqual(left.map(({ destination }) => destination).toSorted(), out.toSorted())
  assert.match(left[0]?.reason ?? '', /does not want marketing/)
  const listed = await gateway.call('GET', `/v1/campaigns/${id}/people?state=suppressed`)
  assert.equal((listed.body.results as unknown[]).length, 2, JSON.stringify(listed.body))
  for (const person of out) assert.equal((await gateway.phone(person)).length, 0)
  // The same file with a utility template goes to all.
  const other = await upload(gateway, ['phone,a,b', ...rows.map((phone) => `${phone},Ana,A-1`)].join('\n'))
  const sent = countsOf(await until(gateway, other, ({ status }) => status === 'COMPLETED'))
  assert.equal(sent.suppressed, undefined)
  for (const person of out) await gateway.phoneUntil((messages) => messages.length === 1, person)
})

test('with a cap a person gets so many marketing messages within so many days, and then again', async () => {
  const person = newPerson()
  await setBot({ marketingCap: { messages: 2, days: 3 } })
  try {
    for (let n = 0; n < 2; n++) idsOf(await send(marketing, [person]))
    const refused = await send(marketing, [person])
    assert.deepEqual([refused.status, keyOf(refused)], [400, 'MARKETING_CAP'])
    idsOf(await send(utility, [person]))
    const other = newPerson()
    const id = await upload(gateway, `phone,nombre\n${person},Ana\n${other},Ana`, { elementName: 'demo_catalog' })
    const done = countsOf(await until(gateway, id, ({ status }) => status === 'COMPLETED'))
    assert.equal(done.suppressed, 1)
    assert.match((await reportOf(gateway, id)).find(({ state }) => state === 'suppressed')?.reason ?? '', /as many/)
    gateway.advance(3 * 86_400_000 + 1_000)
    assert.equal((await send(marketing, [person])).status, 200)
  } finally {
    await setBot({ marketingCap: null })
  }
})
