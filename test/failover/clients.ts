/**
 * Programs that send while the database fails, and the answers they got: with a key they repeat the request, at either
 * gateway, until a 200; without one they send it once.
 */
import { request } from '../support/gateway.ts'
import { basic, botId, type Site } from './site.ts'

export type Sent = {
  text: string
  isKeyed: boolean
  /** Of every 200. More than one is a failure, which the check reports. */
  ids: Set<string>
  /** By gateway: when its first 200 came. */
  gateway?: number
  ackedAt?: number
}

export type Clients = {
  journal: Sent[]
  /** Resolves when each has the answer to its last request. */
  stop(): Promise<void>
}

const pauseMs = 15
const askAgainMs = 40
/** A request that a gateway holds for longer has failed. */
const answerMs = 15_000
/** Nothing takes this long unless something is broken. */
const maxMs = 60_000

export function startClients(site: Site, round: number, count: number): Clients {
  const journal: Sent[] = []
  let isOver = false
  const running = Array.from({ length: count }, (_, index) => run(index))

  async function run(index: number): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const sent: Sent = { text: `f.${round}.${index}.${n}`, isKeyed: n % 4 !== 3, ids: new Set() }
      journal.push(sent)
      await send(site, sent, personOf(round, index, n), index % 2)
      await elapsed(pauseMs)
    }
  }

  return {
    journal,
    async stop() {
      isOver = true
      await Promise.all(running)
    },
  }
}

/** So many that no person gets more than WhatsApp's limit for one person at once. */
function personOf(round: number, client: number, n: number): string {
  return `5939${10_000_000 + round * 100 + client * 10 + (n % 8)}`
}

async function send(site: Site, sent: Sent, userId: string, first: number): Promise<void> {
  const endAt = Date.now() + maxMs
  for (let asked = 0; Date.now() < endAt; asked++) {
    const gateway = (first + asked) % site.gateways.length
    const answer = await sendOnce(`${site.gateways[gateway]?.url}/v1/bots/${botId}/messages`, sent, userId)
    if (answer?.status === 200) {
      sent.ids.add(String(answer.body.messageId))
      sent.gateway ??= gateway
      sent.ackedAt ??= performance.now()
      return
    }
    if (answer !== undefined && answer.status !== 503)
      throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
    if (!sent.isKeyed) return
    await elapsed(askAgainMs)
  }
  throw new Error(`${sent.text} was never accepted`)
}

async function sendOnce(url: string, { text, isKeyed }: Sent, userId: string) {
  const headers = { authorization: basic, ...(isKeyed && { 'idempotency-key': text }) }
  const asking = request(url, 'POST', { type: 'text', userId, text }, headers).catch(() => undefined)
  return Promise.race([asking, elapsed(answerMs).then(() => undefined)])
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
