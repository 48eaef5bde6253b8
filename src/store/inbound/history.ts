/**
 * The history that a business shares when it brings its number (meta-2026.md, section 6.3): thousands of messages in
 * one webhook, in any order, more than once. Nobody is woken: a message becomes a row of its conversation, at its own
 * time. One look for a hundred messages and one write for as many: a statement for each would hold the bot's lanes up.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { HistoryThread, RecordedMessage } from '../../model/inbound/inbound.ts'
import { emitEvent } from '../events/events.ts'
import { pipeline, query, type Statement, type Transaction } from '../sql/transaction.ts'
import { applyAlteration, isAlteration } from './alter.ts'
import type { ReceiveContext } from './context.ts'
import { frameOf, type Known, prepare, type Recorded, whose } from './record.ts'
import type { IngestResult } from './records.ts'

/** Maximum per event: receivers refuse large bodies. */
const maxReported = 50
const maxReportedLength = 64_000
/** Messages that are looked up, and written, at once. */
const atOnce = 100

/** Returns how many messages were new. */
export function* receiveHistory(
  context: ReceiveContext,
  bot: Bot,
  { person, messages, chunk }: HistoryThread,
  counts: IngestResult,
): Transaction<number> {
  const oldest = Math.min(...messages.map(({ sentAt }) => sentAt), context.receivedAt)
  let userId: string | undefined
  const reported: Recorded[] = []
  for (let first = 0; first < messages.length; first += atOnce) {
    const part = messages.slice(first, first + atOnce)
    const taken = yield* takenOf(context, bot.id, part)
    counts.duplicates += part.length - taken.length
    if (taken.length === 0) continue
    userId ??= yield* whose(context, bot.id, person, oldest)
    reported.push(...(yield* record(context, bot, userId, taken)))
  }
  counts.messages += reported.length
  if (userId === undefined) return 0
  const at = context.receivedAt
  for (const messages of partsOf(reported)) {
    const frame = frameOf(context, bot.id, userId, person)
    const body: EventBody<'history'> = { ...chunk, messages, event: 'history', ...frame }
    yield* emitEvent(context, { id: frame.eventId, botId: bot.id, userId, type: 'history', at, body })
  }
  return reported.length
}

/** `known`: the placeholder that the message replaces. */
type Taken = { message: RecordedMessage; known: Known | undefined }

/** Those that are not stored already, but for a file that replaces its placeholder, and that were not erased. */
function* takenOf(context: ReceiveContext, botId: string, part: readonly RecordedMessage[]): Transaction<Taken[]> {
  const known = new Map(
    (yield* query<Known & { wamid: string }>(
      `select id, seq, wamid, origin, media from inbound
       where bot_id = $1 and wamid in (${places(2, atOnce)}) and seq >= $recentInbound`,
      botId,
      ...padded(
        part.map(({ wamid }) => wamid),
        atOnce,
      ),
    )).map((row) => [row.wamid, row]),
  )
  const marks = part.map(({ wamid }) => context.marksOf(botId, wamid))
  const erased = new Set(
    (yield* query<{ mark: string }>(
      `select mark from erased_marks where mark in (${places(1, 2 * atOnce)})`,
      ...padded(marks.flat(), 2 * atOnce),
    )).map(({ mark }) => mark),
  )
  const seen = new Set<string>()
  return part.flatMap((message, index) => {
    const { wamid } = message
    const before = known.get(wamid)
    const isStored = before !== undefined && (before.origin !== 'history' || before.media !== null || !message.media)
    if (isStored || seen.has(wamid) || marks[index]?.some((mark) => erased.has(mark))) return []
    seen.add(wamid)
    return [{ message, known: before }]
  })
}

/** Always as many, so that the statement is the same one. */
function places(first: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `$${first + index}`).join(', ')
}

function padded(values: readonly string[], count: number): (string | undefined)[] {
  return Array.from({ length: count }, (_, index) => values[index])
}

function* record(context: ReceiveContext, bot: Bot, userId: string, taken: readonly Taken[]): Transaction<Recorded[]> {
  const reported: Recorded[] = []
  let writes: Statement[] = []
  for (const { message, known } of taken) {
    // What it quotes or changes may be one of those before it.
    if (message.contextWamid !== undefined || isAlteration(message.bubble)) {
      yield* pipeline(writes)
      writes = []
    }
    const { write, recorded } = yield* prepare(context, bot, userId, message, { origin: 'history', known })
    writes.push(write)
    reported.push(recorded)
    yield* applyAlteration(bot.id, userId, message)
  }
  yield* pipeline(writes)
  return reported
}

function partsOf(reported: Recorded[]): Recorded[][] {
  const parts: Recorded[][] = []
  let room = 0
  for (const one of reported) {
    const length = JSON.stringify(one).length
    const open = parts.at(-1)
    if (open && open.length < maxReported && length <= room) open.push(one)
    else {
      parts.push([one])
      room = maxReportedLength
    }
    room -= length
  }
  return parts
}
