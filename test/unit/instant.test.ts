/** Dates that do not exist are refused, not moved: the parser of instants, and every field that contains one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instantOf, instantOrDay, isDay } from '../../src/model/request/instant.ts'
import { openTestHttp } from '../support/http.ts'
import { inlined, openapi } from '../support/openapi.ts'

/** Days that JavaScript would move, and texts that are no day. */
const noDays = [
  '2027-02-29',
  '2027-02-30',
  '2028-02-30',
  '1900-02-29',
  '2100-02-29',
  '2027-04-31',
  '2027-06-31',
  '2027-09-31',
  '2027-11-31',
  '2027-01-32',
  '2027-13-01',
  '2027-00-10',
  '2027-01-00',
  '2027-1-1',
  '30/02/2027',
]
const noInstants = [
  ...noDays.map((day) => `${day}T10:00:00Z`),
  '2027-01-01T24:00:00Z',
  '2027-01-01T24:00Z',
  '2027-01-01T25:00:00Z',
  '2027-01-01T10:60:00Z',
  '2027-01-01T10:00:60Z',
  '2027-01-01T10:00:00+15:00',
  '2027-01-01T10:00:00+05:60',
  '2027-01-01T10:00:00Z0',
  '2027-01-01T10:00:00T10:00:00Z',
  'mañana',
]

test('no day and no instant that does not exist is accepted', () => {
  for (const day of noDays) assert.equal(isDay(day), false, day)
  for (const text of noInstants) assert.deepEqual([instantOf(text), instantOrDay(text)], [undefined, undefined], text)
  assert.equal(instantOf('2027-01-01T10:00'), undefined)
  assert.equal(instantOf('2027-01-01'), undefined)
})

test('every day and every second that exists is read as written', () => {
  const max = new Date('9999-12-31T23:59:59Z')
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01T00:00:00Z'), max, noInvalidDate: true }), (date) => {
      const text = date.toISOString()
      assert.equal(instantOf(text), date.getTime())
      assert.equal(instantOrDay(text.slice(0, -1)), date.getTime())
      assert.equal(instantOrDay(text.slice(0, 10)), Date.parse(text.slice(0, 10)))
      assert.ok(isDay(text.slice(0, 10)))
    }),
  )
  for (const text of [
    '2028-02-29T10:00Z',
    '2000-02-29T23:59:59.123456789Z',
    '2027-01-01T00:00:00-0500',
    '2027-01-01T10:00:00+14:00',
  ])
    assert.equal(instantOf(text), Date.parse(text), text)
})

// ── every field ─────────────────────────────────────────────

const hsm = { elementName: 'greeting', parameters: ['Ana', '1'], destinations: ['593987654321'] }
const campaign = {
  campaignName: 'Mayo',
  elementName: 'greeting',
  botId: 'demo',
  fileUrl: 'https://allowed.example/a.csv',
}
const contact = (birthday: string) => ({ name: { formatted_name: 'Ana' }, birthday })

type Field = { path: string; send: (text: string) => ['GET' | 'POST', string, object?]; texts: string[] }
const query = (route: string, path: string): Field => ({
  path,
  send: (text) => ['GET', `${route}${route.includes('?') ? '&' : '?'}${path}=${encodeURIComponent(text)}`],
  texts: [...noDays, ...noInstants],
})
const lists = [
  '/v1/bots/demo/notifications',
  '/v1/external/bots/demo/notifications',
  '/manage/v1/unprocessed',
  '/manage/v1/audit',
  '/manage/v1/costs',
  '/manage/v1/events',
  '/manage/v1/deliveries',
  '/manage/v1/figures',
  '/manage/v1/messages',
  '/manage/v1/refusals',
  '/manage/v1/bots/demo/skills/2222/runs',
]
const ranges = ['/v1/external/messages/history/demo', '/v1/campaigns?botId=demo']
const fields: Field[] = [
  {
    path: 'scheduledAt',
    send: (text) => ['POST', '/v1/hsm/file', { ...campaign, scheduledAt: text }],
    texts: [...noInstants, ...noDays],
  },
  {
    path: 'scheduledAt',
    send: (text) => ['POST', '/v1/campaigns/preview', { ...campaign, scheduledAt: text }],
    texts: noInstants,
  },
  {
    path: 'contacts.0.birthday',
    send: (text) => [
      'POST',
      '/v1/bots/demo/messages',
      { type: 'contacts', userId: '593987654321', contacts: [contact(text)] },
    ],
    texts: noDays,
  },
  {
    path: 'expirationTime',
    send: (text) => ['POST', '/v2/whatsapp/demo/hsm', { ...hsm, expirationTime: text }],
    texts: noInstants,
  },
  {
    path: 'ltoParams.expirationTime',
    send: (text) => ['POST', '/v2/whatsapp/demo/hsm', { ...hsm, ltoParams: { expirationTime: text } }],
    texts: noInstants,
  },
  ...lists.flatMap((route) => [query(route, 'from'), query(route, 'to')]),
  ...ranges.flatMap((route) => [query(route, 'startAt'), query(route, 'endAt')]),
]

for (const { path, send, texts } of fields) {
  test(`${send('x').slice(0, 2).join(' ')}: ${path} refuses what does not exist`, async () => {
    await using http = await openTestHttp()
    for (const text of texts) {
      const [method, url, body] = send(text)
      const { status, json } = await http.inject(method, url, body ? { body } : {})
      assert.equal(status, 422, `${text} ${JSON.stringify(json)}`)
      assert.deepEqual(Object.keys(json.validationError), [path], text)
    }
  })
}

test('the table has every query of the API that takes a range', () => {
  const { paths } = inlined<{
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  }>(openapi)
  const found = Object.entries(paths).flatMap(([route, methods]) =>
    Object.values(methods).flatMap(({ parameters = [] }) =>
      parameters
        .filter((one) => one.in === 'query' && /^(from|to|startAt|endAt)$/.test(one.name))
        .map(({ name }) => `${route} ${name}`),
    ),
  )
  const table = fields.flatMap(({ path, send }) => {
    const [method, url] = send('x')
    return method === 'GET'
      ? [`${url.split('?')[0]?.replace('/demo', '/{botId}').replace('/2222', '/{skillId}')} ${path}`]
      : []
  })
  assert.deepEqual(table.toSorted(), found.toSorted())
})
