/**
 * Events while they happen: GET /manage/v1/stream, as server-sent events without contents; and what changes without an
 * event, for whoever asks. An id is a place in the order of both: whoever comes again with it is told what it missed,
 * and nothing twice. How many there may be, and
 * how much each may leave unread, is bounded; each ends with the credentials that opened it.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { BotScope } from '../../model/access/roles.ts'
import { admitToBot } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { type EventStream, openEventStream } from '../kit/event-stream.ts'
import { oneOf } from '../kit/schemas.ts'
import { createPlaces } from '../limits/places.ts'
import { streamBounds } from '../limits/streams.ts'
import { type FormerPlace, followFor, formerPlace } from './stream-readers.ts'

/** Refused ones come again after this long. */
const busyMs = 5_000
/** Between two looks at whether settings, and so credentials, have changed. */
const watchMs = 1_000

const query = Type.Object({
  bot: Type.Optional(Type.String({ maxLength: 6_500, description: 'Ids, separated by commas; all without.' })),
  after: Type.Optional(Type.String({ maxLength: 60, description: 'The id of an event, as `Last-Event-ID`.' })),
  changes: Type.Optional(oneOf(['true', 'false'], { description: 'Also what changes without an event.' })),
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
    let beat = () => {}
    const stream = openEventStream(reply, bounds, () => {
      open.delete(one)
      deps.metrics.streams(open.size)
      leave()
      unfollow()
    })
    const scope = JSON.stringify(request.scope)
    const one: Open = {
      stream,
      beat: () => beat(),
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
    const hasChanges = request.query.changes === 'true'
    const followed = followFor(deps.events, { stream, scope: botIds, former, hasChanges })
    unfollow = followed.leave
    beat = followed.beat
    return stream.payload
  })
}

/** A browser sends the header by itself when it comes again: it is newer than the address. */
function placeOf({ headers, query: { after } }: Asked): FormerPlace | undefined | 'wrong' {
  const header = headers['last-event-id']
  const given = typeof header === 'string' && header !== '' ? header : after
  return given === undefined ? undefined : (formerPlace(given) ?? 'wrong')
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
