/**
 * Requests of known callers that were refused, for the operator's list: what would have changed something, and did not.
 * Rows wait a second in memory and are written together, alike ones as one, so that a refusal costs its request
 * nothing; a crash loses a second of them. So many a minute, so that a program in a loop fills neither memory nor disk.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { operationOf } from '../../model/access/operations.ts'
import type { Refusal } from '../../store/access/refusals.ts'
import { actorOf } from './audit.ts'
import type { App, HttpDeps } from './deps.ts'
import { operationNameOf } from './route.ts'

const flushMs = 1_000
/** At 200 bytes a row, a week of it is 120 MB. */
const perMinute = 60
const maxAtOnce = 600
const maxFields = 20

export function registerRefusalNotes(app: App, deps: RefusalDeps): void {
  const refusals = createRefusals(deps)
  app.addHook('onResponse', refusals.note)
  app.addHook('onClose', refusals.flush)
}

type RefusalDeps = Pick<HttpDeps, 'store' | 'clock' | 'log'>

function createRefusals({ store, clock, log }: RefusalDeps) {
  const waiting = new Map<string, Refusal>()
  const isAllowed = createAllowance(clock)
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const rows = [...waiting.values()]
    waiting.clear()
    if (rows.length > 0)
      writing = writing
        .then(() => store.addRefusals(rows))
        .catch((err: unknown) => log.warn({ err, rows: rows.length }, 'refused requests could not be recorded'))
    return writing
  }

  return {
    /** onResponse. */
    note(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      const found = refusalOf(request, reply.statusCode, clock())
      if (found !== undefined) {
        const { at: _at, requestId: _id, count: _count, ...alike } = found
        const key = JSON.stringify(alike)
        const known = waiting.get(key)
        if (known !== undefined) known.count += 1
        else if (isAllowed()) waiting.set(key, found)
        timer ??= setTimeout(() => void flush(), flushMs).unref()
      }
      done()
    },
    /** onClose. */
    flush,
  }
}

function refusalOf(request: FastifyRequest, status: number, at: number): Refusal | undefined {
  const { client, principal, scope, refusedFor, refusedFields, bot, params } = request
  const isKnown = client !== undefined || principal !== undefined || scope !== undefined
  if (refusedFor === undefined || status < 400 || !isKnown || request.method === 'GET') return undefined
  const operation = operationNameOf(request)
  if (operationOf(operation) === undefined) return undefined
  const botId = bot?.id ?? (params as Record<string, string | undefined>).botId?.slice(0, 64)
  return {
    at,
    operation,
    status,
    code: refusedFor,
    ...(botId !== undefined && { botId }),
    caller: actorOf(request),
    requestId: request.id,
    ...(refusedFields && { fields: refusedFields.slice(0, maxFields) }),
    count: 1,
  }
}

/** A minute's worth comes back in a minute; ten are saved up for a bad moment. */
function createAllowance(clock: () => number): () => boolean {
  let left = maxAtOnce
  let since = clock()
  return () => {
    const now = clock()
    left = Math.min(maxAtOnce, left + (Math.max(0, now - since) / 60_000) * perMinute)
    since = now
    if (left < 1) return false
    left -= 1
    return true
  }
}
