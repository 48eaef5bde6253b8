/** A replay of an endpoint's events as a response: how far it came while the caller waited; the rest goes on. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Static, Type } from 'typebox'
import type { HttpDeps } from '../kit/deps.ts'

export const replayedSchema = Type.Object({
  replayed: Type.Integer({ description: 'Events re-queued so far, ids unchanged.' }),
  isComplete: Type.Boolean({
    description: "False when it takes longer: it continues, and the endpoint's `tasks` show the progress.",
  }),
})

/** How long the caller waits for a replay to finish. */
const replayWaitMs = 2_000

/** The rest continues without the caller. */
export async function replay(
  { store, log, wakeEndpoint }: HttpDeps,
  input: Parameters<HttpDeps['store']['replay']>[0],
): Promise<Static<typeof replayedSchema>> {
  const { endpointId } = input
  let isWaitedFor = true
  const all = store.replay(input).catch((err: unknown) => {
    if (isWaitedFor) throw err
    log.error({ err, endpointId }, 'replay stopped; it continues with the next poll')
    return 0
  })
  const done = await Promise.race([all, sleep(replayWaitMs, undefined, { ref: false })])
  isWaitedFor = false
  wakeEndpoint(endpointId)
  if (done !== undefined) return { replayed: done, isComplete: true }
  const tasks = await store.endpointTasks({ endpointId })
  const last = tasks.findLast(({ kind }) => kind === 'replay')
  return last === undefined ? { replayed: await all, isComplete: true } : { replayed: last.done, isComplete: false }
}
