/**
 * Rotation of the installation's masters, for admins: start, progress, and the end of the overlap. Every process
 * carries it on (`store/rotation/rotation.ts`), so a response reports progress and does not wait for the end.
 */

import { type Static, Type } from 'typebox'
import { usualOverlapMs } from '../../model/access/key-overlap.ts'
import { withName } from '../../model/request/named.ts'
import type { KeyRotation } from '../../store/rotation/rotation.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Access']
const path = '/manage/v1/key-rotation'

const beginning = Type.Union([
  Type.Object(
    {
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 366 * 86_400,
          description: 'How long earlier addresses of files and events stay valid; 30 days by default.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  Type.Null(),
])
const instantOrNull = Type.Union([instant, Type.Null()])
const view = Type.Object({
  master: Type.Integer({
    description: 'Number of the present master key, or of the next one while it is introduced.',
    examples: [2],
  }),
  state: oneOf(['spreading', 'sealing', 'overlap', 'current'], {
    description:
      '`spreading`: not every process knows the new key yet. `sealing`: older rows are sealed again. ' +
      '`overlap`: earlier addresses are still valid. `current`: no rotation.',
  }),
  changedAt: instantOrNull,
  overlapEndsAt: instantOrNull,
  left: Type.Integer({ description: 'Rows that are still sealed under an older master key.' }),
})

withName('KeyRotation', view)

const routes = {
  read: { config, schema: { tags, summary: 'Read the progress of the key rotation', response: { 200: view } } },
  begin: {
    config: { ...config, hasOptionalBody: true as const },
    schema: {
      tags,
      summary: 'Seal all secrets under new keys',
      body: beginning,
      response: { 202: view },
    },
  },
  end: {
    config: { ...config, isDestructive: true as const, hasOptionalBody: true as const },
    schema: {
      tags,
      summary: 'End the overlap of a rotation',
      response: { 202: view },
    },
  },
}

export function registerKeyRotation(app: App, deps: HttpDeps): void {
  const { store, clock } = deps
  const seen = async () => viewOf(await store.keyRotation())
  app.get(path, routes.read, seen)
  app.post(path, routes.begin, async (request, reply) => {
    const begun = await store.beginKeyRotation({ now: clock(), overlapMs: overlapOf(request.body) })
    if (begun.kind !== 'begun') return refuse(request, reply, 'ROTATION_REFUSED')
    return reply.code(202).send(await seen())
  })
  app.post(`${path}/end`, routes.end, async (request, reply) => {
    if (!(await store.endKeyOverlap(clock()))) return refuse(request, reply, 'NOT_FOUND')
    return reply.code(202).send(await seen())
  })
}

function overlapOf(body: Static<typeof beginning>): number {
  return body?.overlapSeconds === undefined ? usualOverlapMs : body.overlapSeconds * 1_000
}

function viewOf({ number, state, changedAt, endsAt, left }: KeyRotation) {
  return {
    master: number,
    // Of the newest master, which is never one of the others.
    state: state as Static<typeof view>['state'],
    changedAt: changedAt === undefined ? null : iso(changedAt),
    overlapEndsAt: endsAt === undefined ? null : iso(endsAt),
    left,
  }
}
