/** A sandbox of its own with a receiver for its webhooks: helpers to call it, post and wait. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { type Received, startReceiver } from './receiver.ts'

export const person = '593987654321'
export const numberId = '100000000000001'
export const wabaId = '200000000000001'

export type Item = Record<string, unknown> & { id: string; type?: string; status?: string }
export type Change = { field: string; value: Record<string, unknown> & { messages?: Item[]; statuses?: Item[] } }
type Answer = { status: number; body: ReturnType<typeof JSON.parse>; text: string }

export type OpenSandbox = {
  sandbox: Sandbox
  received: Received[]
  control(method: string, path: string, body?: unknown): Promise<Answer>
  /** The Graph API, with a token. */
  graph(method: string, path: string, body?: unknown): Promise<Answer>
  /** Sends a message, by default a text to Ana; resolves to its wamid. */
  send(message?: object): Promise<string>
  changes(): Change[]
  /** Resolves to the result of `find` over the received changes. */
  until<Found>(find: (changes: Change[]) => Found | undefined): Promise<Found>
  status(wamid: string, status: string): Promise<Item>
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<OpenSandbox> {
  const receiver = await startReceiver()
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    seed: 1,
    logLevel: 'silent',
    demoPerson: true,
    statusDelayMs: { sent: 0, delivered: 0, read: 0 },
    rules: { pairRate: false, throughput: false },
    ...options,
  })
  await call(`${sandbox.url}/_sandbox/subscription`, 'PUT', { url: receiver.url })
  const { received } = receiver
  const changes = () => received.flatMap(({ body }) => changesOf(body))
  const graph = (method: string, path: string, body?: unknown) =>
    call(`${sandbox.url}/v25.0/${path}`, method, body, { authorization: 'Bearer any' })
  const until: OpenSandbox['until'] = async (find) => {
    await receiver.until(() => find(changes()) !== undefined)
    return find(changes()) as NonNullable<ReturnType<typeof find>>
  }
  return {
    sandbox,
    received,
    changes,
    graph,
    until,
    control: (method, path, body) => call(`${sandbox.url}/_sandbox/${path}`, method, body),
    async send(message = {}) {
      const whole = {
        messaging_product: 'whatsapp',
        to: `+${person}`,
        type: 'text',
        text: { body: 'Hola' },
        ...message,
      }
      const answer = await graph('POST', `${numberId}/messages`, whole)
      if (answer.status !== 200) throw new Error(answer.text)
      return answer.body.messages[0].id
    },
    status: (wamid, status) =>
      until((all) =>
        all.flatMap(({ value }) => value.statuses ?? []).find((one) => one.id === wamid && one.status === status),
      ),
    async [Symbol.asyncDispose]() {
      await sandbox.stop()
      await receiver[Symbol.asyncDispose]()
    },
  }
}

export function changesOf(body: unknown): Change[] {
  const { entry = [] } = body as { entry?: { changes: Change[] }[] }
  return entry.flatMap(({ changes }) => changes)
}

async function call(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const isText = typeof body === 'string' || body instanceof FormData
  const typed = body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }
  const answer = await fetch(url, {
    method,
    headers: { ...typed, ...headers },
    ...(body === undefined ? {} : { body: isText ? (body as string) : JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true && text !== ''
  return { status: answer.status, text, body: isJson ? JSON.parse(text) : undefined }
}
