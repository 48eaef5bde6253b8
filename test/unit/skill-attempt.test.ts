/** One run of a skill: the signed request, the outcome of every answer, and a log without the conversation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RequestInput, RequestResult } from '../../src/egress/request.ts'
import type { Skill, SkillAct } from '../../src/model/skill/skill.ts'
import { type RunDeps, runOne } from '../../src/skills/run.ts'
import type { SkillDecision, SkillRun } from '../../src/store/skills/run.ts'
import { testBot } from '../support/store.ts'

const canary = 'palabra-secreta'
const webhook: SkillAct = { kind: 'webhook', url: 'https://bot.example/skill' }
const run: SkillRun = {
  seq: 1,
  id: 'evt_1',
  botId: 'bot_test',
  userId: '593987654321',
  skillId: 's',
  cause: { kind: 'message', text: canary, envelope: { messageId: 'msg_1', bubble: { type: 'text', text: canary } } },
  attempt: 2,
  createdAt: 0,
  name: 'Ana',
  memory: { plan: canary },
}

type World = {
  act?: SkillAct
  hasBot?: boolean
  hasSkill?: boolean
  answer?: RequestResult | string
  settle?: () => Promise<boolean>
}

async function runIn({ act = webhook, hasBot = true, hasSkill = true, answer = '{}', settle }: World) {
  const skill: Skill = { id: 's', botId: 'bot_test', name: 'S', createdAt: 0, updatedAt: 0, ...act }
  const sent: RequestInput[] = []
  const settled: SkillDecision[] = []
  const counted: string[] = []
  const lines: string[] = []
  const write = (facts: object, text: string) => void lines.push(JSON.stringify({ ...facts, text }))
  const deps: RunDeps = {
    store: {
      bot: async () => (hasBot ? testBot() : undefined),
      skill: async () => (hasSkill ? skill : undefined),
      settleSkillRun: async (_run, decision) => {
        settled.push(decision)
        return settle ? settle() : true
      },
    },
    async request(input) {
      sent.push(input)
      return typeof answer === 'string' ? answered(200, answer) : answer
    },
    sign: ({ webhookSecret }, eventId, at, body) => ({ signed: `${webhookSecret} ${eventId} ${at} ${body.length}` }),
    newId: (kind) => `${kind}_new`,
    clock: () => 1_000,
    random: () => 0.5,
    log: { debug: write, warn: write, error: write },
    timeoutMs: 500,
    allowPrivateMedia: () => false,
    metrics: { skillRun: (_bot, result) => void counted.push(result) },
  }
  await runOne(deps, run)
  return { sent, settled, counted, lines }
}

const answered = (status: number, body = ''): RequestResult & { kind: 'answer' } => ({
  kind: 'answer',
  status,
  headers: {},
  body,
  bytes: new Uint8Array(),
  truncated: false,
})

test('the event is posted to the address, signed over its bytes under the id of the run', async () => {
  const { sent } = await runIn({})
  const [post] = sent
  const body = Buffer.from(post?.body ?? '')
  assert.deepEqual([post?.method, post?.url, post?.timeoutMs], ['POST', 'https://bot.example/skill', 500])
  assert.equal(post?.headers.signed, `${testBot().webhookSecret} evt_1 1000 ${body.length}`)
  assert.equal(post?.headers['x-recado-attempt'], '2')
  const event = JSON.parse(body.toString())
  assert.deepEqual(
    [event.eventId, event.messageId, event.cause, event.memory],
    ['evt_1', 'msg_1', 'message', run.memory],
  )
})

test('its answer is settled: messages for the person of the run, memory, and the next skill', async () => {
  const messages = [{ type: 'text', text: 'uno', userId: '1' }, { type: 'text' }, 'tres']
  const answer = JSON.stringify({ messages, memory: { a: 1 }, skill: { id: 2 } })
  const { settled, counted } = await runIn({ answer })
  const [done] = settled as (SkillDecision & { kind: 'done' })[]
  assert.deepEqual(done?.messages, [
    {
      id: 'msg_new',
      userId: run.userId,
      isAnswer: true,
      kind: 'session',
      content: { type: 'text', text: 'uno' },
      needsProbe: false,
    },
  ])
  assert.deepEqual([done?.memory, done?.next], [{ a: 1 }, { kind: 'skill', id: '2' }])
  assert.deepEqual(
    done?.problems.map(({ path }) => path),
    ['messages.1', 'messages.2'],
  )
  assert.deepEqual(counted, ['done'])
})

test("a webhook's answer is never reused for another run, whatever its server allows", async () => {
  const headers = { 'cache-control': 'public, max-age=600', etag: '"1"' }
  const answers = ['uno', 'dos'].map((text) => answered(200, JSON.stringify({ messages: [{ type: 'text', text }] })))
  const asked = await Promise.all(answers.map((answer) => runIn({ answer: { ...answer, headers } })))
  assert.deepEqual(
    asked.map(({ sent }) => sent.map(({ method, headers }) => [method, headers['if-none-match']])),
    [[['POST', undefined]], [['POST', undefined]]],
  )
})

const ends: [string, World, Partial<SkillDecision>][] = [
  ['a failure goes again', { answer: answered(500) }, { kind: 'again', detail: 'HTTP 500' }],
  ['410 ends it', { answer: answered(410) }, { kind: 'failed', reason: 'skill_gone' } as Partial<SkillDecision>],
  [
    'a deleted skill ends it',
    { hasSkill: false },
    { kind: 'failed', reason: 'skill_deleted' } as Partial<SkillDecision>,
  ],
  ['a deleted bot ends it', { hasBot: false }, { kind: 'failed', reason: 'bot_deleted' } as Partial<SkillDecision>],
  ['an answer that was cut off is told', { answer: { ...answered(200, '{'), truncated: true } }, { kind: 'done' }],
]

for (const [name, world, expected] of ends) {
  test(name, async () => {
    const { settled } = await runIn(world)
    assert.partialDeepStrictEqual(settled, [expected])
  })
}

test('messages are filled with the memory that the skill has just written, and it ends unless another follows', async () => {
  const messages = [{ type: 'text', text: '{{memory.city}} {{user.name}}' }]
  const { settled, sent } = await runIn({ act: { kind: 'messages', messages, memory: { city: '{{text}}' } } })
  const [done] = settled as (SkillDecision & { kind: 'done' })[]
  assert.deepEqual(sent, [])
  assert.deepEqual(done?.messages[0]?.content, { type: 'text', text: `${canary} Ana` })
  assert.deepEqual([done?.memory, done?.next], [{ city: canary }, { kind: 'none' }])
  const next = (await runIn({ act: { kind: 'messages', messages, next: 'b' } })).settled[0]
  assert.deepEqual((next as SkillDecision & { kind: 'done' }).next, { kind: 'skill', id: 'b' })
})

test('a failed settling is logged and retried without a new request, and nothing throws', async () => {
  let failures = 1
  const settle = () => (failures-- > 0 ? Promise.reject(new Error('disk')) : Promise.resolve(true))
  const { lines, counted, sent, settled } = await runIn({ settle })
  assert.match(lines[0] ?? '', /skill run could not be settled/)
  assert.deepEqual([sent.length, settled.length, counted.length], [1, 2, 1])
})

test('a run that was taken back has no effect', async () => {
  assert.deepEqual((await runIn({ settle: async () => false })).counted, [])
})

test('every log line names the message, and none contains texts or memory', async () => {
  const invalid = JSON.stringify({ messages: [{ type: 'text', text: `${canary}`.repeat(1_000) }] })
  for (const world of [{}, { answer: invalid }, { answer: answered(500, canary) }, { answer: answered(410) }]) {
    const { lines } = await runIn(world)
    assert.equal(lines.length, 1)
    assert.equal(JSON.parse(lines[0] ?? '').messageId, 'msg_1')
    assert.equal(lines.join().includes(canary), false)
  }
})
