/**
 * Attacks that harmed the gateway when they were found, each by real sockets against a gateway in another process, with
 * an honest counterpart of the same size.
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { request } from './gateway.ts'
import { metaSignature } from './meta-webhooks.ts'
import type { ProbedSite } from './probed-gateway.ts'

export const client = `Basic ${btoa('tester:a-secret-for-tests')}`
export const admin = 'Bearer an-admin-token-for-tests'

/** `act` resolves when the gateway has read all of it; the caller closes what it leaves open. */
export type Attack = {
  name: string
  act(site: ProbedSite): Promise<Socket[]>
  /** The same number of bytes from an honest client. */
  honest?(site: ProbedSite): Promise<unknown>
  /** For a flood of requests: the address whose server has to read them. */
  floodedUrl?(site: ProbedSite): string
}

export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

export const unreadConnections = 20

/**
 * Nothing is read, and a thousand requests are written on each of twenty connections. The process stands still
 * meanwhile, so that it finds all of them at once: the worst case, whatever else the machine does.
 */
export async function askUnread(pid: number, url: string, path: string, headers = '', health = '/healthz') {
  const sockets = await Promise.all(Array.from({ length: unreadConnections }, () => openSocket(url)))
  const requests = `GET ${path} HTTP/1.1\r\nhost: localhost\r\n${headers}\r\n`.repeat(1_000)
  process.kill(pid, 'SIGSTOP')
  try {
    for (const socket of sockets) socket.pause()
    const write = (socket: Socket) => new Promise((written) => socket.write(requests, written))
    await Promise.all(sockets.map(write))
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  // Each look comes after the requests before it: by the tenth all of them have been read.
  for (let look = 0; look < 10; look++) await request(url + health, 'GET')
  return sockets
}

/** Answered with 404 by every server of ours. */
export const cheapPath = '/nothing-here'

const unread = (name: string, path: string, authorization = '', port?: number): Attack => {
  const urlOf = ({ gateway }: ProbedSite) => (port === undefined ? gateway.url : `http://127.0.0.1:${port}`)
  return {
    name: `twenty thousand requests for ${name}, no answer read`,
    act: (site) =>
      askUnread(site.gateway.pid, urlOf(site), path, authorization === '' ? '' : `authorization: ${authorization}\r\n`),
    honest: (site) => request(urlOf(site) + path, 'GET', undefined, authorization === '' ? {} : { authorization }),
    floodedUrl: urlOf,
  }
}

type Body = { method?: string; path: string; by?: string; body: unknown }

/** One after the other, each with its own connection. */
const bodies = (name: string, harmful: Body[], honest: Body[]): Attack => {
  const all = (some: Body[]) => async (site: ProbedSite) => {
    for (const { method = 'POST', path, by = client, body } of some)
      await request(site.gateway.url + path, method, body, { authorization: by })
    return []
  }
  return { name, act: all(harmful), honest: all(honest) }
}

const message = '/v1/bots/crash/messages'
const created = '/v1/bots/crash/templates'
const retained = '/manage/v1/bots/crash/templates/x/es'
const userId = '593987654321'

/** `fill`: a text of this many characters, in each place where a text may be. */
const texts = (fill: string, length: number): Body[] => {
  const text = fill.repeat(Math.ceil(length / fill.length)).slice(0, length)
  const template = (components: object[]) => ({ name: 'x', language: 'es', category: 'MARKETING', components })
  const bodyText = { type: 'BODY', text: 'Hola' }
  const parts: object[][] = [
    [{ type: 'BODY', text }],
    [{ type: 'HEADER', format: 'TEXT', text }, bodyText],
    [bodyText, { type: 'FOOTER', text }],
    [bodyText, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text }] }],
    [bodyText, { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'a', url: text }] }],
  ]
  return [
    { path: message, body: { type: 'text', userId, text } },
    { path: message, body: { type: 'quickReply', userId, text: 'x', options: [{ title: text, type: 'text' }] } },
    { path: message, body: { type: 'image', userId, mediaUrl: text, caption: text } },
    { path: message, body: { type: 'text', userId: text, text } },
    ...parts.flatMap((components) => [
      { path: created, body: { elementName: 'x', language: 'es', category: 'MARKETING', components } },
      { method: 'PUT', path: retained, by: admin, body: template(components) },
    ]),
    { path: '/v1/bots/crash/users/593987654321/cache', body: { params: { a: text } } },
  ]
}

export const nested = (levels: number) => `${'{"a":['.repeat(levels)}1${']}'.repeat(levels)}`

export async function deliver(site: ProbedSite, messages: string[]): Promise<number> {
  const metadata = '{"phone_number_id":"100000000000001"}'
  const value = `{"metadata":${metadata},"messages":[${messages.join(',')}]}`
  const body = `{"object":"whatsapp_business_account","entry":[{"id":"200000000000001","changes":[{"field":"messages","value":${value}}]}]}`
  const headers = { 'x-hub-signature-256': metaSignature(body), 'content-type': 'application/json' }
  const answer = await fetch(`${site.gateway.url}/meta/webhook`, { method: 'POST', headers, body })
  await answer.text()
  return answer.status
}

let wamids = 0
const answerOf = (json: string) =>
  `{"from":"${userId}","id":"wamid.H${wamids++}","timestamp":"1800000000","type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"x","response_json":${JSON.stringify(json)}}}}`
const deepText = () =>
  `{"from":"${userId}","id":"wamid.H${wamids++}","timestamp":"1800000000","type":"text","text":${nested(20_000)}}`
const flat = () => JSON.stringify({ a: 'x'.repeat(200_000) })

async function post(site: ProbedSite, path: string, body: string, type: string, authorization = client) {
  const headers = { 'content-type': type, authorization }
  const answer = await fetch(site.gateway.url + path, { method: 'POST', headers, body })
  await answer.text()
  return answer.status
}

const formOf = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b--\r\n`
const formType = 'multipart/form-data; boundary=b'

const deep: Attack = {
  name: 'nested deep: JSON, a form, a person’s answer',
  async act(site) {
    await post(site, message, nested(100_000), 'application/json')
    await post(site, '/v1/campaigns/preview', formOf('parameters', '['.repeat(300_000)), formType)
    await post(site, '/v1/campaigns/preview', formOf('parameters', nested(100_000)), formType)
    await deliver(site, [answerOf(nested(30_000)), deepText()])
    return []
  },
  async honest(site) {
    await post(site, message, flat(), 'application/json')
    await post(site, '/v1/campaigns/preview', formOf('parameters', flat()), formType)
    await deliver(site, [answerOf(flat())])
  },
}

const list = (length: number, item: () => unknown) => Array.from({ length }, item)
const wrong = (item: () => unknown): Body[] => [
  { method: 'PUT', path: retained, by: admin, body: { components: list(300_000, item) } },
  { path: created, body: { elementName: 'x', components: list(300_000, item) } },
  { path: message, body: { type: 'quickReply', userId, text: 'x', options: list(300_000, item) } },
  { path: message, body: list(300_000, item) },
  { path: '/v1/whatsapp/crash/hsm', body: { destinations: list(300_000, item), elementName: 'x' } },
]

/** So many connections that send a little and then nothing, or hold a body back. */
async function holdBack(site: ProbedSite): Promise<Socket[]> {
  const head = `POST ${message} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${client}\r\ncontent-type: application/json\r\n`
  const pieces = [
    'GET /healthz HTTP/1.1\r\nhost: localh',
    `${head}content-length: 1000000\r\n\r\n${'{"a":"'.padEnd(900_000, 'x')}`,
    `${head}transfer-encoding: chunked\r\n\r\n10000\r\n${'{"a":"'.padEnd(65_000, 'x')}`,
  ]
  const sockets: Socket[] = []
  for (let n = 0; n < 400; n++) {
    const socket = await openSocket(site.gateway.url)
    socket.write(pieces[n % pieces.length] ?? '')
    sockets.push(socket)
  }
  for (let look = 0; look < 10; look++) await request(`${site.gateway.url}/healthz`, 'GET')
  return sockets
}

/** Beside a file, which goes to the disk, these would stay in memory. */
const manyFields: Attack = {
  name: 'forms of fifty fields of a megabyte',
  async act(site) {
    const field = 'x'.repeat(1_000_000)
    const parts = Array.from({ length: 49 }, (_, n) => formOf(`f${n}`, field).replace('--b--\r\n', ''))
    const send = () => post(site, '/v1/campaigns/preview', `${parts.join('')}--b--\r\n`, formType).catch(() => 0)
    await Promise.all([send(), send(), send(), send(), send(), send()])
    return []
  },
}

const fillings = ['*a ', '*', ' ', '{{', '1', 'https://a', '\n', '/', '_a']
const textsOf = (fill: string, length: number) =>
  bodies(`texts of ${length} characters of ${JSON.stringify(fill)}`, texts(fill, length), texts('a', length))

/** Attacks that reach the store; the others end before it. */
export const storeAttacks: Attack[] = [
  unread('a list of people', '/v1/bots/crash/users?limit=100', client),
  unread('a list of bots', '/manage/v1/bots?limit=100', admin),
  unread('what was sent', '/v1/bots/crash/history?limit=100', client),
  deep,
]

/** `opsPort`: where the document and the metrics are, in a gateway with such a port. */
export const unreadAttacks = (opsPort: number): Attack[] => [
  unread('the document', '/openapi.json', '', opsPort),
  unread('the figures', '/metrics', '', opsPort),
  unread('a page', '/docs/static/swagger-ui-bundle.js', '', opsPort),
  unread('the document of the page', '/docs/json', '', opsPort),
  ...storeAttacks,
]

/** In groups, each for a gateway of its own. */
export const bodyAttacks: Record<string, Attack[]> = {
  'texts that hurt expressions': [...fillings.map((fill) => textsOf(fill, 120_000)), textsOf('*a ', 900_000)],
  'bodies that are wrong, slow or large': [
    bodies(
      'mistakes by the hundred thousand',
      wrong(() => ({})),
      wrong(() => 0),
    ),
    { name: 'heads and bodies that do not come', act: holdBack },
    manyFields,
  ],
}
