/**
 * Events while they happen: GET /manage/v1/stream, as server-sent events without contents. An id is a place in the
 * order of events: whoever comes again with it is told what it missed, and nothing twice. How many there may be, and
 * how much each may leave unread, is bounded; each ends with the credentials that opened it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { type BotScope, isInScope } from '../../model/access/roles.ts'
import type { EventRecord } from '../../store/lists/event-list.ts'
import type { EventHub, StreamPlace, StreamReader } from '../../stream/hub.ts'
import { admitToBot } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { type EventStream, openEventStream } from '../kit/event-stream.ts'
import { createPlaces } from '../limits/places.ts'
import { streamBounds } from '../limits/streams.ts'
import { eventView } from './events.ts'

/** Refused ones come again after this long. */
const busyMs = 5_000
/** Between two looks at whether settings, and so credentials, have changed. */
const watchMs = 1_000

const query = Type.Object({
  bot: Type.Optional(Type.String({ maxLength: 6_500, description: 'Ids, separated by commas; all without.' })),
  after: Type.Optional(Type.String({ maxLength: 40, description: 'The id of an event, as `Last-Event-ID`.' })),
})

const route = {
  config: { access: 'admin', isStream: true },
  schema: { tags: ['Events'], summary: 'Follow events while they happen', querystring: query },
} as const

type StreamDeps = HttpDeps & {
  /** What the request's credentials permit now, without counting as a use of them. */
  scopeNow(request: FastifyRequest): Promise<BotScope | undefined>
}

type Open = { stream: EventStream; beat(): void; check(): Promise<void>; beatAt: number; version: number }

export function registerManageStream(app: App, deps: StreamDeps): void {
  const bounds = { ...streamBounds, ...deps.streamBounds }
  const places = { all: createPlaces(bounds.total), own: createPlaces(bounds.ofCaller) }
  const open = new Set<Open>()
  const timer = setInterval(() => tend(open, deps, bounds.beatMs), Math.min(watchMs, bounds.beatMs)).unref()
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    clearInterval(timer)
    for (const { stream } of open) stream.end()
    done()
  })

  app.get('/manage/v1/stream', route, async (request, reply) => {
    const former = placeOf(request)
    if (former === 'wrong') return refuseInvalid(request, reply, [{ path: 'after', rule: 'format' }])
    const botIds = await botsNamed(deps, request, reply, request.query)
    if (botIds === undefined) return reply
    const leave = enter(places, request)
    if (typeof leave === 'string') return refuse(request, reply, leave, busyMs)
    let unfollow = () => {}
    const stream = openEventStream(reply, bounds, () => {
      open.delete(one)
      deps.metrics.streams(open.size)
      leave()
      unfollow()
    })
    const { beat, ...reader } = readerOf(stream, botIds, deps.events.hub)
    const scope = JSON.stringify(request.scope)
    const one: Open = {
      stream,
      beat,
      async check() {
        if (JSON.stringify(await deps.scopeNow(request)) !== scope) stream.end()
      },
      beatAt: performance.now() + bounds.beatMs,
      version: deps.store.settingsVersion(),
    }
    if (request.method === 'HEAD') return stream.payload
    // A stop waits for the answers of open connections, and this one would have no end.
    if (isClosing) {
      stream.end()
      return stream.payload
    }
    open.add(one)
    deps.metrics.streams(open.size)
    unfollow = deps.events.hub.follow(reader, former)
    return stream.payload
  })
}

/** A browser sends the header by itself when it comes again: it is newer than the address. */
function placeOf({ headers, query: { after } }: Asked): StreamPlace | undefined | 'wrong' {
  const header = headers['last-event-id']
  const given = typeof header === 'string' && header !== '' ? header : after
  if (given === undefined) return undefined
  const [seq, at] = /^[0-9]{1,16}\.[0-9]{1,16}$/.test(given) ? given.split('.').map(Number) : []
  return seq === undefined || at === undefined ? 'wrong' : { seq, at }
}

type Asked = Pick<FastifyRequest, 'headers'> & { query: Static<typeof query> }

/** The named ones, or all that the caller may read; undefined: refused. */
async function botsNamed(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { bot }: Static<typeof query>,
): Promise<BotScope | undefined> {
  if (bot === undefined) return request.scope
  const ids = bot.split(',')
  for (const id of ids) if (!(await admitToBot(deps, request, reply, id))) return undefined
  return ids
}

type Places = Record<'all' | 'own', ReturnType<typeof createPlaces>>

function enter({ all, own }: Places, { principal }: FastifyRequest): (() => void) | 'TOO_MANY_REQUESTS' | 'OVERLOADED' {
  const leaveOwn = own.enter(principal ? `${principal.kind}:${principal.id}` : 'operator')
  if (leaveOwn === undefined) return 'TOO_MANY_REQUESTS'
  const leaveAll = all.enter('')
  if (leaveAll !== undefined) return () => [leaveOwn, leaveAll].forEach((leave) => void leave())
  leaveOwn()
  return 'OVERLOADED'
}

function readerOf(stream: EventStream, scope: BotScope, hub: EventHub): StreamReader & { beat(): void } {
  let last: StreamPlace | undefined
  return {
    /** With the place that was reached: without events of its own, a reader's id would grow too old to resume from. */
    beat() {
      const now = hub.place()
      stream.beat(last && idOf(last.seq === now.seq ? now : last))
    },
    take(events, reached) {
      last = reached
      // An erased one has no bot.
      const own = events.filter(({ botId }) => botId !== '' && isInScope(scope, botId))
      const placed = own.map((event) => {
        const at = event.seq === reached.seq ? reached.at : Math.min(event.at, reached.at)
        return { id: idOf({ seq: event.seq, at }), data: textOf(event) }
      })
      if (placed.length > 0) stream.events(placed)
      // The first place, so that it can be resumed from before anything happens.
      if (events.length === 0) stream.beat(idOf(reached))
    },
    reset: () => stream.events([{ name: 'reset', data: '{}' }]),
    isBusy: stream.isBusy,
    drained: stream.drained,
    end: stream.end,
  }
}

const texts = new WeakMap<EventRecord, string>()

/** Written once, however many are told. */
function textOf(event: EventRecord): string {
  const text = texts.get(event) ?? JSON.stringify(eventView(event))
  texts.set(event, text)
  return text
}

function idOf({ seq, at }: StreamPlace): string {
  return `${seq}.${at}`
}

/** Comments that are due; and streams whose credentials have ended, as soon as this process learns of it. */
function tend(open: ReadonlySet<Open>, deps: StreamDeps, beatMs: number): void {
  const now = performance.now()
  const version = deps.store.settingsVersion()
  for (const one of open) {
    const isDue = now >= one.beatAt
    if (!isDue && one.version === version) continue
    one.version = version
    one.check().catch((err: unknown) => deps.log.warn({ err }, 'the credentials of a stream could not be checked'))
    if (!isDue) continue
    one.beatAt = now + beatMs
    one.beat()
  }
}
