/**
 * The table of failures: every code has one kind, of the class that the channel gives it; and the pure rules that
 * follow from it.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { metaErrorClasses, metaErrorRanges } from '../../src/channel/cloud/outcomes/error-classes.ts'
import { refit } from '../../src/model/campaign/refit.ts'
import { snapshotOf } from '../../src/model/campaign/request.ts'
import { accountWord, isLifted, nextLookAt, type Stop, standingStop } from '../../src/model/campaign/stop.ts'
import { stopTexts } from '../../src/model/campaign/stop-texts.ts'
import { instantsAfter, type State } from '../../src/model/message/lifecycle.ts'
import { decideLate, lateAgeMs, maxLateTries } from '../../src/model/outcome/decide-late.ts'
import {
  type FailureName,
  failureKinds,
  failureName,
  kindNamed,
  stopNames,
  stopOfStatus,
} from '../../src/model/outcome/failure-kinds.ts'
import type { TemplateDefinition } from '../../src/model/template/definition.ts'

const now = 1_800_000_000_000
const hourMs = 3_600_000

describe('the table', () => {
  test('every documented code is in it once, with the class that decides about an attempt', () => {
    for (const [code, errorClass] of Object.entries(metaErrorClasses)) {
      const name = failureName({ code: Number(code) })
      assert.ok(name, code)
      assert.equal(kindNamed(name).class, errorClass, code)
    }
    for (const { from, to, class: errorClass } of metaErrorRanges)
      for (const code of [from, to]) assert.equal(kindNamed(failureName({ code }) ?? 'PACE').class, errorClass)
    const all = Object.values(failureKinds).flatMap(({ codes }) => [...codes] as number[])
    assert.deepEqual(
      all.toSorted((a, b) => a - b),
      Object.keys(metaErrorClasses)
        .map(Number)
        .toSorted((a, b) => a - b),
    )
  })

  test('classes and scopes agree: a failure of a person or a moment stops nobody, refused credentials stop all', () => {
    for (const name of Object.keys(failureKinds) as FailureName[]) {
      const { class: errorClass, concerns, stops } = kindNamed(name)
      assert.equal(stops === undefined, ['moment', 'person', 'message'].includes(concerns), name)
      assert.equal(concerns === 'moment', errorClass === 'retry' || errorClass === 'limit', name)
      if (errorClass === 'auth') assert.ok(stops, name)
    }
    for (const code of [131048, 131064, 132015, 132016, 132000, 132001, 131063, 131042, 131031, 368])
      assert.ok(
        stopNames().some((name) => name === failureName({ code })),
        String(code),
      )
    for (const code of [131056, 130429, 131000, 131016, 133004, 131057, 80007, 4])
      assert.equal(kindNamed(failureName({ code }) ?? 'MESSAGE').concerns, 'moment', String(code))
  })

  test('each reason has its text and its advice in three languages', () => {
    for (const name of stopNames()) {
      const { says, advice } = stopTexts[name]
      for (const texts of [says, advice]) {
        assert.equal(new Set(Object.values(texts)).size, 3, name)
        for (const text of Object.values(texts)) assert.match(text, /^[A-ZÁÉÍÓÚ¿].*\.$/u)
      }
    }
  })
})

describe('stops', () => {
  const stop: Stop = { reason: 'TEMPLATE_PAUSED', told: 'answer', at: now }
  const around = { botChangedAt: 0, now }

  test('a status that allows sending stops nothing, every other one does', () => {
    for (const status of ['APPROVED', 'approved', 'FLAGGED', 'REINSTATED', 'UNARCHIVED'])
      assert.equal(stopOfStatus(status), undefined)
    for (const status of ['PAUSED', 'DISABLED', 'DELETED', 'PENDING', 'SOMETHING_NEW'])
      assert.ok(stopOfStatus(status), status)
  })

  test('only news from after the stop lifts it, and only news about its cause', () => {
    const approved = (changedAt: number) => ({ ...around, template: { status: 'APPROVED', changedAt } })
    assert.equal(isLifted(stop, approved(now)), false)
    assert.equal(isLifted(stop, approved(now + 1)), true)
    assert.equal(isLifted(stop, { ...around, botChangedAt: now + 1 }), false)
    const token: Stop = { ...stop, reason: 'TOKEN_REFUSED' }
    assert.equal(isLifted(token, approved(now + 1)), false)
    assert.equal(isLifted(token, { ...around, botChangedAt: now + 1 }), true)
    const restricted: Stop = { ...stop, reason: 'ACCOUNT_RESTRICTED' }
    assert.equal(isLifted(restricted, { ...around, account: { at: now + 1 } }), true)
    assert.equal(isLifted(restricted, { ...around, account: { at: now + 1, reason: 'ACCOUNT_LOCKED' } }), false)
  })

  test('a stored fact stops a campaign until the campaign is resumed after it, and no longer than Meta said', () => {
    const paused = { ...around, template: { status: 'PAUSED', changedAt: now } }
    assert.equal(standingStop(paused, 0, 'MARKETING')?.reason, 'TEMPLATE_PAUSED')
    assert.equal(standingStop(paused, now, 'MARKETING'), undefined)
    const account = { at: now - 2, reason: 'ACCOUNT_RESTRICTED' as const, until: now + 1, category: 'UTILITY' }
    assert.equal(standingStop({ ...around, account }, 0, 'UTILITY')?.until, now + 1)
    assert.equal(standingStop({ ...around, account }, 0, 'MARKETING'), undefined)
    assert.equal(standingStop({ ...around, account, now: now + 1 }, 0, 'UTILITY'), undefined)
  })

  test('pauses between looks grow to their bound; a stop that only Meta can lift is not looked at', () => {
    const spam: Stop = { ...stop, reason: 'SPAM_LIMIT' }
    const pauses = [0, 1, 2, 20, 2_000].map((looks) => ((nextLookAt(spam, looks, now) ?? 0) - now) / hourMs)
    assert.deepEqual(pauses, [1, 2, 4, 24, 24])
    assert.equal(nextLookAt({ ...stop, reason: 'TEMPLATE_DISABLED' }, 0, now), undefined)
    assert.equal(nextLookAt({ ...spam, until: now + 9 * hourMs }, 0, now), now + 9 * hourMs)
  })

  test('any change of the account is read without an exception', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('event', 'restriction_info', 'ban_info'), fc.jsonValue()), (raw) => {
        const word = accountWord('account_update', raw, now)
        assert.ok(word === undefined || word.at === now)
      }),
    )
    assert.equal(accountWord('account_alerts', { event: 'ACCOUNT_DELETED' }, now), undefined)
    assert.equal(accountWord('account_update', { event: 'VERIFIED_ACCOUNT' }, now), undefined)
    const scheduled = { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }
    assert.equal(accountWord('account_update', scheduled, now), undefined)
  })
})

describe('failures reported late', () => {
  const item = { state: 'sent', acceptedAt: now, tries: 0, isCanceled: false } as const
  const error = { code: 131_000 }

  test('only a temporary failure is repeated, within its attempts and its age, and later each time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4, 80_007, 130_429, 131_056, 131_000, 131_016, 133_004, 131_057),
        fc.nat(maxLateTries + 2),
        fc.nat(2 * lateAgeMs),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (code, tries, age, random) => {
          const decision = decideLate({ ...item, acceptedAt: now - age, tries }, { code }, now, random)
          if (decision.kind !== 'again') {
            assert.ok(tries >= maxLateTries || age > lateAgeMs - 2 * hourMs)
            return
          }
          assert.ok(decision.dueAt > now && decision.dueAt <= now - age + lateAgeMs)
          assert.equal(decision.restsPair, code === 131_056)
        },
      ),
    )
    for (const code of [131_026, 131_047, 131_048, 190, 132_000, 99_999])
      assert.deepEqual(decideLate(item, { code }, now, 0), { kind: 'failed' })
    assert.deepEqual(decideLate(item, undefined, now, 0), { kind: 'failed' })
  })

  test('a message is not repeated when it is canceled, too late, or has arrived', () => {
    assert.deepEqual(decideLate({ ...item, isCanceled: true }, error, now, 0), { kind: 'failed' })
    assert.deepEqual(decideLate({ ...item, expiresAt: now + 1 }, error, now, 0), { kind: 'failed' })
    for (const state of ['delivered', 'read'] as const)
      assert.deepEqual(decideLate({ ...item, state }, error, now, 0), { kind: 'void' })
  })
})

test('in whatever order and second statuses come, no instant is before the one that it follows', () => {
  const status = fc.tuple(
    fc.constantFrom<State>('sent', 'delivered', 'read', 'failed'),
    fc.integer({ min: -5, max: 5 }),
  )
  fc.assert(
    fc.property(fc.array(status, { maxLength: 6 }), (statuses) => {
      let life = { acceptedAt: now } as ReturnType<typeof instantsAfter>
      for (const [state, seconds] of statuses) {
        life = instantsAfter(life, state, now + seconds * 1_000)
        const all = [life.acceptedAt, life.sentAt, life.deliveredAt, life.readAt].filter((at) => at !== undefined)
        assert.deepEqual(
          all,
          all.toSorted((a, b) => a - b),
        )
      }
    }),
  )
})

describe('a campaign whose template changed', () => {
  const definition = (text: string, changes: Partial<TemplateDefinition> = {}): TemplateDefinition => ({
    elementName: 'e',
    language: 'es',
    category: 'UTILITY',
    status: 'APPROVED',
    components: [{ type: 'BODY', text }],
    ...changes,
  })
  const snapshotAccount = (text: string, changes: Partial<TemplateDefinition> = {}) => {
    const header = { separator: ',' as const, columns: ['phone', 'uno', 'dos'], line: 1 }
    const request = { name: 'n', elementName: 'e', botId: 'b', request: { elementName: 'e' } }
    const snapshot = snapshotOf({ request, definition: definition(text, changes), header, now })
    assert.ok(snapshot.ok)
    return snapshot.value
  }

  test('another text with the same variables is sent in its new form; the same definition changes nothing', () => {
    const snapshot = snapshotAccount('Hola {{1}} y {{2}}')
    const same = refit(snapshot, definition('Hola {{1}} y {{2}}'))
    assert.ok(same.ok && same.value === snapshot)
    const other = refit(snapshot, definition('Buenas {{2}}, {{1}}.'))
    assert.ok(other.ok)
    assert.deepEqual(other.value.parameters, snapshot.parameters)
  })

  test('another number of variables, another name, or another header is reported', () => {
    const snapshot = snapshotAccount('Hola {{1}} y {{2}}')
    const more = refit(snapshot, definition('Hola {{1}}, {{2}} y {{3}}'))
    assert.ok(!more.ok)
    assert.equal(more.violations[0]?.rule, 'parameter_count_detail')
    const image = [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Hola {{1}} y {{2}}' },
    ] as const
    assert.equal(refit(snapshot, definition('', { components: [...image] })).ok, false)
    const named = { parameterFormat: 'NAMED' } as const
    const byName = snapshotAccount('Hola {{nombre}} y {{pedido}}', named)
    const swapped = refit(byName, definition('{{pedido}} de {{nombre}}', named))
    assert.ok(swapped.ok)
    assert.deepEqual(swapped.value.parameters, byName.parameters.toReversed())
    const renamed = refit(byName, definition('Hola {{nombre}} y {{envio}}', named))
    assert.ok(!renamed.ok)
    assert.equal(renamed.violations[0]?.rule, 'template_variable_unknown')
  })
})
