/**
 * Which bots a status reaches, by every history of a number's holders: only those that the signing app can speak for.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createDirectory } from '../../src/store/settings/directory.ts'
import { routeOf } from '../../src/store/settings/routes.ts'
import { inboundFact, statusFact } from '../support/facts.ts'
import { t0 } from '../support/open-store.ts'
import { testBot } from '../support/store.ts'

const number = 'the number'
const apps = ['app 0', 'app 1', 'app 2', 'app 3']
const app = fc.constantFrom(...apps)
/** Oldest first: the app with which each had the number, and the one that it has now. */
const holders = fc.array(fc.record({ atLeaving: app, now: app }), { maxLength: 4 })
const history = fc.record({ former: holders, present: fc.option(app, { nil: undefined }), signer: app })

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never

function directoryOf({ former, present }: History) {
  const directory = createDirectory()
  const botOf = (id: string, phoneNumberId: string, appSecret: string) => {
    const bot = testBot({ id })
    return { ...bot, channel: { ...bot.channel, phoneNumberId, appSecret } }
  }
  for (const [index, { atLeaving, now }] of former.entries()) {
    const id = `former ${index}`
    const left = { botId: id, phoneNumberId: number, appSecret: atLeaving, leftAt: t0 + index }
    directory.put(id, { bot: botOf(id, `number of ${id}`, now), endpoints: [], formerNumbers: [left] })
  }
  if (present !== undefined) directory.put('present', { bot: botOf('present', number, present), endpoints: [] })
  return { ...directory, digits: new Map<string, string>() }
}

test("a status reaches a former holder when its own app signs, then or now, or that of anyone who has had the number since, and never by an earlier one's", () => {
  fc.assert(
    fc.property(history, (given) => {
      const { former, present, signer } = given
      const signed = { appSecret: signer, receivedAt: t0 + 100 }
      const route = routeOf(statusFact('w', 'delivered', { phoneNumberId: number }), directoryOf(given), signed)
      const has = ({ atLeaving, now }: (typeof former)[number]) => atLeaving === signer || now === signer
      const isSpokenFor = (index: number) => present === signer || former.slice(index).some(has)
      const expected = former.flatMap((_, index) => (isSpokenFor(index) ? `former ${index}` : []))
      const reached = 'bots' in route ? route : { bots: [], former: [] }
      assert.deepEqual(
        [reached.bots, reached.former].map((bots) => bots.map(({ id }) => id)),
        [present === signer ? ['present'] : [], expected.toReversed()],
      )
    }),
  )
})

test('a message to a number that somebody has reaches nobody else, whoever signs', () => {
  fc.assert(
    fc.property(history, (given) => {
      fc.pre(given.present !== undefined)
      const signed = { appSecret: given.signer, receivedAt: t0 + 100 }
      const route = routeOf(inboundFact('w', { phoneNumberId: number }), directoryOf(given), signed)
      const reached = 'bots' in route ? [...route.bots, ...route.former] : []
      assert.deepEqual(
        reached.map(({ id }) => id),
        given.present === given.signer ? ['present'] : [],
      )
    }),
  )
})
