/**
 * Every kind of message in Meta's own form, and what it counts for: a skill's question, a reply, the counts, the
 * window. And the time at which it was written.
 */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { decodeWebhook } from '../../src/channel/cloud/decode/decode.ts'
import { inputKinds } from '../../src/model/inbound/heard.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { type Backend, claimAll, settleSent, testBot, textMessage, tieredBackends } from '../support/store.ts'

type Uses = { answers: boolean; window: boolean }
const answer = { answers: true, window: true }
const media = { id: 'media-1', mime_type: 'image/jpeg' }

/** Members of the item beside its sender, id and time. */
const kinds: Record<string, [item: Record<string, unknown>, uses: Uses]> = {
  text: [{ type: 'text', text: { body: 'Ana' } }, answer],
  image: [{ type: 'image', image: media }, answer],
  video: [{ type: 'video', video: media }, answer],
  audio: [{ type: 'audio', audio: media }, answer],
  sticker: [{ type: 'sticker', sticker: media }, answer],
  document: [{ type: 'document', document: media }, answer],
  location: [{ type: 'location', location: { latitude: 1, longitude: 2 } }, answer],
  contacts: [{ type: 'contacts', contacts: [{ name: { formatted_name: 'Beto' } }] }, answer],
  order: [{ type: 'order', order: { catalog_id: '1', product_items: [] } }, answer],
  button: [{ type: 'button', button: { text: 'Sí', payload: 'yes' } }, answer],
  'interactive button': [
    { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Sí' } } },
    answer,
  ],
  'interactive row': [
    { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: '1', title: 'Sí' } } },
    answer,
  ],
  'interactive flow': [
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { response_json: '{}' } } },
    answer,
  ],
  reaction: [
    { type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } },
    { answers: false, window: true },
  ],
  'reaction taken back': [
    { type: 'reaction', reaction: { message_id: 'wamid.x' } },
    { answers: false, window: true },
  ],
  edit: [
    { type: 'edit', edit: { original_message_id: 'wamid.x', message: { type: 'text', text: { body: 'Eva' } } } },
    { answers: false, window: false },
  ],
  revoke: [
    { type: 'revoke', revoke: { original_message_id: 'wamid.x' } },
    { answers: false, window: false },
  ],
  unsupported: [
    { type: 'unsupported', unsupported: { type: 'poll_creation' }, errors: [{ code: 131051 }] },
    { answers: false, window: true },
  ],
  'unsupported edit': [
    { type: 'unsupported', unsupported: { type: 'edit' }, errors: [{ code: 131051 }] },
    { answers: false, window: false },
  ],
  'a type of tomorrow': [
    { type: 'hologram', hologram: {} },
    { answers: false, window: true },
  ],
  request_welcome: [{ type: 'request_welcome' }, { answers: false, window: true }],
  system: [
    { type: 'system', system: { body: 'Ana changed', type: 'customer_identity_changed', identity: {} } },
    { answers: false, window: false },
  ],
}

const minuteMs = 60_000
let lastWamid = 0

async function open(backend: Backend): Promise<TestStore> {
  const ctx = await backend.open()
  await ctx.store.putBot(testBot())
  await ctx.store.putEndpoint(testEndpoint('bot', ['message', 'reply']))
  const webhook = { kind: 'webhook', url: 'https://example.com', botId: 'bot_test', updatedAt: t0 } as const
  await ctx.store.putSkill({ ...webhook, id: 'asks' })
  await ctx.store.putSkill({ ...webhook, id: 'hears', hears: [...inputKinds] })
  await ctx.store.putSkill({ ...webhook, id: 'next' })
  return ctx
}

function simulateInbound(ctx: TestStore, from: string, item: Record<string, unknown>, at: number) {
  const message = { from, id: `wamid.in.${++lastWamid}`, timestamp: String(Math.floor(at / 1_000)), ...item }
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: '15550000001', phone_number_id: 'phone-bot_test' },
    contacts: [{ wa_id: from, profile: { name: 'Ana' } }],
    messages: [message],
  }
  const entry = [{ id: 'waba-bot_test', changes: [{ field: 'messages', value }] }]
  return ingestFacts(ctx.store, decodeWebhook({ object: 'whatsapp_business_account', entry }), at)
}

async function notifies(ctx: TestStore, userId: string, now: number, skillId?: string) {
  const actions = skillId === undefined ? undefined : { setSkill: { id: skillId } }
  const message = textMessage(ctx.newId, userId, '¿Cómo te llamas?', { kind: 'notification', actions })
  await ctx.store.accept({ botId: 'bot_test', acceptedAt: now, messages: [message] })
  for (const claimed of (await claimAll(ctx.store, now)).messages) await settleSent(ctx.store, claimed, now)
  return message.id
}

const count = (ctx: TestStore, what: string) => Number(ctx.rows(`select count(*) as n from ${what}`)[0]?.n)
const runs = (ctx: TestStore, userId: string, skillId: string) =>
  count(ctx, `skill_runs where user_id = '${userId}' and skill_id = '${skillId}'`)
const reported = (ctx: TestStore, userId: string, type: string) =>
  count(ctx, `events where user_id = '${userId}' and type = '${type}'`)

for (const backend of tieredBackends) {
  describe(`what counts as an answer (${backend.name})`, () => {
    let ctx: TestStore
    before(async () => {
      ctx = await open(backend)
    })
    after(() => ctx[Symbol.asyncDispose]())

    for (const [index, [type, [item, { answers, window }]]] of Object.entries(kinds).entries()) {
      test(`${type}: received by a skill, a reply, in the counts, in the window`, async () => {
        const person = `5939100000${10 + index}`
        const id = await notifies(ctx, person, t0)
        await simulateInbound(ctx, person, item, t0 + minuteMs)
        const replied = ctx.rows(`select replied_at from messages where id = '${id}'`)[0]?.replied_at
        assert.deepEqual([replied !== null, reported(ctx, person, 'reply')], [answers, answers ? 1 : 0])
        assert.equal(reported(ctx, person, 'message'), 1, 'without a skill the bot webhook gets it')
        const [known] = ctx.rows(`select last_inbound_at from conversations where user_id = '${person}'`)
        assert.equal(known?.last_inbound_at !== null, window)

        await notifies(ctx, person, t0 + 2 * minuteMs, 'asks')
        await simulateInbound(ctx, person, item, t0 + 3 * minuteMs)
        assert.equal(runs(ctx, person, 'asks'), answers ? 1 : 0)
        assert.equal(reported(ctx, person, 'message'), answers ? 1 : 2, 'what is no answer goes to the bot webhook')
        const [after] = ctx.rows(`select skill_id from conversations where user_id = '${person}'`)
        assert.equal(after?.skill_id, 'asks', 'and the question stands')

        await notifies(ctx, person, t0 + 4 * minuteMs, 'hears')
        await simulateInbound(ctx, person, item, t0 + 5 * minuteMs)
        assert.equal(runs(ctx, person, 'hears'), 1, 'a skill that asks for it gets it')
      })
    }

    test('a message written before the question is no answer to it, however late it comes', async () => {
      const person = '593920000001'
      await simulateInbound(ctx, person, { type: 'text', text: { body: 'hola' } }, t0)
      await notifies(ctx, person, t0 + minuteMs, 'asks')
      const late = inboundFact('wamid.late', {
        person: { phone: person },
        sentAt: t0 + minuteMs / 2,
        bubble: { type: 'text', text: 'oye' },
      })
      await ingestFacts(ctx.store, [late], t0 + 2 * minuteMs)
      assert.deepEqual([runs(ctx, person, 'asks'), reported(ctx, person, 'message')], [0, 2])
      await simulateInbound(ctx, person, { type: 'text', text: { body: 'Ana' } }, t0 + 3 * minuteMs)
      assert.equal(runs(ctx, person, 'asks'), 1)
    })

    test("a clock of ours that is hours ahead of Meta's loses no answer", async () => {
      const person = '593920000002'
      const ahead = 2 * 3_600_000
      const writes = (text: string, sentAt: number) =>
        ingestFacts(
          ctx.store,
          [inboundFact(`wamid.${text}`, { person: { phone: person }, sentAt, bubble: { type: 'text', text } })],
          sentAt + ahead,
        )
      await writes('hola', t0)
      await notifies(ctx, person, t0 + minuteMs + ahead, 'asks')
      await writes('oye', t0 + minuteMs / 2)
      assert.equal(runs(ctx, person, 'asks'), 0)
      await writes('Ana', t0 + 2 * minuteMs)
      assert.equal(runs(ctx, person, 'asks'), 1)
    })

    test('messages that wait while a skill hands over continue only if written after the new question', async () => {
      const person = '593920000003'
      await notifies(ctx, person, t0, 'asks')
      for (const at of [t0 + minuteMs, t0 + 2 * minuteMs, t0 + 5 * minuteMs])
        await simulateInbound(ctx, person, { type: 'text', text: { body: `${at}` } }, at)
      const { runs: due } = await ctx.store.claimSkillRuns({
        botId: 'bot_test',
        limit: 99,
        now: t0 + 9 * minuteMs,
        inFlight: new Set(),
      })
      const first = due.find(({ userId }) => userId === person)
      assert.ok(first)
      const next = { kind: 'skill', id: 'next' } as const
      await ctx.store.settleSkillRun(first, { kind: 'done', messages: [], next, problems: [] }, t0 + 4 * minuteMs)
      assert.deepEqual(
        [runs(ctx, person, 'asks'), runs(ctx, person, 'next'), reported(ctx, person, 'message')],
        [2, 1, 1],
      )
    })

    test('a call that the person begins opens the window', async () => {
      const person = '593920000004'
      const call = {
        id: 'wacid.1',
        from: person,
        event: 'connect',
        direction: 'USER_INITIATED',
        timestamp: String(t0 / 1_000),
      }
      const value = { metadata: { phone_number_id: 'phone-bot_test' }, calls: [call] }
      await ingestFacts(
        ctx.store,
        decodeWebhook({ entry: [{ id: 'waba-bot_test', changes: [{ field: 'calls', value }] }] }),
        t0 + 500,
      )
      const [known] = ctx.rows(`select last_inbound_at from conversations where user_id = '${person}'`)
      assert.equal(Number(known?.last_inbound_at), Math.floor(t0 / 1_000) * 1_000)
    })
  })
}
