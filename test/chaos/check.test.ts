/** The checker is useful only if it finds errors: a good run's evidence, corrupted in one place at a time. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { check } from './check.ts'
import type { Evidence } from './evidence.ts'
import { ana, call, change, goodRun, luis, type Mutable, phone } from './good-run.ts'
import { lifetimeAt } from './identity-history.ts'

type Corruption = [string, (run: Mutable<Evidence>) => unknown, RegExp]

const messages: Corruption[] = [
  ['one is not on the phone', (run) => run.phones.splice(2, 1), /c0n2 593980100000 was accepted and is not on the/],
  ['one is not stored', (run) => run.messages.splice(1, 1), /c0n2 593980100000 was acknowledged and is not stored/],
  [
    'one is stored under another id',
    (run) => change(run.messages, 1, { id: 'm0' }),
    /acknowledged as m2; stored is m0/,
  ],
  ['one of many is missing', (run) => run.phones.splice(4, 1), /c0n3 593980100001 was accepted and is not on/],
  ['a double has no mark', (run) => change(run.messages, 0, { possible_double: 0 }), /2 times without a mark/],
  [
    'a double had no attempt in doubt',
    (run) => change(run.attempts, 0, { outcome: 'sent' }),
    /is doubled, though sent/,
  ],
  ['a double overtakes', (run) => run.phones.push(...run.phones.splice(1, 1)), /order of 1 593980100000: 1 2 3 1/],
  ['one is from nobody', (run) => run.journal.sent.splice(1, 1), /c0n2 593980100000 is on the phone, and nobody/],
  ['one reached another', (run) => change(run.phones, 2, { person: luis }), /c0n2 593980100001 is on the phone, and/],
  [
    'one key made two',
    (run) => run.messages.push({ ...run.messages[1], id: 'm0' }),
    /c0n2 593980100000: requested 1 times, and there are 2 messages/,
  ],
  [
    'one key had two answers',
    (run) => run.journal.sent[0]?.ids.get(ana)?.add('m0'),
    /one key, and the answers name m1,m0/,
  ],
  ['one was refused', (run) => change(run.journal.sent, 0, { refused: '422 {}' }), /c0n1 was refused: 422/],
  [
    'a state is behind',
    (run) => change(run.messages, 1, { state: 'sent' }),
    /c0n2 593980100000 is sent; its phone shows 3/,
  ],
  [
    'a failure is not known',
    (run) => change(run.messages, 3, { state: 'read' }),
    /c0n3 593980100001 is read; its phone/,
  ],
  [
    'a canceled one is shown',
    (run) => run.phones.push(phone(20, 'c0n4', luis)),
    /c0n4 .* 1 times without a mark \(canceled/,
  ],
  [
    'one canceled itself',
    (run) => change(run.journal.sent, 3, { cancel: undefined }),
    /canceled, and nobody asked for it/,
  ],
  ['a cancel came too late', (run) => change(run.journal.sent, 3, { cancel: 'too_late' }), /was refused as too late/],
  [
    'a cancel did nothing',
    (run) => change(run.messages, 4, { state: 'read' }),
    /c0n4 593980100001 was canceled and is read/,
  ],
]

const reported: Corruption[] = [
  ['an event is missing', (run) => run.events.splice(1, 1), /m1 is read, and its events are delivered_channel,read/],
  [
    'an event is doubled',
    (run) => run.events.push({ ...run.events[0], id: 'e0' }),
    /m1 is read, and its events are .*l$/m,
  ],
  ['an event is untold', (run) => run.taken.splice(2, 1), /read m1 read of m1 never reached the webhook/],
  ['events are out of order', (run) => run.received.unshift(...run.received.splice(3, 1)), /came out of order: 3 0 1/],
  [
    'an id is not stable',
    (run) => change(run.events, 0, { id: 'e0' }),
    /m1 delivered_channel reached the webhook and is not/,
  ],
  ['a body is not stable', (run) => change(run.events, 0, { body: '' }), /with another body than is stored/],
  ['what was written is untold', (run) => run.taken.splice(-4, 1), /in1 was written and never reached the webhook/],
  ['what a skill took is untold', (run) => run.taken.splice(-3, 1), /in2 was written and never reached the webhook/],
  ['a call of a skill is lost', (run) => run.taken.splice(-1, 1), /in4 was written and never reached the webhook/],
  ['a message has two ids', (run) => run.received.push(call('/bot', { wamid: 'in1' })), /in1 was reported under e1,/],
  [
    'nobody wrote it',
    (run) => run.received.push(call('/bot', { wamid: 'in0' })),
    /in0 was reported, and nobody wrote it/,
  ],
  [
    'Meta forgot',
    (run) => run.journal.written.push({ phoneNumberId: '1', userId: ana, wamid: 'in0', at: 1 }),
    /the sandbox forgot in0/,
  ],
]

const rest: Corruption[] = [
  [
    'a press is not echoed',
    (run) => run.phones.splice(6, 1),
    /e.c0n1 593980100000 was accepted and is not on the phone/,
  ],
  [
    'a press is echoed twice',
    (run) => run.messages.push({ ...run.messages[6] }),
    /e.c0n1 .*: requested 1 times, and there are 2/,
  ],
  ["a skill's answer is lost", (run) => run.messages.splice(7, 1), /s.evt_1 593980100001 was acknowledged and is not/],
  [
    "a skill's answers are swapped",
    (run) => run.phones.push(...run.phones.splice(7, 1)),
    /order of 1 593980100001: 1 0/,
  ],
  ['a run failed', (run) => change(run.skillRuns, 3, { detail: '{}' }), /the skill run evt_3 is failed/],
  ['a run waits', (run) => change(run.skillRuns, 2, { state: 'waiting' }), /the skill run e2 is waiting/],
  [
    'a call is not done',
    (run) => change(run.skillRuns, 0, { state: 'failed' }),
    /called as evt_1, and that run is failed/,
  ],
  ['a run is not stored', (run) => run.skillRuns.splice(0, 1), /called as evt_1, and that run is not stored/],
  ['a skill failed', (run) => run.events.push({ type: 'skill_failed', body: 'why' }), /a skill failed: why/],
  ['a row was sent twice', (run) => run.phones.push(phone(20, 'q1x', ana)), /q1x 593980100000 is on the phone 2 times/],
  ['a row is missing', (run) => run.campaignRows.pop(), /campaign q1x has 0 rows of 1/],
  [
    'a row is not accepted',
    (run) => change(run.campaignRows, 0, { state: 'canceled' }),
    /the row of 593980100000 is canceled/,
  ],
  ['a campaign goes on', (run) => change(run.campaigns, 0, { state: 'running' }), /campaign q1x is running/],
  ['a file is not kept', (run) => change(run.media, 0, { state: 'failed' }), /the file f1 is failed/],
  ['a file is damaged', (run) => change(run.media, 0, { kept: 'b' }), /its bytes are b and not a/],
  ['a file is not noted', (run) => run.media.pop(), /1 files were sent, and 0 are recorded/],
  ['something is left over', (run) => change([run.leftovers], 0, { lanes: 1 }), /left over: 1 lanes/],
  ['a process ended', (run) => change([run.fleet], 0, { endedAlone: ['gateway 0 ended'] }), /gateway 0 ended/],
  [
    'a start was made again',
    (run) => change([run.fleet], 0, { failedStarts: ['why'] }),
    /a start had to be repeated: why/,
  ],
  [
    'a state went back',
    (run) => run.watched.wentBack.push({ id: 'm1', from: 'read', to: 'delivered' }),
    /a state went back: m1 was read, and then delivered/,
  ],
  [
    'an end was taken back without an event',
    (run) => run.watched.wentBack.push({ id: 'm1', from: 'failed', to: 'read' }),
    /a state went back: m1 was failed, and then read/,
  ],
  ['a rate was exceeded', (run) => run.watched.overRate.push('131056'), /a rate was exceeded: 131056/],
  ['requests were overlooked', (run) => change([run.watched], 0, { unread: 2 }), /2 requests were not checked/],
]

const at = (run: Mutable<Evidence>, path: string) => run.received.filter((one) => one.path === path)

const identities: Corruption[] = [
  [
    'one left from the number of another',
    (run) => change(run.phones, 2, { phoneNumberId: '9' }),
    /c0n2 .* left from 9, /,
  ],
  [
    'one left from a number that its bot had no more',
    (run) => change(run.phones, -1, { phoneNumberId: '2', receivedAt: 70_000 }),
    /c9n3 .* left from 2, which dos did not have/,
  ],
  [
    'one left from a number that its bot did not have yet',
    (run) => change(run.phones, -1, { receivedAt: 58_000 }),
    /c9n3 .* left from 3, which dos did not have/,
  ],
  [
    'one of a deleted bot left when that was done',
    (run) => {
      change(run.phones, -2, { receivedAt: 110_000 })
      change(run.attempts, -1, { started_at: 109_000 })
    },
    /c9n2 .* left from 9, which ex did not have/,
  ],
  [
    'one was stored for another bot',
    (run) => change(run.messages, 1, { bot_id: 'dos' }),
    /c0n2 .* was requested for uno, and is stored for dos/,
  ],
  [
    'one was accepted for a bot that was not there',
    (run) => change(run.messages, -3, { accepted_at: 120_000 }),
    /x2 was accepted for ex when that bot did not exist/,
  ],
  [
    "a deleted bot's message waits",
    (run) => change(run.messages, -4, { state: 'queued' }),
    /x1 of ex, which was deleted, is queued/,
  ],
  [
    "a deleted bot's message says that it was sent, and was not",
    (run) => change(run.messages, -4, { state: 'sent' }),
    /c9n1 .* was accepted and is not on the phone/,
  ],
  [
    "a deleted bot's message ended untold",
    (run) =>
      void run.events.splice(
        run.events.findIndex(({ id }) => id === 'x1 failed'),
        1,
      ),
    /x1 of ex, which was deleted, is failed, and no event reported it/,
  ],
  [
    'a refusal while the bot was there',
    (run) => change(run.journal.sent, -4, { refused: '404', ackedAt: undefined, refusedAt: 60_000 }),
    /c9n1 was refused: 404/,
  ],
  [
    'one of a number that went failed, though it was known to have left',
    (run) => run.phones.push({ ...phone(30, 'c9n4', ana, 'read'), phoneNumberId: '2', receivedAt: 50_100 }),
    /c9n4 .* is failed; its phone shows 3/,
  ],
  ['a number is gone, and nobody is told', (run) => change(run.messages, -1, { error: null }), /c9n4 .* is not on the/],
  [
    'an endpoint missed something',
    (run) =>
      void run.taken.splice(
        run.taken.findIndex(({ path }) => path === '/extra/a'),
        1,
      ),
    /campaign late never reached the endpoint ep/,
  ],
  [
    'an endpoint heard of before its time',
    (run) => run.received.push(call('/extra/a', { eventId: 'e1', botId: 'uno' }, 300_000)),
    /e1 is from before the endpoint ep/,
  ],
  [
    "an endpoint heard another bot's",
    (run) => change(run.events, -1, { bot_id: 'dos' }),
    /late of dos was delivered to ep/,
  ],
  [
    'an endpoint that is gone was told',
    (run) => change(run.journal.endpoints, 0, { untilAt: 250_000 }),
    /late arrived at .extra.a after that was no longer an address/,
  ],
  [
    'an address was used before it was one',
    (run) => change(at(run, '/extra/a'), 0, { at: 100 }),
    /late arrived at .extra.a before that was an address/,
  ],
  [
    'a credential went to another address',
    (run) => change(at(run, '/extra/a'), 0, { headers: { authorization: 'Bearer for/extra/b' } }),
    /late arrived at .extra.a with Bearer for.extra.b/,
  ],
  [
    'one event comes again and again',
    (run) => void run.taken.push(...Array(9).fill(run.taken[0])),
    /m1 delivered_channel at .events was accepted 10 times/,
  ],
  [
    'a secret that ended still signs',
    (run) => change(run.journal.secrets, 0, { untilAt: 200_000 }),
    /late at .events is not signed by a secret that uno had/,
  ],
  [
    'a secret of another bot signs',
    (run) => change(run.journal.secrets, 0, { secret: 'whsec_b3RoZXI=' }),
    /m1 read at .events is not signed by a secret that uno had/,
  ],
  [
    'what was written to one was told to another',
    (run) => run.received.push(call('/bot', { eventId: 'e9', botId: 'ex', wamid: 'in1' })),
    /in1 was written to 1, and reported to ex, which did not have that number/,
  ],
  ['whoever changed something saw a fault', (run) => run.journal.findings.push('seen'), /^seen$/m],
]

describe('the checker of chaos', () => {
  test('says nothing of a good run', () => {
    const { violations, counts } = check(goodRun())
    assert.deepEqual(violations, [])
    assert.equal(counts['messages on a phone twice or more'], 1)
  })

  test('takes a double whose first attempt became known later by a status', () => {
    const run = goodRun()
    change(run.attempts, 0, { outcome: 'sent', detail: '{"wamid":"w1","toldBy":"status"}' })
    assert.deepEqual(check(run).violations, [])
  })

  test('takes a double whose first answer could be written only after the next attempt had begun', () => {
    const run = goodRun()
    change(run.attempts, 0, { outcome: 'sent', attempt: 1, started_at: 10, ended_at: 30 })
    run.attempts.push({ ...run.attempts[0], attempt: 2, started_at: 20, ended_at: 25 })
    assert.deepEqual(check(run).violations, [])
    change(run.attempts, 0, { ended_at: 15 })
    assert.match(check(run).violations.join(), /is doubled, though sent,sent/)
  })

  test('takes what was on the wire when the number or the bot went', () => {
    const run = goodRun()
    change(run.phones, -2, { receivedAt: 110_000 })
    assert.deepEqual(check(run).violations, [])
  })

  test('takes an end that a later event corrects', () => {
    const run = goodRun()
    const reported = ['failed', 'delivered_channel'].map((type, index) => {
      const body = { eventId: type, userId: ana, botId: 'dos', ...(index === 1 && { corrects: 'x4 failed' }) }
      return { id: index === 0 ? 'x4 failed' : type, type, message_id: 'x4', bot_id: 'dos', at: 70_000, body }
    })
    run.events.push({ ...reported[1], body: JSON.stringify(reported[1]?.body) })
    run.taken.push(call('/events', reported[1]?.body ?? {}, 70_000))
    change(run.messages, -1, { state: 'sent', error: null })
    run.watched.wentBack.push({ id: 'x4', from: 'failed', to: 'sent' })
    run.phones.push({ ...phone(30, 'c9n4', ana, 'sent'), phoneNumberId: '2', receivedAt: 50_100 })
    assert.deepEqual(check(run).violations, [])
  })

  test('takes what happened before an endpoint was there, and was stored after', () => {
    const run = goodRun()
    change(run.events, -1, { at: 100_000 })
    assert.deepEqual(check(run).violations, [])
  })

  test("takes what a replay repeats at an endpoint's next address, and nothing out of order there", () => {
    const run = goodRun()
    const [extra] = run.journal.endpoints
    extra?.addresses.push({ path: '/extra/b', fromAt: 800_000 })
    const bodies = run.events.slice(0, 3).map(({ body }) => JSON.parse(String(body)))
    const [first, second, third] = bodies.map((body) => ({ ...body, userId: ana, botId: 'uno' }))
    run.received.push(
      call('/extra/a', first),
      call('/extra/b', second),
      call('/extra/b', first),
      call('/extra/b', third),
    )
    assert.doesNotMatch(check(run).violations.join('\n'), /out of order/)
    run.received.splice(-4, 1)
    assert.match(check(run).violations.join('\n'), /events of ep uno .* came out of order/)
  })

  test('takes a press that came to a former number', () => {
    const run = goodRun()
    const spoilt = run.messages.findIndex(({ content }) => content === 'e.c0n1')
    run.messages.splice(spoilt, 1)
    run.phones.splice(
      run.phones.findIndex(({ body }) => body.includes('e.c0n1')),
      1,
    )
    assert.match(check(run).violations.join(), /e.c0n1 .* was acknowledged and is not stored/)
    change(run.events, -1, {
      body: JSON.stringify({ ...JSON.parse(String(run.events.at(-1)?.body)), wamid: 'in2', formerNumber: {} }),
    })
    assert.doesNotMatch(check(run).violations.join(), /e.c0n1 .* was acknowledged/)
  })

  test("takes a campaign's rows that ended with its bot", () => {
    const run = goodRun()
    const ended = { botId: 'ex', userIds: [luis], askedAt: 50_000, ackedAt: 50_000 }
    run.journal.campaigns.push({ ...ended, token: 'q2x', ids: new Set(['k2']) })
    run.campaigns.push({ id: 'k2', state: 'canceled' })
    assert.deepEqual(check(run).violations, [])
  })

  test('takes a clock of the store that is behind, as far as it may be', () => {
    const run = goodRun()
    run.journal.lifetimes.push({
      botId: 'new',
      fromAt: 80_000,
      readyAt: 80_000,
      numbers: [{ phoneNumberId: '9', fromAt: 80_000 }],
    })
    run.journal.behindMs = 10_000
    assert.equal(lifetimeAt(run.journal, 'new', 74_000)?.fromAt, 80_000)
    assert.equal(lifetimeAt(run.journal, 'new', 68_000), undefined)
    run.journal.behindMs = 0
    assert.equal(lifetimeAt(run.journal, 'new', 74_000), undefined)
  })

  for (const [name, spoil, expected] of [...messages, ...reported, ...rest, ...identities]) {
    test(`finds that ${name}`, () => {
      const run = goodRun()
      spoil(run)
      assert.match(check(run).violations.join('\n'), expected)
    })
  }
})
