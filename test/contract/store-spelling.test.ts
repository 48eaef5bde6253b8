/**
 * Joining two spellings of a number decides whose conversation it is, never where a message goes: the request has the
 * caller's spelling, an answer goes to the one that last worked, and nothing goes to a spelling that Meta has just
 * refused while the other one is untried.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Status } from '../../src/model/message/lifecycle.ts'
import type { Decision } from '../../src/model/outcome/decide.ts'
import type { ClaimedMessage, NewMessage } from '../../src/store/messages/records.ts'
import { attemptStatus, ingestFacts } from '../support/facts.ts'
import { type TestStore, t0 } from '../support/open-store.ts'
import { acceptAll, claimOne, testBot, textMessage, tieredBackends, wamidOf } from '../support/store.ts'

/** The long and the short spelling of one mobile number. */
const numbers: [string, string, string][] = [
  ['Argentina', '5491123450000', '541123450000'],
  ['Mexico', '5215512345678', '525512345678'],
  ['Brazil', '5511987654321', '551187654321'],
]
const minute = 60_000
const day = 24 * 60 * minute

for (const backend of tieredBackends) {
  describe(`spellings (${backend.name})`, () => {
    for (const [country, long, short] of numbers) {
      for (const [first, other] of [
        [long, short],
        [short, long],
      ] as const) {
        test(`${country}: first seen as ${first}`, async () => {
          await using ctx = await backend.open()
          await ctx.store.putBot(testBot())
          const at = talk(ctx)
          assert.equal(await at.sent(first), first)
          assert.equal(await at.sent(other), other, 'each as it was written')
          assert.equal(await at.sent(first), first)
          assert.deepEqual(at.userIds(), [first], 'one conversation')
        })
      }
    }

    for (const code of [131_026, 131_030]) {
      for (const reported of ['answer', 'status'] as const) {
        test(`${code} by ${reported}: the other spelling is tried, whichever was written, and used from then on`, async () => {
          await using ctx = await backend.open()
          await ctx.store.putBot(testBot())
          const at = talk(ctx)
          const [, long, short] = numbers[0] ?? ['', '', '']
          assert.equal(await at.refused(long, code, reported), long)
          assert.equal(await at.sent(short), short, 'the send to the other one does not go to the refused one')
          assert.equal(await at.sent(long), short, 'refused, and the other one is not')
          assert.equal(await at.answered(), short)
          await at.delivered(short)
          at.pass(10 * day)
          assert.equal(await at.sent(long), short, 'the other one worked')
          assert.equal(await at.answered(), short)
          assert.equal(await at.refused(short, code, reported), short)
          assert.equal(await at.sent(long), long, 'both were refused: as it was written')
          await at.delivered(long)
          assert.equal(await at.sent(long), long)
          assert.equal(await at.answered(), long)
        })
      }
    }

    test('another refusal says nothing about the spelling, and one of long ago nothing about today', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const at = talk(ctx)
      const [, long, short] = numbers[1] ?? ['', '', '']
      await at.refused(long, 131_047, 'status')
      assert.equal(await at.sent(long), long)
      await at.refused(long, 131_026, 'status')
      assert.equal(await at.sent(long), short)
      at.pass(day)
      assert.equal(await at.sent(long), long, 'nothing is known of the other one')
    })

    test("an answer goes to Meta's own identifier of the person where nothing was delivered yet", async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const at = talk(ctx)
      const [, long, short] = numbers[1] ?? ['', '', '']
      assert.equal(await at.sent(long, short), long)
      assert.equal(await at.answered(long), short)
      assert.equal(await at.sent(long), long)
    })

    test('a number with one spelling only is unchanged', async () => {
      await using ctx = await backend.open()
      await ctx.store.putBot(testBot())
      const at = talk(ctx)
      await at.refused('593987654321', 131_026, 'status')
      assert.equal(await at.sent('593987654321'), '593987654321')
      assert.deepEqual(ctx.rows('select recipient from messages where recipient is not null'), [])
      assert.deepEqual(ctx.rows('select recipient from attempts where recipient is not null'), [])
    })
  })
}

/** Sends one message after the other; each returns the number in the request. */
function talk(ctx: TestStore) {
  let now = t0
  async function claimed(userId: string, changes: Partial<NewMessage> = {}): Promise<ClaimedMessage> {
    now += minute
    await acceptAll(ctx.store, now, [textMessage(ctx.newId, userId, 'hola', changes)])
    return claimOne(ctx.store, now)
  }
  const statusOf = ({ id, attempt, recipient }: ClaimedMessage, status: Status) =>
    attemptStatus(id, attempt, status, { at: now, recipient: { phone: recipient.phone } })
  const settle = (message: ClaimedMessage, decision: Decision) => ctx.store.settle(message, decision, now)
  const sentAs = (message: ClaimedMessage, recipientId?: string) =>
    settle(message, {
      kind: 'sent',
      wamid: wamidOf(message.id, message.attempt),
      ...(recipientId ? { recipientId } : {}),
    })
  return {
    pass: (ms: number) => {
      now += ms
    },
    userIds: () => ctx.rows('select distinct user_id from messages').map(({ user_id }) => user_id),
    async sent(userId: string, recipientId?: string) {
      const message = await claimed(userId)
      await sentAs(message, recipientId)
      return message.recipient.phone
    },
    /** A skill's message to the person. */
    async answered(userId = String(ctx.rows('select user_id from conversations')[0]?.user_id)) {
      const message = await claimed(userId, { isAnswer: true })
      await sentAs(message)
      return message.recipient.phone
    },
    async delivered(userId: string) {
      const message = await claimed(userId)
      await sentAs(message)
      await ingestFacts(ctx.store, [statusOf(message, 'delivered')], now)
    },
    async refused(userId: string, code: number, reported: 'answer' | 'status') {
      const message = await claimed(userId)
      const error = { code, message: 'refused' }
      if (reported === 'answer') await settle(message, { kind: 'failed', error })
      else {
        await sentAs(message)
        await ingestFacts(ctx.store, [{ ...statusOf(message, 'failed'), error }], now)
      }
      return message.recipient.phone
    },
  }
}
