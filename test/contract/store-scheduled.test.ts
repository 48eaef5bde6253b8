/**
 * Messages for later: outside of their pair until their time, then behind what waits for the person; listed, canceled,
 * erased and counted like others, on every store.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { WindowRule } from '../../src/model/user/user.ts'
import type { NewMessage } from '../../src/store/messages/records.ts'
import { inboundFact, ingestFacts, testEndpoint } from '../support/facts.ts'
import { eventually } from '../support/gateway.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, backends, claimAll, claimOne, idsOf, settleSent, testBot, textMessage } from '../support/store.ts'
import { eventBodies, openWithBot } from '../support/store-fixtures.ts'

const ana = '593900000001'
const luis = '593900000002'
const hourMs = 3_600_000
const dayMs = 24 * hourMs

function scheduleAll(ctx: TestStore, messages: NewMessage[], sendAt: number, now = t0) {
  return ctx.store.accept({ botId: 'bot_test', acceptedAt: now, messages, sendAt })
}

const rulesOf = (windowRule: WindowRule = 'off') => ({ windowRule })
const release = (ctx: TestStore, now: number, rule?: WindowRule) => ctx.store.releaseScheduled(now, () => rulesOf(rule))
const claimedIds = async (ctx: TestStore, now: number) => idsOf((await claimAll(ctx.store, now)).messages)

for (const backend of backends)
  describe(`messages for later (${backend.name})`, () => {
    test('waits for its time, and holds back nobody before', async () => {
      await using ctx = await openWithBot(backend)
      const later = textMessage(ctx.newId, ana, 'later')
      await scheduleAll(ctx, [later], t0 + hourMs)
      const now = textMessage(ctx.newId, ana, 'now')
      await acceptAll(ctx.store, t0 + 1, [now])
      assert.deepEqual((await ctx.store.due(t0 + hourMs - 1)).scheduled, [])
      assert.deepEqual(await release(ctx, t0 + hourMs - 1), [])
      await settleSent(ctx.store, await claimOne(ctx.store, t0 + 1), t0 + 2)
      assert.deepEqual((await ctx.store.due(t0 + hourMs)).scheduled, ['bot_test'])
      assert.deepEqual(await release(ctx, t0 + hourMs), ['bot_test'])
      assert.deepEqual((await ctx.store.due(t0 + hourMs)).scheduled, [])
      const claimed = await claimOne(ctx.store, t0 + hourMs)
      assert.deepEqual([claimed.id, claimed.acceptedAt, claimed.content], [later.id, t0 + hourMs, later.content])
    })

    test('is the message that it was, in everything that is claimed of it', async () => {
      await using ctx = await openWithBot(backend)
      const whole = (userId: string): NewMessage => ({
        ...textMessage(ctx.newId, userId, 'whole'),
        kind: 'notification',
        elementName: 'promo',
        campaignId: 'cmp_1',
        expiresAt: t0 + 5 * dayMs,
        actions: { setMemoryParams: { plan: 'oro' } },
        origin: 'API',
        isMarketing: true,
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      })
      await scheduleAll(ctx, [whole(ana)], t0 + hourMs)
      await release(ctx, t0 + hourMs)
      await acceptAll(ctx.store, t0 + hourMs, [whole(luis)])
      const { messages } = await claimAll(ctx.store, t0 + hourMs)
      const stripped = messages.map(({ id: _id, seq: _seq, userId, recipient: _recipient, ...rest }) => [userId, rest])
      const byPerson = new Map(stripped as [string, object][])
      assert.deepEqual(byPerson.get(ana), byPerson.get(luis))
      assert.equal((byPerson.get(ana) as { isMarketing?: boolean }).isMarketing, true)
      const rows = await ctx.rows(
        'select element_name, campaign_id, expires_at, actions, origin, marketing from messages',
      )
      assert.deepEqual({ ...rows[0] }, { ...rows[1] })
    })

    test('takes its place behind what waits for the person, by time and then as accepted', async () => {
      await using ctx = await openWithBot(backend)
      const make = (text: string, userId = ana) => textMessage(ctx.newId, userId, text)
      const [second, third, first, other] = [make('2'), make('3'), make('1'), make('luis', luis)]
      await scheduleAll(ctx, [second, other, third], t0 + hourMs)
      await scheduleAll(ctx, [first], t0 + hourMs - 1)
      const waiting = make('before')
      await acceptAll(ctx.store, t0 + 5, [waiting])
      await release(ctx, t0 + 2 * hourMs)
      const order: string[] = []
      for (let at = t0 + 2 * hourMs; order.length < 5; at += dayMs) {
        const { messages } = await claimAll(ctx.store, at)
        for (const one of messages) {
          order.push(one.id)
          await settleSent(ctx.store, one, at)
        }
      }
      const toAna = order.filter((id) => id !== other.id)
      assert.deepEqual(toAna, idsOf([waiting, first, second, third]))
      assert.ok(order.indexOf(other.id) < 2, 'another person waits for nobody')
    })

    test('keeps everything that it was accepted with', async () => {
      await using ctx = await openWithBot(backend)
      const message = textMessage(ctx.newId, ana, 'x', {
        kind: 'notification',
        elementName: 'promo',
        campaignId: 'mine',
        origin: 'API',
        expiresAt: t0 + 3 * hourMs,
        actions: { setMemoryParams: { step: 2 } },
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      })
      const toProbe = textMessage(ctx.newId, luis, 'probe', { needsProbe: true })
      await scheduleAll(ctx, [message, toProbe], t0 + hourMs)
      await release(ctx, t0 + hourMs)
      const columns = `id, kind, element_name, campaign_id, origin, expires_at, actions, traceparent, state, accepted_at,
        recipient`
      const [row] = await ctx.rows(`select ${columns} from messages where id = '${message.id}'`)
      const { id, actions, ...rest } = row ?? {}
      assert.deepEqual([id, JSON.parse(String(actions))], [message.id, message.actions])
      assert.deepEqual(
        Object.fromEntries(
          Object.entries(rest).map(([key, value]) => [key, /^\d+$/.test(String(value)) ? Number(value) : value]),
        ),
        {
          kind: 'notification',
          element_name: 'promo',
          campaign_id: 'mine',
          origin: 'API',
          expires_at: t0 + 3 * hourMs,
          traceparent: message.traceparent,
          state: 'queued',
          accepted_at: t0 + hourMs,
          recipient: null,
        },
      )
      const timeline = await ctx.store.timeline('bot_test', message.id)
      assert.deepEqual([timeline?.scheduledAt, timeline?.sendAt], [t0, t0 + hourMs])
      assert.deepEqual((await ctx.store.due(t0 + hourMs)).probes, ['bot_test'])
      assert.deepEqual(await claimedIds(ctx, t0 + hourMs), [message.id])
    })

    test('is shown with its time, and can be canceled until then', async () => {
      await using ctx = await openWithBot(backend)
      await ctx.store.putEndpoint(testEndpoint('ep', ['canceled']))
      const message = textMessage(ctx.newId, ana)
      await scheduleAll(ctx, [message], t0 + hourMs)
      const timeline = await ctx.store.timeline('bot_test', message.id)
      assert.deepEqual(
        [timeline?.state, timeline?.sendAt, timeline?.scheduledAt, timeline?.nextAttemptAt, timeline?.states],
        ['scheduled', t0 + hourMs, t0, t0 + hourMs, [{ state: 'scheduled', at: t0 }]],
      )
      const [item] = await ctx.store.history({ botId: 'bot_test', userId: ana }, 0, 10)
      assert.ok(item?.direction === 'out')
      assert.deepEqual([item.state, item.sendAt], ['scheduled', t0 + hourMs])
      const filter = { botIds: ['bot_test'], state: 'scheduled' } as const
      const { rows } = await ctx.store.listMessages(filter, { limit: 10 })
      assert.deepEqual([idsOf(rows), rows[0]?.sendAt], [[message.id], t0 + hourMs])
      assert.deepEqual(await ctx.store.cancel('bot_test', message.id, t0 + 9), { kind: 'canceled' })
      await release(ctx, t0 + dayMs)
      assert.deepEqual(await claimedIds(ctx, t0 + dayMs), [])
      assert.deepEqual((await ctx.store.due(t0 + dayMs)).scheduled, [])
      const ended = await ctx.store.timeline('bot_test', message.id)
      assert.deepEqual(ended?.states, [
        { state: 'scheduled', at: t0 },
        { state: 'canceled', at: t0 + 9 },
      ])
      assert.equal((await eventBodies(ctx, 'canceled')).length, 1)
    })

    test('of a closed window is refused when its time has come, by the rule of the bot', async () => {
      await using ctx = await openWithBot(backend)
      await ingestFacts(ctx.store, [inboundFact('wamid.in', { person: { phone: ana }, sentAt: t0 })])
      const [open, shut, unheard] = [ana, ana, luis].map((userId) => textMessage(ctx.newId, userId))
      assert.ok(open && shut && unheard)
      await scheduleAll(ctx, [open], t0 + hourMs)
      await scheduleAll(ctx, [shut, unheard], t0 + 2 * dayMs)
      await release(ctx, t0 + hourMs, 'enforce')
      assert.deepEqual(await claimedIds(ctx, t0 + hourMs), [open.id])
      await release(ctx, t0 + 2 * dayMs, 'known')
      const stateOf = async ({ id }: NewMessage) => {
        const found = await ctx.store.timeline('bot_test', id)
        return [found?.state, (found?.error as { key?: string } | undefined)?.key]
      }
      assert.deepEqual(await stateOf(shut), ['failed', 'WINDOW_CLOSED'])
      assert.deepEqual(await stateOf(unheard), ['queued', undefined])
    })

    test('is counted as accepted once, where it took its place', async () => {
      await using ctx = await openWithBot(backend)
      await scheduleAll(ctx, [textMessage(ctx.newId, ana), textMessage(ctx.newId, luis)], t0 + 5 * hourMs)
      await release(ctx, t0 + 5 * hourMs)
      await ctx.store.carryOnFigures(t0 + 6 * hourMs)
      const rows = await ctx.rows(`select hour_at, count from figures where what = 'accepted' and count <> 0`)
      const hour = t0 + 5 * hourMs - ((t0 + 5 * hourMs) % hourMs)
      assert.deepEqual(
        rows.map(({ hour_at, count }) => [Number(hour_at), Number(count)]),
        [[hour, 2]],
      )
    })

    test('a repeated request is answered as the first, and schedules nothing', async () => {
      await using ctx = await openWithBot(backend)
      const idempotency = { clientId: 'c', key: 'k', fingerprint: 'f', answer: '{"n":1}' }
      const input = { botId: 'bot_test', acceptedAt: t0, sendAt: t0 + hourMs, idempotency }
      await ctx.store.accept({ ...input, messages: [textMessage(ctx.newId, ana)] })
      const again = await ctx.store.accept({ ...input, messages: [textMessage(ctx.newId, ana)] })
      assert.deepEqual(again, { kind: 'replayed', answer: '{"n":1}' })
      assert.equal((await ctx.rows('select id from messages')).length, 1)
    })

    test('of a deleted bot ends with it', async () => {
      await using ctx = await openWithBot(backend)
      const message = textMessage(ctx.newId, ana)
      await scheduleAll(ctx, [message], t0 + hourMs)
      await ctx.store.deleteBot({ id: 'bot_test', now: t0 + 1 })
      await eventually(async () => {
        await ctx.store.carryOn(t0 + 2)
        const [row] = await ctx.rows(`select state, error from messages where id = '${message.id}'`)
        return row?.state === 'failed' && /BOT_DELETED/.test(String(row.error))
      }, 'the message has ended with the bot')
    })

    test('of a person who is erased is canceled', async () => {
      await using ctx = await openWithBot(backend)
      await ingestFacts(ctx.store, [inboundFact('wamid.in', { person: { phone: ana }, sentAt: t0 })])
      const message = textMessage(ctx.newId, ana)
      await scheduleAll(ctx, [message], t0 + hourMs)
      await ctx.store.erasePerson('bot_test', ana, t0 + 1)
      const [row] = await ctx.rows(`select state, user_id, content from messages where id = '${message.id}'`)
      assert.deepEqual({ ...row }, { state: 'canceled', user_id: '', content: '{}' })
      await release(ctx, t0 + hourMs)
      assert.deepEqual(await claimedIds(ctx, t0 + hourMs), [])
    })

    test('retention leaves it, however long ago it was accepted', async () => {
      await using ctx = await backend.open({
        retention: { messagesMs: dayMs, attemptsMs: dayMs, eventsMs: dayMs, campaignRowsMs: 0, skillRunsMs: 0 },
      })
      await ctx.store.putBot(testBot())
      await ctx.store.purge(t0)
      const message = textMessage(ctx.newId, ana)
      await scheduleAll(ctx, [message], t0 + 29 * dayMs)
      for (const days of [1, 2, 3, 9, 20]) {
        await acceptAll(ctx.store, t0 + days * dayMs, [textMessage(ctx.newId, luis)])
        await ctx.store.purge(t0 + days * dayMs)
      }
      await release(ctx, t0 + 29 * dayMs)
      assert.ok((await claimedIds(ctx, t0 + 29 * dayMs)).includes(message.id))
    })
  })
