/**
 * Lists with cursors over what happens all the time: newest first, a page's `next` continues it, and what is added
 * meanwhile shifts nothing. And the bots that such a list is about: those named, within what the caller may read.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { withName } from '../../model/request/named.ts'
import type { Position } from '../../store/lists/newest.ts'
import { admitToBot } from './auth.ts'
import type { HttpDeps } from './deps.ts'
import { refuse } from './errors.ts'

const defaultLimit = 50
const maxLimit = 500

export const cursorQuery = {
  from: Type.Optional(Type.String({ description: 'At or after: a day or an instant.' })),
  to: Type.Optional(Type.String({ description: 'At or before.' })),
  after: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,16}\\.[0-9]{1,16}\\.[0-9]{1,16}$',
      description: '`next` of the previous page, with the same filters.',
    }),
  ),
  limit: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,8}$', description: 'Items a page, 50 by default, at most 500.' }),
  ),
}

/** Of lists in the order of one sequence. */
export const seqAfter = Type.Optional(
  Type.String({ pattern: '^[0-9]{1,16}$', description: '`next` of the previous page.' }),
)

const cursorMetadata = withName(
  'CursorMetadata',
  Type.Object({
    next: Type.Union([Type.String(), Type.Null()], {
      description:
        'Continues the list as `after`; null at its end. A page may have fewer items than `limit`, or none, and a ' +
        '`next`: one request looks only so far.',
    }),
  }),
)

export function cursorPageOf<Item extends TSchema>(item: Item) {
  return Type.Object({
    _metadata: cursorMetadata,
    results: Type.Array(item),
  })
}

export function cursorOf(
  { after, limit }: { after?: string; limit?: string },
  most = maxLimit,
): { after?: Position; limit: number } {
  const [at, seq, delivery] = after === undefined ? [] : after.split('.').map(Number)
  const isPlace = at !== undefined && seq !== undefined && delivery !== undefined
  return {
    ...(isPlace ? { after: { at, seq, delivery } } : {}),
    limit: Math.min(Number(limit ?? defaultLimit), most),
  }
}

export function nextOf(next: Position | undefined): { next: string | null } {
  return { next: next === undefined ? null : `${next.at}.${next.seq}.${next.delivery}` }
}

type Named = { botId?: string | undefined; endpointId?: string | undefined }

/** Without a name, all bots that the caller may read. Undefined: refused. */
export async function botsMeant(
  deps: Pick<HttpDeps, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  { botId, endpointId }: Named,
): Promise<readonly string[] | undefined> {
  const endpoint = endpointId === undefined ? undefined : await deps.store.endpoint(endpointId)
  if (endpointId !== undefined && (endpoint === undefined || (botId ?? endpoint.botId) !== endpoint.botId)) {
    refuse(request, reply, 'NOT_FOUND')
    return undefined
  }
  const named = botId ?? endpoint?.botId
  if (named !== undefined) return (await admitToBot(deps, request, reply, named)) ? [named] : undefined
  const { scope = [] } = request
  const all = (await deps.store.bots()).map(({ id }) => id)
  return scope === 'all' ? all : all.filter((id) => scope.includes(id))
}
