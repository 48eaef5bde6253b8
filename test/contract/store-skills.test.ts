/** Skills in the store: what a person does becomes a run in the same transaction, in order, and ends together with what it answers. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Skill, SkillAct } from '../../src/model/skill.ts'
import type { SkillDecision, SkillRun } from '../../src/store/skills/run.ts'
import { inboundFact, tell, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, backends, claimAll, idsOf, noId, testBot, textMessage } from '../support/store.ts'

const bot = 'bot_test'
const ana = '593987654321'
const beto = '593900000001'

const skillOf = (id: string, act: SkillAct = { kind: 'webhook', url: 'https://example.com' }): Skill => ({
  id,
  botId: bot,
  name: id,
  createdAt: t0,
  updatedAt: t0,
  ...act,
})

async function openWithSkills(backend: Backend): Promise<TestStore> {
  const it = await backend.open()
  await it.store.putBot(testBot())
  await it.store.putEndpoint(testEndpoint('bot', ['message']))
  await it.store.putEndpoint(testEndpoint('all', ['message', 'skill_message', 'skill_failed']))
  for (const id of ['x', 'y']) await it.store.putSkill(skillOf(id))
  return it
}

let lastWamid = 0

async function writes(it: TestStore, text: string, phone = ana, payload?: unknown, at = t0): Promise<void> {
  const bubble = { type: payload === undefined ? 'text' : 'quick_reply', text, ...(payload ? { payload } : {}) }
  await tell(it.store, [inboundFact(`wamid.skill.${lastWamid++}`, { person: { phone }, bubble, sentAt: at })], at)
}

const presses = (it: TestStore, skillId: string, phone = ana) =>
  writes(it, 'botón', phone, { type: 'edge', action: `a-${skillId}`, skillId })

async function claim(it: TestStore, inFlight: SkillRun[] = [], now = t0): Promise<SkillRun[]> {
  const seqs = new Set(inFlight.map(({ seq }) => seq))
  return (await it.store.claimSkillRuns({ botId: bot, limit: 9, now, inFlight: seqs })).runs
}

async function claimOneRun(it: TestStore, now = t0): Promise<SkillRun> {
  const [run, ...others] = await claim(it, [], now)
  if (!run || others.length > 0) throw new Error(`${others.length + (run ? 1 : 0)} runs could be claimed`)
  return run
}

const done = (next: (SkillDecision & { kind: 'done' })['next'] = { kind: 'same' }): SkillDecision => ({
  kind: 'done',
  messages: [],
  next,
  problems: [],
})

/** Type, text and, of what a skill gave back, the reason of every event so far. */
function events(it: TestStore): string[] {
  return it.rows('select type, body from events order by seq').map(({ type, body }) => {
    const told = JSON.parse(String(body))
    return [type, told.bubble?.text, type === 'skill_failed' ? told.reason : told.skill?.reason]
      .filter(Boolean)
      .join(' ')
  })
}

const activeSkill = async (it: TestStore, userId = ana) => (await it.store.user(bot, userId, t0))?.skillId

for (const backend of backends) {
  describe(`a run begins (${backend.name})`, () => {
    test('a pressed edge payload activates its skill; what follows goes to it, in order, and not to the bot webhook', async () => {
      await using it = await openWithSkills(backend)
      await writes(it, 'antes')
      await presses(it, 'x')
      await writes(it, 'después')
      assert.equal(await activeSkill(it), 'x')
      assert.deepEqual(events(it), ['message antes', 'skill_message botón', 'skill_message después'])
      const first = await claimOneRun(it)
      assert.deepEqual([first.cause.kind, first.cause.action, first.skillId, first.attempt], ['press', 'a-x', 'x', 1])
      assert.deepEqual(await claim(it, [first]), [])
      await it.store.settleSkillRun(first, done(), t0)
      const second = await claimOneRun(it)
      assert.deepEqual([second.cause.kind, second.cause.text], ['message', 'después'])
      assert.equal(it.rows(`select seq from deliveries where endpoint_id = 'bot'`).length, 1)
      assert.equal(it.rows(`select seq from deliveries where endpoint_id = 'all'`).length, 3)
    })

    test("one person's run holds up nobody else's", async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      await presses(it, 'x', beto)
      assert.deepEqual(
        (await claim(it)).map(({ userId }) => userId),
        [ana, beto],
      )
    })

    test('a skill that is not there: the button goes to the bot webhook, and what was active stays', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await presses(it, 'nadie')
      assert.equal(await activeSkill(it), 'x')
      assert.deepEqual(events(it), ['skill_message botón', 'message botón'])
    })

    test('an active skill that was deleted is forgotten at the next message', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await it.store.settleSkillRun(await claimOneRun(it), done(), t0)
      assert.equal(await it.store.deleteSkill(bot, 'x'), true)
      await writes(it, 'hola')
      assert.deepEqual(events(it), ['skill_message botón', 'message hola'])
      assert.equal(await activeSkill(it), undefined)
    })

    test("setSkill of a template takes effect when it leaves: the next message of the person is the skill's", async () => {
      await using it = await openWithSkills(backend)
      const message = textMessage(it.newId, ana, 'x', { kind: 'notification', actions: { setSkill: { id: 'y' } } })
      await it.store.accept({ botId: bot, acceptedAt: t0, messages: [message] })
      await writes(it, 'antes')
      const [claimed] = (await claimAll(it.store, t0)).messages
      assert.ok(claimed)
      await it.store.settle(claimed, { kind: 'sent', wamid: 'wamid.set' }, t0)
      await writes(it, 'después')
      assert.equal((await claimOneRun(it)).skillId, 'y')
    })

    test('manual silences: nothing becomes a run, and what waited goes to the bot webhook at once', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      const inFlight = await claimOneRun(it)
      await it.store.setUserState({ botId: bot, userId: ana, state: 'manual', now: t0 })
      await writes(it, '3')
      await presses(it, 'y')
      assert.deepEqual(events(it).slice(2), ['message botón manual', 'message 2 manual', 'message 3', 'message botón'])
      const late = textMessage(it.newId, ana)
      assert.equal(await it.store.settleSkillRun(inFlight, { ...done(), messages: [late] } as SkillDecision, t0), false)
      assert.deepEqual(it.rows('select id from messages'), [])
      assert.deepEqual(await claim(it), [])
      await it.store.setUserState({ botId: bot, userId: ana, state: 'auto', now: t0 })
      await writes(it, '4')
      assert.equal((await claimOneRun(it)).skillId, 'x')
    })

    test('closing a conversation ends its skill and gives back what waits', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      assert.equal(await it.store.closeConversation({ botId: bot, userId: ana, now: t0 }), true)
      assert.equal(await it.store.closeConversation({ botId: bot, userId: beto, now: t0 }), false)
      await writes(it, 'hola')
      assert.deepEqual(events(it), ['skill_message botón', 'message botón closed', 'message hola'])
    })

    test('the API starts a skill where the window is open, once the skill is there', async () => {
      await using it = await openWithSkills(backend)
      const start = (skillId: string, now: number) =>
        it.store.activateSkill({ botId: bot, userId: ana, skillId, memory: { a: 1 }, now })
      assert.deepEqual(await start('x', t0), { kind: 'window_closed' })
      await writes(it, 'hola')
      assert.deepEqual(await start('nadie', t0), { kind: 'skill_not_found' })
      assert.deepEqual(await start('x', t0 + 86_400_000), { kind: 'window_closed' })
      assert.deepEqual(await start('x', t0), { kind: 'activated', isRunning: true })
      const run = await claimOneRun(it)
      assert.deepEqual([run.cause, run.memory], [{ kind: 'set' }, { a: 1 }])
      await it.store.setUserState({ botId: bot, userId: ana, state: 'manual', now: t0 })
      assert.deepEqual(await start('y', t0), { kind: 'activated', isRunning: false })
    })
  })

  describe(`a run ends (${backend.name})`, () => {
    test('messages, memory and the next skill are one transaction with the end; a second settling changes nothing', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      const run = await claimOneRun(it)
      const messages = ['1', '2'].map((text) => textMessage(it.newId, ana, text))
      const decision = { ...done({ kind: 'skill', id: 'y' }), messages, memory: { a: 1 } } as SkillDecision
      assert.equal(await it.store.settleSkillRun(run, decision, t0), true)
      assert.equal(await it.store.settleSkillRun(run, decision, t0), false)
      assert.deepEqual(idsOf((await claimAll(it.store, t0)).messages), [messages[0]?.id])
      assert.equal(it.rows('select id from messages').length, 2)
      const known = await it.store.user(bot, ana, t0)
      assert.deepEqual([known?.skillId, known?.memory], ['y', { a: 1 }])
    })

    test('what cannot be written ends nothing: the run is there to be made again', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      const run = await claimOneRun(it)
      const message = textMessage(it.newId, ana)
      const unwritable = { ...done(), messages: [message, { ...message, id: noId }], memory: { a: 1 } } as SkillDecision
      await assert.rejects(it.store.settleSkillRun(run, unwritable, t0))
      assert.deepEqual((await it.store.user(bot, ana, t0))?.memory, {})
      await it.reopen()
      assert.deepEqual(await claimOneRun(it), run)
    })

    test('when a skill ends, what waits for it goes on: to the bot webhook, or to the skill that follows', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      await it.store.settleSkillRun(await claimOneRun(it), done({ kind: 'none' }), t0)
      assert.deepEqual(events(it).slice(2), ['message 2 skill_ended'])
      await presses(it, 'x')
      await writes(it, '3')
      await it.store.settleSkillRun(await claimOneRun(it), done({ kind: 'skill', id: 'y' }), t0)
      const next = await claimOneRun(it)
      assert.deepEqual([next.skillId, next.cause.text], ['y', '3'])
    })

    test('a skill that ends does not take away the one that was pressed behind it', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      const first = await claimOneRun(it)
      await presses(it, 'y')
      await writes(it, 'para y')
      await it.store.settleSkillRun(first, done({ kind: 'none' }), t0)
      assert.equal(await activeSkill(it), 'y')
      assert.equal((await claimOneRun(it)).skillId, 'y')
      assert.equal(events(it).includes('message para y skill_ended'), false)
    })

    test('pressed again behind its own end, it is active again', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      await presses(it, 'x')
      await it.store.settleSkillRun(await claimOneRun(it), done({ kind: 'none' }), t0)
      assert.deepEqual(events(it).slice(3), ['message 2 skill_ended'])
      assert.equal(await activeSkill(it), 'x')
      assert.equal((await claimOneRun(it)).cause.kind, 'press')
    })

    test('a next skill that is not there is told and replaces nothing: who asks is asked on, who has spoken has ended', async () => {
      for (const act of [
        { kind: 'webhook', url: 'https://example.com' },
        { kind: 'messages', messages: [] },
      ] as const) {
        await using it = await openWithSkills(backend)
        await it.store.putSkill(skillOf('x', { ...act } as SkillAct))
        await presses(it, 'x')
        await it.store.settleSkillRun(await claimOneRun(it), done({ kind: 'skill', id: 'nadie' }), t0)
        assert.deepEqual(events(it).slice(1), ['skill_failed unknown_skill'])
        assert.equal(await activeSkill(it), act.kind === 'webhook' ? 'x' : undefined)
      }
    })

    test('tried again later, it keeps its place and its id, also after a reopening', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      const first = await claimOneRun(it)
      await it.store.settleSkillRun(first, { kind: 'again', dueAt: t0 + 1_000, detail: 'HTTP 500' }, t0)
      assert.deepEqual(await claim(it), [])
      await it.reopen()
      const again = await claimOneRun(it, t0 + 1_000)
      assert.deepEqual([again.id, again.attempt], [first.id, 2])
    })

    test('given up, it and all that waits behind it go to the bot webhook, and the skill is over', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      await writes(it, '2')
      const run = await claimOneRun(it)
      await it.store.settleSkillRun(run, { kind: 'failed', reason: 'skill_gone', detail: 'HTTP 410' }, t0)
      assert.deepEqual(events(it).slice(2), [
        'message botón skill_gone',
        'skill_failed skill_gone',
        'message 2 skill_gone',
      ])
      assert.equal(await activeSkill(it), undefined)
      assert.deepEqual(await claim(it), [])
    })

    test('what the timeline shows of it', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      const run = await claimOneRun(it)
      const message = textMessage(it.newId, ana)
      await it.store.settleSkillRun(run, { ...done(), messages: [message] } as SkillDecision, t0 + 5)
      const timeline = await it.store.timeline(bot, String(run.cause.envelope?.messageId))
      assert.deepEqual(timeline?.skill, {
        runId: run.id,
        skillId: 'x',
        state: 'done',
        attempts: 1,
        dueAt: undefined,
        endedAt: t0 + 5,
        messageIds: [message.id],
      })
    })

    test('two people who turn out to be one: their runs are one line', async () => {
      await using it = await openWithSkills(backend)
      await presses(it, 'x')
      const scopedId = 'EC.1a'
      const edge = { bubble: { type: 'quick_reply', text: '2', payload: { type: 'edge', skillId: 'y' } } }
      await tell(it.store, [inboundFact('wamid.scoped', { person: { scopedId }, ...edge })])
      assert.equal((await claim(it)).length, 2)
      await tell(it.store, [
        inboundFact('wamid.both', { person: { scopedId, phone: ana }, bubble: { type: 'text', text: '3' } }),
      ])
      for (const cause of ['botón', '2', '3']) {
        const run = await claimOneRun(it)
        assert.deepEqual([run.cause.text, run.userId], [cause, ana])
        await it.store.settleSkillRun(run, done(), t0)
      }
    })
  })

  test(`skills are kept as written, and go with their bot (${backend.name})`, async () => {
    await using it = await openWithSkills(backend)
    const asks = skillOf('z', { kind: 'messages', messages: [{ type: 'text', text: '{{action}}' }], next: 'x' })
    await it.store.putSkill(asks)
    await it.store.putSkill({ ...skillOf('x'), name: 'otro', updatedAt: t0 + 1 })
    await it.reopen()
    assert.deepEqual(await it.store.skills(bot), [
      { ...skillOf('x'), name: 'otro', updatedAt: t0 + 1, revision: t0 + 1 },
      { ...skillOf('y'), revision: t0 },
      { ...asks, revision: t0 },
    ])
    assert.equal(await it.store.skill('another', 'x'), undefined)
    assert.equal(await it.store.deleteSkill(bot, 'nadie'), false)
    await it.store.deleteBot({ id: bot, now: t0 })
    await eventually(async () => (await it.store.skills(bot)).length === 0, 'its skills are gone')
  })
}
