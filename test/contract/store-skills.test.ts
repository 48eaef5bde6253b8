/**
 * Skills in the store: a person's message becomes a run in the same transaction, in order, and a run ends together with
 * its answer.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { SkillAct } from '../../src/model/skill/skill.ts'
import type { SkillDecision, SkillRun } from '../../src/store/skills/run.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, claimAll, idsOf, noId, testBot, textMessage, tieredBackends } from '../support/store.ts'
import { testSkill } from '../support/store-fixtures.ts'

const bot = 'bot_test'
const ana = '593987654321'
const beto = '593900000001'

async function openWithSkills(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('bot', ['message']))
  await ctx.store.putEndpoint(testEndpoint('all', ['message', 'skill_message', 'skill_failed']))
  for (const id of ['x', 'y']) await ctx.store.putSkill(testSkill(id))
  return ctx
}

let lastWamid = 0

async function writes(ctx: TestStore, text: string, phone = ana, payload?: unknown, at = t0): Promise<void> {
  const bubble = { type: payload === undefined ? 'text' : 'quick_reply', text, ...(payload ? { payload } : {}) }
  await ingestFacts(
    ctx.store,
    [inboundFact(`wamid.skill.${lastWamid++}`, { person: { phone }, bubble, sentAt: at })],
    at,
  )
}

const presses = (ctx: TestStore, skillId: string, phone = ana) =>
  writes(ctx, 'botón', phone, { type: 'edge', action: `a-${skillId}`, skillId })

async function claim(ctx: TestStore, inFlight: SkillRun[] = [], now = t0): Promise<SkillRun[]> {
  const seqs = new Set(inFlight.map(({ seq }) => seq))
  return (await ctx.store.claimSkillRuns({ botId: bot, limit: 9, now, inFlight: seqs })).runs
}

async function claimOneRun(ctx: TestStore, now = t0): Promise<SkillRun> {
  const [run, ...others] = await claim(ctx, [], now)
  if (!run || others.length > 0) throw new Error(`${others.length + (run ? 1 : 0)} runs could be claimed`)
  return run
}

const done = (next: (SkillDecision & { kind: 'done' })['next'] = { kind: 'same' }): SkillDecision => ({
  kind: 'done',
  messages: [],
  next,
  problems: [],
})

/** Type, text and, of events that a skill gave back, the reason, of all events so far. */
function events(ctx: TestStore): string[] {
  return ctx.rows('select type, body from events order by seq').map(({ type, body }) => {
    const reported = JSON.parse(String(body))
    return [type, reported.bubble?.text, type === 'skill_failed' ? reported.reason : reported.skill?.reason]
      .filter(Boolean)
      .join(' ')
  })
}

const activeSkill = async (ctx: TestStore, userId = ana) => (await ctx.store.user(bot, userId, t0))?.skillId

for (const backend of tieredBackends) {
  describe(`a run begins (${backend.name})`, () => {
    test('a pressed edge payload activates its skill; later messages go to it, in order, and not to the bot webhook', async () => {
      await using ctx = await openWithSkills(backend)
      await writes(ctx, 'antes')
      await presses(ctx, 'x')
      await writes(ctx, 'después')
      assert.equal(await activeSkill(ctx), 'x')
      assert.deepEqual(events(ctx), ['message antes', 'skill_message botón', 'skill_message después'])
      const first = await claimOneRun(ctx)
      assert.deepEqual([first.cause.kind, first.cause.action, first.skillId, first.attempt], ['press', 'a-x', 'x', 1])
      assert.deepEqual(await claim(ctx, [first]), [])
      await ctx.store.settleSkillRun(first, done(), t0)
      const second = await claimOneRun(ctx)
      assert.deepEqual([second.cause.kind, second.cause.text], ['message', 'después'])
      assert.equal(ctx.rows(`select seq from deliveries where endpoint_id = 'bot'`).length, 1)
      assert.equal(ctx.rows(`select seq from deliveries where endpoint_id = 'all'`).length, 3)
    })

    test("one person's run delays nobody else's", async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      await presses(ctx, 'x', beto)
      assert.deepEqual(
        (await claim(ctx)).map(({ userId }) => userId),
        [ana, beto],
      )
    })

    test('an unknown skill: the button goes to the bot webhook, and the active skill stays', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await presses(ctx, 'nadie')
      assert.equal(await activeSkill(ctx), 'x')
      assert.deepEqual(events(ctx), ['skill_message botón', 'message botón'])
    })

    test('a deleted active skill is cleared at the next message', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await ctx.store.settleSkillRun(await claimOneRun(ctx), done(), t0)
      assert.equal(await ctx.store.deleteSkill(bot, 'x'), true)
      await writes(ctx, 'hola')
      assert.deepEqual(events(ctx), ['skill_message botón', 'message hola'])
      assert.equal(await activeSkill(ctx), undefined)
    })

    test("setSkill of a template takes effect when it leaves: the person's next message is the skill's", async () => {
      await using ctx = await openWithSkills(backend)
      const message = textMessage(ctx.newId, ana, 'x', { kind: 'notification', actions: { setSkill: { id: 'y' } } })
      await ctx.store.accept({ botId: bot, acceptedAt: t0, messages: [message] })
      await writes(ctx, 'antes')
      const [claimed] = (await claimAll(ctx.store, t0)).messages
      assert.ok(claimed)
      await ctx.store.settle(claimed, { kind: 'sent', wamid: 'wamid.set' }, t0)
      await writes(ctx, 'después')
      assert.equal((await claimOneRun(ctx)).skillId, 'y')
    })

    test('manual silences: nothing becomes a run, and waiting messages go to the bot webhook at once', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      const inFlight = await claimOneRun(ctx)
      await ctx.store.setUserState({ botId: bot, userId: ana, state: 'manual', now: t0 })
      await writes(ctx, '3')
      await presses(ctx, 'y')
      assert.deepEqual(events(ctx).slice(2), ['message botón manual', 'message 2 manual', 'message 3', 'message botón'])
      const late = textMessage(ctx.newId, ana)
      assert.equal(
        await ctx.store.settleSkillRun(inFlight, { ...done(), messages: [late] } as SkillDecision, t0),
        false,
      )
      assert.deepEqual(ctx.rows('select id from messages'), [])
      assert.deepEqual(await claim(ctx), [])
      await ctx.store.setUserState({ botId: bot, userId: ana, state: 'auto', now: t0 })
      await writes(ctx, '4')
      assert.equal((await claimOneRun(ctx)).skillId, 'x')
    })

    test('closing a conversation ends its skill and gives its waiting messages back', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      assert.equal(await ctx.store.closeConversation({ botId: bot, userId: ana, now: t0 }), true)
      assert.equal(await ctx.store.closeConversation({ botId: bot, userId: beto, now: t0 }), false)
      await writes(ctx, 'hola')
      assert.deepEqual(events(ctx), ['skill_message botón', 'message botón closed', 'message hola'])
    })

    test('the API starts an existing skill where the window is open', async () => {
      await using ctx = await openWithSkills(backend)
      const start = (skillId: string, now: number) =>
        ctx.store.activateSkill({ botId: bot, userId: ana, skillId, memory: { a: 1 }, now })
      assert.deepEqual(await start('x', t0), { kind: 'window_closed' })
      await writes(ctx, 'hola')
      assert.deepEqual(await start('nadie', t0), { kind: 'skill_not_found' })
      assert.deepEqual(await start('x', t0 + 86_400_000), { kind: 'window_closed' })
      assert.deepEqual(await start('x', t0), { kind: 'activated', isRunning: true })
      const run = await claimOneRun(ctx)
      assert.deepEqual([run.cause, run.memory], [{ kind: 'set' }, { a: 1 }])
      await ctx.store.setUserState({ botId: bot, userId: ana, state: 'manual', now: t0 })
      assert.deepEqual(await start('y', t0), { kind: 'activated', isRunning: false })
    })
  })

  describe(`a run ends (${backend.name})`, () => {
    test('messages, memory and the next skill are one transaction with the end; a second settling changes nothing', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      const run = await claimOneRun(ctx)
      const messages = ['1', '2'].map((text) => textMessage(ctx.newId, ana, text))
      const decision = { ...done({ kind: 'skill', id: 'y' }), messages, memory: { a: 1 } } as SkillDecision
      assert.equal(await ctx.store.settleSkillRun(run, decision, t0), true)
      assert.equal(await ctx.store.settleSkillRun(run, decision, t0), false)
      assert.deepEqual(idsOf((await claimAll(ctx.store, t0)).messages), [messages[0]?.id])
      assert.equal(ctx.rows('select id from messages').length, 2)
      const known = await ctx.store.user(bot, ana, t0)
      assert.deepEqual([known?.skillId, known?.memory], ['y', { a: 1 }])
    })

    test('a failed write ends nothing: the run can be repeated', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      const run = await claimOneRun(ctx)
      const message = textMessage(ctx.newId, ana)
      const unwritable = { ...done(), messages: [message, { ...message, id: noId }], memory: { a: 1 } } as SkillDecision
      await assert.rejects(ctx.store.settleSkillRun(run, unwritable, t0))
      assert.deepEqual((await ctx.store.user(bot, ana, t0))?.memory, {})
      await ctx.reopen()
      assert.deepEqual(await claimOneRun(ctx), run)
    })

    test('when a skill ends, its waiting messages continue: to the bot webhook, or to the next skill', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      await ctx.store.settleSkillRun(await claimOneRun(ctx), done({ kind: 'none' }), t0)
      assert.deepEqual(events(ctx).slice(2), ['message 2 skill_ended'])
      await presses(ctx, 'x')
      await writes(ctx, '3')
      await ctx.store.settleSkillRun(await claimOneRun(ctx), done({ kind: 'skill', id: 'y' }), t0)
      const next = await claimOneRun(ctx)
      assert.deepEqual([next.skillId, next.cause.text], ['y', '3'])
    })

    test('a skill that ends does not clear one that was pressed after it', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      const first = await claimOneRun(ctx)
      await presses(ctx, 'y')
      await writes(ctx, 'para y')
      await ctx.store.settleSkillRun(first, done({ kind: 'none' }), t0)
      assert.equal(await activeSkill(ctx), 'y')
      assert.equal((await claimOneRun(ctx)).skillId, 'y')
      assert.equal(events(ctx).includes('message para y skill_ended'), false)
    })

    test('a skill pressed again after its own end is active again', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      await presses(ctx, 'x')
      await ctx.store.settleSkillRun(await claimOneRun(ctx), done({ kind: 'none' }), t0)
      assert.deepEqual(events(ctx).slice(3), ['message 2 skill_ended'])
      assert.equal(await activeSkill(ctx), 'x')
      assert.equal((await claimOneRun(ctx)).cause.kind, 'press')
    })

    test('pressed again before its end, a skill keeps what was written after that, also from its follower', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, 'antes')
      await presses(ctx, 'x')
      await writes(ctx, 'después')
      const places = () => ctx.rows(`select facts, skill_id from skill_runs where state = 'waiting' order by seq`)
      await ctx.store.settleSkillRun(await claimOneRun(ctx), done({ kind: 'skill', id: 'y' }), t0)
      assert.deepEqual(
        places().map(({ facts, skill_id }) => `${JSON.parse(String(facts)).text} ${skill_id}`),
        ['antes y', 'botón x', 'después x'],
      )
      assert.equal(await activeSkill(ctx), 'x')
    })

    test('however late the runs of skills begin, each message goes to whom it would have gone at once', async () => {
      await using ctx = await openWithSkills(backend)
      await ctx.store.putSkill(testSkill('z'))
      let people = 0
      // `x` ends when it has run, `y` asks again, and `z` is given up.
      const decisions: Record<string, SkillDecision> = {
        x: done({ kind: 'none' }),
        y: done({ kind: 'same' }),
        z: { kind: 'failed', reason: 'skill_unreachable', detail: '' },
      }
      const settleNext = async (userId: string) => {
        const run = (await claim(ctx)).find((one) => one.userId === userId)
        if (run) await ctx.store.settleSkillRun(run, decisions[run.skillId] ?? done(), t0)
        return run !== undefined
      }
      const perform = async (what: string, phone: string) => {
        if (what === 'text') return writes(ctx, 'hola', phone)
        const [, skillId] = what.split('set ')
        if (skillId === undefined) return presses(ctx, what, phone)
        await ctx.store.activateSkill({ botId: bot, userId: phone, skillId, now: t0 })
      }
      const destinations = (userId: string) => {
        const events = ctx.rows(`select message_id from events where type = 'message' and user_id = '${userId}'`)
        const runs = ctx.rows(`select facts, skill_id, detail from skill_runs where user_id = '${userId}'`)
        const byMessage = new Map(events.map(({ message_id }) => [message_id, 'webhook']))
        for (const { facts, skill_id, detail } of runs) {
          // One that the API started has no message.
          const { envelope } = JSON.parse(String(facts))
          if (envelope && !String(detail).includes('reason')) byMessage.set(envelope.messageId, String(skill_id))
        }
        const order = ctx.rows(`select id from inbound where user_id = '${userId}' order by seq`)
        return order.map(({ id }) => byMessage.get(id))
      }
      const act = fc.record({
        what: fc.constantFrom('x', 'y', 'z', 'set x', 'set y', 'text', 'text', 'text'),
        runsAfter: fc.constantFrom(0, 0, 0, 1, 2),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: 8 }), async (acts) => {
          const [atOnce, late] = [`59390000${1_000 + people++}`, `59390000${1_000 + people++}`]
          for (const { what, runsAfter } of acts)
            for (const phone of [atOnce, late]) {
              await perform(what, phone)
              for (let left = phone === late ? runsAfter : 9; left > 0 && (await settleNext(phone)); ) left -= 1
            }
          while (await settleNext(late));
          assert.deepEqual(destinations(late), destinations(atOnce))
          assert.equal(await activeSkill(ctx, late), await activeSkill(ctx, atOnce))
        }),
        { numRuns: 60 },
      )
    })

    test('an unknown next skill is reported and replaces nothing: an asking skill stays, a finished one ends', async () => {
      for (const act of [
        { kind: 'webhook', url: 'https://example.com' },
        { kind: 'messages', messages: [] },
      ] as const) {
        await using ctx = await openWithSkills(backend)
        await ctx.store.putSkill(testSkill('x', { ...act } as SkillAct))
        await presses(ctx, 'x')
        await ctx.store.settleSkillRun(await claimOneRun(ctx), done({ kind: 'skill', id: 'nadie' }), t0)
        assert.deepEqual(events(ctx).slice(1), ['skill_failed unknown_skill'])
        assert.equal(await activeSkill(ctx), act.kind === 'webhook' ? 'x' : undefined)
      }
    })

    test('a retry keeps its place and its id, also after a reopening', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      const first = await claimOneRun(ctx)
      await ctx.store.settleSkillRun(first, { kind: 'again', dueAt: t0 + 1_000, detail: 'HTTP 500' }, t0)
      assert.deepEqual(await claim(ctx), [])
      await ctx.reopen()
      const again = await claimOneRun(ctx, t0 + 1_000)
      assert.deepEqual([again.id, again.attempt], [first.id, 2])
    })

    test('given up, the message and all that wait behind it go to the bot webhook, and the skill ends', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      await writes(ctx, '2')
      const run = await claimOneRun(ctx)
      await ctx.store.settleSkillRun(run, { kind: 'failed', reason: 'skill_gone', detail: 'HTTP 410' }, t0)
      assert.deepEqual(events(ctx).slice(2), [
        'message botón skill_gone',
        'skill_failed skill_gone',
        'message 2 skill_gone',
      ])
      assert.equal(await activeSkill(ctx), undefined)
      assert.deepEqual(await claim(ctx), [])
    })

    test('the timeline shows the run', async () => {
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      const run = await claimOneRun(ctx)
      const message = textMessage(ctx.newId, ana)
      await ctx.store.settleSkillRun(run, { ...done(), messages: [message] } as SkillDecision, t0 + 5)
      const timeline = await ctx.store.timeline(bot, String(run.cause.envelope?.messageId))
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
      await using ctx = await openWithSkills(backend)
      await presses(ctx, 'x')
      const scopedId = 'EC.1a'
      const edge = { bubble: { type: 'quick_reply', text: '2', payload: { type: 'edge', skillId: 'y' } } }
      await ingestFacts(ctx.store, [inboundFact('wamid.scoped', { person: { scopedId }, ...edge })])
      assert.equal((await claim(ctx)).length, 2)
      await ingestFacts(ctx.store, [
        inboundFact('wamid.both', { person: { scopedId, phone: ana }, bubble: { type: 'text', text: '3' } }),
      ])
      for (const cause of ['botón', '2', '3']) {
        const run = await claimOneRun(ctx)
        assert.deepEqual([run.cause.text, run.userId], [cause, ana])
        await ctx.store.settleSkillRun(run, done(), t0)
      }
    })
  })

  test(`ended runs follow a person who turns out to be another: exported, listed and erased (${backend.name})`, async () => {
    await using ctx = await openWithSkills(backend)
    const scopedId = 'EC.1a'
    await writes(ctx, 'hola')
    const bubble = { type: 'quick_reply', text: 'sí', payload: { type: 'edge', skillId: 'x' } }
    await ingestFacts(ctx.store, [inboundFact('wamid.ended', { person: { scopedId }, bubble })])
    const run = await claimOneRun(ctx)
    const exchange = { request: '{"de":"Ana"}', answer: '{}', status: 200, durationMs: 1, isCut: false }
    await ctx.store.settleSkillRun(run, { ...done(), exchange }, t0)
    const word = { type: 'text', text: 'soy yo' }
    await ingestFacts(ctx.store, [inboundFact('wamid.known', { person: { scopedId, phone: ana }, bubble: word })])
    const listed = async (userId: string) => (await ctx.store.skillRuns({ botId: bot, skillId: 'x', userId }, 9)).length
    assert.deepEqual([await listed(ana), await listed(scopedId)], [2, 2])
    const { items } = await ctx.store.personData(bot, ana, 'skillRuns')
    assert.ok(items.some(({ id, state }) => id === run.id && state === 'done'))
    assert.deepEqual(ctx.rows(`select id from skill_runs where user_id = '${scopedId}'`), [])
    await ctx.store.erasePerson(bot, ana, t0 + 9)
    const left = "select id from skill_runs where user_id <> '' or exchange is not null or facts <> '{}'"
    assert.deepEqual(ctx.rows(left), [])
  })

  test(`runs are listed by skill, state, person and time, with the last exchange, and erased (${backend.name})`, async () => {
    await using ctx = await openWithSkills(backend)
    const exchange = { request: '{"a":1}', answer: 'no', status: 503, durationMs: 12, isCut: false }
    for (const [at, phone] of [ana, beto, ana].entries())
      await writes(ctx, `${at}`, phone, { type: 'edge', skillId: 'x' }, t0 + at)
    const [first, second] = await claim(ctx, [], t0 + 9)
    assert.ok(first && second)
    const again = { kind: 'again', dueAt: t0 + 60, detail: 'HTTP 503', exchange } as const
    await ctx.store.settleSkillRun(first, again, t0 + 10)
    await ctx.store.settleSkillRun(second, { ...done(), exchange: { ...exchange, status: 200 } }, t0 + 10)
    const list = async (filter: object, limit = 9) =>
      (await ctx.store.skillRuns({ botId: bot, skillId: 'x', ...filter }, limit)).map(
        ({ text, state, exchange: kept }) => `${text} ${state} ${kept?.status ?? '-'}`,
      )
    const all = ['2 waiting -', '1 done 200', '0 waiting 503']
    assert.deepEqual(await list({}), all)
    assert.deepEqual(await list({ state: 'done' }), ['1 done 200'])
    assert.deepEqual(await list({ userId: ana }), [all[0], all[2]])
    assert.deepEqual(await list({ fromAt: t0 + 1, toAt: t0 + 2 }), ['1 done 200'])
    assert.deepEqual(await list({ skillId: 'y' }), [])
    const [newest] = await ctx.store.skillRuns({ botId: bot, skillId: 'x' }, 1)
    assert.deepEqual(await list({ before: newest?.seq }, 1), ['1 done 200'])
    await ctx.store.erasePerson(bot, ana, t0 + 20)
    await eventually(async () => (await list({})).length === 1, 'only the other person is left')
    assert.deepEqual(
      ctx.rows("select exchange from skill_runs where bot_id = ''").map(({ exchange: kept }) => kept),
      [null, null],
    )
  })

  test(`skills are stored as written, and deleted with their bot (${backend.name})`, async () => {
    await using ctx = await openWithSkills(backend)
    const asks = testSkill('z', { kind: 'messages', messages: [{ type: 'text', text: '{{action}}' }], next: 'x' })
    await ctx.store.putSkill(asks)
    await ctx.store.putSkill({ ...testSkill('x'), name: 'otro', updatedAt: t0 + 1 })
    await ctx.reopen()
    assert.deepEqual(await ctx.store.skills(bot), [
      { ...testSkill('x'), name: 'otro', updatedAt: t0 + 1, revision: t0 + 1 },
      { ...testSkill('y'), revision: t0 },
      { ...asks, revision: t0 },
    ])
    assert.equal(await ctx.store.skill('another', 'x'), undefined)
    assert.equal(await ctx.store.deleteSkill(bot, 'nadie'), false)
    await ctx.store.deleteBot({ id: bot, now: t0 })
    await eventually(async () => (await ctx.store.skills(bot)).length === 0, 'its skills are gone')
  })
}
