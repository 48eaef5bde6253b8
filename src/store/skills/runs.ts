/**
 * Runs of skills: a person's message becomes a run of their active skill, in the transaction that stores it (promise
 * 7), instead of going to the bot webhook. A run's id is the id of its event, the same over all attempts. Order per
 * person is kept as for messages: only the first waiting run has a `due_at`. Messages that no skill could handle go to
 * the bot webhook, with the reason.
 */
import { fitBody } from '../../model/events/body.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Bubble } from '../../model/inbound/bubble.ts'
import { type InputKind, inputKindOf, isAfterQuestion } from '../../model/inbound/heard.ts'
import { edgeOf, type SkillCause, textOfBubble } from '../../model/skill/skill.ts'
import { stateAt } from '../../model/user/user.ts'
import { setSkill } from '../conversations/active-skill.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { FallbackReason, RunRow } from './run.ts'
import { hearingOf } from './skills.ts'

// ── starting a run ──────────────────────────────────────────

export type Envelope = EventBody<'message'>

export type SkillInput = {
  eventId: string
  messageId: string
  bubble: Bubble
  /** By Meta's time. */
  sentAt: number
  /** The documented envelope, as sent to the bot webhook. */
  envelope: Envelope
  at: number
}

/** True if a skill takes the message; the bot webhook then gets no event. */
export function* handToSkill(context: EventContext, known: ConversationRow, input: SkillInput): Transaction<boolean> {
  if (stateAt(known.state, known.state_until, input.at) === 'manual') return false
  const edge = edgeOf(input.bubble.payload)
  const skillId = edge?.skillId ?? known.skill_id
  if (skillId === null) return false
  const accepted = yield* hearingOf(known.bot_id, skillId)
  if (!accepted) {
    if (!edge) yield* setSkill(known.bot_id, known.user_id, null)
    return false
  }
  if (edge) yield* setSkill(known.bot_id, known.user_id, skillId, input.at)
  else if (!isFor(accepted, input, known.skill_since)) return false
  const text = textOfBubble(input.bubble)
  const cause: SkillCause = {
    kind: edge ? 'press' : 'message',
    ...(edge ? { action: edge.action ?? text } : {}),
    text,
    envelope: fittingEnvelope(context, input),
  }
  yield* startRun(context, {
    id: input.eventId,
    botId: known.bot_id,
    userId: known.user_id,
    skillId,
    cause,
    now: input.at,
  })
  yield* emitEvent(context, {
    id: input.eventId,
    botId: known.bot_id,
    userId: known.user_id,
    messageId: input.messageId,
    type: 'skill_message',
    at: input.at,
    body: { ...input.envelope, event: 'skill_message', skill: { id: skillId } },
  })
  return true
}

/**
 * A press that names its skill goes to that skill, whatever kinds it accepts. Any other message from before the
 * question does not answer it.
 */
export function isFor(
  accepted: readonly InputKind[],
  { bubble, sentAt }: Pick<SkillInput, 'bubble' | 'sentAt'>,
  askedAt: number | null,
): boolean {
  return accepted.includes(inputKindOf(bubble)) && isAfterQuestion(sentAt, askedAt ?? 0)
}

/** A skill's webhook gets no larger body than others; the full body is that of the event with the same id. */
function fittingEnvelope(context: EventContext, { eventId, envelope }: SkillInput): Envelope {
  const { text, whole } = fitBody(envelope, () => context.eventAddress(eventId))
  return whole === undefined ? envelope : JSON.parse(text)
}

/** Due at once unless another run of the same person waits. */
function* startRun(
  context: EventContext,
  run: { id: string; botId: string; userId: string; skillId: string; cause: SkillCause; now: number },
): Transaction<void> {
  yield* query(
    `insert into skill_runs (id, bot_id, user_id, skill_id, cause, facts, state, created_at, due_at)
     values ($1, $2, $3, $4, $5, $6, 'waiting', $7, case when exists (
       select 1 from skill_runs where bot_id = $2 and user_id = $3 and state = 'waiting'
     ) then null else $7 end)`,
    run.id,
    run.botId,
    run.userId,
    run.skillId,
    run.cause.kind,
    JSON.stringify(run.cause),
    run.now,
  )
  context.wake({ kind: 'skills', id: run.botId })
}

/** Starts a skill from the API: it speaks first, without a message of the person. */
export function* startSkill(
  context: EventContext,
  known: ConversationRow,
  skillId: string,
  now: number,
): Transaction<boolean> {
  yield* setSkill(known.bot_id, known.user_id, skillId, now)
  if (stateAt(known.state, known.state_until, now) === 'manual') return false
  const id = context.newId('evt')
  const { bot_id: botId, user_id: userId } = known
  yield* startRun(context, { id, botId, userId, skillId, cause: { kind: 'set' }, now })
  return true
}

// ── falling back to the bot webhook ─────────────────────────

type Fallback = { reason: FallbackReason; now: number }

/** Takes a person's waiting runs from their skills (or from one of them). */
export function* releaseRuns(
  context: EventContext,
  input: { botId: string; userId: string; skillId?: string; conversationId?: string | null } & Fallback,
): Transaction<void> {
  const waiting = yield* query<RunRow>(
    `select * from skill_runs where bot_id = $1 and user_id = $2 and state = 'waiting' order by seq`,
    input.botId,
    input.userId,
  )
  for (const run of waiting) {
    if (input.skillId !== undefined && input.skillId !== run.skill_id) continue
    const { reason, now, conversationId } = input
    yield* fallBack(context, run, { reason, detail: '', now, ...(conversationId && { conversationId }) })
  }
}

/**
 * Ends the run and sends its cause to the bot webhook, as a new event. A run started by the API has no message to send.
 */
export function* fallBack(
  context: EventContext,
  run: RunRow,
  { reason, detail, now, conversationId }: Fallback & { detail: string; conversationId?: string },
): Transaction<void> {
  yield* endRun(run.seq, 'failed', { reason, ...(detail ? { detail } : {}) }, now)
  const { envelope } = JSON.parse(run.facts) as SkillCause & { envelope?: Envelope }
  if (!envelope) return
  const id = context.newId('evt')
  yield* emitEvent(context, {
    id,
    botId: run.bot_id,
    userId: run.user_id,
    messageId: String(envelope.messageId),
    type: 'message',
    at: now,
    body: {
      ...envelope,
      ...(reason === 'manual' ? { state: 'manual' as const } : {}),
      ...(conversationId === undefined ? {} : { conversationId }),
      eventId: id,
      skill: { id: run.skill_id, reason },
    },
  })
}

export function* endRun(seq: number, state: 'done' | 'failed', detail: object, now: number): Transaction<void> {
  yield* query(
    'update skill_runs set state = $2, due_at = null, ended_at = $3, detail = $4, attempt = attempt + 1 where seq = $1',
    seq,
    state,
    now,
    JSON.stringify(detail),
  )
}

/** Makes the person's first waiting run due. */
export function* promoteRun(botId: string, userId: string, now: number): Transaction<void> {
  yield* query(
    `update skill_runs set due_at = $3
     where seq = (
         select seq from skill_runs where bot_id = $1 and user_id = $2 and state = 'waiting' order by seq limit 1)
       and due_at is null`,
    botId,
    userId,
    now,
  )
}
