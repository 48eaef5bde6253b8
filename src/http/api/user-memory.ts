/**
 * The second version of the memory API: the memory that `user-cache.ts` reads and writes, with keys that end by
 * themselves (jelou-api.md, 18.1, which has no bodies of answers: those are ours). A key that is written by the older
 * form has no end.
 */
import { type Static, Type } from 'typebox'
import type { Violation } from '../../model/errors/violation.ts'
import { withNames } from '../../model/request/named.ts'
import {
  defaultMemorySeconds,
  endOf,
  fullMemory,
  type MemoryChange,
  type MemoryTerm,
  maxKeySeconds,
  maxKeysOfCall,
  maxMemorySeconds,
  memoryRevision,
} from '../../model/user/memory.ts'
import type { User } from '../../model/user/user.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { tagged } from '../kit/revision.ts'
import { instant, iso } from '../kit/schemas.ts'
import { admitToNamedBot, botOfBody, onlyUserParams, readUserId } from './named-user.ts'

const config = { access: 'client' } as const
const tags = ['Users']

const of = { userReferenceId: onlyUserParams.properties.userId, botId: botOfBody }
const key = Type.String({ minLength: 1, maxLength: 200, examples: ['plan'] })
const maxKindLength = 100
const contentType = Type.String({ minLength: 1, maxLength: maxKindLength, examples: ['application/json'] })

/** Anything else than an object with `value` is stored empty, as the reference warns. */
const entry = Type.Object(
  {
    value: Type.Optional(Type.Unknown()),
    ttl: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxKeySeconds, description: 'Seconds that the key lives.' }),
    ),
    contentType: Type.Optional(contentType),
  },
  { description: 'An object without `value`, or anything that is no object, is stored as an empty text.' },
)
const newValues = Type.Record(key, Type.Union([entry, Type.Unknown({ description: 'Stored empty.' })]), {
  minProperties: 1,
  maxProperties: maxKeysOfCall,
  examples: [{ plan: { value: 'oro', ttl: 3_600 } }],
})
const record = Type.Object({
  key: Type.String(),
  value: Type.Unknown(),
  contentType: Type.Optional(Type.String()),
  ttl: Type.Union([Type.Integer(), Type.Null()], { description: 'Seconds that it still lives; null: no end.' }),
  expiresAt: Type.Union([instant, Type.Null()]),
})
const records = Type.Array(record)
const success = { message: Type.Array(Type.String()), status: Type.Literal('success') }
const one = Type.Object({ ...success, data: record })
const all = Type.Object({ ...success, data: records })

withNames({ MemoryEntry: entry, MemoryRecord: record, MemoryRecords: all })

const hashTtl = 'x-hash-ttl'
const headers = Type.Object({
  [hashTtl]: Type.Optional(
    Type.String({
      description:
        'Whole seconds, at most a year, that all keys live that were written here, from now on; 30 days unless given.',
    }),
  ),
})

const routes = {
  set: {
    config,
    schema: {
      tags,
      summary: "Memory v2: write keys of a user's memory",
      headers,
      body: Type.Object({ ...of, values: newValues }),
      response: { 200: all },
    },
  },
  findOne: {
    config,
    schema: {
      tags,
      summary: "Memory v2: read one key of a user's memory",
      body: Type.Object({ ...of, key }),
      response: { 200: one },
    },
  },
  getAll: {
    config,
    schema: {
      tags,
      summary: "Memory v2: read all of a user's memory",
      body: Type.Object(of),
      response: { 200: all },
    },
  },
}

export function registerUserMemory(app: App, deps: HttpDeps): void {
  const base = '/workflows/v2/memory/users'

  app.post(`${base}/set`, routes.set, async (request, reply) => {
    const { userReferenceId, values } = request.body
    const bot = await admitToNamedBot(deps, request, reply, request.body.botId)
    const userId = bot && readUserId(request, reply, userReferenceId, 'userReferenceId')
    if (!bot || userId === undefined) return undefined
    const seconds = Number(request.headers[hashTtl] ?? defaultMemorySeconds)
    const violations = [...wholeSeconds(hashTtl, seconds, maxMemorySeconds), ...problemsOf(values)]
    if (violations.length > 0) return refuseInvalid(request, reply, violations)
    const now = deps.clock()
    const change = changeOf(values, now, now + seconds * 1_000)
    const result = await deps.store.rememberUser({ botId: bot.id, userId, now, ...change })
    if (!('kind' in result)) return reply.send(answer(recordsOf(result, now, (name) => Object.hasOwn(values, name))))
    // It expects nothing: no change of others refuses it.
    return result.kind === 'stale'
      ? refuse(request, reply, 'CONFLICT')
      : refuseInvalid(request, reply, [fullMemory('values', result)])
  })
  app.post(`${base}/find-one`, routes.findOne, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.body.botId)
    const userId = bot && readUserId(request, reply, request.body.userReferenceId, 'userReferenceId')
    if (!bot || userId === undefined) return undefined
    const now = deps.clock()
    const known = await deps.store.user(bot.id, userId, now)
    const [found] = known === undefined ? [] : recordsOf(known, now, (name) => name === request.body.key)
    return found === undefined ? refuse(request, reply, 'MEMORY_KEY_NOT_FOUND') : reply.send(answer(found))
  })
  app.post(`${base}/get-all`, routes.getAll, async (request, reply) => {
    const bot = await admitToNamedBot(deps, request, reply, request.body.botId)
    const userId = bot && readUserId(request, reply, request.body.userReferenceId, 'userReferenceId')
    if (!bot || userId === undefined) return undefined
    const now = deps.clock()
    const known = await deps.store.user(bot.id, userId, now)
    const revision = memoryRevision(known?.memory ?? {})
    return tagged(reply, { revision }).send(answer(known === undefined ? [] : recordsOf(known, now, () => true)))
  })
}

function answer<Data>(data: Data) {
  return { message: ['Success.'], status: 'success' as const, data }
}

function wholeSeconds(path: string, seconds: unknown, max: number): Violation[] {
  const isFit = Number.isInteger(seconds) && Number(seconds) >= 1 && Number(seconds) <= max
  return isFit ? [] : [{ path, rule: 'range', args: { min: 1, max } }]
}

/** Of entries, since what is none is no error. */
function problemsOf(values: Static<typeof newValues>): Violation[] {
  return Object.entries(values).flatMap(([name, given]) => {
    const { ttl, contentType: kind } = entryOf(given)
    const isKind = kind === undefined || (typeof kind === 'string' && kind.length > 0 && kind.length <= maxKindLength)
    const path = `values.${name}`
    return [
      ...(ttl === undefined ? [] : wholeSeconds(`${path}.ttl`, ttl, maxKeySeconds)),
      ...(isKind ? [] : [{ path: `${path}.contentType`, rule: 'type' as const, args: { expected: 'string' } }]),
    ]
  })
}

function changeOf(values: Static<typeof newValues>, now: number, until: number): MemoryChange {
  const entries = Object.entries(values).map(([name, given]) => [name, entryOf(given)] as const)
  const terms = entries.map(([name, { ttl, contentType: kind }]): [string, MemoryTerm] => [
    name,
    { ...(ttl !== undefined && { until: now + ttl * 1_000 }), ...(kind !== undefined && { contentType: kind }) },
  ])
  return {
    params: Object.fromEntries(entries.map(([name, { value = '' }]) => [name, value])),
    terms: { until, keys: Object.fromEntries(terms) },
  }
}

function entryOf(given: unknown): Static<typeof entry> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {}
}

function recordsOf(user: User, now: number, isMeant: (key: string) => boolean): Static<typeof records> {
  const { memory: values, memoryTerms: terms } = user
  return Object.entries(values)
    .filter(([name]) => isMeant(name))
    .map(([name, value]) => {
      const end = endOf({ terms }, name)
      const kind = end === undefined ? undefined : terms?.keys[name]?.contentType
      return {
        key: name,
        value,
        ...(kind !== undefined && { contentType: kind }),
        ttl: end === undefined ? null : Math.ceil((end - now) / 1_000),
        expiresAt: end === undefined ? null : iso(end),
      }
    })
}
