/**
 * Ends a skill's run: the messages it sends, the memory it stores and the next skill are written with it in one
 * transaction, so a crash before leaves the run to be repeated, and a crash after repeats nothing.
 */

import type { EventBody } from '../../model/events/schemas.ts'
import { referenceViolation } from '../../model/message/reference.ts'
import { fullMemory } from '../../model/user/memory.ts'
import { isWindowOpen } from '../../model/user/user.ts'
import { hasSkill, setSkill } from '../conversations/active-skill.ts'
import { findConversation } from '../conversations/identity.ts'
import { remember } from '../conversations/memory.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { enqueueAll } from '../messages/enqueue.ts'
import type { NewMessage } from '../messages/records.ts'
import { badReference } from '../messages/references.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import type { ActivateInput, ActivateResult, RunRow, SkillDecision, SkillProblem, SkillRun } from './run.ts'
import { type Envelope, endRun, fallBack, isFor, promoteRun, releaseRuns, startSkill } from './runs.ts'
import { hearingOf, skill } from './skills.ts'

export function* settleSkillRun(
  context: EventContext,
  run: SkillRun,
  decision: SkillDecision,
  now: number,
): Transaction<boolean> {
  const held = yield* queryOne<RunRow>('select * from skill_runs where seq = $1', run.seq)
  if (held?.state !== 'waiting') return false
  if (decision.exchange)
    yield* query('update skill_runs set exchange = $2 where seq = $1', held.seq, JSON.stringify(decision.exchange))
  switch (decision.kind) {
    case 'done':
      yield* finish(context, held, decision, now)
      break
    case 'again':
      yield* query(
        `update skill_runs set due_at = case when due_at is null then null else $2 end, attempt = attempt + 1,
           detail = $3 where seq = $1`,
        held.seq,
        decision.dueAt,
        JSON.stringify({ detail: decision.detail }),
      )
      return true
    case 'failed':
      yield* giveUp(context, held, decision, now)
      break
  }
  yield* promoteRun(held.bot_id, held.user_id, now)
  context.wake({ kind: 'skills', id: held.bot_id })
  return true
}

type Done = SkillDecision & { kind: 'done' }

function* finish(context: EventContext, run: RunRow, decision: Done, now: number): Transaction<void> {
  const { memory } = decision
  const { messages, strays } = yield* withoutStrays(run, decision.messages, now)
  const problems = [...decision.problems, ...strays]
  yield* enqueueAll(
    run.bot_id,
    messages.map((message) => ({ message: { ...message, userId: run.user_id } })),
    now,
  )
  if (messages.length > 0) context.wake({ kind: 'messages', id: run.bot_id })
  if (memory) {
    const known = yield* findConversation(run.bot_id, run.user_id)
    const remembered = known && (yield* remember(known, { params: memory }, now))
    if (remembered && 'kind' in remembered) {
      context.noteMemory({ botId: run.bot_id, cause: 'skill', bytes: remembered.bytes })
      problems.push({ path: 'memory', violations: [fullMemory('memory', remembered)] })
    }
  }
  const messageIds = messages.map(({ id }) => id)
  yield* endRun(run.seq, 'done', { messageIds, ...(problems.length > 0 ? { problems } : {}) }, now)
  if (problems.length > 0) yield* emitSkillFailure(context, run, { reason: 'invalid_messages', problems }, now)
  const { next } = decision
  if (next.kind === 'skill' && !(yield* hasSkill(run.bot_id, next.id))) {
    yield* emitSkillFailure(context, run, { reason: 'unknown_skill', next: next.id }, now)
    // An unknown name changes nothing: a webhook skill is asked again; one that only speaks has ended.
    const asks = (yield* skill(run.bot_id, run.skill_id))?.kind === 'webhook'
    return yield* handOver(context, run, { kind: asks ? 'same' : 'none' }, now)
  }
  yield* handOver(context, run, next, now)
}

/** Removes messages that refer to one which they cannot refer to; the API refuses these at the door. */
function* withoutStrays(
  { bot_id: botId, user_id: userId }: RunRow,
  given: readonly NewMessage[],
  now: number,
): Transaction<{ messages: NewMessage[]; strays: SkillProblem[] }> {
  const messages: NewMessage[] = []
  const strays: SkillProblem[] = []
  for (const message of given) {
    const bad = yield* badReference(botId, [{ ...message, userId }], now)
    const path = message.content.type === 'reaction' ? 'messageId' : 'replyTo'
    if (bad) strays.push({ path, violations: [referenceViolation(path, bad.rule)] })
    else messages.push(message)
  }
  return { messages, strays }
}

/**
 * Ends the run's skill for the person, who gets its follower, and moves on what waited for it. If another skill was
 * activated meanwhile, that one stays, and the follower never asks.
 */
function* handOver(context: EventContext, run: RunRow, next: Done['next'], now: number): Transaction<void> {
  const { bot_id: botId, user_id: userId, skill_id: skillId } = run
  const follower = next.kind === 'skill' ? next.id : null
  if (next.kind === 'same' || follower === skillId) return
  const known = yield* findConversation(botId, userId)
  if (!known) return
  const isActive = known.skill_id === skillId
  if (isActive) yield* setSkill(botId, userId, follower, now)
  const press = yield* moveMessages(context, run, isActive ? follower : null, now)
  if (press && isActive) yield* setSkill(botId, userId, skillId, now)
}

/**
 * Messages that waited for the ended skill go to its follower if they answer its question, else to the bot webhook: as
 * if each had been handled when it came. Returns the next run that named the skill itself, which stays, as do the
 * messages after it.
 */
function* moveMessages(
  context: EventContext,
  ended: RunRow,
  follower: string | null,
  now: number,
): Transaction<RunRow | undefined> {
  const accepted = (follower !== null && (yield* hearingOf(ended.bot_id, follower))) || []
  const known = yield* findConversation(ended.bot_id, ended.user_id)
  const waiting = yield* query<RunRow>(
    `select * from skill_runs where bot_id = $1 and user_id = $2 and skill_id = $3 and state = 'waiting' order by seq`,
    ended.bot_id,
    ended.user_id,
    ended.skill_id,
  )
  for (const run of waiting) {
    if (run.cause !== 'message') return run
    const { bubble, received: sentAt } = (JSON.parse(run.facts) as { envelope: Envelope }).envelope
    if (follower !== null && isFor(accepted, { bubble, sentAt }, known?.skill_since ?? null))
      yield* query('update skill_runs set skill_id = $2 where seq = $1', run.seq, follower)
    else yield* fallBack(context, run, { reason: 'skill_ended', detail: '', now })
  }
  return undefined
}

/** An unreachable skill ends for this person: otherwise each of their messages would wait an hour. */
function* giveUp(
  context: EventContext,
  run: RunRow,
  { reason, detail }: SkillDecision & { kind: 'failed' },
  now: number,
): Transaction<void> {
  yield* fallBack(context, run, { reason, detail, now })
  yield* emitSkillFailure(context, run, { reason, detail }, now)
  const known = yield* findConversation(run.bot_id, run.user_id)
  if (known?.skill_id === run.skill_id) yield* setSkill(run.bot_id, run.user_id, null)
  yield* releaseRuns(context, { botId: run.bot_id, userId: run.user_id, skillId: run.skill_id, reason, now })
}

function* emitSkillFailure(
  context: EventContext,
  run: RunRow,
  what: Pick<EventBody<'skill_failed'>, 'reason' | 'detail' | 'next' | 'problems'>,
  now: number,
): Transaction<void> {
  const id = context.newId('evt')
  const envelope = (JSON.parse(run.facts) as { envelope?: { messageId?: string } }).envelope
  yield* emitEvent(context, {
    id,
    botId: run.bot_id,
    userId: run.user_id,
    messageId: envelope?.messageId,
    type: 'skill_failed',
    at: now,
    body: {
      eventId: id,
      event: 'skill_failed',
      timestamp: now,
      botId: run.bot_id,
      userId: run.user_id,
      messageId: envelope?.messageId ?? null,
      skill: { id: run.skill_id },
      runId: run.id,
      ...what,
    },
  })
}

/** From the API: the person's window must be open, because the skill speaks at once. */
export function* activateSkill(context: EventContext, input: ActivateInput): Transaction<ActivateResult> {
  const { botId, userId, skillId, memory, now } = input
  if (!(yield* hasSkill(botId, skillId))) return { kind: 'skill_not_found' }
  const known = yield* findConversation(botId, userId)
  if (!known || !isWindowOpen(known.last_inbound_at, now, input.numberSince)) return { kind: 'window_closed' }
  const remembered = memory && (yield* remember(known, { params: memory }, now))
  if (remembered && 'kind' in remembered) return remembered
  return { kind: 'activated', isRunning: yield* startSkill(context, known, skillId, now) }
}
