/**
 * Rates, failed sign-ins, memory, forms and slow callers: the answer at each bound, and that other callers do not
 * notice it.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { test } from 'node:test'
import { createHolding } from '../../src/http/limits/holding.ts'
import { createRate } from '../../src/http/limits/rate.ts'
import { createSignInLimit, namedBounds } from '../../src/http/limits/sign-in-limit.ts'
import { createTurns } from '../../src/http/limits/turns.ts'
import { countValues, readJson } from '../../src/model/request/nesting.ts'
import { eventually } from '../support/gateway.ts'
import { anyBot, basic, openTestHttp, otherBot, type TestHttp } from '../support/http.ts'

test('a rate admits so many a second and a burst, for each key', () => {
  const rate = createRate(10)
  let at = 1_000_000
  const admitted = (key: string, tries: number) =>
    Array.from({ length: tries }, () => rate.take(key, at)).filter((waitMs) => waitMs === 0).length
  assert.equal(admitted('a', 100), 20)
  assert.ok(rate.take('a', at) > 0)
  assert.equal(admitted('b', 100), 20)
  at += 1_000
  assert.equal(admitted('a', 100), 10)
  // The clock goes back by an hour: nobody waits until it has caught up.
  at -= 3_600_000
  assert.equal(admitted('a', 100), 20)
  assert.equal(createRate(0).take('a', at), 0)
})

test('a rate stores a bounded number of keys, and the busy ones stay', () => {
  const rate = createRate(1, 100)
  for (let n = 0; n < 3; n++) rate.take('busy', 0)
  for (let n = 0; n < 40; n++) rate.take(`k${n}`, 0)
  assert.ok(rate.take('busy', 0) > 0)
})

test('the wait after consecutive failures doubles, up to a bound; a success ends it', () => {
  const limit = createSignInLimit(namedBounds)
  for (let n = 0; n < 10; n++) {
    assert.equal(limit.waitMs('a', 0), 0)
    limit.fail('a', 0)
  }
  assert.equal(limit.waitMs('a', 0), 1_000)
  limit.fail('a', 1_000)
  assert.equal(limit.waitMs('a', 1_000), 2_000)
  for (let n = 0; n < 30; n++) limit.fail('a', 1_000)
  assert.equal(limit.waitMs('a', 1_000), namedBounds.maxMs)
  assert.equal(limit.waitMs('b', 1_000), 0)
  // The clock goes back by an hour: the wait is the same, not an hour longer.
  assert.equal(limit.waitMs('a', 1_000 - 3_600_000), namedBounds.maxMs)
  assert.equal(limit.waitMs('a', 1_000 - 3_600_000 + namedBounds.maxMs), 0)
  limit.succeed('a')
  assert.equal(limit.waitMs('a', 1_000), 0)
})

test('when callers hold too much together the one that has held longest is cut off', () => {
  const cut: string[] = []
  const holding = createHolding<string>(
    100,
    (name) => void cut.push(name),
    (name) => name !== 'kept',
  )
  for (const [name, bytes] of [
    ['kept', 50],
    ['slow', 40],
    ['quick', 5],
    ['new', 60],
  ] as const)
    holding.hold(name, bytes)
  assert.deepEqual(cut, ['slow', 'quick', 'new'])
  assert.equal(holding.bytes(), 50)
})

test('turns: so many at once for each key, the others in order, and a bound on those that wait', () => {
  const turns = createTurns({ inAir: 1, waiting: 2 })
  const begun: string[] = []
  const leaves: (() => void)[] = []
  const take = (key: string, name: string) =>
    turns.take(key, (leave) => {
      begun.push(name)
      leaves.push(leave)
    })
  assert.deepEqual(
    [take('a', '1'), take('a', '2'), take('a', '3'), take('a', '4'), take('b', '5')],
    [true, true, true, false, true],
  )
  assert.deepEqual(begun, ['1', '5'])
  leaves[0]?.()
  leaves[0]?.()
  assert.deepEqual(begun, ['1', '5', '2'])
})

test('JSON is read to a depth, and counted up to a number', () => {
  const nest = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  assert.ok(readJson(nest(64)))
  assert.equal(readJson(nest(65)), undefined)
  assert.equal(readJson(nest(100_000)), undefined)
  assert.equal(
    countValues(
      Array.from({ length: 5_000 }, () => ({})),
      2_000,
    ),
    2_000,
  )
  assert.equal(countValues({ a: [1, { b: 2 }] }, 2_000), 5)
})

test('a client over its rate is refused and others are not; health and Meta are never refused', async () => {
  await using http = await openTestHttp({
    config: { adminToken: 'canary-admin-token-0001', ratePerClient: 5, ratePerAddress: 5 },
  })
  const statuses = async (url: string, auth: string | undefined, times: number) => {
    const answers = []
    for (let n = 0; n < times; n++) answers.push(await http.inject('GET', url, { auth }))
    return answers
  }
  const answers = await statuses('/v1/bots/other/users', anyBot, 12)
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(10).fill(200), 429, 429],
  )
  const refused = answers.at(-1)
  assert.equal(refused?.json.error.code, 'R4292')
  assert.match(String(refused?.headers['retry-after']), /^[1-9]/)
  assert.equal((await http.inject('GET', '/v1/bots/other/users', { auth: otherBot })).status, 200)
  const strangers = await statuses('/openapi.json', undefined, 11)
  assert.equal(strangers.at(-1)?.status, 429)
  for (const { status } of await statuses('/healthz', undefined, 30)) assert.equal(status, 200)
  for (const { status } of await statuses('/meta/webhook', undefined, 30)) assert.equal(status, 403)
  assert.match(await http.deps.metrics.render(), /recado_rate_limited_total\{by="client"\} 2/)
})

test('wrong secrets lock the name at the address; callers with the right secret stay in, and so does everybody else', async () => {
  await using http = await openTestHttp()
  const request = (auth: string) => http.inject('GET', '/v1/bots/other/users', { auth })
  assert.equal((await request(anyBot)).status, 200)
  for (let n = 0; n < 10; n++) assert.equal((await request(basic('client_all', `wrong-${n}`))).status, 401)
  const locked = await request(basic('client_all', 'wrong-again'))
  assert.deepEqual([locked.status, locked.json.error.code, locked.headers['retry-after']], [429, 'R4293', '1'])
  // The cached header expires, its proof does not.
  http.now.at += 500
  assert.equal((await request(anyBot)).status, 200)
  assert.equal((await request(otherBot)).status, 200)
  assert.match(http.logged(), /"clientId":"client_all","address":"127\.0\.0\.1".*sign-in failed/)
  assert.ok(!http.logged().includes('wrong-'))
  assert.match(await http.deps.metrics.render(), /recado_sign_in_failures_total\{result="locked"\} 1/)
})

test('concurrent guesses do not bypass the throttle', async () => {
  await using http = await openTestHttp()
  const guesses = Array.from({ length: 60 }, (_, n) =>
    http.inject('GET', '/v1/bots/other/users', { auth: basic('client_all', `g${n}`) }),
  )
  const statuses = (await Promise.all(guesses)).map(({ status }) => status)
  assert.equal(statuses.filter((status) => status === 401).length, 10)
  const admins = Array.from({ length: 30 }, (_, n) =>
    http.inject('GET', '/manage/v1/clients', { auth: `Bearer g${n}` }),
  )
  assert.equal((await Promise.all(admins)).filter(({ status }) => status === 401).length, 10)
})

test("a person's memory has 64 kB in all, and lists show its size", async () => {
  await using http = await openTestHttp()
  const path = '/v1/bots/demo/users/593987654321/cache'
  const write = (params: Record<string, unknown>) => http.inject('POST', path, { body: { params } })
  assert.equal((await write({ a: 'x'.repeat(40_000) })).status, 200)
  const full = await write({ b: 'x'.repeat(40_000) })
  assert.deepEqual([full.status, Object.keys(full.json.validationError)], [422, ['params']])
  assert.deepEqual(Object.keys((await http.inject('GET', path)).json), ['a'])
  const [item] = (await http.inject('GET', '/v1/bots/demo/users')).json.results
  assert.deepEqual([item.memoryBytes, 'memory' in item], [40_008, false])
  assert.equal((await write({ a: 'x', b: 'x'.repeat(40_000) })).status, 200)
})

test('an upload to a bot of others is refused before a byte of it is stored', async () => {
  await using http = await openTestHttp()
  const field = (name: string, value: string, file = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
  const body = `${field('botId', 'demo')}${field('file', 'phone\n593987654321\n', '; filename="a.csv"')}--b--\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const answer = await http.inject('POST', '/v1/hsm/file', { body, headers, auth: otherBot })
  assert.equal(answer.status, 403)
  assert.deepEqual(spooled(http), [])
})

test("a file that precedes its bot waits in memory; a large one is deleted when the bot after it is not the client's", async () => {
  await using http = await openTestHttp()
  http.deps.campaigns.maxFileBytes = 10_000_000
  const field = (name: string, value: string, file = '') =>
    `--b\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  for (const path of ['/v1/hsm/file', '/v1/campaigns/preview']) {
    const send = (rows: number, botId: string, auth: string) => {
      const file = field('file', `phone\n${'593987654321\n'.repeat(rows)}`, '; filename="a.csv"')
      const rest = field('campaignName', 'Mayo') + field('elementName', 'greeting')
      const body = `${file}${botId === '' ? '' : field('botId', botId)}${rest}--b--\r\n`
      return http.inject('POST', path, { body, headers, auth })
    }
    // The folder is watched during the refusal: nothing may appear there even for a moment.
    const folders: string[][] = []
    const { store } = http
    const { bot } = store
    store.bot = (id) => {
      folders.push(spooled(http))
      return bot(id)
    }
    const foreign = await send(3, 'demo', otherBot)
    store.bot = bot
    assert.deepEqual([foreign.status, foreign.json.error.key, folders], [403, 'FORBIDDEN_BOT', [[]]], path)
    // Of a client that is allowed a bot at all; programs send their fields in any order.
    const large = await send(40_000, 'demo', otherBot)
    assert.deepEqual([large.status, large.json.error.key], [403, 'FORBIDDEN_BOT'], path)
    await eventually(() => spooled(http).length === 0, 'it is removed')
    assert.equal((await send(40_000, 'demo', anyBot)).status, (await send(3, 'demo', anyBot)).status, path)
    await eventually(() => spooled(http).length === 0, 'what was spooled is gone')
    const nobodys = await send(3, '', otherBot)
    assert.deepEqual([nobodys.status, 'botId' in nobodys.json.validationError], [422, true], path)
    assert.deepEqual(spooled(http), [])
    assert.notEqual((await send(3, 'demo', anyBot)).status, 403, path)
    await eventually(() => spooled(http).length === 0, 'what was spooled is gone')
  }
})

function spooled(http: TestHttp): string[] {
  return readdirSync(http.deps.campaigns.folder, { recursive: true, encoding: 'utf8' })
}

test("a form nested too deep is refused as the caller's mistake", async () => {
  await using http = await openTestHttp()
  const deep = `${'['.repeat(6_000)}${']'.repeat(6_000)}`
  const body = `--b\r\nContent-Disposition: form-data; name="parameters"\r\n\r\n${deep}\r\n--b--\r\n`
  const answer = await http.inject('POST', '/v1/campaigns/preview', {
    body,
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  })
  assert.equal(answer.status, 422)
})

test('slow heads, bodies and readers are ended; a head that is too large gets an answer', async () => {
  await using http = await openTestHttp({
    connectionBounds: { headMs: 300, bodyMs: 300, windowMs: 300, requestMs: 60_000 },
  })
  const url = new URL(await http.app.listen({ port: 0, host: '127.0.0.1' }))
  const talk = async (text: string) => {
    const socket = connect(Number(url.port), url.hostname)
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk.toString()
    })
    socket.on('error', () => {})
    socket.write(text)
    await once(socket, 'close')
    return got.split('\r\n')[0]
  }
  const post = `POST /v1/bots/other/messages HTTP/1.1\r\nhost: localhost\r\nauthorization: ${otherBot}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{`
  const answers = await Promise.all([
    talk('GET /healthz HTTP/1.1\r\nhost: localhost\r\n'),
    talk(post),
    talk(`GET /healthz HTTP/1.1\r\nhost: localhost\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`),
  ])
  assert.deepEqual(answers, [
    'HTTP/1.1 408 Request Timeout',
    'HTTP/1.1 408 Request Timeout',
    'HTTP/1.1 431 Request Header Fields Too Large',
  ])
})
