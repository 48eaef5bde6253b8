/**
 * One step of a skill run: renders its messages or calls its webhook, and settles the result in one transaction. Never
 * throws. The bot's skill lane runs one at a time for each person. A run that was not settled when the process ended
 * runs again, and a webhook then sees the same event id.
 */
import type { GuardedRequest, RequestResult } from '../egress/request.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Violation } from '../model/errors/violation.ts'
import type { EventBody, SkillCall } from '../model/events/schemas.ts'
import type { NewId } from '../model/ids.ts'
import { type AllowPrivate, hasMedia } from '../model/media/media.ts'
import type { SessionContent } from '../model/message/content.ts'
import { fill, type PlaceholderFacts } from '../model/skill/placeholder.ts'
import { readMessage, type Skill } from '../model/skill/skill.ts'
import type { Span, Tracing } from '../model/trace.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import { sleep } from '../queue/sleep.ts'
import type { NewMessage } from '../store/messages/records.ts'
import type { SkillDecision, SkillExchange, SkillProblem, SkillRun } from '../store/skills/run.ts'
import type { Store } from '../store/store.ts'
import { readAnswer } from './answer.ts'
import { evaluate } from './schedule.ts'

export type RunDeps = {
  store: Pick<Store, 'bot' | 'skill' | 'settleSkillRun'>
  request: GuardedRequest
  /** Headers that sign a body, as for the bot's other webhooks. */
  sign(bot: Bot, eventId: string, at: number, body: Uint8Array): Record<string, string>
  newId: NewId
  clock: () => number
  /** Wall-clock time, which goes into signatures. */
  wall?: () => number
  /** In [0, 1). */
  random: () => number
  log: Record<'debug' | 'warn' | 'error', (facts: object, text: string) => void>
  /** For a whole attempt at a webhook. */
  timeoutMs: number
  /** Aborted when the process stops waiting for the store. */
  signal?: AbortSignal
  allowPrivateMedia: AllowPrivate
  metrics?: { skillRun: (botId: string, result: SkillDecision['kind']) => void }
  tracing?: Tracing | undefined
}

const maxAnswerBytes = 262_144

const failedRestMs = 1_000

/** Returns true when it must be retried because the webhook is overloaded or unreachable. */
export async function runOne(deps: RunDeps, run: SkillRun): Promise<boolean> {
  const onError = (err: unknown) => deps.log.error({ ...namesOf(run), err }, 'skill run could not be settled')
  try {
    const decision = await attempt(deps, run)
    const isSettled = await retryUntilStored({ ...deps, onError }, () =>
      deps.store.settleSkillRun(run, decision, deps.clock()),
    )
    if (isSettled !== undefined) report(deps, run, decision, isSettled)
    return decision.kind === 'again'
  } catch (error) {
    onError(error)
    // Without the pause the lane would claim it again at once.
    await sleep(failedRestMs, deps.signal)
    return false
  }
}

async function attempt(deps: RunDeps, run: SkillRun): Promise<SkillDecision> {
  const [bot, skill] = await Promise.all([deps.store.bot(run.botId), deps.store.skill(run.botId, run.skillId)])
  if (!bot) return { kind: 'failed', reason: 'bot_deleted', detail: '' }
  if (!skill) return { kind: 'failed', reason: 'skill_deleted', detail: '' }
  const span = beginSpan(deps, run)
  const decision =
    skill.kind === 'messages'
      ? renderMessages(deps, run, { bot, skill })
      : await callWebhook(deps, run, { bot, skill }, span)
  return endSpan(span, decision)
}

/** A step begins a trace, which its webhook is told, and under which its messages go. */
function beginSpan({ tracing }: RunDeps, { botId, skillId, id, attempt }: SkillRun): Span | undefined {
  const attributes = { 'recado.bot': botId, 'recado.skill': skillId, 'recado.event': id, 'recado.attempt': attempt }
  return tracing?.begin('skill', { kind: 'client', attributes })
}

function endSpan(span: Span | undefined, decision: SkillDecision): SkillDecision {
  if (span === undefined) return decision
  const { traceparent } = span
  span.end({
    attributes: { 'recado.decision': decision.kind },
    error: 'detail' in decision ? decision.detail : undefined,
  })
  if (decision.kind !== 'done') return decision
  return { ...decision, messages: decision.messages.map((message) => ({ ...message, traceparent })) }
}

// ── messages ────────────────────────────────────────────────

function renderMessages(
  deps: RunDeps,
  run: SkillRun,
  { bot, skill }: { bot: Bot; skill: Skill & { kind: 'messages' } },
): SkillDecision {
  const before = factsOf(run, run.memory)
  const memory = skill.memory && (fill(skill.memory, before) as Record<string, unknown>)
  const facts = factsOf(run, { ...run.memory, ...memory })
  const { messages, problems } = readAll(deps, bot, run, skill.messages, facts)
  const next = skill.next === undefined ? ({ kind: 'none' } as const) : ({ kind: 'skill', id: skill.next } as const)
  return { kind: 'done', messages, ...(memory ? { memory } : {}), next, problems }
}

function factsOf({ userId, name = '', cause }: SkillRun, memory: Record<string, unknown>): PlaceholderFacts {
  return { memory, user: { id: userId, name }, action: cause.action ?? '', text: cause.text ?? '' }
}

/** Each message is parsed by itself: one that does not fit is reported and does not hold back the others. */
function readAll(
  deps: Pick<RunDeps, 'newId' | 'allowPrivateMedia'>,
  bot: Bot,
  { userId }: SkillRun,
  given: unknown[],
  facts?: PlaceholderFacts,
): { messages: NewMessage[]; problems: SkillProblem[] } {
  const messages: NewMessage[] = []
  const problems: SkillProblem[] = []
  given.forEach((message, index) => {
    const path = `messages.${index}`
    const read = readMessage(message, path, { facts, allowPrivateMedia: deps.allowPrivateMedia })
    if (read.ok) messages.push(newMessage(deps, bot, userId, read.value))
    else problems.push({ path, violations: read.violations })
  })
  return { messages, problems }
}

function newMessage({ newId }: Pick<RunDeps, 'newId'>, bot: Bot, userId: string, content: SessionContent): NewMessage {
  const needsProbe = bot.mediaProbe && hasMedia(content)
  return { id: newId('msg'), userId, isAnswer: true, kind: 'session', content, needsProbe }
}

// ── a webhook ───────────────────────────────────────────────

async function callWebhook(
  deps: RunDeps,
  run: SkillRun,
  { bot, skill }: { bot: Bot; skill: Skill & { kind: 'webhook' } },
  span?: Span,
): Promise<SkillDecision> {
  const request = JSON.stringify(eventOf(run, skill))
  const startedAt = performance.now()
  const result = await post(deps, run, { bot, skill, body: Buffer.from(request) }, span)
  const exchange = exchangeOf(request, result, Math.round(performance.now() - startedAt))
  const { attempt, createdAt } = run
  const verdict = evaluate({ attempt, createdAt, result }, deps.clock(), deps.random())
  if (verdict.kind === 'answered') return { ...parseResponse(deps, bot, run, result), exchange }
  return { ...verdict, detail: detailOf(result), exchange }
}

/** Of each body, in characters: enough to see what went wrong, and little beside a message. */
const maxStored = 8_000

function exchangeOf(request: string, result: RequestResult, durationMs: number): SkillExchange {
  const answer = result.kind === 'answer' ? result.body : undefined
  const isCut = [request, answer ?? ''].some(({ length }) => length > maxStored)
  return {
    request: request.slice(0, maxStored).toWellFormed(),
    ...(answer !== undefined && { answer: answer.slice(0, maxStored).toWellFormed() }),
    ...(result.kind === 'answer' && { status: result.status }),
    durationMs,
    isCut,
  }
}

function post(
  deps: RunDeps,
  run: SkillRun,
  { bot, skill, body }: { bot: Bot; skill: Skill & { kind: 'webhook' }; body: Uint8Array },
  span?: Span,
): Promise<RequestResult> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'Recado-Webhooks/1',
    'x-recado-event': 'skill',
    'x-recado-attempt': String(run.attempt),
    ...(span && { traceparent: span.traceparent }),
    ...deps.sign(bot, run.id, (deps.wall ?? deps.clock)(), body),
  }
  const { timeoutMs } = deps
  const of = run.botId
  return deps.request({ method: 'POST', url: skill.url, headers, body, timeoutMs, maxBytes: maxAnswerBytes, of })
}

/** The documented envelope of a message, plus what a skill needs; without a message when the API started the skill. */
function eventOf(run: SkillRun, skill: Skill): SkillCall {
  const { botId, userId, name = '', cause, memory, createdAt } = run
  const started = {
    messageId: null,
    bubble: null,
    names: name,
    userId,
    botId,
    received: createdAt,
    status: 'created' as const,
  }
  return {
    ...((cause.envelope as EventBody<'message'> | undefined) ?? started),
    userId,
    eventId: run.id,
    event: 'skill',
    skill: { id: skill.id, name: skill.name },
    cause: cause.kind,
    action: cause.action ?? null,
    memory,
    user: { id: userId, name },
  }
}

function parseResponse(deps: RunDeps, bot: Bot, run: SkillRun, result: RequestResult): SkillDecision {
  const answer = result.kind === 'answer' ? readAnswer(result.body, result.truncated) : readAnswer('', false)
  const { messages, problems } = readAll(deps, bot, run, answer.messages)
  if (answer.violations.length > 0) problems.unshift({ path: 'answer', violations: answer.violations })
  const { memory, next } = answer
  return { kind: 'done', messages, ...(memory ? { memory } : {}), next, problems }
}

function detailOf(result: RequestResult): string {
  return result.kind === 'failed' ? result.reason : `HTTP ${result.status}`
}

function report(deps: RunDeps, run: SkillRun, decision: SkillDecision, isSettled: boolean): void {
  const about = { ...namesOf(run), attempt: run.attempt, decision: decision.kind }
  if (isSettled) deps.metrics?.skillRun(run.botId, decision.kind)
  if (!isSettled) deps.log.debug(about, 'skill run had ended before its result was stored')
  else if (decision.kind === 'done') reportDone(deps.log, about, decision)
  else deps.log.warn({ ...about, reason: decision.detail }, 'skill webhook failed')
}

function reportDone(
  log: RunDeps['log'],
  about: object,
  { messages, problems }: SkillDecision & { kind: 'done' },
): void {
  const messageIds = messages.map(({ id }) => id)
  const fields = problems.flatMap(({ violations }) => violations.map(fieldOf))
  if (fields.length === 0) log.debug({ ...about, messageIds }, 'skill ran')
  else log.warn({ ...about, messageIds, fields }, 'skill has messages that cannot be sent')
}

function fieldOf({ path, rule }: Violation): string {
  return `${path}: ${rule}`
}

function namesOf({ id, botId, skillId, cause }: SkillRun) {
  return { eventId: id, botId, skillId, messageId: cause.envelope?.messageId }
}
