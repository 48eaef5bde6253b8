/**
 * What messages cost, through real HTTP and the sandbox's own pricing: a rate card comes in as JSON or CSV, a campaign is
 * estimated, sent and reported with its costs, and another card prices all of it anew.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoClient } from '../../src/app/demo.ts'
import { csvOf, reportOf, until, upload } from '../support/campaign.ts'
import { adminToken, eventually, type Gateway, person, startGateway } from '../support/gateway.ts'

const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
const quick = { sandbox: { seed: 3, statusDelayMs: { sent: 5, delivered: 10, read: 20 } } }
const path = '/manage/v1/rate-cards'

let gateway: Gateway
before(async () => {
  gateway = await startGateway({}, quick)
})
after(() => gateway?.[Symbol.asyncDispose]())

type Sum = { currency: string | null; amount: string; messages: number; charged: number; free: number; unknown: number }
type Costs = { unpriced: number; totals: Sum[]; results: (Sum & Record<string, string>)[] }

const costs = async (query = '') => (await gateway.manage('GET', `/manage/v1/costs?${query}`)).body as unknown as Costs

const costOf = async (messageId: string) => {
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${messageId}`)
  return body as unknown as { state: string; pricing?: Record<string, unknown>; cost?: Record<string, unknown> }
}

async function putCsv(csv: string, query: string) {
  const answer = await fetch(`${gateway.url}${path}?${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'text/csv' },
    body: csv,
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const card = (rate: string) => ({
  source: 'invented',
  effectiveDate: '2020-01-01',
  rates: [
    { currency: 'USD', market: 'Rest of Latin America', category: 'utility', rate },
    { currency: 'USD', market: 'Rest of Latin America', category: 'marketing', rate },
  ],
})

async function previewed() {
  const form = new FormData()
  form.append('file', new Blob([csvOf(4)]), 'clientes.csv')
  for (const [key, value] of Object.entries({ campaignName: 'Mayo', elementName: 'demo_text', botId: 'demo' }))
    form.append(key, value)
  const headers = { authorization, 'accept-language': 'es' }
  const answer = await fetch(`${gateway.url}/v1/campaigns/preview`, { method: 'POST', headers, body: form })
  const { data } = (await answer.json()) as { data: { cost: { estimate: Record<string, unknown> } } }
  return data.cost.estimate as { high: string; low: string; assumptions: { id: string; text: string }[] }
}

test('a service is free within the allowance, without any card; what lacks a rate says so', async () => {
  const id = await gateway.sendText(person, 'hola')
  const found = await eventually(async () => {
    const message = await costOf(id)
    return message.state === 'read' && message
  }, 'it is read')
  assert.equal(found.pricing?.category, 'service')
  assert.deepEqual([found.cost?.charge, found.cost?.amount], ['free', '0.00'])
  const estimate = await previewed()
  assert.deepEqual(
    estimate.assumptions.map(({ id: one }) => one),
    ['no_card'],
  )
  assert.match(estimate.assumptions[0]?.text ?? '', /^No hay una tarifa vigente/)
})

test('a card is stored by day and currency, replaced, listed and deleted, and its faults are told by line', async () => {
  const bad = await putCsv('effective_date,currency,market,category,rate\n2026-10-01,USD,Narnia,marketing,x\n', '')
  assert.equal(bad.status, 422)
  assert.match(JSON.stringify(bad.body), /line\.2\.market.*line\.2\.rate/)
  const good = await putCsv(
    'market,currency,marketing,utility\nBrazil,BRL,"0.35",n/a\n',
    'source=mine&effectiveDate=2021-01-01',
  )
  assert.equal(good.status, 200, JSON.stringify(good.body))
  const stored = await gateway.manage('GET', `${path}?effectiveDate=2021-01-01&currency=brl`)
  assert.partialDeepStrictEqual(stored.body.results, [
    { effectiveDate: '2021-01-01', currency: 'BRL', source: 'mine', count: 1, rates: [{ market: 'BR', rate: '0.35' }] },
  ])
  const wanted = `${path}?effectiveDate=2021-01-01&currency=BRL`
  assert.equal((await gateway.manage('DELETE', wanted)).status, 204)
  assert.equal((await gateway.manage('DELETE', wanted)).status, 404)
  assert.equal((await gateway.manage('PUT', path, { source: 'x', rates: [] })).status, 422)
})

test('a campaign is estimated, costs what its delivered messages do, and is priced anew by another card', async () => {
  assert.equal((await gateway.manage('PUT', path, card('0.0125'))).status, 200)
  const estimate = await previewed()
  assert.deepEqual([estimate.low, estimate.high], ['0.05', '0.05'])
  const id = await upload(gateway, csvOf(4))
  await until(gateway, id, ({ status, counts }) => status === 'COMPLETED' && (counts.read ?? 0) === 4)
  const wanted = `campaignId=${id}&groupBy=month,bot,campaign,template,category,type,market`
  const found = await eventually(async () => {
    const read = await costs(wanted)
    return read.totals[0]?.messages === 4 && read
  }, 'all four are counted')
  assert.equal(found.unpriced, 0)
  assert.partialDeepStrictEqual(found.totals, [{ currency: 'USD', amount: '0.05', charged: 4, free: 0, unknown: 0 }])
  assert.partialDeepStrictEqual(found.results, [
    {
      month: new Date(gateway.now()).toISOString().slice(0, 7),
      botId: 'demo',
      campaignId: id,
      elementName: 'demo_text',
      type: 'regular',
      market: 'rest_of_latin_america',
      amount: '0.05',
    },
  ])
  const rows = await reportOf(gateway, id)
  assert.deepEqual(
    rows.map(({ pricingType, cost, currency }) => [pricingType, cost, currency]),
    Array.from({ length: 4 }, () => ['regular', '0.0125', 'USD']),
  )
  assert.deepEqual(Object.keys(rows[0] ?? {}).slice(-4), ['category', 'pricingType', 'cost', 'currency'])
  await gateway.manage('PUT', path, card('0.02'))
  assert.partialDeepStrictEqual((await costs(wanted)).totals, [{ amount: '0.08' }])
  const whole = await costs('groupBy=category')
  assert.equal(
    whole.results.reduce((sum, { messages }) => sum + messages, 0),
    whole.totals.reduce((sum, { messages }) => sum + messages, 0),
  )
})

test('a currency of the bot without a card leaves the amount unknown, and the counts', async () => {
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { currency: 'EUR' })
  const [total] = (await costs('groupBy=bot')).totals
  assert.deepEqual([total?.currency, total?.amount, total?.charged], ['EUR', '0.00', 0])
  assert.ok((total?.unknown ?? 0) >= 4)
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { currency: null })
})

test('a range that is too long and a group that is not known are refused', async () => {
  assert.equal((await gateway.manage('GET', '/manage/v1/costs?from=2024-01-01&to=2026-01-01')).status, 422)
  assert.equal((await gateway.manage('GET', '/manage/v1/costs?groupBy=weather')).status, 422)
})

test('the metrics count prices by category and type, with few labels', async () => {
  const page = await (await fetch(`${gateway.url}/metrics`)).text()
  assert.match(page, /recado_priced_total\{category="service",type="free_customer_service"\} [1-9]/)
  assert.match(page, /recado_priced_total\{category="\w+",type="regular"\} 4/)
  assert.doesNotMatch(page, new RegExp(person))
})
