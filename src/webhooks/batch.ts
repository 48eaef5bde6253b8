/**
 * How events for an endpoint that takes batches are put together in one post: a JSON array of the bodies that they have
 * alone, oldest first, so that the events of one person are in their order. Pure.
 */
import { createHash } from 'node:crypto'
import { bytesOf } from '../model/events/body.ts'
import type { Delivery } from '../store/deliveries/records.ts'
import type { Post } from './post.ts'

export const maxBatch = 100

/** nginx and Fastify take 1,048,576 unless they are told otherwise. */
export const maxBatchBytes = 1_000_000

export const batchType = 'batch'

/**
 * How many events may go in one post, by the attempts made. An event that its receiver cannot take holds up all that go
 * with it: from the third attempt on they are ever fewer, and from the fifth it is alone.
 */
export function limitAt(attempt: number): number {
  if (attempt <= 2) return maxBatch
  return Math.max(1, Math.floor(maxBatch / 4 ** (attempt - 2)))
}

/** Those of the others that go with the first, each of another line: tried as often, and within a post's bounds. */
export function besideOf(first: Delivery, others: Iterable<Delivery>): Delivery[] {
  const limit = limitAt(first.attempt)
  const beside: Delivery[] = []
  if (limit === 1) return beside
  let bytes = bytesOfAll([first])
  for (const one of others) {
    if (beside.length + 1 >= limit) break
    if (limitAt(one.attempt) !== limit) continue
    bytes += bytesOf(one.body) + 1
    if (bytes > maxBatchBytes) break
    beside.push(one)
  }
  return beside
}

/** Those of `behind`, each line's in its order, that a post of `heads` has room for: no line with a gap. */
export function takeBehind(heads: readonly Delivery[], behind: readonly Delivery[]): Delivery[] {
  let bytes = bytesOfAll(heads)
  const fitting = behind.findIndex((one) => {
    bytes += bytesOf(one.body) + 1
    return bytes > maxBatchBytes
  })
  return fitting < 0 ? [...behind] : behind.slice(0, fitting)
}

type BatchItem = Pick<Delivery, 'seq' | 'eventId' | 'attempt' | 'body'>

/**
 * The id tells batches of other events apart, so that a receiver that knows ids of posts takes none for a repetition of
 * another; the same events in the same order have the same.
 */
export function batchOf(deliveries: readonly BatchItem[]): Post {
  const inOrder = deliveries.toSorted((one, other) => one.seq - other.seq)
  const ids = createHash('sha256').update(inOrder.map(({ eventId }) => eventId).join(' '))
  return {
    eventId: `bat_${ids.digest('hex').slice(0, 26)}`,
    type: batchType,
    attempt: Math.max(...inOrder.map(({ attempt }) => attempt)),
    body: `[${inOrder.map(({ body }) => body).join(',')}]`,
    count: inOrder.length,
  }
}

/** Of the array: its brackets, and a comma between two. */
function bytesOfAll(deliveries: readonly Delivery[]): number {
  return deliveries.reduce((sum, { body }) => sum + bytesOf(body) + 1, 1)
}
