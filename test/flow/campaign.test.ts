/**
 * A campaign through real HTTP: a file becomes messages on phones, with faults on the way, and a report of every line
 * (lessons R4 and R6).
 */
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { demoClient } from '../../src/app/demo.ts'
import { countsOf, detailOf, phoneOf, reportOf, until, upload } from '../support/campaign.ts'
import { type Answer, type Gateway, startGateway } from '../support/gateway.ts'
import { startReceiver } from '../support/receiver.ts'

const authorization = `Basic ${btoa(`${demoClient.id}:${demoClient.secret}`)}`
const quick = { sandbox: { seed: 3, statusDelayMs: { sent: 5, delivered: 10, read: 20 } } }

const rows = (count: number) => Array.from({ length: count }, (_, index) => `${phoneOf(index)},Ana ${index},A-${index}`)
const csvOf = (lines: string[]) => ['phone,nombre,pedido', ...lines].join('\r\n')

const untilStatus = (gateway: Gateway, id: string, status: string) =>
  until(gateway, id, (detail) => detail.status === status)

async function move(gateway: Gateway, id: string, action: string): Promise<Answer> {
  return gateway.call('POST', `/v1/campaigns/${id}/${action}`)
}

async function setPace(gateway: Gateway, messagesPerSecond: number): Promise<void> {
  const { status } = await gateway.manage('PATCH', '/manage/v1/bots/demo', { messagesPerSecond })
  assert.equal(status, 200)
}

const fault = (gateway: Gateway, body: Record<string, unknown>) => gateway.control('POST', '/_sandbox/faults', body)

async function shownCount(gateway: Gateway): Promise<number> {
  const { body } = await gateway.control('GET', '/_sandbox/messages?limit=10000')
  return (body as unknown as { person: string }[]).filter(({ person }) => person.startsWith('59391')).length
}

test('a file with good, bad and repeated lines, and a WhatsApp with faults: every line is accounted for', async () => {
  await using gateway = await startGateway({}, quick)
  await using receiver = await startReceiver()
  await gateway.call('POST', '/v1/bots/demo/events/webhook', {
    webhooks: [{ url: receiver.url, events: ['campaign'] }],
  })
  await fault(gateway, { kind: 'graphError', code: 132_005, times: 'always', match: { to: phoneOf(1) } })
  await fault(gateway, { kind: 'failLate', code: 131_026, match: { to: phoneOf(2) } })
  await fault(gateway, { kind: 'silence', match: { to: phoneOf(3) } })
  await fault(gateway, { kind: 'graphError', code: 131_000, times: 2, match: { to: phoneOf(4) } })
  const lines = [
    ...rows(8),
    `${phoneOf(100)},,A-100`,
    '5.93988E+11,Ana,A-101',
    `+${phoneOf(0)},Otra,A-0`,
    `"${phoneOf(102)},Ana,A-102`,
  ]
  const id = await upload(gateway, csvOf(lines))
  const done = await untilStatus(gateway, id, 'COMPLETED')
  assert.equal(done.counts.rows, 12)
  const settled = await until(gateway, id, ({ counts }) => counts.read === 5 && counts.failed === 2)
  assert.deepEqual(countsOf(settled), { rows: 12, read: 5, sent: 1, failed: 2, bad: 3, repeated: 1 })
  assert.deepEqual(settled.counts.failedByCode, { 131026: 1, 132005: 1 })
  const report = await reportOf(gateway, id)
  assert.deepEqual(
    report.map(({ line, state, errorCode }) => `${line} ${state}${errorCode ? ` ${errorCode}` : ''}`),
    [
      '2 read',
      '3 failed 132005',
      '4 failed 131026',
      '5 sent',
      '6 read',
      '7 read',
      '8 read',
      '9 read',
      '10 bad',
      '11 bad',
      '12 repeated',
      '13 bad',
    ],
  )
  assert.match(report[8]?.reason ?? '', /^The nombre field must not be empty/)
  assert.match((await reportOf(gateway, id, 'es'))[9]?.reason ?? '', /notación científica/)
  assert.equal((await gateway.phone(phoneOf(5)))[0]?.rendered.text, 'Hola Ana 5, tu pedido A-5 ya está en camino.')
  assert.equal((await gateway.phone(phoneOf(0))).length, 1)

  // Failed rows are sent again, and no others.
  await gateway.control('DELETE', '/_sandbox/faults')
  const before = await shownCount(gateway)
  const retried = await move(gateway, id, 'retry')
  assert.equal((retried.body.data as { retried: number }).retried, 2)
  const again = await until(gateway, id, ({ status, counts }) => status === 'COMPLETED' && counts.read === 7)
  assert.deepEqual(countsOf(again), { rows: 12, read: 7, sent: 1, bad: 3, repeated: 1, retried: 2 })
  assert.equal(await shownCount(gateway), before + 2)
  const attempts = (await reportOf(gateway, id)).map((line) => line.attempts)
  assert.deepEqual(attempts, ['1', '2', '2', '1', '1', '1', '1', '1', '0', '0', '0', '0'])
  const nothing = await move(gateway, id, 'retry')
  assert.deepEqual([nothing.status, (nothing.body.data as { retried: number }).retried], [200, 0])

  const reported = await receiver.until((received) => received.length >= 4)
  assert.deepEqual(
    reported.map(({ body }) => [body.campaignId, body.status]),
    [
      [id, 'IN_PROGRESS'],
      [id, 'COMPLETED'],
      [id, 'IN_PROGRESS'],
      [id, 'COMPLETED'],
    ],
  )
  assert.deepEqual(readdirSync(`${folderOf(gateway)}/campaigns`), [])
})

/** The data folder, from the database that the gateway has open. */
function folderOf(gateway: Gateway): string {
  const file = String(gateway.rows('pragma database_list')[0]?.file)
  return file.slice(0, file.lastIndexOf('/'))
}

test('R4: paused it rests, resumed it continues, canceled it ends; each row at most once', async () => {
  await using gateway = await startGateway({}, quick)
  await setPace(gateway, 40)
  const id = await upload(gateway, csvOf(rows(400)))
  // The whole file is imported by then: rows that come later would wait as well.
  await until(gateway, id, ({ counts: { rows = 0, waiting = 0 } }) => rows === 400 && waiting < 380 && waiting > 0)
  const paused = await move(gateway, id, 'pause')
  const { counts: atPause } = await detailOf(gateway, id)
  assert.equal((paused.body.data as { status: string }).status, 'PAUSED')
  const resting = await until(gateway, id, ({ counts }) => counts.queued === 0)
  const left = await shownCount(gateway)
  assert.ok((atPause.waiting ?? 0) > 0, 'it was paused on its way')
  assert.equal(resting.counts.waiting, atPause.waiting, 'no more than the queue held went out')
  const single = { type: 'text', userId: '593987654321', text: 'mientras tanto' }
  await gateway.call('POST', '/v1/bots/demo/messages', single)
  await gateway.phoneUntil((messages) => messages.length === 1)
  assert.equal(await shownCount(gateway), left, 'nothing leaves while it rests')

  assert.equal((await move(gateway, id, 'resume')).status, 200)
  await until(gateway, id, ({ counts }) => (counts.waiting ?? 0) < (resting.counts.waiting ?? 0) - 10)
  const canceled = await move(gateway, id, 'cancel')
  assert.equal((canceled.body.data as { status: string }).status, 'CANCELED')
  const end = await until(
    gateway,
    id,
    ({ counts }) => counts.queued === 0 && counts.sent === 0 && counts.delivered === 0,
  )
  const { rows: all = 0, read = 0, canceled: taken = 0 } = end.counts
  assert.deepEqual([all, read + taken], [400, 400])
  assert.ok(taken > 0, 'it was canceled on its way')
  assert.equal(await shownCount(gateway), read)
  for (const action of ['pause', 'resume', 'cancel']) {
    const refused = await move(gateway, id, action)
    assert.deepEqual([refused.status, (refused.body.error as { key: string }).key], [409, 'CAMPAIGN_STATE'])
  }
})

test('R4: scheduled, it begins at its time', async () => {
  await using gateway = await startGateway({}, quick)
  const scheduledAt = new Date(gateway.now() + 3_600_000).toISOString()
  const id = await upload(gateway, csvOf(rows(3)), { scheduledAt })
  await untilStatus(gateway, id, 'SCHEDULED')
  assert.equal(await shownCount(gateway), 0)
  gateway.advance(3_600_000)
  await untilStatus(gateway, id, 'COMPLETED')
  assert.equal(await shownCount(gateway), 3)
})

test('what a campaign sends is told as a body for another file', async () => {
  await using gateway = await startGateway({}, quick)
  const csv = `telefono;pedido;nombre;sitio\n${phoneOf(0)};A-0;Ana;a-0`
  const buttonParameters = JSON.stringify([{ type: 'URL', index: 0, payload: { param: '{{sitio}}' } }])
  const params = JSON.stringify([{ param: 1, column: 'nombre' }])
  const first = await upload(gateway, csv, { elementName: 'demo_url_dynamic', params, buttonParameters })
  const { request } = await untilStatus(gateway, first, 'COMPLETED')
  assert.deepEqual(request, {
    campaignName: 'Mayo',
    botId: 'demo',
    elementName: 'demo_url_dynamic',
    language: 'es',
    params: [{ param: 1, column: 'nombre' }],
    buttonParameters: [{ type: 'URL', index: 0, payload: { param: '{{sitio}}' } }],
  })
  const fields = Object.entries(request).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const again = await upload(gateway, csv.replace(phoneOf(0), phoneOf(1)), Object.fromEntries(fields))
  assert.deepEqual((await untilStatus(gateway, again, 'COMPLETED')).request, request)
})

test('R6: two campaigns share a bot, at its rate and not over it; a single message leaves at once', async () => {
  await using gateway = await startGateway({}, { sandbox: { ...quick.sandbox, rules: { window: false } } })
  const perSecond = 20
  await setPace(gateway, perSecond)
  const lines = rows(300)
  const startedAt = performance.now()
  const first = await upload(gateway, csvOf(lines.slice(0, 150)))
  const second = await upload(gateway, csvOf(lines.slice(150)))
  await until(gateway, second, ({ counts }) => (counts.waiting ?? 0) < 140 && counts.rows === 150)
  const answer = await gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'text',
    userId: '593987654321',
    text: 'ya',
  })
  const [queued] = gateway.rows("select count(*) as n from messages where campaign_id is not null and state = 'queued'")
  assert.ok(Number(queued?.n) <= perSecond / 2, `${queued?.n} rows are fed ahead, more than half a second's worth`)
  await gateway.phoneUntil((messages) => messages.length === 1)
  // The time runs from before the first and is taken after the count: another process can only make it longer.
  const left = (await shownCount(gateway)) - 1
  const seconds = (performance.now() - startedAt) / 1_000
  assert.ok(left <= perSecond * (seconds + 1), `${left} in ${seconds} s is over ${perSecond} a second`)
  await setPace(gateway, 80)
  for (const id of [first, second]) await untilStatus(gateway, id, 'COMPLETED')
  const claimed = `select messages.seq, campaign_id, started_at from messages join attempts on message_seq = seq`
  const [single] = gateway.rows(`${claimed} where id = ?`, String(answer.body.messageId))
  const all = gateway.rows(`${claimed} where campaign_id is not null`)
  const [seq, claimedAt] = [Number(single?.seq), Number(single?.started_at)]
  // Only the rows fed in the turn when the message came are due before it: half a second's worth, however long that
  // turn took.
  const overtook = all.filter((row) => Number(row.seq) > seq && Number(row.started_at) < claimedAt).length
  assert.ok(overtook <= perSecond / 2, `${overtook} rows that came later went before it`)
  for (const id of [first, second])
    assert.ok(
      all.some((row) => row.campaign_id === id && Number(row.started_at) > claimedAt),
      'both were under way',
    )
  assert.equal(gateway.rows('select * from messages where throttles > 0').length, 0)
})

async function serve(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('the file at an address: fetched through redirects, or refused with the reason', async () => {
  await using gateway = await startGateway({ RECADO_CAMPAIGN_MAX_BYTES: '1000' }, quick)
  await using files = await serve((request, response) => {
    switch (request.url) {
      case '/lista.csv':
        return response.end(csvOf(rows(2)))
      case '/moved':
        return response.writeHead(302, { location: '/lista.csv' }).end()
      case '/private':
        return response.writeHead(302, { location: 'http://10.0.0.1/lista.csv' }).end()
      case '/round':
        return response.writeHead(302, { location: '/round' }).end()
      case '/gzip':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(csvOf(rows(2))))
      case '/lista.csv.gz':
        return response.writeHead(200, { 'content-type': 'application/gzip' }).end(gzipSync(csvOf(rows(2))))
      case '/brotli':
        return response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync(csvOf(rows(2))))
      case '/bomb':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(5_000_000)))
      case '/damaged':
        return response.writeHead(200, { 'content-encoding': 'gzip' }).end('phone,nombre,pedido')
      case '/unknown':
        return response.writeHead(200, { 'content-encoding': 'compress' }).end('phone')
      case '/page':
        return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>')
      case '/large':
        return response.end('x'.repeat(1_001))
      case '/cut':
        response.writeHead(200, { 'content-length': '900' }).write('phone')
        return response.destroy()
      default:
        return response.writeHead(404).end()
    }
  })
  const send = (path: string) =>
    gateway.call('POST', '/v1/hsm/file', {
      campaignName: 'Mayo',
      elementName: 'demo_text',
      botId: 'demo',
      fileUrl: `${files.url}${path}`,
    })
  const taken = await send('/moved')
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  assert.equal((taken.body.data as { fileName: string }).fileName, 'lista.csv')
  await untilStatus(gateway, String(taken.body.campaignId), 'COMPLETED')
  assert.equal(await shownCount(gateway), 2)
  for (const path of ['/gzip', '/lista.csv.gz', '/brotli']) {
    const packed = await send(path)
    assert.equal(packed.status, 200, JSON.stringify(packed.body))
    await untilStatus(gateway, String(packed.body.campaignId), 'COMPLETED')
  }
  assert.equal(await shownCount(gateway), 8)
  const refusals: [string, RegExp][] = [
    ['/private', /not allowed/],
    ['/round', /too many redirects/],
    ['/large', /larger than 1000 bytes/],
    ['/cut', /cut/],
    ['/none', /returned 404/],
    ['/bomb', /larger than 1000 bytes/],
    ['/damaged', /could not be decompressed/],
    ['/unknown', /unsupported content encoding/],
    ['/page', /web page \(HTML\)/],
  ]
  for (const [path, reason] of refusals) {
    const { status, body } = await send(path)
    const { fileUrl } = body.validationError as { fileUrl: { en: string }[] }
    assert.equal(status, 422, path)
    assert.match(fileUrl[0]?.en ?? '', reason, path)
  }
})

/** As Excel writes "CSV UTF-8" and "Unicode text" with the regional settings of each country. */
const spreadsheets: [string, { separator: string; encoding: 'utf8' | 'utf16le'; phone: string; digits: string }][] = [
  ['Ecuador', { separator: ';', encoding: 'utf8', phone: '+593 9 9888 7777', digits: '593998887777' }],
  ['Argentina', { separator: ';', encoding: 'utf8', phone: '+54 9 11 2345-6789', digits: '5491123456789' }],
  ['Brazil', { separator: ';', encoding: 'utf8', phone: '55 (11) 9 8765-4321', digits: '5511987654321' }],
  ['Mexico', { separator: ',', encoding: 'utf8', phone: '="5215512345678"', digits: '5215512345678' }],
  ['Spain', { separator: '\t', encoding: 'utf16le', phone: '34612345678,0', digits: '34612345678' }],
]

test('a file as Excel saves it in five countries, from upload to phone, and a report that opens there', async () => {
  await using gateway = await startGateway({}, quick)
  for (const [country, { separator, encoding, phone, digits }] of spreadsheets) {
    const quoted = (cell: string) =>
      cell.includes(separator) || cell.includes('"') ? `"${cell.replaceAll('"', '""')}"` : cell
    const table = [
      ['Teléfono', 'Nombre', 'Nº pedido'],
      [phone, `María Núñez (${country})`, 'Ñ-1; 2, "3"'],
    ]
    const text = `${table.map((row) => row.map(quoted).join(separator)).join('\r\n')}\r\n`
    const id = await upload(gateway, Buffer.from(`\ufeff${text}`, encoding), {
      params: JSON.stringify([
        { param: 1, column: 'nombre' },
        { param: 2, column: 'Nº pedido' },
      ]),
    })
    await untilStatus(gateway, id, 'COMPLETED')
    const [shown] = await gateway.phone(digits)
    assert.equal(shown?.rendered.text, `Hola María Núñez (${country}), tu pedido Ñ-1; 2, "3" ya está en camino.`)
    const headers = { authorization, 'accept-language': country === 'Mexico' ? 'es-MX,es;q=0.9' : 'es-EC,es;q=0.9' }
    const answer = await fetch(`${gateway.url}/v1/campaigns/${id}/report`, { headers })
    const bytes = Buffer.from(await answer.arrayBuffer())
    assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf])
    assert.match(bytes.toString(), country === 'Mexico' ? /line,destination,state/ : /line;destination;state/)
    const tabs = await fetch(`${gateway.url}/v1/campaigns/${id}/report?separator=tab`, { headers })
    assert.match(await tabs.text(), /^line\tdestination\tstate/)
  }
  const list = await fetch(`${gateway.url}/v1/bots/demo/notifications?download=true&separator=;`, {
    headers: { authorization },
  })
  const bytes = Buffer.from(await list.arrayBuffer())
  assert.match(bytes.toString(), /^\ufeffid;destination;sentStatus;/)
})
