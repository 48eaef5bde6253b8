/**
 * SIGKILL in the middle of a campaign, during its import and while its rows are sent: lesson R2. Each recipient has the
 * message once on the phone, or the second one is marked; no row is left without its message.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoTemplates } from '../../sandbox/demo-templates.ts'
import { type CrashSite, openCrashSite, unfinished } from '../support/crash.ts'
import { adminToken, request, sandboxMessages } from '../support/gateway.ts'
import { freeDatabase } from '../support/postgres-store.ts'

const authorization = `Basic ${btoa('tester:a-secret-for-tests')}`
const phoneOf = (index: number) => `5939${10_000_000 + index}`

async function putTemplate({ gateway }: CrashSite): Promise<void> {
  const template = demoTemplates.find(({ name, language }) => name === 'demo_text' && language === 'es')
  assert.ok(template)
  const { category, status, components } = template
  const path = `${gateway.url}/manage/v1/bots/crash/templates/demo_text/es`
  const headers = { authorization: `Bearer ${adminToken}` }
  const answer = await request(path, 'PUT', { category, status, components }, headers)
  assert.ok(answer.status < 300, JSON.stringify(answer.body))
}

async function upload({ gateway }: CrashSite, count: number): Promise<string> {
  const lines = Array.from({ length: count }, (_, index) => `${phoneOf(index)},Ana ${index},A-${index}`)
  const form = new FormData()
  for (const [key, value] of Object.entries({ campaignName: 'Mayo', elementName: 'demo_text', botId: 'crash' }))
    form.append(key, value)
  form.append('file', new Blob([['phone,nombre,pedido', ...lines].join('\n')]), 'lista.csv')
  const answer = await fetch(`${gateway.url}/v1/hsm/file`, { method: 'POST', headers: { authorization }, body: form })
  const body = (await answer.json()) as { campaignId: string }
  assert.equal(answer.status, 200, JSON.stringify(body))
  return body.campaignId
}

/** Kills when the query returns the number, and starts again. */
async function killAt(site: CrashSite, sql: string, enough: number): Promise<void> {
  await site.untilCount(sql, (count) => count >= enough)
  await site.gateway.signal('SIGKILL')
  await site.restart()
}

async function checkPhones(site: CrashSite, count: number): Promise<void> {
  const shown = sandboxMessages(await site.control('GET', '/_sandbox/messages?limit=10000'))
  const times = new Map<string, number>()
  for (const { body } of shown) {
    const to = String(body.to).replace('+', '')
    times.set(to, (times.get(to) ?? 0) + 1)
  }
  for (let index = 0; index < count; index++) {
    const phone = phoneOf(index)
    assert.ok((times.get(phone) ?? 0) >= 1, `${phone} has nothing`)
    if (times.get(phone) === 1) continue
    const marked = `select possible_double > 0 from messages where user_id = '${phone}'`
    assert.equal(site.count(marked), 1, `${phone} is doubled without a mark`)
  }
}

test('R2: two SIGKILLs while the rows are sent: each recipient once, or marked', async () => {
  await using site = await openCrashSite()
  await putTemplate(site)
  const id = await upload(site, 500)
  await killAt(site, 'select count(*) from messages', 80)
  await killAt(site, 'select count(*) from messages', 300)
  await site.untilCount(`select count(*) from campaigns where state = 'completed'`, (count) => count === 1)
  await site.untilCount(unfinished, (left) => left === 0)
  assert.equal(site.count('select count(*) from messages'), 500)
  assert.equal(site.count('select count(distinct message_id) from campaign_rows'), 500)
  await checkPhones(site, 500)
  const { body } = await request(`${site.gateway.url}/v1/campaigns/${id}`, 'GET', undefined, { authorization })
  const { rows, read, delivered, sent } = body.counts as Record<string, number>
  assert.equal((read ?? 0) + (delivered ?? 0) + (sent ?? 0), rows)
})

test('R2: SIGKILL right after the answer, and during the import: every row is there once', async () => {
  await using site = await openCrashSite()
  await putTemplate(site)
  await upload(site, 3_000)
  await site.gateway.signal('SIGKILL')
  await site.restart()
  await killAt(site, 'select count(*) from campaign_rows', 600)
  await site.untilCount(`select count(*) from campaigns where imported_at is not null`, (count) => count === 1)
  assert.equal(site.count('select count(*) from campaign_rows'), 3_000)
  assert.equal(site.count('select row_count from campaigns'), 3_000)
  assert.equal(site.count(`select count(*) from campaign_rows where state not in ('waiting', 'accepted')`), 0)
})

test('two processes: the one that accepted the file and imports it is killed for good, the other continues the import', async () => {
  await using site = await openCrashSite(undefined, await freeDatabase())
  await putTemplate(site)
  const second = await site.peer()
  const id = await upload(site, 300)
  await site.untilCount('select count(*) from campaign_rows', (count) => count >= 150)
  await site.gateway.signal('SIGKILL')
  assert.equal(site.count('select count(*) from campaigns where imported_at is not null'), 0, 'it was cut off')
  site.sandbox.subscribe({ url: `${second.url}/meta/webhook` })
  await site.untilCount(`select count(*) from campaigns where state = 'completed'`, (count) => count === 1, 60_000)
  await site.untilCount(unfinished, (left) => left === 0)
  assert.equal(site.count('select count(*) from campaign_rows'), 300)
  assert.equal(site.count('select count(distinct message_id) from campaign_rows'), 300)
  await checkPhones(site, 300)
  await site.untilCount('select count(*) from campaign_files', (count) => count === 0)
  const { body } = await request(`${second.url}/v1/campaigns/${id}`, 'GET', undefined, { authorization })
  assert.equal((body.counts as Record<string, number>).rows, 300)
})
