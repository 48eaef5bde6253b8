/**
 * Identities that end: a bot gets another account, number, app or token, and facts learnt under the former one are void
 * at once; messages that may have left from the former number keep it, and Meta's reports about that number still reach
 * them.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bot, Channel } from '../../src/model/bot/bot.ts'
import {
  formerNumberMs,
  identityFields,
  type Learnt,
  learnt,
  otherFields,
  voidedBy,
} from '../../src/model/bot/identity.ts'
import type { TemplateContent } from '../../src/model/message/content.ts'
import type { Status } from '../../src/model/message/lifecycle.ts'
import { decide, defaultRetryPolicy } from '../../src/model/outcome/decide.ts'
import type { Outcome } from '../../src/model/outcome/outcome.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'
import { ofAccount } from '../../src/model/template/meaning.ts'
import { deliver } from '../../src/outbound/deliver.ts'
import { attemptStatus, inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { type OpenChanges, type TestStore, t0 } from '../support/open-store.ts'
import {
  acceptAll,
  type Backend,
  backends,
  claimOne as claimOnTheWire,
  settleSent,
  testBot,
  textMessage,
} from '../support/store.ts'
import { campaignSnapshot } from '../support/store-fixtures.ts'

const botId = 'bot_test'
const person = '593987654321'
const second = 1_000
const old = 'phone-bot_test'

const template: TemplateDefinition = {
  elementName: 'debt',
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  metaId: '1',
  components: [{ type: 'BODY', text: 'Su pedido salió' }],
}
const content: TemplateContent = ofAccount(
  { type: 'template', elementName: 'debt', language: 'es', body: [], buttons: [], text: 'Su pedido salió' },
  'waba-bot_test',
  template,
)
const snapshot = campaignSnapshot(template)

async function open(backend: Backend, changes: OpenChanges = {}): Promise<TestStore> {
  const ctx = await backend.open(changes)
  const bot = testBot()
  await ctx.store.putBot({ ...bot, channel: { ...bot.channel, appId: '1', displayNumber: '15550000001' } })
  await ctx.store.putEndpoint(testEndpoint('ep', ['message', 'failed', 'expired', 'delivered_user', 'campaign']))
  return ctx
}

async function change(ctx: TestStore, channel: Partial<Channel>, now = t0 + second): Promise<Bot> {
  const changed = await ctx.store.changeBot({ id: botId, change: { channel }, now })
  assert.ok(changed.kind === 'changed')
  return changed.value
}

/** Claimed by a lane, and not begun. */
async function claimOne(store: TestStore['store'], now: number) {
  const { messages } = await store.claim({ botId, limit: 9, now })
  const [message] = messages
  assert.ok(message && messages.length === 1, `${messages.length} messages`)
  return message
}

/** One step of a lane, whose channel answers `outcome`; returns the numbers that sent. */
async function deliverOne(ctx: TestStore, now: number, outcome: Outcome): Promise<string[]> {
  const from: string[] = []
  const claimed = await claimOne(ctx.store, now)
  await deliver(
    {
      store: ctx.store,
      isClaimed: () => true,
      async send({ channel }, message) {
        const leaving = { ...message, leavesFrom: channel.phoneNumberId }
        const confirmOwnership = await ctx.store.beginAttempts(botId, [leaving], now)
        if (confirmOwnership.has(message.seq)) from.push(channel.phoneNumberId)
        return outcome
      },
      clock: () => now,
      random: () => 0,
      policy: defaultRetryPolicy,
      observe: () => {},
      onStoreError: (error) => assert.fail(String(error)),
      signal: new AbortController().signal,
    },
    claimed,
  )
  return from
}

const released = t0 + defaultRetryPolicy.reconcileMs + second
const unknown: Outcome = { kind: 'unknown', reason: 'no answer' }
const refused: Outcome = { kind: 'unreachable', reason: 'no connection' }

const states = (ctx: TestStore) => ctx.rows('select state, error from messages order by seq')
const stateOf = async (ctx: TestStore, id: string) => (await ctx.store.timeline(botId, id))?.state

const values = { wabaId: 'waba-new', phoneNumberId: 'phone-new', appId: '2', accessToken: 'another token' }

describe('the list of facts by identity', () => {
  test('names every field of a channel, as identity or as connection', () => {
    const fields = [...identityFields, ...otherFields].sort()
    const channel = { ...testBot().channel, appId: '1', displayNumber: '1' }
    assert.deepEqual(fields, Object.keys(channel).sort())
  })

  test('every entry depends on something, and a change of the connection voids nothing', () => {
    const before = testBot().channel
    for (const field of otherFields) assert.deepEqual([...voidedBy(before, { ...before, [field]: 'x' })], [])
    for (const name of Object.keys(learnt) as Learnt[])
      assert.ok(identityFields.some((field) => voidedBy(before, { ...before, [field]: 'x' }).has(name)))
  })
})

/** Facts of each kind after everything was learnt: true while still valid. Those of the lanes are tested below. */
const isHeld: Record<Learnt, (ctx: TestStore, bot: Bot) => Promise<boolean> | boolean> = {
  templates: async ({ store }) => (await store.templatesNamed(botId, 'debt')).length > 0,
  queuedTemplates: async (ctx) => (await deliverOne(ctx, t0 + 2 * second, refused)).length > 0,
  campaigns: async ({ store }) => (await store.campaign('cmp_1'))?.state === 'running',
  accountWord: async ({ store }) => (await store.fact(`account ${botId}`)) !== undefined,
  standing: async ({ store }) => (await store.standing(botId)).values.length > 0,
  alarms: async ({ store }) => (await store.fact(`blocked ${botId}`)) !== undefined,
  uploads: async (_, bot) => scopeText(bot) === scopeText(await knownBot()),
  queuedFiles: async (_, bot) => scopeText(bot) === scopeText(await knownBot()),
  async windows({ store, newId }, bot) {
    const messages = [textMessage(newId, person)]
    const { numberSince } = bot
    const result = await store.accept({
      botId,
      acceptedAt: t0 + 2 * second,
      messages,
      windowRule: 'enforce',
      numberSince,
    })
    return result.kind === 'accepted'
  },
  digits: (_, bot) => bot.channel.displayNumber !== undefined,
  attempts: async ({ store }) => {
    const claimed = await claimOne(store, released)
    return claimed.sentFrom === undefined || claimed.sentFrom === (await store.bot(botId))?.channel.phoneNumberId
  },
  async statuses({ store }) {
    const { orphans, unrouted } = await ingestFacts(store, [attemptStatus('msg_none', 1, 'read')], t0 + 2 * second)
    return orphans === 1 && unrouted === 0 && (await store.bot(botId))?.channel.phoneNumberId === old
  },
}

function isOfAttempts(field: (typeof identityFields)[number]): boolean {
  return (learnt.attempts.of as readonly string[]).includes(field)
}

async function knownBot(): Promise<Bot> {
  const bot = testBot()
  return { ...bot, channel: { ...bot.channel, appId: '1', displayNumber: '15550000001' } }
}

function scopeText({ channel: { wabaId, phoneNumberId, appId, accessToken } }: Bot): string {
  return JSON.stringify([wabaId, phoneNumberId, appId, accessToken])
}

/** `isExclusive`: an attempt of unknown outcome, and nothing else that waits. */
async function learn(ctx: TestStore, isExclusive = false): Promise<void> {
  const { store, newId } = ctx
  await store.putTemplate(botId, template, t0)
  await store.putFact(`account ${botId}`, JSON.stringify({ at: t0 }))
  await store.putFact(`blocked ${botId}`, String(t0))
  const { wabaId, phoneNumberId } = (await store.bot(botId))?.channel ?? testBot().channel
  const quality = { name: 'quality', value: 'GREEN', field: 'quality_rating' } as const
  await store.noteStanding(botId, { wabaId, phoneNumberId, values: [quality], now: t0 })
  await ingestFacts(store, [inboundFact('wamid.window')], t0)
  await store.addCampaign({ id: 'cmp_1', botId, name: 'Mayo', elementName: 'debt', snapshot, createdAt: t0 })
  await store.endCampaignImport('cmp_1', t0)
  if (!isExclusive) await acceptAll(store, t0, [textMessage(newId, person, '', { kind: 'notification', content })])
  if (isExclusive) {
    await acceptAll(store, t0, [textMessage(newId, person)])
    await deliverOne(ctx, t0, unknown)
    await store.releaseUnknown(released, 0)
  }
}

for (const backend of backends) {
  describe(`identities that end (${backend.name})`, () => {
    test('every field of the identity, and all facts', async () => {
      for (const field of identityFields) {
        await using ctx = await open(backend)
        await learn(ctx)
        const bot = await change(ctx, { [field]: values[field] })
        for (const name of Object.keys(learnt) as Learnt[]) {
          if (name === 'attempts') continue
          const isVoid = (learnt[name].of as readonly string[]).includes(field)
          assert.equal(await isHeld[name](ctx, bot), !isVoid, `${field} and ${name}`)
        }
      }
    })

    test('an attempt of unknown outcome is bound by the number, and by no other field of the identity', async () => {
      const [ofAttempts, others] = [
        identityFields.filter(isOfAttempts),
        identityFields.filter((of) => !isOfAttempts(of)),
      ]
      for (const fields of [ofAttempts, others]) {
        await using ctx = await open(backend)
        await learn(ctx, true)
        const bot = await change(ctx, Object.fromEntries(fields.map((field) => [field, values[field]])))
        assert.equal(await isHeld.attempts(ctx, bot), fields === others)
      }
    })

    test('a message of unknown outcome is never sent from another number: a status of the former one settles it', async () => {
      await using ctx = await open(backend)
      const [reported, silent] = [textMessage(ctx.newId, person), textMessage(ctx.newId, '593911111111')]
      await acceptAll(ctx.store, t0, [reported])
      assert.deepEqual(await deliverOne(ctx, t0, unknown), [old])
      await acceptAll(ctx.store, t0, [silent])
      assert.deepEqual(await deliverOne(ctx, t0, unknown), [old])
      await change(ctx, { phoneNumberId: 'phone-new' })
      await ingestFacts(ctx.store, [attemptStatus(reported.id, 1, 'delivered')], t0 + 2 * second)
      assert.equal(await stateOf(ctx, reported.id), 'delivered')
      const later = t0 + defaultRetryPolicy.reconcileMs + second
      await ctx.store.releaseUnknown(later, 0)
      assert.deepEqual(await deliverOne(ctx, later, unknown), [], 'it goes from no other number')
      const { state, error } = states(ctx)[1] ?? {}
      assert.equal(state, 'failed')
      assert.match(String(error), /NUMBER_CHANGED/)
      assert.match(String(error), /may have arrived/)
      assert.doesNotMatch(String(error), /Not sent/i)
    })

    test("a status of a former bot's message is its own, whichever app of the number's later owners signs it", async () => {
      await using ctx = await open(backend)
      const { store } = ctx
      const message = textMessage(ctx.newId, person)
      await acceptAll(store, t0, [message])
      assert.deepEqual(await deliverOne(ctx, t0, unknown), [old])
      await change(ctx, { phoneNumberId: 'phone-new', appSecret: 'secret of the new number' })
      const takes = async (id: string, phoneNumberId: string, appSecret: string) => {
        const bot = testBot({ id })
        await store.putBot({ ...bot, channel: { ...bot.channel, phoneNumberId, appSecret } })
      }
      const report = async (status: Status, appSecret: string) => {
        await ingestFacts(store, [attemptStatus(message.id, 1, status)], t0 + 2 * second, appSecret)
        return stateOf(ctx, message.id)
      }
      await takes('other', old, 'app secret')
      assert.equal(await report('delivered', 'app secret of a stranger'), 'sending')
      const rotated = { id: 'other', change: { channel: { appSecret: 'secret of the other' } }, now: t0 + second }
      assert.equal((await store.changeBot(rotated)).kind, 'changed')
      assert.equal(await report('sent', 'secret of the other'), 'sent', 'of its present owner')
      const leaves = { id: 'other', change: { channel: { phoneNumberId: 'phone-other' } }, now: t0 + 2 * second }
      assert.equal((await store.changeBot(leaves)).kind, 'changed')
      assert.equal(await report('delivered', 'secret of the other'), 'delivered', 'of an owner since')
      await takes('third', old, 'secret of the third')
      assert.equal(await report('read', 'secret of the other'), 'read', 'of an owner since, beside the present one')
      assert.deepEqual(ctx.rows('select * from orphan_statuses'), [])
    })

    test('a message that was never sent, or is known to be refused, is sent from the new number', async () => {
      await using ctx = await open(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, person)])
      assert.deepEqual(await deliverOne(ctx, t0, refused), [old])
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, '593911111111')])
      await change(ctx, { phoneNumberId: 'phone-new' })
      assert.deepEqual(await deliverOne(ctx, t0, { kind: 'sent', wamid: 'w.1' }), ['phone-new'])
      assert.deepEqual(await deliverOne(ctx, t0 + 10 * second, { kind: 'sent', wamid: 'w.2' }), ['phone-new'])
      assert.deepEqual(
        states(ctx).map(({ state }) => state),
        ['sent', 'sent'],
      )
    })

    test('back at its number, a message that may have left from it is sent again', async () => {
      await using ctx = await open(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, person)])
      await deliverOne(ctx, t0, unknown)
      await change(ctx, { phoneNumberId: 'phone-new' })
      await change(ctx, { phoneNumberId: old }, t0 + 2 * second)
      const later = t0 + defaultRetryPolicy.reconcileMs + second
      await ctx.store.releaseUnknown(later, 0)
      assert.deepEqual(await deliverOne(ctx, later, { kind: 'sent', wamid: 'w' }), [old])
    })

    test('an attempt from before numbers were recorded left from the number of its time', async () => {
      await using ctx = await open(backend)
      await acceptAll(ctx.store, t0, [textMessage(ctx.newId, person)])
      const claimed = await claimOnTheWire(ctx.store, t0)
      await ctx.store.settle(claimed, decide(claimed, unknown, defaultRetryPolicy, t0, 0), t0)
      await change(ctx, { phoneNumberId: 'phone-new' })
      const later = t0 + defaultRetryPolicy.reconcileMs + second
      await ctx.store.releaseUnknown(later, 0)
      assert.equal((await claimOne(ctx.store, later)).sentFrom, old)
    })

    test('another bot has the number by now, under another app: statuses reach the owner of their message, messages the owner of the number', async () => {
      await using ctx = await open(backend)
      const message = textMessage(ctx.newId, person)
      await acceptAll(ctx.store, t0, [message])
      const claimed = await claimOne(ctx.store, t0)
      await ctx.store.beginAttempts(botId, [{ ...claimed, leavesFrom: old }], t0)
      await settleSent(ctx.store, claimed, t0)
      await change(ctx, { phoneNumberId: 'phone-new', appSecret: 'secret of another app' })
      const other = testBot({ id: 'other' })
      await ctx.store.putBot({ ...other, channel: { ...other.channel, phoneNumberId: old } })
      assert.ok([...ctx.store.appSecrets(t0 + second)].includes('app secret'))
      await ingestFacts(ctx.store, [attemptStatus(message.id, 1, 'read')], t0 + 2 * second)
      assert.equal(await stateOf(ctx, message.id), 'read')
      await ingestFacts(ctx.store, [inboundFact('wamid.other')], t0 + 2 * second)
      assert.deepEqual(
        ctx.rows('select bot_id from inbound').map(({ bot_id }) => bot_id),
        ['other'],
      )
    })

    test('a message to a former number has it in its event, and opens no window', async () => {
      await using ctx = await open(backend)
      await change(ctx, { phoneNumberId: 'phone-new' })
      const counts = await ingestFacts(
        ctx.store,
        [inboundFact('wamid.late', { displayNumber: '15550000001' })],
        t0 + 2 * second,
      )
      assert.deepEqual([counts.messages, counts.unrouted], [1, 0])
      const [event] = ctx.rows("select body from events where type = 'message'")
      const { formerNumber } = JSON.parse(String(event?.body)) as { formerNumber: unknown }
      assert.deepEqual(formerNumber, { phoneNumberId: old, displayNumber: '15550000001' })
      const reportedAt = () => ctx.rows('select last_inbound_at from conversations').map((row) => row.last_inbound_at)
      assert.deepEqual(reportedAt(), [null])
      await ingestFacts(ctx.store, [inboundFact('wamid.new', { phoneNumberId: 'phone-new' })], t0 + 3 * second)
      assert.deepEqual(reportedAt(), [t0])
    })

    test('a deleted bot has no former numbers', async () => {
      await using ctx = await open(backend)
      await change(ctx, { phoneNumberId: 'phone-new', appSecret: 'secret of another app' })
      assert.ok([...ctx.store.appSecrets(t0 + second)].includes('app secret'))
      await ctx.store.deleteBot({ id: botId, now: t0 + 2 * second })
      assert.deepEqual([...ctx.store.appSecrets(t0 + 2 * second)], [])
      const facts = [inboundFact('wamid.late'), attemptStatus('msg_none', 1, 'read')]
      assert.equal((await ingestFacts(ctx.store, facts, t0 + 3 * second)).unrouted, 2)
    })

    test('after 30 days no bot has a former number, and retention deletes it', async () => {
      await using ctx = await open(backend, { isFresh: true })
      await change(ctx, { phoneNumberId: 'phone-new' })
      const later = t0 + second + formerNumberMs + second
      assert.equal((await ingestFacts(ctx.store, [inboundFact('wamid.late')], later)).unrouted, 1)
      await ctx.store.purge(later)
      assert.deepEqual(ctx.rows('select * from former_numbers'), [])
    })

    test("another account: templates are deleted, drafts stay, and reports of the former account's templates come too late", async () => {
      await using ctx = await open(backend)
      const { store } = ctx
      const draft = { ...template, elementName: 'draft', status: 'DRAFT', metaId: undefined }
      await store.putTemplate(botId, template, t0)
      await store.draftTemplate(botId, draft, {}, t0)
      const beside = { ...draft, elementName: 'beside', components: [{ type: 'BODY', text: 'Mío' }] }
      await store.draftTemplate(botId, beside, {}, t0)
      const about = { botId, startedAt: t0 + 1, now: t0 + 1 }
      await store.syncTemplates({ ...about, wabaId: 'waba-bot_test', found: [{ ...template, elementName: 'beside' }] })
      await change(ctx, { wabaId: 'waba-new' })
      const left = async () =>
        (await store.templates(botId)).map(({ elementName, status }) => `${elementName} ${status}`)
      assert.deepEqual(await left(), ['beside DRAFT', 'draft DRAFT'])
      assert.equal(await store.isLearning(botId), true)
      await store.syncTemplates({ ...about, wabaId: 'waba-bot_test', found: [template] })
      await store.endLearning(botId, 'waba-bot_test')
      assert.deepEqual(await left(), ['beside DRAFT', 'draft DRAFT'])
      assert.equal(await store.isLearning(botId), true)
      await store.syncTemplates({ ...about, wabaId: 'waba-new', found: [template] })
      await store.endLearning(botId, 'waba-new')
      assert.equal((await left()).length, 3)
      assert.equal(await store.isLearning(botId), false)
    })

    test('a waiting template message is sent when the new account has the identical template, and ends when it differs', async () => {
      for (const [text, ends] of [
        ['Su pedido salió', 'sent'],
        ['Su deuda venció ayer', 'failed'],
        [undefined, 'failed'],
      ] as const) {
        await using ctx = await open(backend)
        await ctx.store.putTemplate(botId, template, t0)
        await acceptAll(ctx.store, t0, [textMessage(ctx.newId, person, '', { kind: 'notification', content })])
        await change(ctx, { wabaId: 'waba-new' })
        assert.deepEqual(await deliverOne(ctx, t0 + 2 * second, { kind: 'sent', wamid: 'w' }), [])
        assert.deepEqual(
          states(ctx).map(({ state }) => state),
          ['queued'],
          'nobody knows yet',
        )
        if (text) await ctx.store.putTemplate(botId, { ...template, components: [{ type: 'BODY', text }] }, t0)
        await ctx.store.endLearning(botId, 'waba-new')
        await deliverOne(ctx, t0 + 10 * second, { kind: 'sent', wamid: 'w' })
        const [found] = states(ctx)
        assert.equal(found?.state, ends)
        if (ends === 'failed') assert.match(String(found?.error), /ACCOUNT_CHANGED/)
      }
    })

    test('a campaign stops with the reason, resumes by itself with the identical template only, and one that begins later stops too', async () => {
      await using ctx = await open(backend)
      const { store } = ctx
      await learn(ctx)
      await store.addCampaign({ id: 'cmp_2', botId, name: 'Junio', elementName: 'debt', snapshot, createdAt: t0 })
      await change(ctx, { wabaId: 'waba-new' })
      assert.deepEqual((await store.campaign('cmp_1'))?.stop?.reason, 'ACCOUNT_CHANGED')
      await store.endCampaignImport('cmp_2', t0 + 2 * second)
      const second_ = await store.campaign('cmp_2')
      const { wabaId } = (await store.campaignSnapshot('cmp_2')) ?? {}
      assert.equal(wabaId, 'waba-bot_test')
      const input = {
        seq: second_?.seq ?? 0,
        botId,
        outcomes: [],
        template: { language: 'es', category: 'UTILITY', wabaId } as const,
      }
      await store.acceptCampaignRows(input, t0 + 2 * second)
      assert.deepEqual((await store.campaign('cmp_2'))?.stop?.reason, 'ACCOUNT_CHANGED')
      const later = t0 + 2 * 60 * second
      assert.equal(await store.liftCampaign('cmp_1', later, {}), false)
      assert.equal(
        await store.liftCampaign('cmp_1', later * 2, { snapshot: { ...snapshot, wabaId: 'waba-new' } }),
        true,
      )
    })
  })
}
