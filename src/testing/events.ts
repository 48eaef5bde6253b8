/**
 * A receiver of a bot's webhooks, beside the tested program: everything that the gateway tells of the bot, for tests to
 * wait for. It listens on loopback and on an address that only the gateway knows.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { fits, inWords, missing, type Wanted } from './match.ts'
import { createChanges, until } from './until.ts'

/** An event's body as the webhook gets it; `event` is its kind, `message` for what a person wrote. */
export type ReceivedEvent = { event: string; eventId: string; userId?: string; messageId?: string } & Record<
  string,
  unknown
>

export type Events = {
  /** The first event that fits and was not taken before, now or within the time; rejects if none comes. */
  next(wanted?: Wanted<ReceivedEvent>, options?: { within?: number }): Promise<ReceivedEvent>
  /** All since the last reset, in order of arrival, those taken included. */
  all(): readonly ReceivedEvent[]
}

export type EventReceiver = Events & { url: string; forget(): void; stop(): Promise<void> }

export async function startEventReceiver(usualWithinMs: number): Promise<EventReceiver> {
  const changes = createChanges()
  const path = `/${randomBytes(16).toString('hex')}`
  let received: ReceivedEvent[] = []
  let taken = new Set<ReceivedEvent>()
  const server = createServer(async (request, response) => {
    if (request.url !== path) return response.writeHead(404).end()
    const event = await eventOf(request).catch(() => undefined)
    if (event === undefined) return response.writeHead(400).end()
    // A delivery may be repeated; a test sees an event once.
    if (!received.some(({ eventId }) => eventId === event.eventId)) received.push(event)
    response.writeHead(200).end()
    changes.changed()
  })
  const origin = await listen(server)
  return {
    url: origin + path,
    async next(wanted = {}, { within = usualWithinMs } = {}) {
      const found = await until(changes, within, async () =>
        received.find((event) => !taken.has(event) && fits(event, wanted)),
      )
      if (found === undefined) throw missing(`no event that fits ${inWords(wanted)} came`, within, received.map(lineOf))
      taken.add(found)
      return found
    },
    all: () => [...received],
    forget() {
      received = []
      taken = new Set()
    },
    async stop() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
}

async function eventOf(request: IncomingMessage): Promise<ReceivedEvent> {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString())
  return { ...body, event: String(request.headers['x-recado-event']) }
}

function lineOf(event: ReceivedEvent): string {
  const { event: kind, eventId: _id, ...more } = event
  return `${kind} ${JSON.stringify(more).slice(0, 300)}`
}
