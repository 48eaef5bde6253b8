/**
 * Everything around a measured gateway, in one cheap program: Graph, Meta's signed statuses, the webhook's receiver, and
 * the clients. `POST /run` with a `Plan` sends its messages, and is answered with what was measured once the last event
 * has come. Prints its address. It answers what it knows and checks nothing: rules are the sandbox's matter.
 */
import { createHmac } from 'node:crypto'
import { delayLine } from './delay-line.ts'
import { eventsPerMessage, firstPerson, type Measured, type Plan, percentilesOf } from './plan.ts'
import { openConnections, serve } from './wire.ts'

type Answer = (body: string, status?: string) => void
type Status = { status: 'sent' | 'delivered' | 'read'; wamid: string; to: string; number: string; data: string }

const { APP_SECRET = '', AUTHORIZATION = '' } = process.env
/** After Graph's answer. */
const statusesAfterMs = { sent: 30, delivered: 60, read: 90 } as const
/** How long statuses wait for others that go with them. */
const gatherMs = 10
const repeatAfterMs = 100
const metaConnections = 64
const giveUpMs = 180_000
const wabaId = '200000000000001'

let run: ReturnType<typeof startRun> | undefined
let person = 0

const port = await serve((head, body, answer) => {
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP'))
  if (path.startsWith('/hook')) run?.hook(body, answer)
  else if (path === '/run') startNext(JSON.parse(body), answer)
  else if (path === '/flood') flood(JSON.parse(body), () => answer('{}'))
  else if (head.startsWith('POST') && path.endsWith('/messages')) run?.graph(path, body, answer)
  else answer('{"data":[],"id":"1"}')
})
process.stdout.write(`ready at http://127.0.0.1:${port}\n`)

function startNext(plan: Plan, answer: Answer): void {
  const end = (body: unknown, status?: string) => {
    clearTimeout(late)
    run?.stop()
    run = undefined
    answer(JSON.stringify(body), status)
  }
  const late = setTimeout(() => end({ late: run?.measured() }, '504 Late'), giveUpMs)
  run = startRun(plan, end, (reason) => end({ reason }, '502 Refused'))
}

function startRun(plan: Plan, end: (measured: Measured) => void, fail: (reason: string) => void) {
  const first = person
  person += plan.messages
  const startedAt = performance.now()
  const askedAt = new Float64Array(plan.messages)
  const answered: number[] = []
  const called: number[] = []
  const sentAt: number[] = []
  let [events, posts, repeated, firstEventAt, lastEventAt] = [0, 0, 0, 0, 0]

  const clients = startClients(plan, { first, askedAt, answered, fail })
  const meta = startMeta(plan, () => {
    repeated += 1
  })
  const graphLine = delayLine<() => void>(plan.graphMs, (respond) => respond())
  const hookLine = delayLine<Answer>(plan.hookMs, (answer) => answer(''))

  return {
    graph(path: string, body: string, answer: Answer): void {
      const now = performance.now()
      const to = between(body, '"to":"', '"').replace('+', '')
      called.push(now - (askedAt[Number(to) - firstPerson - first] ?? now))
      sentAt.push(now)
      const wamid = `wamid.${process.pid}.${to}`
      const data = between(body, '"biz_opaque_callback_data":"', '"')
      const number = path.split('/').at(-2) ?? ''
      graphLine.add(() => {
        answer(
          `{"messaging_product":"whatsapp","contacts":[{"input":"${to}","wa_id":"${to}"}],"messages":[{"id":"${wamid}"}]}`,
        )
        meta.sent({ wamid, to, number, data })
      })
    },

    hook(body: string, answer: Answer): void {
      lastEventAt = performance.now()
      if (events === 0) firstEventAt = lastEventAt
      posts += 1
      for (let at = body.indexOf('"eventId"'); at >= 0; at = body.indexOf('"eventId"', at + 9)) events += 1
      hookLine.add(answer)
      if (events >= plan.messages * eventsPerMessage) setImmediate(() => end(this.measured()))
    },

    measured: (): Measured => ({
      tookMs: lastEventAt - startedAt,
      answered: percentilesOf(answered),
      called: percentilesOf(called),
      sentPerSecond: rateOf(sentAt.length, (sentAt.at(-1) ?? 0) - (sentAt[0] ?? 0)),
      sentInASecond: mostInASecond(sentAt),
      eventsPerSecond: rateOf(events, lastEventAt - firstEventAt),
      events,
      posts,
      repeated,
    }),

    stop(): void {
      clients.stop()
      meta.stop()
    },
  }
}

// ── clients ─────────────────────────────────────────────────

type Asked = { first: number; askedAt: Float64Array; answered: number[]; fail(reason: string): void }

function startClients(plan: Plan, { first, askedAt, answered, fail }: Asked): { stop(): void } {
  const connections = openConnections(plan.url, plan.clients)
  const startedAt = performance.now()
  let asked = 0

  function ask(): void {
    const index = asked++
    const body = `{"type":"text","userId":"${firstPerson + first + index}","text":"Tu pedido ya est\\u00e1 en camino."}`
    const botId = plan.botIds[index % plan.botIds.length]
    const head = `POST /v1/bots/${botId}/messages HTTP/1.1\r\ncontent-type: application/json\r\nauthorization: ${AUTHORIZATION}`
    const at = performance.now()
    askedAt[index] = at
    connections.exchange(head, body, (status, text) => {
      answered.push(performance.now() - at)
      if (status !== 200) fail(`a message was answered with ${status}: ${text}`)
      else if (plan.perSecond === undefined && asked < plan.messages) ask()
    })
  }

  function askDue(): void {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * (plan.perSecond ?? 0)) + 1
    while (asked < Math.min(due, plan.messages)) ask()
    if (asked === plan.messages) clearInterval(pace)
  }

  const pace = plan.perSecond === undefined ? undefined : setInterval(askDue, 1)
  if (pace === undefined) for (let client = 0; client < Math.min(plan.clients, plan.messages); client++) ask()
  return {
    stop() {
      clearInterval(pace)
      connections.close()
    },
  }
}

/** As many bare requests, for a program that echoes them. */
function flood({ url, count, clients }: { url: string; count: number; clients: number }, done: () => void): void {
  const connections = openConnections(url, clients)
  const body = '{"type":"text","userId":"593987654321","text":"Tu pedido va en camino."}'
  let [asked, ended] = [0, 0]
  const ask = (): void => {
    asked += 1
    connections.exchange('POST /echo HTTP/1.1\r\ncontent-type: application/json', body, () => {
      ended += 1
      if (asked < count) ask()
      else if (ended === count) {
        connections.close()
        done()
      }
    })
  }
  while (asked < Math.min(clients, count)) ask()
}

// ── statuses ────────────────────────────────────────────────

function startMeta({ url, statusesTogether }: Plan, onRepeated: () => void) {
  const connections = openConnections(url, metaConnections)
  let gathered: Status[] = []
  let isGathering = false

  function flush(): void {
    isGathering = false
    while (gathered.length > 0) {
      post(webhookOf(gathered.slice(0, statusesTogether)))
      gathered = gathered.slice(statusesTogether)
    }
  }

  function due(status: Status): void {
    if (statusesTogether === 1) {
      post(webhookOf([status]))
      return
    }
    gathered.push(status)
    if (!isGathering) setTimeout(flush, gatherMs)
    isGathering = true
  }

  function post(body: string): void {
    const signature = createHmac('sha256', APP_SECRET).update(body).digest('hex')
    const head = `POST /meta/webhook HTTP/1.1\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256=${signature}`
    connections.exchange(head, body, (status) => {
      if (status === 200) return
      onRepeated()
      setTimeout(post, repeatAfterMs, body)
    })
  }

  const lines = Object.entries(statusesAfterMs).map(([status, ms]) => ({
    status: status as Status['status'],
    line: delayLine<Status>(ms, due),
  }))
  return {
    sent(message: Omit<Status, 'status'>): void {
      for (const { status, line } of lines) line.add({ ...message, status })
    },
    stop: connections.close,
  }
}

/** As Meta sends them: those of one number are one change. */
function webhookOf(statuses: Status[]): string {
  const seconds = Math.floor(Date.now() / 1_000)
  const changes = [...Map.groupBy(statuses, ({ number }) => number)].map(([number, members]) => {
    const items = members.map(({ wamid, status, to, data }) => {
      const pricing = `"pricing":{"billable":false,"pricing_model":"PMP","type":"free_customer_service","category":"service"}`
      const rest = `"biz_opaque_callback_data":"${data}"${status === 'read' ? '' : `,${pricing}`}`
      return `{"id":"${wamid}","status":"${status}","timestamp":"${seconds}","recipient_id":"${to}",${rest}}`
    })
    const metadata = `{"display_phone_number":"${number}","phone_number_id":"${number}"}`
    return `{"value":{"messaging_product":"whatsapp","metadata":${metadata},"statuses":[${items}]},"field":"messages"}`
  })
  return `{"object":"whatsapp_business_account","entry":[{"id":"${wabaId}","changes":[${changes}]}]}`
}

// ── figures ─────────────────────────────────────────────────

function between(text: string, before: string, after: string): string {
  const at = text.indexOf(before) + before.length
  return text.slice(at, text.indexOf(after, at))
}

function rateOf(count: number, ms: number): number {
  return ms > 0 ? ((count - 1) / ms) * 1_000 : 0
}

function mostInASecond(instants: number[]): number {
  let [most, from] = [0, 0]
  for (const [index, at] of instants.entries()) {
    while ((instants[from] ?? at) <= at - 1_000) from += 1
    most = Math.max(most, index - from + 1)
  }
  return most
}
