/**
 * One store outage as clients see it, from before to after: refusals in the catalogue's shape and in time, no
 * acknowledged message lost, none sent twice, and recovery without help. The tests cause the outage.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { type Answer, eventually, type Gateway, person, startGateway, textOf } from './gateway.ts'
import { type Receiver, startReceiver } from './receiver.ts'

/** The request timeout, ms: short, so that tests are too. */
export const timeoutMs = 800

export type TroubleSite = {
  gateway: Gateway
  receiver: Receiver
  /** Log lines of `info` and above. */
  lines(): { level: number; msg: string }[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function openTroubleSite(env: Record<string, string>): Promise<TroubleSite> {
  const logged: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  await using opened = new AsyncDisposableStack()
  opened.defer(async () => {
    sink.end()
    await once(sink, 'close')
  })
  const receiver = opened.use(await startReceiver())
  const gateway = opened.use(
    await startGateway(
      { RECADO_STORE_TIMEOUT_MS: String(timeoutMs), ...env },
      { log: pino({ level: 'info' }, sink), sandbox: { rules: { pairRate: false } } },
    ),
  )
  await eventually(async () => {
    const { status } = await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
    return isAccepted(status)
  }, 'the webhook is registered')
  const site = opened.move()
  return {
    gateway,
    receiver,
    lines: () => logged.map((line) => JSON.parse(line) as { level: number; msg: string }),
    [Symbol.asyncDispose]: () => site.disposeAsync(),
  }
}

/** A busy machine may exceed the request timeout; refused callers retry, as clients do. */
function isAccepted(status: number): boolean {
  assert.ok(status === 200 || status === 503, `answered ${status}`)
  return status === 200
}

export type Outage = {
  begin(): unknown
  end(): unknown
}

let outages = 0

export async function runOutage(site: TroubleSite, outage: Outage): Promise<void> {
  const { gateway } = site
  const name = `trouble-${++outages}`
  await eventually(() => ofStore(site).at(-1) !== begun, 'no trouble before')
  const linesBefore = ofStore(site).length
  // Long, so that it never fits where a short one did not: a full disk has room for a few rows until a page is full.
  const underKey = `${name} under a key${' and long'.repeat(400)}`
  const journal: Journal = new Map()
  const send = (text: string, headers: Record<string, string> = {}) => sendText(gateway, journal, text, headers)
  // Meta accepts this one, and answers only after the outage has begun.
  await gateway.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 300, times: 1 })
  await sendUntilAccepted(send, `${name} on its way`)
  await untilShown(gateway, `${name} on its way`)
  try {
    await outage.begin()
    let more = 0
    const sendOneMore = (headers?: Record<string, string>) => send(`${name} ${++more}`, headers)
    await untilRefused(sendOneMore)
    await untilRefused(() => send(underKey, { 'idempotency-key': name }), 0)
    await Promise.all([
      refusedInEveryLanguage(sendOneMore),
      isNotReady(gateway),
      metaIsRefused(gateway, `${name} written`),
    ])
    await staysIdle()
  } finally {
    await outage.end()
  }
  await eventually(
    async () => (await send(underKey, { 'idempotency-key': name })).status === 200,
    'the same request is taken',
  )
  const again = await send(underKey, { 'idempotency-key': name })
  assert.equal(again.headers.get('idempotency-replayed'), 'true')
  await sendUntilAccepted(send, `${name} afterwards`)
  await eventually(async () => (await fetch(`${gateway.url}/readyz`)).status === 200, 'ready')
  await site.receiver.first(({ raw }) => raw.includes(`${name} written`))
  await shownOnce(gateway, name, [...journal.keys()])
  for (const id of journal.values()) await isSettled(gateway, id)
  await reportedOnce(site, linesBefore)
}

/** With a key, since a retried request may have been stored. */
async function sendUntilAccepted(
  send: (text: string, headers: Record<string, string>) => Promise<Answer>,
  text: string,
) {
  await eventually(
    async () => isAccepted((await send(text, { 'idempotency-key': text.replaceAll(' ', '-') })).status),
    `${text} is taken`,
  )
}

/** Acknowledged messages in order: text to id. */
type Journal = Map<string, string>

async function sendText(
  gateway: Gateway,
  journal: Journal,
  text: string,
  headers: Record<string, string>,
): Promise<Answer> {
  const answer = await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId: person, text }, headers)
  if (answer.status === 200) journal.set(text, String(answer.body.messageId))
  return answer
}

async function untilShown(gateway: Gateway, text: string): Promise<void> {
  await eventually(async () => (await gateway.phone()).some((one) => textOf(one) === text), text)
}

/** Resolves to its 503; fails if it is late. A full disk may still have room for a few. */
type Send = (headers?: Record<string, string>) => Promise<Answer>

async function untilRefused(send: Send, withinMs?: number): Promise<Answer> {
  return eventually(
    async () => {
      const isLate = waits(4)
      const answer = await send()
      assert.equal(isLate(), false, `an answer took longer than four waits of ${timeoutMs} ms`)
      return answer.status === 503 && answer
    },
    'a refusal',
    withinMs,
  )
}

/**
 * Returns whether that many waits of `timeoutMs` have passed, one after the other. They are timers of the gateway's own
 * process: they stall when it stalls, and a busy machine lengthens one of them, not all.
 */
function waits(count: number): () => boolean {
  let left = count
  const timer = setInterval(() => {
    left -= 1
    if (left === 0) clearInterval(timer)
  }, timeoutMs).unref()
  return () => {
    clearInterval(timer)
    return left === 0
  }
}

const sentences = {
  es: 'El servicio no está disponible por el momento. Por favor, inténtelo más tarde.',
  en: 'The service is unavailable at the moment. Please try again later.',
  pt: 'O serviço não está disponível no momento. Por favor, tente novamente mais tarde.',
}

async function refusedInEveryLanguage(send: Send): Promise<void> {
  for (const [language, sentence] of Object.entries(sentences)) {
    const answer = await untilRefused(() => send({ 'accept-language': language }))
    assert.equal(answer.headers.get('retry-after'), '1')
    assert.deepEqual(answer.body.message, [sentence])
    assert.equal((answer.body.error as { code: string }).code, 'R5030')
  }
}

async function isNotReady(gateway: Gateway): Promise<void> {
  const { status, body } = await gateway.call('GET', '/readyz')
  assert.equal(status, 503)
  assert.equal((body.checks as { store: boolean }).store, false)
}

/** In bytes of SQLite's pages: a longer row needs another page, and no table has a free one on a full disk. */
const longerThanPage = 4_000

/** Makes Meta retry. A short message may fit into the existing pages. */
async function metaIsRefused(gateway: Gateway, text: string): Promise<void> {
  const long = text.padEnd(longerThanPage, '.')
  await gateway.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: long })
  await eventually(async () => {
    const { body } = await gateway.control('GET', `/_sandbox/webhooks?status=503&text=${encodeURIComponent(text)}`)
    return (body as unknown as unknown[]).length > 0
  }, 'Meta gets a 503')
}

/** An idle gateway waits and does not spin. */
async function staysIdle(): Promise<void> {
  const before = process.cpuUsage()
  await new Promise((resolve) => setTimeout(resolve, 500))
  const { user, system } = process.cpuUsage(before)
  assert.ok(user + system < 400_000, `${(user + system) / 1_000} ms of CPU within half a second`)
}

async function shownOnce(gateway: Gateway, name: string, acknowledged: string[]): Promise<void> {
  const shown = await gateway.phoneUntil((messages) =>
    acknowledged.every((text) => messages.some((one) => textOf(one) === text)),
  )
  const texts = shown.map(textOf).filter((text) => text.startsWith(name))
  assert.deepEqual(texts.toSorted(), [...new Set(texts)].toSorted(), 'nothing twice')
  assert.deepEqual(
    texts.filter((text) => acknowledged.includes(text)),
    acknowledged,
    'in the order of the answers',
  )
}

/**
 * Meta's answer was stored, however late. An attempt may have been withheld (`unreachable`) while the lease was not
 * safe.
 */
async function isSettled(gateway: Gateway, id: string): Promise<void> {
  const { body } = await eventually(async () => {
    const timeline = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    return ['sent', 'delivered', 'read'].includes(String(timeline.body.state)) && timeline
  }, `${id} is settled`)
  assert.equal(body.possibleDouble, false)
  const outcomes = (body.attempts as { outcome?: string }[]).map(({ outcome }) => outcome)
  assert.deepEqual(
    outcomes.filter((outcome) => outcome !== 'unreachable'),
    ['sent'],
    outcomes.join(),
  )
}

const begun = 'the store is unavailable: requests get 503 and lanes wait'
const over = 'the store is available again'

/** Logged once at the start and once at the end, whatever happened in between. */
async function reportedOnce(site: TroubleSite, from: number): Promise<void> {
  await eventually(() => ofStore(site).slice(from).includes(over), 'the log says that it is over')
  assert.deepEqual(ofStore(site).slice(from), [begun, over])
}

function ofStore(site: TroubleSite): string[] {
  return site.lines().flatMap(({ msg }) => (/store|database/.test(msg) ? msg : []))
}
