/** A sandbox of a test file's own, an HTTP server that receives its webhooks, and shared queries. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { type Received, type Receiver, startReceiver } from './receiver.ts'

export const phoneNumberId = '100000000000001'
export const wabaId = '200000000000001'
export const appSecret = 'sandbox-app-secret'
export const verifyToken = 'sandbox-verify-token'
/** A person who has written, so that the window is open. */
export const ana = '593987654321'

export type Shown = {
  wamid: string
  direction: 'in' | 'out'
  status: string
  to: string
  person: string
  /** As received, parsed. */
  wire: Record<string, unknown>
  rendered: Record<string, unknown>
  failure?: { code: number }
}

export type TestSandbox = {
  url: string
  sandbox: Sandbox
  /** A call of the control API; throws unless it answers 200. */
  control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  /** A call of the Graph API, of v25.0 unless the path names a version; with any token unless one is given. */
  graph(method: string, path: string, body?: unknown, token?: string): Promise<GraphAnswer>
  /** Everything on the phones, oldest first. */
  shown(to?: string): Promise<Shown[]>
  /** The message with this wamid, which must exist. */
  message(wamid: string | undefined): Promise<Shown>
  [Symbol.asyncDispose](): Promise<void>
}

export type GraphAnswer = { status: number; body: Record<string, unknown> & { error?: Record<string, unknown> } }

export async function startTestSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    logLevel: 'silent',
    statusDelayMs: { sent: 1, delivered: 2, read: 3 },
    demoPerson: true,
    rules: { pairRate: false, throughput: false },
    ...options,
  })
  const { url } = sandbox
  const shown: TestSandbox['shown'] = async (to) => {
    const filter = to === undefined ? '' : `&to=${encodeURIComponent(to)}`
    const listed = await (await fetch(`${url}/_sandbox/messages?limit=10000${filter}`)).json()
    return (listed as (Shown & { body: string })[]).map((one) => ({ ...one, wire: JSON.parse(one.body) }))
  }
  return {
    url,
    sandbox,
    shown,
    async control(method, path, body) {
      const answer = await fetch(`${url}/_sandbox${path}`, {
        method,
        headers: body === undefined ? {} : { 'content-type': 'application/json' },
        body: JSON.stringify(body) ?? null,
      })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
      return JSON.parse(text)
    },
    async graph(method, path, body, token = 'any') {
      const isForm = body instanceof FormData
      const answer = await fetch(`${url}/${/^v\d/.test(path) ? '' : 'v25.0/'}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, ...(isForm ? {} : { 'content-type': 'application/json' }) },
        body: isForm ? body : (JSON.stringify(body) ?? null),
      })
      return { status: answer.status, body: (await answer.json()) as GraphAnswer['body'] }
    },
    async message(wamid) {
      const found = (await shown()).find((one) => one.wamid === wamid)
      if (found === undefined) throw new Error(`no phone shows ${wamid}`)
      return found
    },
    [Symbol.asyncDispose]: () => sandbox.stop(),
  }
}

/** A receiver that passes Meta's handshake, subscribed; its posts so far are cleared. */
export async function startListener(world: TestSandbox): Promise<Receiver> {
  const receiver = await startReceiver()
  receiver.answer(({ path }, response) => {
    response.end(new URL(path, receiver.url).searchParams.get('hub.challenge') ?? 'ok')
  })
  const answer = await world.control('PUT', '/subscription', { url: `${receiver.url}/hook` })
  if (answer.verified !== true) throw new Error('the handshake failed')
  receiver.received.length = 0
  return receiver
}

/** A client with a fixed address gets a fetch that sends requests for Graph to the sandbox (cloud-api.md 7.3). */
export function fetchTo(url: string): typeof fetch {
  return (input, init) => fetch(String(input).replace(/^https:\/\/graph\.facebook\.com/, url), init)
}

/** Of a webhook's only message or status; undefined when it has none. */
export function itemOf(post: Received, list: 'messages' | 'statuses'): Record<string, unknown> | undefined {
  const body = post.body as { entry?: { changes: { value: Record<string, Record<string, unknown>[]> }[] }[] }
  return body.entry?.[0]?.changes[0]?.value[list]?.[0]
}

/** The client's request as Meta would see it: for parts that the phone does not show. */
export async function lastRequest(world: TestSandbox): Promise<{ method: string; url: string; body: string }> {
  const requests = (await (await fetch(`${world.url}/_sandbox/requests?limit=1`)).json()) as {
    method: string
    url: string
    body: string
  }[]
  const [last] = requests
  if (last === undefined) throw new Error('there was no request')
  return last
}

/** Small files of their real kinds. */
export async function sample(world: TestSandbox, file: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await fetch(`${world.url}/_sandbox/samples/${file}`)).arrayBuffer())
}

export function fieldOf(post: Received): unknown {
  return (post.body as { entry?: { changes: { field: string }[] }[] }).entry?.[0]?.changes[0]?.field
}

/** The people of the acts below, whose number or id changes by them. */
const moving = { from: '593982000001', userId: 'EC.1349mover' }

/** WhatsApp's acts beyond plain messages: act of the control API, members of the webhook's message. */
export const rareActs: readonly [string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'order',
    { items: [{ id: 'sku-1', quantity: 2, price: 9.5 }], catalogId: 'cat', text: 'Sin cebolla' },
    {
      type: 'order',
      order: {
        catalog_id: 'cat',
        text: 'Sin cebolla',
        product_items: [{ product_retailer_id: 'sku-1', quantity: 2, item_price: 9.5, currency: 'USD' }],
      },
    },
  ],
  [
    'address',
    { values: { name: 'Ana', city: 'Quito' } },
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'address_message' } } },
  ],
  [
    'call_permission',
    { response: 'accept' },
    {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    },
  ],
  ['request_welcome', {}, { type: 'request_welcome' }],
  [
    'edit',
    { text: 'Quise decir otra cosa' },
    { type: 'edit', edit: { message: { text: { body: 'Quise decir otra cosa' } } } },
  ],
  ['revoke', {}, { type: 'revoke' }],
  ['unsupported', {}, { type: 'unsupported', errors: [{ code: 131051 }] }],
  [
    'changed_identity',
    moving,
    { type: 'system', system: { type: 'customer_identity_changed' }, identity: { acknowledged: true } },
  ],
  [
    'changed_user_id',
    { ...moving, newUserId: 'EC.1349moved' },
    {
      type: 'system',
      system: { type: 'user_changed_user_id', user_id: 'EC.1349moved', previous_user_id: 'EC.1349mover' },
    },
  ],
  [
    'changed_number',
    { ...moving, userId: 'EC.1349moved', newNumber: '593982000002', newUserId: 'EC.1349again' },
    {
      type: 'system',
      system: {
        type: 'user_changed_number',
        wa_id: '593982000002',
        user_id: 'EC.1349again',
        previous_user_id: 'EC.1349moved',
      },
    },
  ],
]

/** The possible context of a text. */
export const surroundings: readonly [string, Record<string, unknown>, Record<string, unknown>][] = [
  [
    'forwarded',
    { forwarded: true, frequentlyForwarded: true },
    { context: { forwarded: true, frequently_forwarded: true } },
  ],
  [
    'about a product',
    { product: { catalogId: 'cat', retailerId: 'sku-1' } },
    { context: { referred_product: { catalog_id: 'cat', product_retailer_id: 'sku-1' } } },
  ],
  [
    'from an advertisement',
    { referral: { source_url: 'https://fb.me/1', source_type: 'ad', source_id: '1', headline: 'Hola' } },
    { referral: { source_type: 'ad', headline: 'Hola' } },
  ],
]
