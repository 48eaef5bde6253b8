/**
 * `ETag` and `If-Match` of editable resources: the ETag is the row's revision, and a change that names another one is
 * refused with 412 instead of overwriting what its caller has not seen. Without `If-Match` the given fields change,
 * whatever the others are by then.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Changed, Expected } from '../../store/sql/revisions.ts'
import { refuse, refuseInvalid } from './errors.ts'

export const ifMatchHeaders = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      description:
        'The `ETag` of the last response: if it has changed since, nothing is done and the response is 412. ' +
        '`*`: only if it exists.',
    }),
  ),
})

/**
 * The revision that the caller has seen. A tag may be weak, as compressing proxies make it: it names the same revision.
 */
export function expectedOf(request: FastifyRequest): Expected | undefined {
  const header = request.headers['if-match']
  if (header === undefined) return undefined
  const tags = header.split(',').map((tag) => tag.trim())
  if (tags.includes('*')) return 'any'
  return tags.flatMap((tag) => {
    const revision = /^(?:W\/)?"?([0-9a-z]{1,11})"?$/.exec(tag)?.[1]
    return revision === undefined ? [] : [Number.parseInt(revision, 36)]
  })
}

export function tagged(reply: FastifyReply, { revision = 0 }: { revision?: number }): FastifyReply {
  return reply.header('etag', `"${revision.toString(36)}"`)
}

/** Renders why nothing was changed. */
export function refuseChange(
  request: FastifyRequest,
  reply: FastifyReply,
  { kind }: Exclude<Changed<unknown>, { kind: 'changed' }>,
  missing: 'NOT_FOUND' | 'BOT_NOT_FOUND' = 'NOT_FOUND',
): FastifyReply {
  switch (kind) {
    case 'missing':
      return refuse(request, reply, missing)
    case 'stale':
      return refuse(request, reply, 'PRECONDITION_FAILED')
    case 'taken':
      return refuse(request, reply, 'CONFLICT')
    case 'tokenless':
      return refuseInvalid(request, reply, [{ path: 'channel.accessToken', rule: 'required' }])
  }
}

/** The response to a deletion. */
export function answerRemoved(request: FastifyRequest, reply: FastifyReply, removed: boolean | 'stale'): FastifyReply {
  if (removed === 'stale') return refuse(request, reply, 'PRECONDITION_FAILED')
  return removed ? reply.code(204).send(null) : refuse(request, reply, 'NOT_FOUND')
}
